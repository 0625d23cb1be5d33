/**
 * CSV as spreadsheets write it (RFC 4180) → fields, each with its place. Our own, since every mistake must be told with
 * line and column, and no small parser gives the place of a field: the libraries give the number of the record. Pure.
 */

export interface Field {
  text: string;
  /** From 1, as an editor counts them; of the field's first character. */
  line: number;
  column: number;
}

export interface CsvMistake {
  line: number;
  column: number;
  message: string;
}

export interface Csv {
  /** Records without the blank ones. */
  records: Field[][];
  mistakes: CsvMistake[];
  separator: string;
}

const separators = [',', ';', '\t'] as const;

/**
 * Reads a whole text. A byte order mark at its head is passed over. The separator is the one of `, ; tab` that the first
 * line has most of: Excel with Vietnamese settings writes semicolons. Line ends are LF or CRLF; quoted fields may hold
 * separators, line ends and doubled quotes. A quote where none may stand is a mistake, and the text is read as it is.
 */
export function parseCsv(text: string): Csv {
  const source = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(source);
  const records: Field[][] = [];
  const mistakes: CsvMistake[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let record: Field[] = [];
  const endRecord = () => {
    if (record.some((field) => field.text.trim() !== '')) records.push(record);
    record = [];
  };
  while (at < source.length) {
    const field: Field = { text: '', line, column: at - lineStart + 1 };
    if (source[at] === '"') {
      const opened = at;
      at++;
      let open = true;
      while (open && at < source.length) {
        const character = source[at];
        if (character !== '"') {
          if (character === '\n') {
            line++;
            lineStart = at + 1;
          }
          field.text += character;
          at++;
        } else if (source[at + 1] === '"') {
          field.text += '"';
          at += 2;
        } else {
          open = false;
          at++;
        }
      }
      if (open)
        mistakes.push({
          line: field.line,
          column: field.column,
          message: 'a quote is opened here and never closed; close it, or double the quotes inside the field',
        });
      // What stands between the closing quote and the separator belongs to no field.
      const rest = at;
      while (at < source.length && source[at] !== separator && !isLineEnd(source, at)) at++;
      const stray = source.slice(rest, at);
      if (stray.trim() !== '')
        mistakes.push({
          line,
          column: rest - lineStart + 1,
          message: `${JSON.stringify(stray.slice(0, 20))} follows a closing quote; double the quotes inside the field that begins at column ${opened - lineStart + 1}`,
        });
    } else {
      const start = at;
      while (at < source.length && source[at] !== separator && !isLineEnd(source, at)) at++;
      field.text = source.slice(start, at);
    }
    record.push(field);
    if (at >= source.length) break;
    if (source[at] === separator) {
      at++;
      // A separator at the very end opens one more field, which is empty.
      if (at === source.length) record.push({ text: '', line, column: at - lineStart + 1 });
      continue;
    }
    at += source[at] === '\r' ? 2 : 1;
    line++;
    lineStart = at;
    endRecord();
  }
  endRecord();
  return { records, mistakes, separator };
}

const isLineEnd = (source: string, at: number): boolean =>
  source[at] === '\n' || (source[at] === '\r' && source[at + 1] === '\n');

function separatorOf(source: string): string {
  const first = (source.split('\n', 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  let best: string = ',';
  for (const candidate of separators) if (first.split(candidate).length > first.split(best).length) best = candidate;
  return best;
}
