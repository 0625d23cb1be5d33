/**
 * Queries in InfluxQL, and what is left to do with their rows. Pure. Only what 1.x, 2.x and 3 Core all understand: no
 * SLIMIT, no retention policies, no database in a name.
 *
 * `percentile()` is not used: InfluxQL takes the rank ⌊0.95·n + ½⌋ where ours is ⌈0.95·n⌉ (11 values: the 10th, not the
 * 11th), so the values are read and ranked here. `mean()` and `sum()` are asked day by day where a bucket is longer:
 * InfluxDB adds shard by shard, in an order that depends on how long the database keeps its points.
 */
import type { Measurement } from '@thongsuot/contract/storage.ts';
import { aggregated, bucketOf, type Cell, type Row, summingMs } from '../aggregate.ts';
import { fieldNames, fieldType, tagNames } from '../schema.ts';
import type { Aggregate, WindowQuery } from '../store.ts';

/** A statement, and the function that turns the rows of one of its series (without the time) into the answer's. */
export interface Reading {
  statement: string;
  finish(rows: Row[]): Row[];
}

/** The statement for a checked query, or undefined when no field can have a value. */
export function windowReading(query: WindowQuery): Reading | undefined {
  const { aggregate, everyMs, from, limit } = query;
  if (aggregate === undefined) {
    // Newest first, so that LIMIT keeps the newest.
    const statement = select(query, query.fields.map(identifier), '', ` ORDER BY time DESC LIMIT ${limit}`);
    return { statement, finish: (rows) => rows.reverse() };
  }
  const newest = (rows: Row[]) => rows.slice(-limit);
  const wanted = query.fields.map((field) => takes(query, aggregate, field));
  const asked = query.fields.filter((_, i) => wanted[i]);
  if (asked.length === 0) return undefined;
  const spread = spreader(wanted, aggregate);

  if (aggregate === 'p95') {
    const finish = (rows: Row[]) => newest(spread(aggregated(rows, 'p95', everyMs, from)));
    return { statement: select(query, asked.map(identifier), '', ''), finish };
  }
  if ((aggregate === 'mean' || aggregate === 'sum') && !withinDay(everyMs)) {
    const columns = asked.flatMap((field) => [`sum(${identifier(field)})`, `count(${identifier(field)})`]);
    const named = columns.map((column, i) => `${column} AS "c${i}"`);
    const finish = (rows: Row[]) => newest(spread(addedUp(rows, aggregate, everyMs, from)));
    return { statement: select(query, named, `time(${summingMs}ms)`, ' fill(none)'), finish };
  }
  const columns = asked.map((field, i) => `${aggregate}(${identifier(field)}) AS "c${i}"`);
  if (everyMs === undefined) {
    // A single selector answers with the time of the point it selected; ours is the bucket's.
    const finish = (rows: Row[]) => spread(rows.map((row) => ({ ...row, at: from })));
    return { statement: select(query, columns, '', ''), finish };
  }
  const finish = (rows: Row[]) => newest(spread(rows));
  return { statement: select(query, columns, `time(${everyMs}ms)`, ' fill(none)'), finish };
}

/** The statement for the newest point of each series; its fields in the order of the contract. */
export function latestStatement(measurement: Measurement, where: WindowQuery['where'], from: number): string {
  const fields = fieldNames(measurement).map(identifier);
  const range = `time >= ${from}ms${conditions(where)}`;
  return `SELECT ${fields} FROM ${identifier(measurement)} WHERE ${range} GROUP BY ${tags(measurement)} ORDER BY time DESC LIMIT 1`;
}

/** A name in double quotes. */
export function identifier(name: string): string {
  return `"${escaped(name, '"')}"`;
}

/** A string in single quotes. */
export function literal(value: string): string {
  return `'${escaped(value, "'")}'`;
}

function escaped(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
}

function select(query: WindowQuery, columns: readonly string[], grouping: string, tail: string): string {
  const group = grouping === '' ? tags(query.measurement) : `${grouping}, ${tags(query.measurement)}`;
  const range = `time >= ${query.from}ms AND time < ${query.to}ms${conditions(query.where)}${among(query.oneOf)}`;
  return `SELECT ${columns.join(', ')} FROM ${identifier(query.measurement)} WHERE ${range} GROUP BY ${group}${tail}`;
}

function tags(measurement: Measurement): string {
  return tagNames(measurement).map(identifier).join(', ');
}

function conditions(where: WindowQuery['where']): string {
  return Object.entries(where)
    .map(([name, value]) => ` AND ${identifier(name)} = ${literal(value)}`)
    .join('');
}

/** Equalities rather than a regular expression: they go through the index of tags. */
function among(oneOf: WindowQuery['oneOf']): string {
  if (oneOf === undefined) return '';
  return ` AND (${oneOf.values.map((value) => `${identifier(oneOf.tag)} = ${literal(value)}`).join(' OR ')})`;
}

/** Text has no mean: InfluxDB would refuse the statement. */
function takes(query: WindowQuery, aggregate: Aggregate, field: string): boolean {
  return aggregate === 'last' || aggregate === 'count' || fieldType(query.measurement, query.tier, field) !== 'text';
}

/** Whether a bucket of this width never crosses midnight UTC. */
function withinDay(everyMs: number | undefined): boolean {
  if (everyMs === undefined) return false;
  // Any other width that does not divide a day cannot be put together from days: it is right to the last bits only.
  return everyMs % summingMs !== 0 || everyMs === summingMs;
}

/** Puts the values asked for back to the places of the query's fields; a count that is not there is 0. */
function spreader(wanted: readonly boolean[], aggregate: Aggregate): (rows: Row[]) => Row[] {
  const missing: Cell = aggregate === 'count' ? 0 : null;
  return (rows) =>
    rows.map(({ at, values }) => {
      const rest = values.values();
      return { at, values: wanted.map((is) => (is ? (rest.next().value ?? missing) : missing)) };
    });
}

/** Sums and counts of days (`sum, count` per field) into buckets. */
function addedUp(days: Row[], aggregate: 'mean' | 'sum', everyMs: number | undefined, from: number): Row[] {
  const buckets = Map.groupBy(days, ({ at }) => (everyMs === undefined ? from : bucketOf(at, everyMs)));
  return [...buckets].map(([at, rows]) => {
    const values: Cell[] = [];
    for (let i = 0; i < (rows[0]?.values.length ?? 0); i += 2) {
      let sum = 0;
      let count = 0;
      for (const row of rows) {
        sum += (row.values[i] ?? 0) as number;
        count += (row.values[i + 1] ?? 0) as number;
      }
      if (count === 0) values.push(null);
      else values.push(aggregate === 'sum' ? sum : sum / count);
    }
    return { at, values };
  });
}
