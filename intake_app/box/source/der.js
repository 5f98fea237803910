// Reads BER and DER, writes DER (X.690). What does not fit is refused.
const INTEGER = 2, BITS = 3, OCTETS = 4, NULL = 5, OBJECT = 6, UTF8 = 12;
const SEQUENCE = 0x30, SET = 0x31;
const CONSTRUCTED = 0x20, INDEFINITE = 0x80;
const field = number => 0xa0 + number;          // [number], holding other elements
const DEEPEST = 40;
const MOST_ELEMENTS = 50_000;                   // a mail of 20 MB in pieces has a tenth of that

/** The one element that `bytes` are; blank lines may follow it. */
function parsed(bytes) {
  const element = read(bytes, 0, bytes.length, 0, { left: MOST_ELEMENTS });
  const isBlank = byte => byte === 0 || byte === 10 || byte === 13;
  if (element.tag !== SEQUENCE || !bytes.subarray(element.end).every(isBlank)) throw damaged();
  return element;
}

function read(bytes, at, limit, depth, elements) {
  if (depth > DEEPEST || at + 2 > limit || elements.left-- === 0) throw damaged();
  const tag = bytes[at];
  const [start, end] = extent(bytes, at + 1, limit);
  const isConstructed = Boolean(tag & CONSTRUCTED);
  if ((tag & 0x1f) === 0x1f || (end === null && !isConstructed)) throw damaged();
  const children = [];
  let next = start;
  while (isConstructed && !isOver(bytes, next, end, limit)) {
    const child = read(bytes, next, end ?? limit, depth + 1, elements);
    children.push(child);
    next = child.end;
  }
  const last = end ?? next;
  const after = end ?? next + 2;
  return {
    tag,
    children: isConstructed ? children : null,
    content: bytes.subarray(start, last),
    whole: bytes.subarray(at, after),
    end: after,
    isDefinite: end !== null,
  };
}

function isOver(bytes, next, end, limit) {
  if (end !== null) return next >= end;
  if (next + 2 > limit) throw damaged();
  return bytes[next] === 0 && bytes[next + 1] === 0;
}

/** Where the content begins and ends; no end when it is marked by two zeros (BER). */
function extent(bytes, at, limit) {
  const first = bytes[at];
  if (first === INDEFINITE) return [at + 1, null];
  const digits = first & INDEFINITE ? first & 0x7f : 0;
  const start = at + 1 + digits;
  if (digits > 4 || start > limit) throw damaged();
  const length = digits ? bytes.subarray(at + 1, start).reduce((sum, byte) => sum * 256 + byte, 0) : first;
  if (start + length > limit) throw damaged();
  return [start, start + length];
}

/** A child, by its place; with `tag`, only if it has that one. */
function child(element, place, tag) {
  const found = element?.children?.[place];
  if (!found || (tag !== undefined && found.tag !== tag)) throw damaged();
  return found;
}

/** The bytes of an octet string, also when BER cut it into pieces. */
const octets = element =>
  element.children ? joined(...element.children.map(octets)) : element.content;

/** An object identifier with dots. */
function named(element) {
  if (element?.tag !== OBJECT || !element.content.length || element.content.at(-1) > 127) throw damaged();
  const arcs = [];
  let arc = 0;
  for (const byte of element.content) {
    arc = arc * 128 + (byte & 127);
    if (byte < 128) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const top = Math.min(Math.trunc(arcs[0] / 40), 2);
  return [top, arcs[0] - 40 * top, ...arcs.slice(1)].join('.');
}

function der(tag, ...pieces) {
  const content = joined(...pieces);
  const digits = content.length < 128 ? [] : [...unhex(evenly(content.length.toString(16)))];
  const length = digits.length ? [INDEFINITE | digits.length, ...digits] : [content.length];
  return joined([tag, ...length], content);
}
const evenly = digits => (digits.length % 2 ? '0' + digits : digits);
const sequence = (...pieces) => der(SEQUENCE, ...pieces);
const set = (...pieces) => der(SET, ...pieces);
const octetString = bytes => der(OCTETS, bytes);
const nothing = der(NULL);

function integer(value) {
  const bytes = unhex(evenly(BigInt(value).toString(16)));
  return der(INTEGER, bytes[0] > 127 ? [0] : [], bytes);
}

function object(dotted) {
  const [top, second, ...rest] = dotted.split('.').map(Number);
  const septets = arc => (arc < 128 ? [arc] : [...septets(Math.trunc(arc / 128)).map(digit => digit | 128), arc % 128]);
  return der(OBJECT, [40 * top + second, ...rest].flatMap(septets));
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  encryptedData: '1.2.840.113549.1.7.6',
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  rsa: '1.2.840.113549.1.1.1',
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256: '2.16.840.1.101.3.4.2.1',
  aes128: '2.16.840.1.101.3.4.1.2',
  aes192: '2.16.840.1.101.3.4.1.22',
  aes256: '2.16.840.1.101.3.4.1.42',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha1: '1.2.840.113549.2.7',
  hmacSha256: '1.2.840.113549.2.9',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  lockedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  x509: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  alternativeNames: '2.5.29.17',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
};
