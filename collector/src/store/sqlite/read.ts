/** The reading half of the embedded store: blocks and the slices not yet folded, put together per series. */
import type { DatabaseSync } from 'node:sqlite';
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';
import { aggregated, bucketOf, type Cell, type Row } from '../aggregate.ts';
import { pointsPerAnswerMax } from '../limits.ts';
import { byTags } from '../query.ts';
import { fieldNames, tagNames } from '../schema.ts';
import type { Store, StoredSeries, WindowQuery } from '../store.ts';
import { decodeBlock } from './block.ts';
import { blockMs } from './file.ts';
import { eachField, eachRecord, type Slice } from './slice.ts';
import { createSliceIndex, type SliceWindow } from './slice-index.ts';

type Where = Readonly<Record<string, string>>;

export interface Reading {
  /** @param query as `checkedQuery` returns it */
  window(query: WindowQuery): StoredSeries[];
  latest(measurement: Measurement, where: Where, from: number): StoredSeries[];
  series(measurement: Measurement, from: number): Awaited<ReturnType<Store['series']>>;
}

interface KnownSeries {
  id: number;
  tags: Where;
}

export function createReading(db: DatabaseSync): Reading {
  const newSeries = db.prepare('SELECT id, measurement, tags FROM series WHERE id > ? ORDER BY id');
  const slices = createSliceIndex(db);
  const oldestBlock = db.prepare('SELECT MIN(start) AS start FROM block WHERE tier = ? AND measurement = ?');
  const newestBlock = db.prepare('SELECT MAX(start) AS start FROM block WHERE tier = ? AND measurement = ?');
  const oneBlock = db.prepare(
    'SELECT body FROM block WHERE tier = ? AND measurement = ? AND start = ? AND series = ? AND last >= ?',
  );
  const blockHeads = db.prepare(
    'SELECT series, last FROM block WHERE tier = ? AND measurement = ? AND start = ? AND last >= ?',
  );

  const known = new Map<string, KnownSeries[]>();
  let lastId = 0;

  const seriesWhere = (measurement: Measurement, where: Where): KnownSeries[] => {
    for (const row of newSeries.all(lastId)) {
      const values: string[] = JSON.parse(String(row['tags']));
      const tags = Object.fromEntries(
        tagNames(row['measurement'] as Measurement).map((name, i) => [name, values[i] ?? '']),
      );
      lastId = Number(row['id']);
      const list = known.get(String(row['measurement']));
      if (list === undefined) known.set(String(row['measurement']), [{ id: lastId, tags }]);
      else list.push({ id: lastId, tags });
    }
    const wanted = Object.entries(where);
    return (known.get(measurement) ?? []).filter(({ tags }) => wanted.every(([name, value]) => tags[name] === value));
  };

  /**
   * Calls `visit` for the records of slices in the window, in the order they were written: all of `wanted`, and some of
   * other series beside them.
   */
  const eachRecent = (
    window: SliceWindow,
    wanted: { has(series: number): boolean } | undefined,
    visit: (series: number, at: number, slice: Slice, offset: number) => void,
  ): void => {
    const { from, to } = window;
    slices.each(window, wanted, (slice) => {
      eachRecord(slice, (series, at, offset) => {
        if (at >= from && at < to) visit(series, at, slice, offset);
      });
    });
  };

  /** Starts of the blocks that can overlap the window, newest first. */
  const starts = (tier: Tier, measurement: Measurement, from: number, to: number): number[] => {
    const oldest = oldestBlock.get(tier, measurement)?.['start'];
    const newest = newestBlock.get(tier, measurement)?.['start'];
    if (typeof oldest !== 'number' || typeof newest !== 'number') return [];
    const answer: number[] = [];
    const step = blockMs[tier];
    for (let start = Math.min(newest, bucketOf(to - 1, step)); start >= oldest && start + step > from; start -= step) {
      answer.push(start);
    }
    return answer;
  };

  /** Rows of each series in time order; with `newest` no more blocks are read than hold that many of the newest. */
  const rowsOf = (
    { tier, measurement, fields, from, to }: WindowQuery,
    ids: readonly number[],
    newest: number,
  ): Map<number, Row[]> => {
    const places = new Map(fields.map((field, i) => [field, i]));
    const bySeries = new Map<number, Map<number, Cell[]>>(ids.map((id) => [id, new Map()]));
    eachRecent({ tier, measurement, from, to }, bySeries, (series, at, slice, offset) => {
      const rows = bySeries.get(series);
      if (rows === undefined) return;
      const values = rows.get(at) ?? new Array<Cell>(fields.length).fill(null);
      eachField(slice, offset, (name, value) => {
        const place = places.get(name);
        if (place !== undefined) values[place] = value;
      });
      rows.set(at, values);
    });
    const wanted = new Set(fields);
    const blockStarts = starts(tier, measurement, from, to);
    const answer = new Map<number, Row[]>();
    let total = 0;
    for (const [id, rows] of bySeries) {
      for (const start of blockStarts) {
        const body = oneBlock.get(tier, measurement, start, id, from)?.['body'];
        if (body !== undefined) layUnder(rows, body as Uint8Array, wanted, fields, from, to);
        if (rows.size >= newest && countFrom(rows, start) >= newest) break;
      }
      const list = [...rows]
        .map(([at, values]) => ({ at, values }))
        .filter(({ values }) => values.some((v) => v !== null));
      list.sort((a, b) => a.at - b.at);
      total += newest === Number.POSITIVE_INFINITY ? 0 : Math.min(list.length, newest);
      refuseAbove(measurement, total);
      answer.set(id, list);
    }
    return answer;
  };

  /** One snapshot for all statements of a read: a fold must not move points between two of them. */
  const snapshot = <T>(work: () => T): T => {
    db.exec('BEGIN');
    try {
      return work();
    } finally {
      db.exec('COMMIT');
    }
  };

  return {
    window: (query) =>
      snapshot(() => {
        const { measurement, aggregate, everyMs, from, limit } = query;
        const { oneOf } = query;
        const among = oneOf && new Set(oneOf.values);
        const some = seriesWhere(measurement, query.where).filter(
          ({ tags }) => oneOf === undefined || among?.has(tags[oneOf.tag] ?? '') === true,
        );
        const answer: StoredSeries[] = [];
        let total = 0;
        // Series by series when whole windows are read into memory for an aggregate.
        const groups = aggregate === undefined ? [some] : chunks(some, 200);
        for (const group of groups) {
          const ids = group.map(({ id }) => id);
          const rows = rowsOf(query, ids, aggregate === undefined ? limit : Number.POSITIVE_INFINITY);
          for (const { id, tags } of group) {
            const list = rows.get(id) ?? [];
            const points = (aggregate === undefined ? list : aggregated(list, aggregate, everyMs, from)).slice(-limit);
            total += points.length;
            refuseAbove(measurement, total);
            if (points.length > 0) answer.push({ tags, points });
          }
        }
        return answer.sort(byTags);
      }),

    latest: (measurement, where, from) =>
      snapshot(() => {
        const fields = fieldNames(measurement);
        const places = new Map(fields.map((field, i) => [field, i]));
        const some = seriesWhere(measurement, where);
        const newest = new Map<number, Row | undefined>(some.map(({ id }) => [id, undefined]));
        eachRecent(
          { tier: 'raw', measurement, from, to: Number.POSITIVE_INFINITY },
          newest,
          (series, at, slice, offset) => {
            const row = newest.get(series);
            if (!newest.has(series) || (row !== undefined && row.at > at)) return;
            const values = row?.at === at ? row.values : new Array<Cell>(fields.length).fill(null);
            eachField(slice, offset, (name, value) => {
              const place = places.get(name);
              if (place !== undefined) values[place] = value;
            });
            newest.set(series, { at, values });
          },
        );
        const open = new Set(newest.keys());
        for (const start of starts('raw', measurement, from, Number.MAX_SAFE_INTEGER)) {
          for (const head of blockHeads.all('raw', measurement, start, from)) {
            const [series, last] = [Number(head['series']), Number(head['last'])];
            const row = newest.get(series);
            if (!open.has(series) || (row !== undefined && row.at > last)) continue;
            const body = oneBlock.get('raw', measurement, start, series, from)?.['body'] as Uint8Array;
            const rows = new Map<number, Cell[]>(row?.at === last ? [[last, row.values]] : []);
            layUnder(rows, body, undefined, fields, last, last + 1);
            newest.set(series, { at: last, values: rows.get(last) as Cell[] });
          }
          // An older block cannot hold anything newer than what is found in or after this one.
          for (const series of open) if ((newest.get(series)?.at ?? -1) >= start) open.delete(series);
          if (open.size === 0) break;
        }
        return some
          .map(({ id, tags }) => ({ tags, row: newest.get(id) }))
          .flatMap(({ tags, row }) => (row === undefined ? [] : [{ tags, points: [row] }]))
          .sort(byTags);
      }),

    series: (measurement, from) =>
      snapshot(() => {
        const some = seriesWhere(measurement, {});
        const present = new Set<number>();
        eachRecent({ tier: 'raw', measurement, from, to: Number.POSITIVE_INFINITY }, undefined, (series) =>
          present.add(series),
        );
        for (const start of starts('raw', measurement, from, Number.MAX_SAFE_INTEGER)) {
          for (const { series } of blockHeads.all('raw', measurement, start, from)) present.add(Number(series));
          if (present.size === some.length) break;
        }
        return some
          .filter(({ id }) => present.has(id))
          .sort(byTags)
          .map(({ tags }) => tags);
      }),
  };
}

/** Adds a block's values where no slice, which came later, has one. */
function layUnder(
  rows: Map<number, Cell[]>,
  body: Uint8Array,
  wanted: ReadonlySet<string> | undefined,
  fields: readonly string[],
  from: number,
  to: number,
): void {
  const { at: times, columns } = decodeBlock(body, wanted);
  const ordered = fields.map((field) => columns.get(field));
  for (const [i, at] of times.entries()) {
    if (at < from || at >= to) continue;
    const above = rows.get(at);
    rows.set(
      at,
      ordered.map((column, place) => above?.[place] ?? column?.[i] ?? null),
    );
  }
}

function countFrom(rows: ReadonlyMap<number, Cell[]>, from: number): number {
  let count = 0;
  for (const [at, values] of rows) if (at >= from && values.some((value) => value !== null)) count += 1;
  return count;
}

function refuseAbove(measurement: Measurement, points: number): void {
  if (points > pointsPerAnswerMax) {
    throw new RangeError(`${measurement}: more than ${pointsPerAnswerMax} points: ask for less at a time`);
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const answer: T[][] = [];
  for (let i = 0; i < list.length; i += size) answer.push(list.slice(i, i + size));
  return answer;
}
