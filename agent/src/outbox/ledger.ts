import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Rejection } from '@thongsuot/contract/answer.ts';
import { createBatchTable, type PendingRow } from './batch-table.ts';
import { fateOf } from './held.ts';
import type { OutboxLimits } from './holds-days.ts';
import { headTimeMsMax, headTimeMsMin, heldMsMax, heldSamplesMax } from './limits.ts';
import { contentOf, createLosses, queued, writeBatches } from './losses.ts';
import type { Loss, Queued } from './memory-queue.ts';
import { type Packed, pack } from './packing.ts';
import { createSideTables, type SideTables } from './side-tables.ts';

/** What one commit puts on the disk, all in one transaction. */
export interface CommitInput {
  samples: readonly Queued[];
  /** Samples that did not fit into the memory queue since the last commit. */
  lost: Loss | null;
  /** What pollers want remembered; null forgets. */
  memory: ReadonlyMap<string, string | null>;
  /** Gap records may be sent now. */
  sendGaps: boolean;
  nowMs: number;
}

export interface CommitResult {
  /** Batches written. */
  batches: number;
  /** What the bounds of size and age dropped. */
  dropped: Loss | null;
  gapsSent: boolean;
}

/** The head of a batch as it is sent, and its body. */
export interface LoadedBatch extends Packed {
  epoch: string;
  seq: number;
  oldestPending: number;
  pending: number;
  /** Samples that this collector will never get, since the epoch began. */
  dropped: number;
}

/** The outbox file as transactions: each method either happens whole, or throws an error of SQLite's and did nothing. */
export interface Ledger {
  readonly epoch: string;
  readonly side: SideTables;
  /** True when a commit would have something to do beyond samples and memory. */
  hasDue(nowMs: number, sendGaps: boolean): boolean;
  commit(input: CommitInput): CommitResult;
  newest(collector: string, limit: number): PendingRow[];
  oldest(collector: string, limit: number): PendingRow[];
  load(collector: string, seq: number): LoadedBatch | 'damaged' | null;
  acknowledge(
    collector: string,
    seq: number,
    rejected: readonly Rejection[],
    collectorNow: number,
    nowMs: number,
  ): void;
  split(collector: string, seq: number, detail: string, nowMs: number): void;
  quarantine(collector: string, seq: number, code: string, detail: string, nowMs: number): void;
  noteCorrupt(loss: Loss): void;
  collectors(): { url: string; pending: number; dropped: number; oldestAt: number | null }[];
  /** Octets of the file in use. */
  octets(): number;
  freePages(): number;
}

export const createLedger = (
  database: DatabaseSync,
  urls: readonly string[],
  newEpoch: () => string,
  limits: OutboxLimits,
): Ledger => {
  const table = createBatchTable(database);
  const side = createSideTables(database);
  const sql = {
    pages: database.prepare('PRAGMA page_count'),
    free: database.prepare('PRAGMA freelist_count'),
    pageSize: database.prepare('PRAGMA page_size'),
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
  };
  const transaction = <T>(action: () => T): T => {
    sql.begin.run();
    try {
      const result = action();
      sql.commit.run();
      return result;
    } catch (error) {
      // SQLite rolls back by itself on some errors (a full disk).
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const pageSize = Number(sql.pageSize.get()?.['page_size']);
  const freePages = () => Number(sql.free.get()?.['freelist_count']);
  const octets = () => (Number(sql.pages.get()?.['page_count']) - freePages()) * pageSize;

  const { drop, enforceBounds, sendGaps } = createLosses(table, side, limits, octets);

  transaction(() => {
    if (side.epoch() === null) side.setEpoch(newEpoch());
    table.setCollectors(urls);
  });
  const epoch = side.epoch() as string;
  const ids = new Map(table.collectors().map(({ id, url }) => [url, id]));
  const idOf = (url: string): number => {
    const id = ids.get(url);
    if (id === undefined)
      throw new RangeError(`The outbox knows no collector ${url}; it was opened for ${urls.join(', ')}`);
    return id;
  };

  const releaseHeld = (nowMs: number): number => {
    let batches = 0;
    for (const id of ids.values()) {
      const held = side.takeHeld(id, nowMs, nowMs + heldMsMax, heldSamplesMax);
      if (held.length === 0) continue;
      const since = held.reduce((least, row) => Math.min(least, row.since), nowMs);
      const tries = held[0]?.tries ?? 0;
      batches += writeBatches(held.map(queued), side, nowMs, (packed) =>
        table.insert('part', packed, [id], tries + 1, since),
      );
    }
    return batches;
  };

  const acknowledge: Ledger['acknowledge'] = (collector, seq, rejected, collectorNow, nowMs) =>
    transaction(() => {
      const id = idOf(collector);
      const row = table.load(id, seq);
      if (row === null) return;
      const samples = rejected.length === 0 ? [] : (contentOf(row.body) ?? []);
      let room = rejected.length === 0 ? 0 : heldSamplesMax - side.heldCount();
      const since = row.heldSince ?? nowMs;
      for (const { index, code, detail } of rejected) {
        const sample = samples[index];
        if (sample === undefined) continue;
        const { at, json } = sample;
        const fate = fateOf({ code, at, tries: row.tries, heldForMs: Math.max(0, nowMs - since), collectorNow });
        if (fate.kind === 'hold' && room > 0) {
          room--;
          side.hold(id, nowMs + fate.delayMs, { at, json, tries: row.tries, since });
        } else side.putDeadLetter(id, nowMs, code, detail, json);
      }
      table.settle(id, seq);
    });

  return {
    epoch,
    side,
    octets,
    freePages,
    hasDue: (nowMs, mayGap) => {
      if (mayGap && side.hasGaps()) return true;
      if (side.hasHeld()) return true;
      const toAt = table.firstToAt();
      return toAt !== null && toAt < nowMs - limits.ageMsMax;
    },
    commit: ({ samples, lost, memory, sendGaps: mayGap, nowMs }) =>
      transaction(() => {
        const all = [...ids.values()];
        if (lost !== null) {
          for (const id of all) {
            side.addGap(id, 'memoryFull', lost);
            table.addDropped(id, lost.count);
          }
          side.addMeta('dropped', lost.count);
        }
        let batches = writeBatches(samples, side, nowMs, (packed) => table.insert('samples', packed, all));
        batches += releaseHeld(nowMs);
        for (const [key, value] of memory) side.saveMemory(key, value);
        const dropped = enforceBounds(nowMs);
        const gapBatches = mayGap ? sendGaps([...ids.values()], nowMs) : 0;
        return { batches: batches + gapBatches, dropped, gapsSent: gapBatches > 0 };
      }),
    newest: (collector, limit) => table.newest(idOf(collector), limit),
    oldest: (collector, limit) => table.oldest(idOf(collector), limit),
    load: (collector, seq) => {
      const id = idOf(collector);
      const row = table.load(id, seq);
      if (row === null) return null;
      if (crc32(row.body) !== row.crc) {
        transaction(() => {
          const collectors = [...ids.values()].filter((other) => table.load(other, seq) !== null);
          drop({ row, collectors }, 'outboxCorrupt');
        });
        return 'damaged';
      }
      const state = table.collectors().find((other) => other.id === id);
      const { count, fromAt, toAt, body, crc } = row;
      const oldestPending = Math.min(Math.max(table.oldestAt(id) ?? fromAt, headTimeMsMin), headTimeMsMax);
      return {
        epoch,
        seq,
        count,
        fromAt,
        toAt,
        body,
        crc,
        oldestPending,
        pending: state?.pending ?? 1,
        dropped: state?.dropped ?? 0,
      };
    },
    acknowledge,
    split: (collector, seq, detail, nowMs) =>
      transaction(() => {
        const id = idOf(collector);
        const row = table.load(id, seq);
        if (row === null) return;
        const samples = (contentOf(row.body) ?? []).map(queued);
        const half = Math.ceil(samples.length / 2);
        if (samples.length === 1) side.putDeadLetter(id, nowMs, 'batchTooLarge', detail, samples[0]?.json ?? '');
        else {
          for (const part of [samples.slice(0, half), samples.slice(half)]) {
            if (part.length > 0)
              table.insert(row.kind === 'gap' ? 'gap' : 'part', pack(part), [id], row.tries, row.heldSince);
          }
        }
        table.settle(id, seq);
      }),
    quarantine: (collector, seq, code, detail, nowMs) =>
      transaction(() => {
        const id = idOf(collector);
        const row = table.load(id, seq);
        if (row === null) return;
        side.putQuarantine(id, seq, row.count, nowMs, code, detail, row.body);
        // The collector learns of it by this count: nothing else that it gets tells of them.
        side.addMeta('deadLetters', row.count);
        table.settle(id, seq);
      }),
    noteCorrupt: (loss) =>
      transaction(() => {
        for (const id of ids.values()) side.addGap(id, 'outboxCorrupt', loss);
        side.addMeta('corruptFiles', 1);
      }),
    collectors: () =>
      table
        .collectors()
        .map(({ id, url, pending, dropped }) => ({ url, pending, dropped, oldestAt: table.oldestAt(id) })),
  };
};
