/** The writing half of the embedded store: appends slices, folds them into blocks, removes what is too old. */
import type { DatabaseSync } from 'node:sqlite';
import { type Measurement, measurementNames, type Tier, tierNames } from '@thongsuot/contract/storage.ts';
import { bucketOf } from '../aggregate.ts';
import {
  foldDelayMs,
  pagesPerVacuumMax,
  recordsPerFoldStepMax,
  seriesPerFoldStepMax,
  sliceOctetsMax,
  slicesPerRemovalMax,
} from '../limits.ts';
import { type Retention, tagNames } from '../schema.ts';
import type { Point } from '../store.ts';
import { type BlockPoint, decodeBlock, encodeBlock, pointsOf } from './block.ts';
import { blockMs } from './file.ts';
import { eachField, eachRecord, encodeSlice, openSlice, type Slice } from './slice.ts';

const hour = 3_600_000;

export interface Writing {
  /** One durable transaction (fsync at commit). */
  append(points: readonly Point[], tier: Tier): void;
  /** Whether slices should be folded: once an hour, some minutes past it, or when too many wait. */
  foldDue(now: number): boolean;
  /**
   * Folds the slices present now, a short transaction per step. Cut off anywhere it loses nothing: a slice goes only
   * when its points are in blocks, and folding it again changes nothing.
   */
  fold(now: number): Generator<void, void, void>;
  /** Removes what is older than `retention`, a short transaction per step. Returns how many points went. */
  remove(now: number, retention: Retention): Generator<void, number, void>;
}

/** A record of one series in an opened slice. */
type Place = readonly [slice: Slice, offset: number, at: number];

export function createWriting(db: DatabaseSync): Writing {
  const addSlice = db.prepare('INSERT INTO slice (tier, measurement, first, last, body) VALUES (?, ?, ?, ?, ?)');
  const findSeries = db.prepare('SELECT id FROM series WHERE measurement = ? AND tags = ?');
  const addSeries = db.prepare('INSERT INTO series (measurement, tags) VALUES (?, ?) RETURNING id');
  const findBlock = db.prepare(
    'SELECT rowid, body FROM block WHERE tier = ? AND measurement = ? AND start = ? AND series = ?',
  );
  const addBlock = db.prepare(
    'INSERT INTO block (tier, measurement, start, series, last, points, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const replaceBlock = db.prepare('UPDATE block SET last = ?, points = ?, body = ? WHERE rowid = ?');

  const seriesIds = new Map<string, number>();
  let waitingOctets = Number(
    db.prepare('SELECT COALESCE(SUM(LENGTH(body)), 0) AS octets FROM slice').get()?.['octets'],
  );
  const oldest = db.prepare('SELECT MIN(first) AS first FROM slice').get()?.['first'];
  /** Slices that came before this hour are folded. */
  let foldedTo = typeof oldest === 'number' ? bucketOf(oldest, hour) : undefined;

  const transaction = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      // A transaction that SQLite has rolled back by itself (a full disk) cannot be rolled back again.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  /**
   * A step of folding: its fsync is left to the next write or checkpoint, which syncs the whole WAL. After a power loss
   * the file is as it was at some step before, and the slices of what is missing are still there (SQLite, WAL, NORMAL).
   */
  const step = (work: () => void): void => {
    db.exec('PRAGMA synchronous = NORMAL');
    try {
      transaction(work);
    } finally {
      db.exec('PRAGMA synchronous = FULL');
    }
  };

  const seriesOf = (point: Point, added: Map<string, number>): number => {
    const tags = JSON.stringify(tagNames(point.measurement).map((name) => point.tags[name]));
    const key = `${point.measurement} ${tags}`;
    const known = seriesIds.get(key) ?? added.get(key);
    if (known !== undefined) return known;
    const row = findSeries.get(point.measurement, tags) ?? addSeries.get(point.measurement, tags);
    const id = Number(row?.['id']);
    added.set(key, id);
    return id;
  };

  const mergeBlock = (
    tier: Tier,
    measurement: string,
    series: number,
    start: number,
    places: readonly Place[],
  ): void => {
    const found = findBlock.get(tier, measurement, start, series) as { rowid: number; body: Uint8Array } | undefined;
    const points = mergedPoints(found === undefined ? [] : pointsOf(decodeBlock(found.body)), places);
    const last = (points.at(-1) as BlockPoint).at;
    const body = encodeBlock(points);
    if (found === undefined) addBlock.run(tier, measurement, start, series, last, points.length, body);
    else replaceBlock.run(last, points.length, body, found.rowid);
  };

  function* foldMeasurement(tier: Tier, measurement: Measurement, lastId: number): Generator<void, void, void> {
    const bodies = db
      .prepare('SELECT body FROM slice WHERE id <= ? AND tier = ? AND measurement = ? ORDER BY id')
      .all(lastId, tier, measurement);
    const bySeries = new Map<number, Place[]>();
    // Counted in records: the slices of a backlog hold hundreds each, those of a quiet province a few.
    let records = 0;
    for (const { body } of bodies) {
      const slice = openSlice(body as Uint8Array);
      eachRecord(slice, (series, at, offset) => {
        records += 1;
        const places = bySeries.get(series);
        if (places === undefined) bySeries.set(series, [[slice, offset, at]]);
        else places.push([slice, offset, at]);
      });
      if (records < recordsPerFoldStepMax) continue;
      records = 0;
      yield;
    }
    const all = [...bySeries];
    for (let i = 0; i < all.length; i += seriesPerFoldStepMax) {
      step(() => {
        for (const [series, places] of all.slice(i, i + seriesPerFoldStepMax)) {
          for (const [start, some] of Map.groupBy(places, ([, , at]) => bucketOf(at, blockMs[tier]))) {
            mergeBlock(tier, measurement, series, start, some);
          }
        }
      });
      yield;
    }
  }

  return {
    append(points, tier) {
      const added = new Map<string, number>();
      let octets = 0;
      transaction(() => {
        for (const [measurement, some] of Map.groupBy(points, (point) => point.measurement)) {
          const body = encodeSlice(some.map((point) => ({ ...point, series: seriesOf(point, added) })));
          const first = some.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
          const last = some.reduce((most, { at }) => Math.max(most, at), 0);
          addSlice.run(tier, measurement, first, last, body);
          octets += body.length;
        }
      });
      // Only now: the ids of a transaction that failed do not exist.
      for (const [key, id] of added) seriesIds.set(key, id);
      waitingOctets += octets;
    },

    foldDue(now) {
      const boundary = bucketOf(now - foldDelayMs, hour);
      foldedTo ??= boundary;
      return boundary > foldedTo || waitingOctets > sliceOctetsMax;
    },

    *fold(now) {
      const lastId = Number(db.prepare('SELECT COALESCE(MAX(id), 0) AS id FROM slice').get()?.['id']);
      for (const tier of tierNames) {
        for (const measurement of measurementNames) yield* foldMeasurement(tier, measurement, lastId);
      }
      // Oldest first: what is left after a crash is a run of the latest, and folding those again changes nothing.
      const removeSlices = db.prepare(
        'DELETE FROM slice WHERE id IN (SELECT id FROM slice WHERE id <= ? ORDER BY id LIMIT ?) RETURNING LENGTH(body) AS octets',
      );
      for (let removed = slicesPerRemovalMax; removed === slicesPerRemovalMax; ) {
        let octets = 0;
        step(() => {
          const rows = removeSlices.all(lastId, slicesPerRemovalMax);
          removed = rows.length;
          octets = rows.reduce((sum, row) => sum + Number(row['octets']), 0);
        });
        waitingOctets -= octets;
        yield;
      }
      foldedTo = bucketOf(now - foldDelayMs, hour);
    },

    *remove(now, retention) {
      let removed = 0;
      const oldestBlock = db.prepare('SELECT MIN(start) AS start FROM block WHERE tier = ? AND measurement = ?');
      const countPoints = db.prepare(
        'SELECT SUM(points) AS points FROM block WHERE tier = ? AND measurement = ? AND start = ?',
      );
      const removeBlocks = db.prepare('DELETE FROM block WHERE tier = ? AND measurement = ? AND start = ?');
      for (const tier of tierNames) {
        for (const measurement of measurementNames) {
          for (;;) {
            const start = oldestBlock.get(tier, measurement)?.['start'];
            if (typeof start !== 'number' || start + blockMs[tier] > now - retention[tier]) break;
            transaction(() => {
              removed += Number(countPoints.get(tier, measurement, start)?.['points'] ?? 0);
              removeBlocks.run(tier, measurement, start);
            });
            yield;
          }
        }
      }
      if (removed > 0) db.exec(`PRAGMA incremental_vacuum(${pagesPerVacuumMax})`);
      return removed;
    },
  };
}

/** The points of a block with those of slices laid over them in the order they came; fields of one time are merged. */
function mergedPoints(points: BlockPoint[], places: readonly Place[]): BlockPoint[] {
  const byTime = new Map<number, Record<string, number | string>>(points.map(({ at, fields }) => [at, { ...fields }]));
  for (const [slice, offset, at] of places) {
    let fields = byTime.get(at);
    if (fields === undefined) {
      fields = {};
      byTime.set(at, fields);
    }
    const target = fields;
    eachField(slice, offset, (name, value) => {
      target[name] = value;
    });
  }
  return [...byTime].map(([at, fields]) => ({ at, fields })).sort((a, b) => a.at - b.at);
}
