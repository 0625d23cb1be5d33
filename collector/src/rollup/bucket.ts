/**
 * Points into buckets: raw points into 5-minute slots, slots into hours and days. Pure, and a function of the points
 * alone: whatever order they came in, the same points give the same bits. Longer buckets are made of slots only, which
 * the 5 m tier holds, so that an hour computed from raw and a day computed from the tier agree.
 */
import { type Cell, p95, type Row } from '../store/aggregate.ts';
import type { FieldPlan, Plan } from './plan.ts';

export const slotMs = 300_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Asia/Ho_Chi_Minh is UTC+7 the whole year since 1975. */
const provinceMs = 7 * hourMs;

export type Fields = Record<string, number | string>;

/** One bucket's fields, at its start. */
export interface Bucket {
  at: number;
  fields: Fields;
}

/** The start of the province's day that holds a time, Unix epoch ms. */
export function dayOf(at: number): number {
  return Math.floor((at + provinceMs) / dayMs) * dayMs - provinceMs;
}

/**
 * The 5-minute slots of one series' raw points.
 * @param rows in time order, one per time; values in the order of the plan's fields
 */
export function slotsOf(plan: Plan, rows: readonly Row[]): Bucket[] {
  const places = new Map(plan.fields.map(({ name }, i) => [name, i]));
  const weightPlaces = plan.weights.flatMap((name) => places.get(name) ?? []);
  const answer: Bucket[] = [];
  let begin = 0;
  while (begin < rows.length) {
    const at = Math.floor((rows[begin] as Row).at / slotMs) * slotMs;
    let end = begin + 1;
    while (end < rows.length && (rows[end] as Row).at < at + slotMs) end += 1;
    const some = rows.slice(begin, end);
    const weights = some.map((row) => weightOf(row, weightPlaces));
    const fields: Fields = {};
    for (const [i, { name, kind }] of plan.fields.entries()) {
      addFigures(fields, name, kind, '5m', {
        means: some.map(({ values }) => values[i] ?? null),
        weights,
      });
    }
    addCounts(fields, some.length, slotMs);
    answer.push({ at, fields });
    begin = end;
  }
  return answer;
}

/**
 * The figures of `some` fields of the bucket from ≤ time < from + width, or undefined when no slot lies in it.
 * @param slots in time order
 */
export function foldedFields(some: readonly FieldPlan[], slots: readonly Bucket[]): Fields {
  const fields: Fields = {};
  const column = (name: string) => slots.map((slot): Cell => slot.fields[name] ?? null);
  for (const { name, kind } of some) {
    addFigures(fields, name, kind, 'longer', {
      means: column(name),
      weights: column(`${name}_weight`).map((weight) => (typeof weight === 'number' ? weight : 0)),
      maxima: column(`${name}_max`),
      minima: column(`${name}_min`),
      lasts: kind === 'last' ? column(name) : column(`${name}_last`),
      sums: column(`${name}_sum`),
    });
  }
  return fields;
}

/** The whole bucket of one width, or undefined when there is no slot. */
export function folded(plan: Plan, slots: readonly Bucket[], at: number, widthMs: number): Bucket | undefined {
  if (slots.length === 0) return undefined;
  const fields = foldedFields(plan.fields, slots);
  addCounts(fields, readingsOf(slots), widthMs);
  return { at, fields };
}

/** Raw points in all slots together. */
export function readingsOf(slots: readonly Bucket[]): number {
  return slots.reduce((n, { fields }) => n + (typeof fields['n'] === 'number' ? fields['n'] : 0), 0);
}

/** `n`, and `expected` where the readings say their interval. */
export function addCounts(fields: Fields, n: number, widthMs: number): void {
  fields['n'] = n;
  const intervalS = fields['interval_s'];
  if (typeof intervalS === 'number' && intervalS > 0) {
    fields['expected'] = Math.max(1, Math.floor(widthMs / 1_000 / intervalS));
  }
}

interface Columns {
  means: readonly Cell[];
  weights: readonly number[];
  /** Of slots; of raw points each is the point's value itself. */
  maxima?: readonly Cell[];
  minima?: readonly Cell[];
  lasts?: readonly Cell[];
  sums?: readonly Cell[];
}

function addFigures(
  fields: Fields,
  name: string,
  kind: FieldPlan['kind'],
  width: '5m' | 'longer',
  columns: Columns,
): void {
  const { means, weights, maxima = means, minima = means, lasts = means, sums = means } = columns;
  const last = lasts.findLast((value) => value !== null);
  if (kind === 'last') {
    if (last !== undefined && last !== null) fields[name] = last;
    return;
  }
  const found = weightedMean(means, weights);
  if (found === undefined) return;
  const numbers = (cells: readonly Cell[]) => cells.filter((cell) => typeof cell === 'number');
  // Means are within their bounds: taking them in changes nothing, and stands in where a total keeps none.
  const max = [...numbers(means), ...numbers(maxima)].reduce((a, b) => Math.max(a, b));
  const min = [...numbers(means), ...numbers(minima)].reduce((a, b) => Math.min(a, b));
  // Rounding must not carry a mean out of its values: a link at its capacity is never a bit above it.
  fields[name] = Math.min(max, Math.max(min, found.mean)) + 0;
  if (width === '5m') fields[`${name}_weight`] = found.weight;
  if (kind === 'total') {
    fields[`${name}_sum`] = numbers(sums).reduce((a, b) => a + b, 0);
    return;
  }
  fields[`${name}_max`] = max + 0;
  fields[`${name}_min`] = min + 0;
  if (typeof last === 'number') fields[`${name}_last`] = last + 0;
  if (width === 'longer') fields[`${name}_p95`] = p95(numbers(means)) as number;
}

/** West's running mean: of equal values exactly that value, however many there are. Undefined of none. */
function weightedMean(
  values: readonly Cell[],
  weights: readonly number[],
): { mean: number; weight: number } | undefined {
  let mean = 0;
  let weight = 0;
  let found = false;
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'number') continue;
    const own = weights[i] ?? 0;
    found = true;
    weight += own;
    if (weight > 0) mean += (own / weight) * (value - mean);
  }
  return found ? { mean, weight } : undefined;
}

/** Seconds that a reading stands for; 1 where it does not say. */
function weightOf({ values }: Row, places: readonly number[]): number {
  for (const place of places) {
    const value = values[place];
    if (typeof value === 'number' && value > 0) return value;
  }
  return 1;
}
