/** The report as CSV (RFC 4180, UTF-8 with a mark of its order so that a spreadsheet reads the diacritics). Pure. */
import type { ReportFigures } from './figures.ts';
import type { Table } from './table.ts';

/** A cell that a spreadsheet would run as a formula is made text by an apostrophe; quotes are doubled. */
export function cell(text: string): string {
  // A negative figure of ours begins with U+2212, never with a hyphen; anything of these four is foreign text.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

/** All tables, one after the other, each row led by the table's name; the hash of the figures is the last line. */
export function reportCsv(figures: ReportFigures, tables: readonly Table[], sha256: string): string {
  const { days } = figures;
  let text = '\uFEFF';
  text += line(['period', figures.from, figures.to, figures.operator]);
  text += line(['days', String(days.over), String(days.closed), String(days.expected), String(days.revision)]);
  for (const { id, heads, rows } of tables) {
    text += line([id, ...heads]);
    for (const row of rows) text += line([id, ...row]);
  }
  return text + line(['sha256', sha256]);
}
