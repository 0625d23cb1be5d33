import type { DatabaseSync } from 'node:sqlite';
import type { GapReason } from '@thongsuot/contract/reasons.ts';
import { deadLetterLengthMax, deadLettersMax, quarantinedBatchesMax } from './limits.ts';
import type { Loss } from './memory-queue.ts';

export interface HeldRow {
  at: number;
  json: string;
  tries: number;
  since: number;
}

export interface GapRow extends Loss {
  reason: GapReason;
}

export type MetaKey = 'dropped' | 'deadLetters' | 'quarantined' | 'corruptFiles';

/** What stands beside the batches: held samples, gaps not yet sent, dead letters, quarantine, memory, counts. */
export interface SideTables {
  meta(key: MetaKey): number;
  addMeta(key: MetaKey, count: number): void;
  epoch(): string | null;
  setEpoch(epoch: string): void;

  hold(collector: number, dueAt: number, held: HeldRow): void;
  heldCount(): number;
  hasHeld(): boolean;
  /** Takes up to `limit` held samples that are due, the least tried first, and all of the same number of tries. */
  takeHeld(collector: number, nowMs: number, farMs: number, limit: number): HeldRow[];

  /** Widens the collector's gap of that reason. */
  addGap(collector: number, reason: GapReason, loss: Loss): void;
  takeGaps(collector: number): GapRow[];
  hasGaps(): boolean;

  /** Keeps a sample that will not be sent again; the oldest beyond the bound goes, the count stays. */
  putDeadLetter(collector: number | null, putAt: number, code: string, detail: string, sample: string): void;
  putQuarantine(
    collector: number,
    seq: number,
    count: number,
    putAt: number,
    code: string,
    detail: string,
    body: Uint8Array,
  ): void;

  saveMemory(key: string, value: string | null): void;
  loadMemory(key: string): string | null;
  memoryCount(): number;
}

export const createSideTables = (database: DatabaseSync): SideTables => {
  const sql = {
    meta: database.prepare('SELECT value FROM meta WHERE key = ?'),
    addMeta: database.prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = value + excluded.value',
    ),
    setMeta: database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)'),
    hold: database.prepare('INSERT INTO held (collector, due_at, since, tries, at, sample) VALUES (?, ?, ?, ?, ?, ?)'),
    heldCount: database.prepare('SELECT count(*) AS n FROM held'),
    hasHeld: database.prepare('SELECT 1 FROM held LIMIT 1'),
    heldTries: database.prepare(
      'SELECT min(tries) AS tries FROM held WHERE collector = ? AND (due_at <= ? OR due_at > ?)',
    ),
    held: database.prepare(
      'SELECT id, at, sample, tries, since FROM held WHERE collector = ? AND tries = ? AND (due_at <= ? OR due_at > ?) ORDER BY id LIMIT ?',
    ),
    deleteHeld: database.prepare('DELETE FROM held WHERE id = ?'),
    addGap: database.prepare(
      `INSERT INTO gap (collector, reason, from_at, to_at, count) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (collector, reason) DO UPDATE SET
         from_at = min(from_at, excluded.from_at), to_at = max(to_at, excluded.to_at), count = count + excluded.count`,
    ),
    gaps: database.prepare('SELECT reason, from_at, to_at, count FROM gap WHERE collector = ? ORDER BY from_at'),
    deleteGaps: database.prepare('DELETE FROM gap WHERE collector = ?'),
    hasGaps: database.prepare('SELECT 1 FROM gap LIMIT 1'),
    deadLetter: database.prepare(
      'INSERT INTO dead_letter (collector, put_at, code, detail, sample) VALUES (?, ?, ?, ?, ?)',
    ),
    trimDeadLetters: database.prepare('DELETE FROM dead_letter WHERE id <= ?'),
    quarantine: database.prepare(
      'INSERT INTO quarantine (collector, seq, count, put_at, code, detail, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    trimQuarantine: database.prepare('DELETE FROM quarantine WHERE id <= ?'),
    saveMemory: database.prepare(
      'INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    forgetMemory: database.prepare('DELETE FROM memory WHERE key = ?'),
    loadMemory: database.prepare('SELECT value FROM memory WHERE key = ?'),
    memoryCount: database.prepare('SELECT count(*) AS n FROM memory'),
  };
  const tables: SideTables = {
    meta: (key) => Number(sql.meta.get(key)?.['value'] ?? 0),
    addMeta: (key, count) => {
      sql.addMeta.run(key, count);
    },
    epoch: () => {
      const value = sql.meta.get('epoch')?.['value'];
      return typeof value === 'string' ? value : null;
    },
    setEpoch: (epoch) => {
      sql.setMeta.run('epoch', epoch);
    },
    hold: (collector, dueAt, { at, json, tries, since }) => {
      sql.hold.run(collector, dueAt, since, tries, at, json);
    },
    heldCount: () => Number(sql.heldCount.get()?.['n']),
    hasHeld: () => sql.hasHeld.get() !== undefined,
    takeHeld: (collector, nowMs, farMs, limit) => {
      const tries = sql.heldTries.get(collector, nowMs, farMs)?.['tries'];
      if (typeof tries !== 'number') return [];
      return sql.held.all(collector, tries, nowMs, farMs, limit).map((row) => {
        sql.deleteHeld.run(row['id'] as number);
        return { at: Number(row['at']), json: String(row['sample']), tries, since: Number(row['since']) };
      });
    },
    addGap: (collector, reason, { from, to, count }) => {
      sql.addGap.run(collector, reason, from, to, count);
    },
    takeGaps: (collector) => {
      const rows = sql.gaps.all(collector).map((row) => ({
        reason: row['reason'] as GapReason,
        from: Number(row['from_at']),
        to: Number(row['to_at']),
        count: Number(row['count']),
      }));
      if (rows.length > 0) sql.deleteGaps.run(collector);
      return rows;
    },
    hasGaps: () => sql.hasGaps.get() !== undefined,
    putDeadLetter: (collector, putAt, code, detail, sample) => {
      const kept = sample.slice(0, deadLetterLengthMax);
      const id = Number(sql.deadLetter.run(collector, putAt, code, detail, kept).lastInsertRowid);
      sql.trimDeadLetters.run(id - deadLettersMax);
      tables.addMeta('deadLetters', 1);
    },
    putQuarantine: (collector, seq, count, putAt, code, detail, body) => {
      const id = Number(sql.quarantine.run(collector, seq, count, putAt, code, detail, body).lastInsertRowid);
      sql.trimQuarantine.run(id - quarantinedBatchesMax);
      tables.addMeta('quarantined', 1);
    },
    saveMemory: (key, value) => {
      if (value === null) sql.forgetMemory.run(key);
      else sql.saveMemory.run(key, value);
    },
    loadMemory: (key) => {
      const value = sql.loadMemory.get(key)?.['value'];
      return typeof value === 'string' ? value : null;
    },
    memoryCount: () => Number(sql.memoryCount.get()?.['n']),
  };
  return tables;
};
