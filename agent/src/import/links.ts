/** Records of a link list → links as they stand in a config, with the place of every value. Pure. */
import { columnNames, type Header, headerOf, roleOf } from './columns.ts';
import type { CsvMistake, Field } from './csv.ts';

export interface ImportedLink {
  /** As it will stand in YAML; still to be checked against the schema. */
  raw: Record<string, unknown>;
  /** Place of the field that a path of `raw` came from; of the record for a path that no field filled. */
  placeOf(path: readonly PropertyKey[]): { line: number; column: number };
}

export interface LinkList {
  links: ImportedLink[];
  /** Of the head: with one of these nearly every line is wrong as well. */
  headMistakes: CsvMistake[];
  mistakes: CsvMistake[];
}

/** The first record is the head. Columns with an empty head are passed over, unknown ones are a mistake. */
export function readLinks(records: readonly Field[][]): LinkList {
  const headMistakes: CsvMistake[] = [];
  const mistakes: CsvMistake[] = [];
  const [head, ...rows] = records;
  if (head === undefined)
    return {
      links: [],
      mistakes: [],
      headMistakes: [{ line: 1, column: 1, message: 'the file is empty; its first line names the columns' }],
    };
  const headers = head.map((field) => {
    if (field.text.trim() === '') return undefined;
    const header = headerOf(field.text);
    if (header === undefined)
      headMistakes.push({
        ...at(field),
        message: `${JSON.stringify(field.text)} is no column of ours; expected ${columnNames.join(', ')}, or their Vietnamese names`,
      });
    return header;
  });
  const seen = new Set<string>();
  for (const [index, header] of headers.entries()) {
    if (header === undefined) continue;
    if (seen.has(header.name))
      headMistakes.push({ ...at(head[index]), message: `the column ${header.name} stands twice; remove one` });
    seen.add(header.name);
  }
  for (const needed of ['id', 'endpoint', 'role', 'device'] as const)
    if (!seen.has(needed)) headMistakes.push({ ...at(head[0]), message: `the column ${needed} is missing` });
  if (!seen.has('name') && !seen.has('alias') && !seen.has('descr'))
    headMistakes.push({
      ...at(head[0]),
      message: 'none of the columns name, alias and descr is there; a link is bound by one of them',
    });

  const links: ImportedLink[] = [];
  for (const row of rows) {
    for (const extra of row.slice(headers.length))
      if (extra.text.trim() !== '')
        mistakes.push({
          ...at(extra),
          message: `${JSON.stringify(extra.text)} stands beyond the last column; quote fields that hold a separator`,
        });
    links.push(toLink(headers, row, mistakes));
  }
  return { links, headMistakes, mistakes };
}

function toLink(headers: readonly (Header | undefined)[], row: readonly Field[], mistakes: CsvMistake[]): ImportedLink {
  const raw: Record<string, unknown> = {};
  const places = new Map<string, Field>();
  const set = (path: string, field: Field, value: unknown) => {
    const [key = '', inner] = path.split('.');
    places.set(path, field);
    if (!places.has(key)) places.set(key, field);
    if (inner === undefined) raw[key] = value;
    else raw[key] = { ...(raw[key] as object | undefined), [inner]: value };
  };
  for (const [index, header] of headers.entries()) {
    const field = row[index];
    if (header === undefined || field === undefined) continue;
    const text = field.text.trim();
    if (text === '') continue;
    const setRate = (path: string) => {
      const rate = rateOf(text, header.unit);
      if (rate === undefined)
        mistakes.push({
          ...at(field),
          message: `${header.name}: ${JSON.stringify(text)} is no rate that can be read one way only; write 200M, 1.5G or 1000M, or the unit into the head of the column: Băng thông (Mbps)`,
        });
      else set(path, field, rate);
    };
    switch (header.name) {
      case 'name':
      case 'alias':
      case 'descr':
        set(`interface.${header.name}`, field, text);
        break;
      case 'role':
        set('role', field, roleOf(text));
        break;
      case 'capacity':
      case 'shaper':
        setRate(header.name);
        break;
      case 'capacityIn':
      case 'shaperIn':
        setRate(`${header.name.slice(0, -2)}.in`);
        break;
      case 'capacityOut':
      case 'shaperOut':
        setRate(`${header.name.slice(0, -3)}.out`);
        break;
      case 'sharedRisk':
      case 'members':
        set(header.name, field, wordsOf(text));
        break;
      case 'probe':
        set('probe.address', field, text);
        break;
      default:
        set(header.name, field, text);
    }
  }
  const first = at(row[0]);
  return {
    raw,
    placeOf(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const field = places.get(path.slice(0, depth).map(String).join('.'));
        if (field !== undefined) return at(field);
      }
      return first;
    },
  };
}

/** Several words in one cell: parted by | or by a separator that the file itself does not use. */
const wordsOf = (text: string): string[] =>
  text
    .split(/[|,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/**
 * A rate as people write it in lists, in the config's words: `200 Mbps`, `1,5G`, `200` in a column that states Mbps.
 * Undefined for anything else: a bare figure in a column without a unit, and `2.048` or `1,000`, which are two and a
 * thousand or two thousand by who reads them.
 */
function rateOf(text: string, unit: Header['unit']): string | undefined {
  const [, figure, own = ''] = /^(\d[\d.,]*)\s*([kmg]?)(?:bps|bit\/s|b\/s)?$/i.exec(text) ?? [];
  if (figure === undefined) return undefined;
  if (/^\d{1,3}[.,]\d{3}$/.test(figure)) return undefined;
  const plain = figure.replace(',', '.');
  const letter = own.toLowerCase();
  const size = letter === '' ? unit : letter === 'k' ? 'k' : letter === 'm' ? 'M' : 'G';
  return size === undefined || !/^\d+(\.\d+)?$/.test(plain) ? undefined : `${plain}${size}`;
}

const at = (field: Field | undefined): { line: number; column: number } => ({
  line: field?.line ?? 1,
  column: field?.column ?? 1,
});
