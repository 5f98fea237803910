// Takes mail apart (RFC 2045).
const MOST_NESTED = 8;

function entity(text) {
  const gap = /\r?\n\r?\n/.exec(text);
  const headers = headersOf(gap ? text.slice(0, gap.index) : text);
  const type = headers['content-type'] || 'text/plain';
  return {
    type: type.split(';')[0].trim().toLowerCase(),
    boundary: parameter(type, 'boundary'),
    name: parameter(headers['content-disposition'] || '', 'filename') || parameter(type, 'name'),
    encoding: (headers['content-transfer-encoding'] || '7bit').trim().toLowerCase(),
    body: gap ? text.slice(gap.index + gap[0].length) : '',
  };
}

function headersOf(head) {
  const headers = Object.create(null);
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const found = /^([!-9;-~]+):\s*(.*)$/.exec(line);
    const name = found?.[1].toLowerCase();
    // A second header of a name is a trick that mail programs read in two ways.
    if (name && !(name in headers)) headers[name] = found[2];
  }
  return headers;
}

function parameter(value, name) {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(value);
  return found ? found[1] ?? found[2] : '';
}

function decoded(part) {
  if (part.encoding === 'base64') return unbase64(part.body);
  if (part.encoding !== 'quoted-printable') return bytesOf(part.body);
  const text = part.body.replace(/=[ \t]*\r?\n/g, '');
  return bytesOf(text.replace(/=([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16))));
}

/** Every part that holds no others, in order; those of a forwarded mail too. */
function leaves(text, depth = 0) {
  if (depth > MOST_NESTED) throw damaged();
  const part = entity(text);
  if (part.type === 'message/rfc822') return leaves(letters(decoded(part)), depth + 1);
  if (!part.type.startsWith('multipart/') || !part.boundary) return [part];
  return pieces(part).flatMap(piece => leaves(piece, depth + 1));
}

function pieces(part) {
  const edge = part.boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, ...rest] = `\n${part.body}`.split(new RegExp(`\\r?\\n--${edge}(--)?[ \\t]*(?=\\r?\\n|$)`));
  const found = [];
  // `split` gives in turn what closed a piece and the piece behind it; nothing counts after the close.
  for (let i = 0; i + 1 < rest.length && rest[i] === undefined; i += 2) {
    found.push(rest[i + 1].replace(/^\r?\n/, ''));
  }
  return found;
}
