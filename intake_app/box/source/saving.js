// Files that staff save from an opened request. All of them are in clear.
const FORMULA = /^[=+\-@\t\r]/;

function save(name, type, content) {
  const link = document.createElement('a');
  const address = URL.createObjectURL(new Blob([content], { type }));
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** One row below its headings, for a spreadsheet: no cell of it is ever run as a formula. */
function tableRow(referral) {
  const cells = BOX.columns.map(path => valueAt(referral, path));
  const row = list => list.map(text => `"${text.replace(/"/g, '""')}"`).join(',');
  // Spreadsheets take a file for UTF-8 by its first three bytes alone.
  return `\ufeff${row(BOX.columns.map(path => path.replaceAll('.', '_')))}\r\n${row(cells)}\r\n`;
}

function valueAt(referral, path) {
  const value = path.split('.').reduce((inner, name) => inner?.[name], referral);
  const text = Array.isArray(value) ? value.join('; ') : value === undefined ? '' : String(value);
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The days that guidelines aim for, counted from the first contact (RFC 5545). */
function calendar(number, first, aims, words) {
  const events = [];
  if (aims?.first_meeting_days) {
    events.push(event(number, 'meeting', plusDays(first, aims.first_meeting_days), words));
  }
  events.push(event(number, 'review', plusMonths(first, 6), words));
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//One Story//Request box//EN', ...events.flat(), 'END:VCALENDAR'];
  return lines.map(line => `${line}\r\n`).join('');
}

function event(number, what, day, words) {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return [
    'BEGIN:VEVENT',
    `UID:${what}-${number.toLowerCase()}@request-box.invalid`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${day.toISOString().slice(0, 10).replaceAll('-', '')}`,
    `SUMMARY:${words(`dates.${what}`, { number })}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

const plusDays = (day, days) => new Date(day.getTime() + days * DAY);

/** Never past the end of the month: six months from 31 August is 28 February. */
function plusMonths(day, months) {
  const end = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0));
  const last = Math.min(day.getUTCDate(), end.getUTCDate());
  return new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), last));
}
