// What staff see and press. Key, mail and request live in `desk` alone, and leave it together.
const MOST_MEGABYTES = 20;
const REST_MINUTES = 15;
const LEAST_PASSPHRASE = 12;
const WARN_DAYS = 60;
const ADDRESS = /^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

const $ = id => document.getElementById(id);
const desk = { key: null, mail: null, opened: null, form: '', pair: null, isKeySaved: false, timer: 0 };
const pins = BOX.pins.map(pin => certificateFrom(unbase64(pin)));
let language = navigator.language?.toLowerCase().startsWith('fr') ? 'fr' : 'en';

function words(key, values = {}) {
  return BOX.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}
const dayOf = date => new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: 'long', timeZone: 'UTC' }).format(date);

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
  $('ends').replaceChildren(...(soon.length === pins.length ? soon : []).map(pin =>
    element('p', { text: words('ends_soon', { name: pin.name, date: dayOf(pin.ends) }) })));
  $('ends').hidden = soon.length < pins.length;
  if (!desk.opened) return;
  const { form } = desk;
  showRequest();
  if (form) showForm(form);
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
  try {
    const mail = desk.mail || $('mail').files[0];
    if (!mail) throw new Refused('no_mail');
    if (!desk.key && !$('key').files[0]) throw new Refused('no_key_file');
    tell(words('open.working'));
    desk.key ||= await keyFrom(await contentOf($('key').files[0]), $('passphrase').value);
    desk.opened = await openMail(await contentOf(mail), desk.key, pins);
    $('passphrase').value = '';
    showRequest();
    complain();
    $('opened').focus();
  } catch (error) {
    if (error.message === 'otherKey') desk.key = null;
    showKey();
    complain(sentenceFor(error));
  }
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
  Object.assign(desk, { key: null, mail: null, pair: null, isKeySaved: false });
  putAway();
  for (const form of document.forms) form.reset();
  $('dropped').textContent = '';
  $('made').hidden = true;
  $('certificate').value = '';
  showKey();
}

function another() {
  putAway();
  desk.mail = null;
  $('mail').value = $('dropped').textContent = '';
  complain();
  $('mail').focus();
}

function rest() {
  clearTimeout(desk.timer);
  if (!desk.key && !desk.opened) return;
  desk.timer = setTimeout(() => {
    forget();
    tell(words('open.rested', { minutes: REST_MINUTES }));
  }, REST_MINUTES * 60_000);
}

function drop(event) {
  event.preventDefault();
  const file = event.dataTransfer.files[0];
  if (!file) return;
  if (desk.opened) another();
  if (/\.(p12|pfx|key)$/i.test(file.name)) {
    $('key').files = event.dataTransfer.files;
    desk.key = null;
    showKey();
  } else {
    desk.mail = file;
    $('dropped').textContent = words('open.dropped', { name: file.name });
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
  tell(words('make.working'));
  const pair = await newKey(address);
  desk.pair = { address, certificate: pair.certificate, p12: await p12(pair, passphrase, address) };
  desk.isKeySaved = false;
  $('new-passphrase').value = $('again').value = '';
  await showPair();
  return complain();
}

function keyFault(address, passphrase) {
  if (!ADDRESS.test(address)) return words('make.no_address');
  if (passphrase.length < LEAST_PASSPHRASE) return words('make.short', { least: LEAST_PASSPHRASE });
  return passphrase === $('again').value ? '' : words('make.unequal');
}

async function showPair() {
  const { address, certificate } = desk.pair;
  $('made-for').textContent = words('make.made', { address });
  $('words-en').textContent = await spoken(certificate, 'en');
  $('words-fr').textContent = await spoken(certificate, 'fr');
  $('certificate').value = pem('CERTIFICATE', certificate);
  $('made').hidden = false;
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
  $('mail').addEventListener('change', () => { desk.mail = null; $('dropped').textContent = ''; });
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
  for (const use of ['keydown', 'pointerdown', 'submit']) addEventListener(use, rest);
  addEventListener('beforeunload', event => { if (desk.pair && !desk.isKeySaved) event.preventDefault(); });
}

/** Why this page may not be used where it is; empty when it may. */
function obstacle() {
  if (location.protocol !== 'file:' || window.top !== window.self) return 'not_a_file';
  return subtle && globalThis.BigInt && globalThis.isSecureContext ? '' : 'old_browser';
}

speak();
$('first').valueAsDate = new Date();
if (obstacle()) complain(words(`refused.${obstacle()}`));
else {
  listen();
  $('opening').hidden = $('making').hidden = false;
}
