// The forms of a first meeting, with what the family has told, so that nobody tells it again.
// Others get copies of them: how contact is safe, and whom to keep away, never stands there.
const LONG = 300;                               // letters: half a line's width is too narrow for them

const FILLED = {
  meeting: (request, words) => ({
    family: request.name,
    language: languagesOf(request.access, words),
    comfort: request.access.easier,
    story: request.help?.own_words,
    strengths: request.help?.going_well,
  }),
  plan: (request, words) => ({
    family: request.name,
    circle: request.child.name,
    strengths: request.help?.going_well,
    ...servicesOf(request.help, words),
  }),
};

function languagesOf({ talk_language, other_language, interpreter, sign_language }, words) {
  const said = [other_language || words(`mail.access.is_${talk_language}`)];
  if (interpreter) said.push(words('mail.access.interpreter'));
  if (sign_language) said.push(words(`mail.access.${sign_language}`));
  return said.join('\n');
}

function servicesOf(help, words) {
  const named = (help?.services || []).filter(one => one !== 'other');
  return Object.fromEntries(named.map((one, row) => [`service-${row + 1}-name`, words(`mail.help.${one}`)]));
}

/** The blank form, with each known answer in its place: as text, as everything else. */
function drawForm(name, language, request, words) {
  const blank = document.getElementById(`${name}-${language}`).content.cloneNode(true);
  const told = { ...FILLED[name](request, words), imprint: words('forms.imprint', { number: request.number }) };
  for (const [place, text] of Object.entries(told)) {
    if (text) write(blank.querySelector(`[data-place="${place}"]`), text);
  }
  return element('article', { kind: 'form', language }, blank);
}

/** Lines stay below what is written, for a pen. */
function write(place, text) {
  const written = element('span', { text, kind: text.length > LONG ? 'told long' : 'told' });
  place.replaceChildren(written, ...[...place.children].slice(1));
}
