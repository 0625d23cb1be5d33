import type { DatabaseSync } from 'node:sqlite';
import type { Packed } from './packing.ts';

/**
 * `samples`: as they were committed, for all collectors. `part`: some of them again for one collector, after a rejection
 * or a split. `gap`: records of what one collector will not get.
 */
export type BatchKind = 'samples' | 'part' | 'gap';

export interface BatchRow extends Packed {
  seq: number;
  kind: BatchKind;
  /** How often its samples were held before, and since when; 0 and null for new ones. */
  tries: number;
  heldSince: number | null;
}

/** A batch that a collector has not acknowledged, without its body. */
export interface PendingRow {
  seq: number;
  count: number;
  fromAt: number;
  toAt: number;
  /** Since when its samples have been tried; null for new ones. */
  heldSince: number | null;
}

export interface CollectorRow {
  id: number;
  url: string;
  pending: number;
  dropped: number;
}

/** The tables of batches and of who has not acknowledged them. Every change runs in the caller's transaction. */
export interface BatchTable {
  collectors(): CollectorRow[];
  /**
   * Makes the collectors exactly `urls`. A new one takes the place of one that is gone, with all that did not get; where
   * none is gone it gets every batch still here as it was committed. One that is gone for good holds nothing any more.
   */
  setCollectors(urls: readonly string[]): void;
  insert(
    kind: BatchKind,
    packed: Packed,
    collectors: readonly number[],
    tries?: number,
    heldSince?: number | null,
  ): number;
  /** Takes the batch from one collector, and deletes it when no other waits for it. False when it had no claim. */
  settle(collector: number, seq: number): boolean;
  load(collector: number, seq: number): BatchRow | null;
  newest(collector: number, limit: number): PendingRow[];
  oldest(collector: number, limit: number): PendingRow[];
  /** Time of the oldest sample that the collector has neither acknowledged nor held; null without. */
  oldestAt(collector: number): number | null;
  /** The batch committed first of all, with the collectors that still wait for it. */
  first(): { row: BatchRow; collectors: number[] } | null;
  /** Time of the newest sample in the batch committed first; null without any. Reads no body. */
  firstToAt(): number | null;
  drop(seq: number, collectors: readonly number[], dropped: number): void;
  addDropped(collector: number, count: number): void;
}

const packedRow = (row: Record<string, unknown>): BatchRow => ({
  seq: Number(row['seq']),
  kind: row['kind'] as BatchKind,
  count: Number(row['count']),
  fromAt: Number(row['from_at']),
  toAt: Number(row['to_at']),
  tries: Number(row['tries']),
  heldSince: row['held_since'] === null ? null : Number(row['held_since']),
  crc: Number(row['crc']),
  body: row['body'] as Uint8Array,
});

export const createBatchTable = (database: DatabaseSync): BatchTable => {
  const sql = {
    collectors: database.prepare('SELECT id, url, pending, dropped FROM collector ORDER BY id'),
    insert: database.prepare(
      'INSERT INTO batch (kind, count, from_at, to_at, tries, held_since, crc, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    insertPending: database.prepare('INSERT INTO pending (collector, seq, from_at) VALUES (?, ?, ?)'),
    addPending: database.prepare('UPDATE collector SET pending = pending + ? WHERE id = ?'),
    deletePending: database.prepare('DELETE FROM pending WHERE collector = ? AND seq = ?'),
    isPending: database.prepare('SELECT 1 FROM pending WHERE collector = ? AND seq = ?'),
    deleteBatch: database.prepare('DELETE FROM batch WHERE seq = ?'),
    load: database.prepare(
      'SELECT batch.* FROM pending JOIN batch ON batch.seq = pending.seq WHERE pending.collector = ? AND pending.seq = ?',
    ),
    newest: database.prepare(
      'SELECT b.seq, b.count, b.from_at, b.to_at, b.held_since FROM pending p JOIN batch b ON b.seq = p.seq WHERE p.collector = ? ORDER BY p.seq DESC LIMIT ?',
    ),
    oldest: database.prepare(
      'SELECT b.seq, b.count, b.from_at, b.to_at, b.held_since FROM pending p JOIN batch b ON b.seq = p.seq WHERE p.collector = ? ORDER BY p.seq LIMIT ?',
    ),
    oldestAt: database.prepare('SELECT min(from_at) AS at FROM pending WHERE collector = ?'),
    oldestHeldAt: database.prepare('SELECT min(at) AS at FROM held WHERE collector = ?'),
    first: database.prepare('SELECT * FROM batch ORDER BY seq LIMIT 1'),
    firstToAt: database.prepare('SELECT to_at FROM batch ORDER BY seq LIMIT 1'),
    addDropped: database.prepare('UPDATE collector SET dropped = dropped + ? WHERE id = ?'),
  };
  const ids = () => sql.collectors.all().map((row) => Number(row['id']));
  const waitingFor = (seq: number) => ids().filter((id) => sql.isPending.get(id, seq) !== undefined);
  const pendingRow = (row: Record<string, unknown>): PendingRow => ({
    seq: Number(row['seq']),
    count: Number(row['count']),
    fromAt: Number(row['from_at']),
    toAt: Number(row['to_at']),
    heldSince: row['held_since'] === null ? null : Number(row['held_since']),
  });

  const setCollectors = (urls: readonly string[]) => {
    const present = table.collectors();
    const gone = present.filter(({ url }) => !urls.includes(url));
    const added = urls.filter((url) => !present.some((collector) => collector.url === url));
    for (const [n, url] of added.entries()) {
      const heir = gone[n];
      if (heir !== undefined) {
        // A collector that moved to another address: what the old one did not get is the new one's.
        database.prepare('UPDATE collector SET url = ? WHERE id = ?').run(url, heir.id);
        continue;
      }
      const id = Number(database.prepare('INSERT INTO collector (url) VALUES (?)').run(url).lastInsertRowid);
      // Only batches as committed: parts repeat samples of those, and gaps say what another collector did not get.
      const taken = database
        .prepare(
          `INSERT INTO pending (collector, seq, from_at) SELECT ?, seq, from_at FROM batch WHERE kind = 'samples'`,
        )
        .run(id);
      sql.addPending.run(taken.changes, id);
    }
    const removed = gone.slice(added.length);
    for (const { id } of removed) {
      for (const name of ['pending', 'held', 'gap'])
        database.prepare(`DELETE FROM ${name} WHERE collector = ?`).run(id);
      database.prepare('DELETE FROM collector WHERE id = ?').run(id);
    }
    // Only then, since it reads the whole table.
    if (removed.length > 0) database.prepare('DELETE FROM batch WHERE seq NOT IN (SELECT seq FROM pending)').run();
  };

  const table: BatchTable = {
    collectors: () => sql.collectors.all() as unknown as CollectorRow[],
    setCollectors,
    insert: (kind, packed, collectors, tries = 0, heldSince = null) => {
      const { count, fromAt, toAt, crc, body } = packed;
      const seq = Number(sql.insert.run(kind, count, fromAt, toAt, tries, heldSince, crc, body).lastInsertRowid);
      for (const collector of collectors) {
        sql.insertPending.run(collector, seq, fromAt);
        sql.addPending.run(1, collector);
      }
      return seq;
    },
    settle: (collector, seq) => {
      if (sql.deletePending.run(collector, seq).changes === 0) return false;
      sql.addPending.run(-1, collector);
      if (waitingFor(seq).length === 0) sql.deleteBatch.run(seq);
      return true;
    },
    load: (collector, seq) => {
      const row = sql.load.get(collector, seq);
      return row === undefined ? null : packedRow(row);
    },
    newest: (collector, limit) => sql.newest.all(collector, limit).map(pendingRow),
    oldest: (collector, limit) => sql.oldest.all(collector, limit).map(pendingRow),
    oldestAt: (collector) => {
      const times = [sql.oldestAt.get(collector)?.['at'], sql.oldestHeldAt.get(collector)?.['at']].filter(
        (at) => typeof at === 'number',
      );
      return times.length === 0 ? null : Math.min(...times);
    },
    first: () => {
      const row = sql.first.get();
      return row === undefined ? null : { row: packedRow(row), collectors: waitingFor(Number(row['seq'])) };
    },
    firstToAt: () => {
      const toAt = sql.firstToAt.get()?.['to_at'];
      return toAt === undefined ? null : Number(toAt);
    },
    drop: (seq, collectors, dropped) => {
      for (const collector of collectors) {
        sql.deletePending.run(collector, seq);
        sql.addPending.run(-1, collector);
        sql.addDropped.run(dropped, collector);
      }
      sql.deleteBatch.run(seq);
    },
    addDropped: (collector, count) => {
      sql.addDropped.run(count, collector);
    },
  };
  return table;
};
