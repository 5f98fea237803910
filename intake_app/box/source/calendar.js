// The days that guidelines aim for, counted from the first contact, for a calendar (RFC 5545).
// Names and words are those of the service's own page, so that a day taken from both is one event.
const REVIEW_MONTHS = 6;
const LONGEST_LINE = 75;                        // bytes

function calendar(number, first, aims, words) {
  const days = { review: plusMonths(first, REVIEW_MONTHS) };
  if (aims?.first_meeting_days) days['first-meeting'] = plusDays(first, aims.first_meeting_days);
  const events = Object.entries(days).flatMap(([aim, day]) => event(number, aim, weekday(day), words));
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//One Story//Request box//EN', ...events, 'END:VCALENDAR'];
  return lines.map(line => `${folded(line)}\r\n`).join('');
}

function event(number, aim, day, words) {
  const now = new Date();
  return [
    'BEGIN:VEVENT',
    `UID:${number}.${aim}@one-story`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, '')}`,
    // A day that moved takes the place of the one before.
    `SEQUENCE:${Math.floor(now / 60_000)}`,
    `DTSTART;VALUE=DATE:${asDate(day)}`,
    `DTEND;VALUE=DATE:${asDate(plusDays(day, 1))}`,
    `SUMMARY:${words(`staff.dates.ics_${aim}`, { number }).replace(/[\\;,]/g, '\\$&')}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** Lines may have 75 bytes; what is longer goes on behind a blank. */
function folded(line) {
  const lines = [''];
  for (const letter of line) {
    if (utf8(lines.at(-1) + letter).length > LONGEST_LINE) lines.push(' ');
    lines[lines.length - 1] += letter;
  }
  return lines.join('\r\n');
}

const asDate = day => day.toISOString().slice(0, 10).replaceAll('-', '');
const plusDays = (day, days) => new Date(day.getTime() + days * DAY);

/** Saturday and Sunday are no days for a meeting: the Friday before. */
function weekday(day) {
  const past = { 6: 1, 0: 2 }[day.getUTCDay()] || 0;
  return plusDays(day, -past);
}

/** Never past the end of the month: six months from 31 August is 28 February. */
function plusMonths(day, months) {
  const end = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0));
  const last = Math.min(day.getUTCDate(), end.getUTCDate());
  return new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), last));
}
