/**
 * Points into buckets. The one definition of every aggregate: the embedded store computes by it, and what InfluxDB
 * computes is arranged (influxql.ts) to be equal to it to the last bit.
 */
import type { Aggregate } from './store.ts';

export type Cell = number | string | null;

/** One row of a series: the time, and the values in the order of the query's fields. */
export interface Row {
  at: number;
  values: Cell[];
}

/** InfluxDB keeps a day (UTC) or whole days in one shard and adds within a shard first, then shard to shard. */
export const summingMs = 86_400_000;

/**
 * The aggregate of each bucket, in time order; buckets without any value are left out.
 *
 * `mean` and `sum` add in time order within each UTC day, then day to day: floating point is not associative, and this
 * is the order in which InfluxDB adds. `count` is 0, not null, where another field of the bucket has values. Text takes
 * `last` and `count` only and is null otherwise.
 *
 * @param rows in time order, one per time
 * @param everyMs width of a bucket, aligned to the Unix epoch; undefined for one bucket, which stands at `from`
 */
export function aggregated(
  rows: readonly Row[],
  aggregate: Aggregate,
  everyMs: number | undefined,
  from: number,
): Row[] {
  const answer: Row[] = [];
  let start = 0;
  while (start < rows.length) {
    const at = everyMs === undefined ? from : bucketOf((rows[start] as Row).at, everyMs);
    let end = start + 1;
    while (end < rows.length && (everyMs === undefined || bucketOf((rows[end] as Row).at, everyMs) === at)) end += 1;
    const values = bucketValues(rows.slice(start, end), aggregate);
    if (values !== undefined) answer.push({ at, values });
    start = end;
  }
  return answer;
}

/** The start of the bucket that holds a time. */
export function bucketOf(at: number, everyMs: number): number {
  return Math.floor(at / everyMs) * everyMs;
}

/** The nearest-rank 95th percentile: the ⌈0.95·n⌉-th smallest, counted in integers. Null of nothing. */
export function p95(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).sort();
  const rank = sorted.length - Math.floor(sorted.length / 20);
  return sorted[rank - 1] ?? null;
}

/** One value per field, or undefined when no field has any. */
function bucketValues(rows: readonly Row[], aggregate: Aggregate): Cell[] | undefined {
  const width = rows[0]?.values.length ?? 0;
  const answer: Cell[] = [];
  let known = false;
  for (let field = 0; field < width; field += 1) {
    const value = fieldValue(rows, field, aggregate);
    if (value !== null && !(aggregate === 'count' && value === 0)) known = true;
    answer.push(value);
  }
  return known ? answer : undefined;
}

function fieldValue(rows: readonly Row[], field: number, aggregate: Aggregate): Cell {
  if (aggregate === 'last') return rows.findLast((row) => row.values[field] !== null)?.values[field] ?? null;
  if (aggregate === 'count') return rows.reduce((n, row) => n + (row.values[field] === null ? 0 : 1), 0);
  const numbers: number[] = [];
  let total = 0;
  let daySum = 0;
  let day = Number.NaN;
  for (const row of rows) {
    const value = row.values[field];
    if (typeof value !== 'number') continue;
    const valueDay = bucketOf(row.at, summingMs);
    if (valueDay !== day) {
      total += daySum;
      daySum = 0;
      day = valueDay;
    }
    daySum += value;
    numbers.push(value);
  }
  if (numbers.length === 0) return null;
  total += daySum;
  switch (aggregate) {
    case 'sum':
      return total;
    case 'mean':
      return total / numbers.length;
    case 'max':
      return numbers.reduce((a, b) => Math.max(a, b));
    case 'min':
      return numbers.reduce((a, b) => Math.min(a, b));
    case 'p95':
      return p95(numbers);
  }
}
