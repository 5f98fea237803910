// What staff see and press. Key, mail and request live in `desk` alone, and leave it together.
const MOST_MEGABYTES = 20;
const REST_MINUTES = 15;
const LOOK_SECONDS = 10;
const LEAST_PASSPHRASE = 12;
const WARN_DAYS = 60;
const ADDRESS = /^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

const $ = id => document.getElementById(id);
const desk = {
  key: null, opened: null, form: '', pair: null, isKeySaved: false,
  // What is under way. Whoever finds another here when done was forgotten, or begun anew.
  opening: null, making: null,
  used: Date.now(),
};
const pins = BOX.pins.map(pin => certificateFrom(unbase64(pin)));
let language = navigator.language?.toLowerCase().startsWith('fr') ? 'fr' : 'en';

function words(key, values = {}) {
  return BOX.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}
// Intl says `1 mars` for `1er mars`.
const dayOf = date => new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'long', timeZone: 'UTC' })
  .format(date).replace(/^1(?= )/, '1er');
/** The day on the wall of whoever sits here; in the evening Greenwich has another one. */
const dayHere = date => new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

// --- the page itself ---------------------------------------------------------------------------

function speak() {
  document.documentElement.lang = language;
  document.title = words('title');
  for (const one of document.querySelectorAll('[data-text]')) {
    one.textContent = words(one.dataset.text, { least: LEAST_PASSPHRASE });
  }
  $('language').lang = language === 'en' ? 'fr' : 'en';
  $('trusts').replaceChildren(...pins.map(pin =>
    element('p', { text: words('trusts', { name: pin.name, date: dayOf(pin.ends) }) })));
  $('version').textContent = words('version', { version: BOX.version });
  const soon = pins.filter(pin => pin.ends - Date.now() < WARN_DAYS * DAY);
  const ending = pin => (pin.ends < Date.now() ? 'ended' : 'ends_soon');
  $('ends').replaceChildren(...(soon.length === pins.length ? soon : []).map(pin =>
    element('p', { text: words(ending(pin), { name: pin.name, date: dayOf(pin.ends) }) })));
  $('ends').hidden = soon.length < pins.length;
  sayNames();
  if (!desk.opened) return;
  const { form } = desk;
  showRequest();
  if (form) showForm(form);
}

/** What is said of the mail that was dropped and of the key that was made. */
function sayNames() {
  const dropped = $('dropped').dataset.name;
  $('dropped').textContent = dropped ? words('open.dropped', { name: dropped }) : '';
  $('made-for').textContent = desk.pair ? words('make.made', { address: desk.pair.address }) : '';
}

/** One sentence about what went wrong, or none. */
function complain(sentence = '') {
  $('trouble').textContent = sentence;
  $('trouble').hidden = !sentence;
  $('status').textContent = '';
  if (sentence) $('trouble').focus();
}

function tell(sentence) {
  complain();
  $('status').textContent = sentence;
}

function sentenceFor(error) {
  // Whatever else goes wrong inside comes from bytes that make no sense.
  const reason = error instanceof Refused ? error.message : 'damaged';
  const about = error.about?.replace(/[\p{C}]/gu, ' ').slice(0, 300);
  return words(`refused.${reason}`, { about: about || '?', most: MOST_MEGABYTES });
}

// --- opening -----------------------------------------------------------------------------------

async function openRequest(event) {
  event.preventDefault();
  putAway();
  const turn = desk.opening = {};
  try {
    await readRequest(turn);
  } catch (error) {
    if (desk.opening !== turn) return;
    putAway();
    if (error.message === 'otherKey') desk.key = null;
    showKey();
    complain(sentenceFor(error));
  }
}

/** Nothing of it is kept or shown when somebody has forgotten, left or begun anew meanwhile. */
async function readRequest(turn) {
  const [mail] = $('mail').files, [keyFile] = $('key').files;
  if (!mail) throw new Refused('no_mail');
  if (!desk.key && !keyFile) throw new Refused('no_key_file');
  tell(words('open.working'));
  const key = desk.key || await keyFrom(await contentOf(keyFile), $('passphrase').value);
  if (desk.opening !== turn) return;
  desk.key = key;
  $('passphrase').value = '';
  const opened = await openMail(await contentOf(mail), key, pins);
  if (desk.opening !== turn) return;
  desk.opened = opened;
  showRequest();
  offerDays(opened.referral);
  complain();
  $('opened').focus();
}

/** First contact was made since the request came, and most likely today. */
function offerDays(referral) {
  const today = dayHere(new Date());
  const came = referral ? dayHere(new Date(referral.accepted_at)) : today;
  $('first').min = came < today ? came : today;
  $('first').value = $('first').max = today;
}

async function contentOf(file) {
  if (file.size > MOST_MEGABYTES * 1e6) throw new Refused('tooBig');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Refused('unreadable');
  }
}

function showRequest() {
  const { sheet, text, signer, referral } = desk.opened;
  const isKnown = sheet?.version === SHEET_VERSION;
  const notes = [words(sheet ? 'shown.newer' : 'shown.plain'), ...(sheet ? [] : [words('shown.asked')])];
  $('genuine').textContent = words('shown.genuine', { name: signer.name });
  $('request').replaceChildren(isKnown ? drawSheet(sheet, words) : drawText(text, notes));
  $('opened').hidden = false;
  $('opening').hidden = $('making').hidden = true;
  $('more').hidden = !referral;
  $('more').open = false;
  showForm('');
  showKey();
}

/** One of the forms in the place of the request; with no name, the request again. */
function showForm(name) {
  desk.form = name;
  $('form').hidden = !name;
  $('request').hidden = Boolean(name);
  $('form-sheet').replaceChildren(...(name ? [drawForm(name, language, desk.opened.referral, words)] : []));
}

function showKey() {
  $('key-part').hidden = Boolean(desk.key);
  $('key-open').hidden = !desk.key;
}

/** The request alone; the key may open another. */
function putAway() {
  desk.opened = null;
  $('request').replaceChildren();
  $('form-sheet').replaceChildren();
  $('opened').hidden = true;
  $('opening').hidden = $('making').hidden = false;
}

function forget() {
  Object.assign(desk, { key: null, pair: null, isKeySaved: false, opening: null, making: null });
  putAway();
  for (const form of document.forms) form.reset();
  $('dropped').dataset.name = '';
  sayNames();
  $('made').hidden = true;
  $('certificate').value = '';
  showKey();
  complain();
}

function another() {
  putAway();
  $('mail').value = $('dropped').dataset.name = '';
  sayNames();
  complain();
  $('mail').focus();
}

function use() {
  rest();
  desk.used = Date.now();
}

/** A clock is looked at, not a timer waited for: in a computer that sleeps, timers stand still. */
function rest() {
  const typed = [...document.querySelectorAll('[type=password]')].some(one => one.value);
  const isHeld = desk.key || desk.opened || typed;
  if (!isHeld || Date.now() - desk.used < REST_MINUTES * 60_000) return;
  forget();
  tell(words('open.rested', { minutes: REST_MINUTES }));
}

function drop(event) {
  event.preventDefault();
  const files = [...event.dataTransfer.files];
  if (files.length && desk.opened) another();
  for (const file of files) choose(file);
}

function choose(file) {
  const isKey = /\.(p12|pfx|key)$/i.test(file.name);
  const chosen = new DataTransfer();
  chosen.items.add(file);
  $(isKey ? 'key' : 'mail').files = chosen.files;
  if (isKey) {
    desk.key = null;
    showKey();
  } else {
    $('dropped').dataset.name = file.name;
    sayNames();
  }
}

// --- saving ------------------------------------------------------------------------------------

const nameFor = ending => `${desk.opened.referral.number}.${ending}`;
const SAVED = {
  text: () => save(nameFor('txt'), 'text/plain', desk.opened.text),
  data: () => save(nameFor('json'), 'application/json', desk.opened.json),
  row: () => save(nameFor('csv'), 'text/csv', tableRow(desk.opened.referral)),
};

function saveDates(event) {
  event.preventDefault();
  const first = $('first').valueAsDate;
  const { referral, sheet } = desk.opened;
  if (first) save(nameFor('ics'), 'text/calendar', calendar(referral.number, first, sheet?.aims, words));
}

// --- making a key ------------------------------------------------------------------------------

async function make(event) {
  event.preventDefault();
  const address = $('address').value.trim(), passphrase = $('new-passphrase').value;
  const fault = keyFault(address, passphrase);
  if (fault) return complain(fault);
  // Pressed twice it would make two keys of one name, and the wrong one might be kept.
  if (desk.making) return undefined;
  const turn = desk.making = {};
  tell(words('make.working'));
  try {
    const { pkcs8, certificate } = await newKey(address);
    const file = await p12({ pkcs8, certificate }, passphrase, address);
    const spelled = [await spoken(certificate, 'en'), await spoken(certificate, 'fr')];
    if (desk.making !== turn) return undefined;
    Object.assign(desk, { pair: { address, certificate, p12: file }, isKeySaved: false, making: null });
    return showPair(spelled);
  } catch {
    desk.making = null;
    return complain(words('refused.old_browser'));
  }
}

function keyFault(address, passphrase) {
  if (!ADDRESS.test(address)) return words('make.no_address');
  if (passphrase.length < LEAST_PASSPHRASE) return words('make.short', { least: LEAST_PASSPHRASE });
  return passphrase === $('again').value ? '' : words('make.unequal');
}

function showPair([english, french]) {
  $('new-passphrase').value = $('again').value = '';
  sayNames();
  $('words-en').textContent = english;
  $('words-fr').textContent = french;
  $('certificate').value = pem('CERTIFICATE', desk.pair.certificate);
  $('made').hidden = false;
  complain();
  $('made').focus();
}

const fileNameOf = address => address.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function saveKey() {
  save(`${fileNameOf(desk.pair.address)}.p12`, 'application/x-pkcs12', desk.pair.p12);
  desk.isKeySaved = true;
  complain();
}

/** A certificate in use whose key nobody kept would lose requests. */
function afterKey(act) {
  return () => (desk.isKeySaved ? act() : complain(words('make.key_first')));
}

function saveCertificate() {
  // Outlook blocks .crt; a .txt arrives.
  save(`${fileNameOf(desk.pair.address)}-certificate.txt`, 'text/plain', $('certificate').value);
}

async function copyCertificate() {
  try {
    await navigator.clipboard.writeText($('certificate').value);
    tell(words('make.copied'));
  } catch {
    complain(words('make.not_copied'));
  }
}

// --- start -------------------------------------------------------------------------------------

function listen() {
  $('opening').addEventListener('submit', openRequest);
  $('making-form').addEventListener('submit', make);
  $('dates').addEventListener('submit', saveDates);
  $('key').addEventListener('change', () => { desk.key = null; });
  $('mail').addEventListener('change', () => { $('dropped').dataset.name = ''; sayNames(); });
  $('print').addEventListener('click', () => print());
  $('another').addEventListener('click', another);
  for (const button of document.querySelectorAll('[data-save]')) {
    button.addEventListener('click', SAVED[button.dataset.save]);
  }
  for (const button of document.querySelectorAll('.forget')) {
    button.addEventListener('click', () => { forget(); tell(words('open.forgotten')); });
  }
  for (const button of document.querySelectorAll('[data-form]')) {
    button.addEventListener('click', () => { showForm(button.dataset.form); $('form').focus(); });
  }
  $('back').addEventListener('click', () => { showForm(''); $('opened').focus(); });
  $('save-key').addEventListener('click', saveKey);
  $('save-certificate').addEventListener('click', afterKey(saveCertificate));
  $('copy-certificate').addEventListener('click', afterKey(copyCertificate));
  $('language').addEventListener('click', () => {
    language = language === 'en' ? 'fr' : 'en';
    complain();
    speak();
  });
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', drop);
  addEventListener('pagehide', forget);
  for (const sign of ['keydown', 'pointerdown', 'input', 'scroll', 'drop']) addEventListener(sign, use, true);
  document.addEventListener('visibilitychange', rest);
  setInterval(rest, LOOK_SECONDS * 1000);
  addEventListener('beforeunload', event => { if (desk.pair && !desk.isKeySaved) event.preventDefault(); });
}

/** Why this page may not be used where it is; empty when it may. */
function obstacle() {
  if (location.protocol !== 'file:' || window.top !== window.self) return 'not_a_file';
  return subtle && globalThis.BigInt && globalThis.isSecureContext ? '' : 'old_browser';
}

speak();
if (obstacle()) complain(words(`refused.${obstacle()}`));
else {
  listen();
  $('opening').hidden = $('making').hidden = false;
}
