// Files that staff save from an opened request, and the row among them. All of them are in clear.
function save(name, type, content) {
  const link = document.createElement('a');
  const address = URL.createObjectURL(new Blob([content], { type }));
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Where a spreadsheet might see the start of a cell: at the start of the text, and, when it was told
// of another separator than the comma (French ones are), behind whatever might separate.
const MIGHT_BE_FORMULA = /(^|[,;:|\t\r\n])([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** One row below its headings, for a spreadsheet: no cell of it is ever run as a formula, or read as a day. */
function tableRow(referral) {
  const cells = BOX.columns.map(path => harmless(valueAt(referral, path)));
  const row = list => list.map(text => `"${text.replace(/"/g, '""')}"`).join(',');
  // Spreadsheets take a file for UTF-8 by its first three bytes alone.
  return `\ufeff${row(BOX.columns.map(path => path.replaceAll('.', '_')))}\r\n${row(cells)}\r\n`;
}

function valueAt(referral, path) {
  const value = path.split('.').reduce((inner, name) => inner?.[name], referral);
  return Array.isArray(value) ? value.join('; ') : String(value ?? '');
}

// An age of 6-11 would become the eleventh of June.
const MIGHT_BE_DAY = /^\s*\d{1,4}[-\/.]\d{1,4}\s*$/;
const harmless = text => text.replace(MIGHT_BE_DAY, "'$&").replace(MIGHT_BE_FORMULA, "$1$2'");
