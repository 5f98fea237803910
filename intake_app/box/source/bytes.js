// Bytes, and how they are written as text.
const joined = (...pieces) => {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};
const same = (one, other) =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
const unhex = digits => Uint8Array.from(digits.match(/../g) || [], pair => parseInt(pair, 16));
const numberOf = bytes => BigInt('0x' + (hex(bytes) || '0'));
const utf8 = text => new TextEncoder().encode(text);
const textOf = bytes => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** One letter for each byte, so that mail can be searched as text. */
function letters(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}
const bytesOf = text => Uint8Array.from(text, letter => letter.charCodeAt(0));

function unbase64(text) {
  try {
    return bytesOf(atob(text.replace(/[^A-Za-z0-9+/]/g, '')));
  } catch {
    throw damaged();
  }
}
const base64 = bytes => btoa(letters(bytes));
const pem = (label, bytes) =>
  `-----BEGIN ${label}-----\n${base64(bytes).replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;

/** Why nothing is shown; each reason has its sentence in content/words/box.yml. */
class Refused extends Error {
  constructor(reason, about = '') {
    super(reason);
    this.about = about;
  }
}
const damaged = () => new Refused('damaged');
