/** A table as CSV (RFC 4180), in the form of the collector's own report: UTF-8 with its mark, decimal points. Pure. */

/** A cell; what a spreadsheet would run as a formula is made text by an apostrophe, quotes are doubled. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  // A number of ours may be negative: it is a number, and no formula.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines end with CR LF; the mark at the head makes spreadsheets read the diacritics. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}
