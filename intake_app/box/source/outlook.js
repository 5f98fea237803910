// Streams of Outlook's .msg, an OLE compound file ([MS-CFB]). Sealed mail is never in a small one.
const OLE = 'd0cf11e0a1b11ae1';
const LAST_SECTOR = 0xfffffff9;
const STREAM = 2;
const ENTRY = 128;
const MOST_ENTRIES = 10_000;

function streams(file) {
  const header = view(file);
  const size = 1 << header.getUint16(30, true);
  if (file.length < 512 || ![512, 4096].includes(size)) throw damaged();
  const sector = number => file.subarray((number + 1) * size, (number + 2) * size);
  const most = Math.ceil(file.length / size);   // no file holds more than itself, whatever it says
  const table = allocation(file, header, sector, most);
  const read = (first, length) =>
    joined(...chain(first, table, Math.min(most, Math.ceil(length / size))).map(sector)).subarray(0, length);
  const least = header.getUint32(56, true);
  const found = entries(read(header.getUint32(48, true), MOST_ENTRIES * ENTRY))
    .filter(one => one.type === STREAM && one.length >= least && one.length <= file.length);
  if (found.reduce((sum, one) => sum + one.length, 0) > 2 * file.length) throw damaged();
  return found.map(one => read(one.first, one.length));
}

const view = bytes => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const numbersIn = bytes =>
  Array.from({ length: bytes.length >> 2 }, (_, index) => view(bytes).getUint32(index * 4, true));

/** Of every sector the one that follows it. */
function allocation(file, header, sector, most) {
  const tables = numbersIn(file.subarray(76, 512));
  let next = header.getUint32(68, true);
  for (let left = Math.min(header.getUint32(72, true), most); left > 0 && next < LAST_SECTOR; left--) {
    const more = numbersIn(sector(next));
    next = more.pop() ?? LAST_SECTOR;
    tables.push(...more);
  }
  const used = tables.filter(number => number < LAST_SECTOR).slice(0, most);
  return used.flatMap(number => numbersIn(sector(number)));
}

function chain(first, table, most) {
  const found = [];
  for (let at = first; at < LAST_SECTOR && found.length < most; at = table[at] ?? LAST_SECTOR) found.push(at);
  return found;
}

function entries(directory) {
  const found = [];
  for (let at = 0; at + ENTRY <= directory.length; at += ENTRY) {
    const entry = view(directory.subarray(at, at + ENTRY));
    found.push({
      type: entry.getUint8(66),
      first: entry.getUint32(116, true),
      length: entry.getUint32(120, true),
    });
  }
  return found;
}
