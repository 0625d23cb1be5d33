/** One reading: raw values → a value in the fact's unit, or why there is none. Pure; the kinds of reading are in `profile-data.ts`. */
import type { FactUnknown } from '@thongsuot/contract/facts.ts';
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import { testAheadMsMax } from './limits.ts';
import { isMissing, numberOf, type SnmpValue, textOf } from './object-reader.ts';
import type {
  AddressReading,
  DateReading,
  FlagReading,
  NamesReading,
  NumberReading,
  Reading,
  StateReading,
} from './profile-data.ts';

/** `raw` is what an implausible value read as, for the finding. */
export type Outcome = { value: number | string } | { unknown: FactUnknown; raw?: string };

/** What a poll brought, by OID. An OID under `failed` was asked and not answered. */
export interface RawValues {
  /** Unix epoch ms at which it was read. */
  at: number;
  /** sysUpTime.0 in hundredths of a second, read with the rest. */
  upTime?: number;
  instances: ReadonlyMap<string, SnmpValue>;
  /** Columns by their OID, each by index suffix. */
  columns: ReadonlyMap<string, ReadonlyMap<string, SnmpValue>>;
  failed: ReadonlySet<string>;
}

/** The outcome of one reading. Rows of a column are read whatever their index looks like. */
export function readOne(reading: Reading, raw: RawValues): Outcome {
  if (reading.as === 'decide') return decide(reading.of, reading.otherwise, raw);
  if (raw.failed.has(reading.oid)) return { unknown: 'noAnswer' };
  const values = valuesOf(reading, raw);
  if (reading.as === 'names') return readNames(reading, values, raw);
  if (values.length === 0) return { unknown: 'notSupported' };
  switch (reading.as) {
    case 'number':
      return readNumber(reading, values);
    case 'state':
      return readState(reading, values, raw);
    case 'flag':
      return readFlag(reading, values);
    case 'bits': {
      const bits = numberOf(values[0]);
      if (bits === undefined) return implausible(values[0]);
      const word = reading.words.find(([mask]) => (bits & mask) !== 0)?.[1] ?? reading.otherwise;
      return word === undefined ? { unknown: 'sentinel' } : { value: word };
    }
    case 'address':
      return readAddress(reading, values);
    case 'date':
      return readDate(reading, values[0], raw.at);
    case 'uptime':
      return readUptime(values[0], raw);
  }
}

const implausible = (value: SnmpValue | undefined): Outcome => ({ unknown: 'implausible', raw: show(value) });

/** A value as it is printed in a finding. */
function show(value: SnmpValue | undefined): string {
  const shown = textOf(value) ?? numberOf(value);
  return shown === undefined ? (value?.type ?? 'nothing') : String(shown).slice(0, 60);
}

function valuesOf(reading: Exclude<Reading, { as: 'decide' }>, raw: RawValues): SnmpValue[] {
  if (reading.rows === undefined) {
    const value = raw.instances.get(reading.oid);
    return value === undefined || isMissing(value) ? [] : [value];
  }
  const lines = reading.lines === undefined ? undefined : numberOf(raw.instances.get(reading.lines));
  const rows: SnmpValue[] = [];
  for (const [suffix, value] of raw.columns.get(reading.oid) ?? []) {
    // The first arc is the line, also where a card appends a `.0` of its own.
    if (lines !== undefined && lines > 0 && Number(suffix.split('.')[0]) > lines) continue;
    if (!isMissing(value)) rows.push(value);
  }
  return rows;
}

function readNumber(reading: NumberReading, values: readonly SnmpValue[]): Outcome {
  const numbers: number[] = [];
  let sentinel = false;
  for (const value of values) {
    const figure = numberOf(value);
    if (figure === undefined) return implausible(value);
    if (reading.sentinels?.includes(figure)) {
      sentinel = true;
      continue;
    }
    const scaled = scale(reading, figure);
    // One row out of its band makes the whole doubtful: the least or the sum of the others is not the equipment's.
    if (scaled === undefined) return implausible(value);
    numbers.push(scaled);
  }
  if (numbers.length === 0 || (sentinel && reading.rows === 'sum')) return { unknown: 'sentinel' };
  return { value: reduce(reading.rows, numbers) };
}

function scale(reading: NumberReading, figure: number): number | undefined {
  if (figure === 0 && reading.orZero === true) return 0;
  const [low, high] = reading.band;
  for (const factor of reading.scales) {
    // Rounded to a millionth: 0.1 × 2303 is 230.3 and nothing else.
    const value = Math.round(figure * factor * 1e6) / 1e6;
    if (value >= low && value <= high) return value;
  }
  return undefined;
}

function reduce(rows: NumberReading['rows'], numbers: readonly number[]): number {
  if (rows === 'sum') return Math.round(numbers.reduce((sum, n) => sum + n, 0) * 1e6) / 1e6;
  if (rows === 'min') return Math.min(...numbers);
  if (rows === 'max') return Math.max(...numbers);
  return numbers[0] ?? 0;
}

function readState(reading: StateReading, values: readonly SnmpValue[], raw: RawValues): Outcome {
  const words: (string | null)[] = [];
  for (const value of values) {
    const figure = numberOf(value);
    const word =
      figure === undefined ? undefined : figure in reading.states ? reading.states[figure] : reading.otherwise;
    if (word === undefined) return implausible(value);
    words.push(word);
    if (reading.rows !== 'worst') break;
  }
  const found = reading.order?.find((word) => words.includes(word)) ?? words.find((word) => word !== null);
  if (found === undefined || found === null) return { unknown: 'sentinel' };
  const { unless } = reading;
  if (unless !== undefined && found === unless.over && numberOf(raw.instances.get(unless.oid)) === unless.equals) {
    return { value: unless.word };
  }
  return { value: found };
}

function readFlag(reading: FlagReading, values: readonly SnmpValue[]): Outcome {
  const figures = values.map(numberOf);
  const at = figures.indexOf(undefined);
  if (at >= 0) return implausible(values[at]);
  const figure = reduce(
    reading.rows,
    figures.filter((f): f is number => f !== undefined),
  );
  if (reading.atLeast !== undefined) return { value: figure >= reading.atLeast ? 1 : 0 };
  if (reading.mask !== undefined) return { value: (figure & reading.mask) === 0 ? 0 : 1 };
  if (reading.one?.includes(figure)) return { value: 1 };
  return reading.zero?.includes(figure) ? { value: 0 } : implausible(values[0]);
}

function readNames(reading: NamesReading, values: readonly SnmpValue[], raw: RawValues): Outcome {
  const { noneIfZero, names } = reading;
  if (noneIfZero !== undefined && numberOf(raw.instances.get(noneIfZero)) === 0) return { value: '' };
  if (values.length === 0) return { unknown: 'notSupported' };
  const found: string[] = [];
  if (reading.bits === true) {
    const bits = numberOf(values[0]);
    if (bits === undefined) return implausible(values[0]);
    for (const [mask, name] of Object.entries(names))
      if (name !== null && (bits & Number(mask)) !== 0) found.push(name);
  } else {
    for (const value of values) {
      const key = show(value);
      const name = key in names ? names[key] : key;
      if (name !== null && name !== undefined) found.push(name);
    }
  }
  return { value: [...new Set(found)].join(',').slice(0, textLengthMax) };
}

function readAddress({ some, none }: AddressReading, values: readonly SnmpValue[]): Outcome {
  const odd = values.find(({ type }) => type !== 'ipAddress');
  if (odd !== undefined) return implausible(odd);
  return { value: values.some((value) => textOf(value) === '0.0.0.0') ? none : some };
}

const dayMs = 86_400_000;
/** Cards print their local day; its midnight is Vietnam's, seven hours before UTC's. */
const zoneMs = 7 * 3_600_000;

function readDate(reading: DateReading, value: SnmpValue | undefined, at: number): Outcome {
  const text = textOf(value) ?? '';
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(text);
  if (match === null)
    return text === '' || /^unknown|^n\/?a$/i.test(text) ? { unknown: 'sentinel' } : implausible(value);
  const [month, day, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // Two digits: cards of this MIB were made after 1990.
  const fullYear = year >= 100 ? year : year < 70 ? 2_000 + year : 1_900 + year;
  const utc = Date.UTC(fullYear, month - 1, day);
  const isDay = new Date(utc).getUTCMonth() === month - 1 && day > 0;
  const time = utc - zoneMs;
  if (!isDay || (reading.future !== true && time > at + dayMs)) return implausible(value);
  return { value: time };
}

/** Whole minutes, so that the same test has the same time at every poll. */
const minuteMs = 60_000;

function readUptime(value: SnmpValue | undefined, raw: RawValues): Outcome {
  const stamp = numberOf(value);
  if (stamp === undefined) return implausible(value);
  if (stamp === 0) return { unknown: 'sentinel' };
  if (raw.upTime === undefined) return { unknown: 'notSupported' };
  const agoMs = (raw.upTime - stamp) * 10;
  // Ahead of sysUpTime: the stamp is from before a restart, and the date is lost.
  if (agoMs < -testAheadMsMax) return implausible(value);
  return { value: Math.round((raw.at - Math.max(0, agoMs)) / minuteMs) * minuteMs };
}

function decide(
  of: readonly { oid: string; equals: number; word: string }[],
  otherwise: string,
  raw: RawValues,
): Outcome {
  const figures = of.map(({ oid }) => numberOf(raw.instances.get(oid)));
  if (of.some(({ oid }) => raw.failed.has(oid))) return { unknown: 'noAnswer' };
  if (figures.some((figure) => figure === undefined)) return { unknown: 'notSupported' };
  return { value: of.find(({ equals }, i) => figures[i] === equals)?.word ?? otherwise };
}
