// Draws a request from its sheet. Elements and text, never markup: what a family typed stays text.
function element(tag, { text, kind, language } = {}, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  if (language) made.lang = language;
  made.append(...children);
  return made;
}

function drawSheet(sheet, words) {
  const facts = sheet.facts.map(line => element('p', {}, `${line.label} `, element('b', { text: valuesOf(line).join(', ') })));
  return element(
    'article', { kind: 'sheet', language: sheet.language },
    element('h1', { text: sheet.title }),
    element('div', { kind: 'facts' }, ...facts, element('p', { text: sheet.what_counts })),
    drawSafe(sheet.safe, words),
    element('p', { text: sheet.no_reply, kind: 'no-reply' }),
    ...(sheet.have_it ? [drawHaveIt(sheet.have_it)] : []),
    ...sheet.sections.map(drawSection),
  );
}

function drawSafe(safe, words) {
  const action = element('p', { kind: 'action', text: safe.address ? `${safe.action} ` : safe.action });
  if (safe.address) action.append(element('bdi', { text: safe.address }));
  const permissions = safe.permissions.map(one => {
    // Colour and sign alone would leave some readers out; the sentence itself says it too.
    const mark = element('span', { kind: 'mark', text: one.allowed ? '✓' : '✕' });
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', words(one.allowed ? 'shown.yes_mark' : 'shown.no_mark'));
    return element('p', { kind: one.allowed ? 'may' : 'may-not' }, mark, element('span', { text: one.text }));
  });
  return element(
    'section', { kind: safe.may_contact ? 'safe' : 'safe never' },
    element('h2', { text: safe.title }),
    element('div', {}, action, element('p', { kind: 'only', text: safe.only }), ...permissions, drawLines(safe.lines)),
  );
}

/** The one link of a request. It comes from the service, under its signature; nobody typed it. */
function drawHaveIt({ link, label, why }) {
  const leads = element('a', { text: label });
  leads.href = link;
  leads.target = '_blank';
  leads.rel = 'noreferrer';
  return element('p', { kind: 'have-it' }, leads, element('span', { text: why }));
}

function drawSection(section) {
  const drawn = element('section', {}, element('h2', { text: section.title }));
  if (section.lead) drawn.append(element('p', { text: section.lead }));
  drawn.append(drawLines(section.lines));
  return drawn;
}

function drawLines(lines) {
  const rows = lines.map(line => element('div', { kind: line.forbids ? 'forbids' : '' },
    element('dt', { text: line.label }), element('dd', {}, ...valuesOf(line).map(text => drawValue(line, text)))));
  return rows.length ? element('dl', {}, ...rows) : '';
}

function drawValue(line, text) {
  const isOneOfSeveral = valuesOf(line).length > 1;
  const kind = line.typed ? 'typed' : isOneOfSeveral ? 'item' : '';
  const drawn = element('div', { text, kind, language: line.language });
  drawn.dir = 'auto';
  return drawn;
}

const valuesOf = line => (line.typed ? [line.typed] : line.said);

/** A mail without a sheet this box knows: its text, and not a word of it taken for a heading. */
function drawText(text, notes) {
  const body = element('pre', { text });
  body.dir = 'auto';
  return element('article', { kind: 'sheet' }, ...notes.map(note => element('p', { text: note })), body);
}
