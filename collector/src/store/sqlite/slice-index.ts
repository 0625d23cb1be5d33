/**
 * Remembers of which series each waiting slice has records, so that a reader of one link opens only the slices that have
 * something of it: opening all of an hour takes 0.1 s, and a chart reads five times.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';
import { slicesIndexedMax } from '../limits.ts';
import { eachRecord, openSlice, type Slice } from './slice.ts';

interface Indexed {
  /** With the id these say which slice it is: ids begin anew in a table that folding has emptied. */
  first: number;
  last: number;
  octets: number;
  series: Uint32Array;
}

export interface SliceWindow {
  tier: Tier;
  measurement: Measurement;
  /** Half-open, Unix epoch ms. */
  from: number;
  to: number;
}

export interface SliceIndex {
  /**
   * Calls `visit` with the slices of the window in the order they were written; of those that have nothing of `wanted`
   * only such as were not opened before. Without `wanted` with all of them. To be called within a transaction.
   */
  each(window: SliceWindow, wanted: { has(series: number): boolean } | undefined, visit: (slice: Slice) => void): void;
  /** Slices opened so far. */
  opened(): number;
}

export function createSliceIndex(db: DatabaseSync): SliceIndex {
  const heads = db.prepare(
    'SELECT id, first, last, LENGTH(body) AS octets FROM slice WHERE tier = ? AND measurement = ? AND last >= ? AND first < ? ORDER BY id',
  );
  const bodyOf = db.prepare('SELECT body FROM slice WHERE id = ?');
  const oldest = db.prepare('SELECT MIN(id) AS id FROM slice');
  const indexed = new Map<number, Indexed>();
  let oldestId = 0;
  let opened = 0;

  /** Forgets the slices that have been folded away. */
  const forget = (): void => {
    const id = Number(oldest.get()?.['id'] ?? Number.POSITIVE_INFINITY);
    if (id === oldestId) return;
    oldestId = id;
    for (const held of indexed.keys()) if (held < id) indexed.delete(held);
  };

  return {
    each({ tier, measurement, from, to }, wanted, visit) {
      forget();
      for (const row of heads.all(tier, measurement, from, to)) {
        const [id, first, last, octets] = [row['id'], row['first'], row['last'], row['octets']].map(Number) as [
          number,
          number,
          number,
          number,
        ];
        const held = indexed.get(id);
        const known = held?.first === first && held.last === last && held.octets === octets ? held : undefined;
        if (known !== undefined && wanted !== undefined && !known.series.some((series) => wanted.has(series))) continue;
        const slice = openSlice(bodyOf.get(id)?.['body'] as Uint8Array);
        opened += 1;
        if (known === undefined) {
          const present = new Set<number>();
          eachRecord(slice, (series) => present.add(series));
          if (indexed.size >= slicesIndexedMax) indexed.clear();
          indexed.set(id, { first, last, octets, series: Uint32Array.from(present) });
        }
        visit(slice);
      }
    },
    opened: () => opened,
  };
}
