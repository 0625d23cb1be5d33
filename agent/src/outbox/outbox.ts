import { randomBytes } from 'node:crypto';
import type { Rejection } from '@thongsuot/contract/answer.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import type { PendingRow } from './batch-table.ts';
import { createHolder } from './holder.ts';
import type { OutboxLimits } from './holds-days.ts';
import type { Ledger, LoadedBatch } from './ledger.ts';
import {
  commitIntervalMs,
  gapIntervalMs,
  memoryKeysMax,
  memoryOctetsMax,
  memorySamplesMax,
  memoryValueOctetsMax,
  vacuumFreePagesMin,
  vacuumPagesPerCommit,
} from './limits.ts';
import { addLoss, createMemoryQueue, type Loss } from './memory-queue.ts';
import { outboxFindings } from './outbox-findings.ts';

export interface OutboxOptions {
  /** The file; its directory is made with 0700 where there is none. */
  path: string;
  /** URLs of the collectors, as configured; at least one. Each has its own place in the outbox. */
  collectors: readonly string[];
  limits: OutboxLimits;
  clock: Clock;
  log: Logger;
  /** 16 hexadecimal digits. @default 64 random bits */
  newEpoch?: () => string;
}

/** A batch that a collector has not acknowledged. */
export interface PendingBatch {
  epoch: string;
  seq: number;
  count: number;
  fromAt: number;
  toAt: number;
  /** Since when its samples have been tried; null for new ones. */
  heldSince: number | null;
}

/** Which batch: a sequence number counts within an epoch only. */
export type BatchRef = Pick<PendingBatch, 'epoch' | 'seq'>;

export interface OutboxStats {
  epoch: string;
  /** Octets of the file in use, without the write-ahead log. */
  octets: number;
  memorySamples: number;
  memoryOctets: number;
  held: number;
  /** Samples lost to a bound, counted once however many collectors missed them, since the epoch began. */
  dropped: number;
  /** Samples put aside for good, since the epoch began. */
  deadLetters: number;
  /** Whole batches put aside, since the epoch began. */
  quarantined: number;
  /** Files put aside, since the process began. */
  corruptFiles: number;
  commits: number;
  /** Commits that failed, since the process began. */
  writeFailures: number;
  collectors: { url: string; pending: number; dropped: number; oldestAt: number | null }[];
}

/** Samples on the way: in memory for at most a second, then on the disk until every collector has them. */
export interface Outbox {
  /** Takes samples; they are on the disk after the next commit. Never throws and never waits. */
  append(samples: readonly Sample[]): void;
  /** Writes what waits, now. False when the disk refused it; it stays in memory and goes with the next commit. */
  commit(): boolean;
  /** Commits once a second. */
  start(): void;
  /** Commits a last time and closes the file. */
  stop(): Promise<void>;
  /** Calls the listener after each commit that wrote a batch; the function returned ends that. */
  onCommit(listener: () => void): () => void;

  /** Batches that `collector` has not acknowledged, newest first. */
  newest(collector: string, limit: number): PendingBatch[];
  /** The same, oldest first. */
  oldest(collector: string, limit: number): PendingBatch[];
  /** The batch with its head as it stands now; null when it is gone, or damaged (then it is a gap from now on). */
  load(collector: string, ref: BatchRef): LoadedBatch | null;
  /**
   * Ends the batch for this collector: rejected samples are held or become dead letters. False when the disk refused
   * it; the batch then has to be sent again. True also when it was gone already.
   */
  acknowledge(collector: string, ref: BatchRef, rejected: readonly Rejection[], collectorNow: number): boolean;
  /** Replaces a batch that is too large by its halves; of a single sample it makes a dead letter. */
  split(collector: string, ref: BatchRef, detail: string): boolean;
  /** Puts a batch aside that the collector cannot parse. */
  quarantine(collector: string, ref: BatchRef, code: string, detail: string): boolean;

  /** Remembers a value over restarts, as JSON; on the disk with the next commit. False when it is beyond the bounds. */
  save(key: string, value: unknown): boolean;
  /** What was remembered; undefined when nothing was. */
  recall(key: string): unknown;
  forget(key: string): void;

  stats(): OutboxStats;
  findings(): PresentFinding[];
}

/**
 * Opens the outbox.
 *
 * @throws OutboxError OUTBOX_LOCKED, OUTBOX_UNUSABLE; a file that cannot be read is put aside instead.
 */
export const openOutbox = (options: OutboxOptions): Outbox => {
  const { path, collectors, limits, clock, log } = options;
  if (collectors.length === 0) throw new RangeError(`Outbox ${path} needs at least one collector to keep samples for`);
  const newEpoch = options.newEpoch ?? (() => randomBytes(8).toString('hex'));
  const holder = createHolder({ path, collectors, limits, clock, log, newEpoch });
  const queue = createMemoryQueue(memorySamplesMax, memoryOctetsMax);
  const memory = new Map<string, string | null>();
  const listeners = new Set<() => void>();
  let memoryKeys = holder.read(0, (ledger) => ledger.side.memoryCount());
  let lost: Loss | null = null;
  let gapsSentMs = Number.NEGATIVE_INFINITY;
  let droppedMs: number | null = null;
  let commits = 0;
  let stopping: AbortController | null = null;
  let loop: Promise<void> = Promise.resolve();

  const noteLoss = (loss: Loss | null, message: string) => {
    if (loss === null) return;
    const nowMs = clock.monotonicMs();
    // Once when it begins: a full outbox drops each second, and stats count each.
    if (droppedMs === null || nowMs - droppedMs > gapIntervalMs) log.warn(loss, message);
    droppedMs = nowMs;
  };

  const commit = (): boolean => {
    const nowMs = clock.now();
    const sendGaps = clock.monotonicMs() - gapsSentMs >= gapIntervalMs;
    const samples = queue.peek(memorySamplesMax);
    const nothing = samples.length === 0 && lost === null && memory.size === 0;
    if (nothing && !holder.read(false, (ledger) => ledger.hasDue(nowMs, sendGaps))) return true;
    const remembered = new Map(memory);
    const input = { samples, lost, memory: remembered, sendGaps, nowMs };
    const result = holder.write((ledger) => ledger.commit(input));
    if (result === null) return false;
    commits++;
    queue.take(samples.length);
    lost = null;
    for (const [key, value] of remembered) if (memory.get(key) === value) memory.delete(key);
    if (result.gapsSent) gapsSentMs = clock.monotonicMs();
    noteLoss(result.dropped, 'The outbox is full or its samples are too old; the oldest are dropped');
    holder.maintain(vacuumFreePagesMin, vacuumPagesPerCommit);
    if (result.batches > 0) for (const listener of listeners) listener();
    return true;
  };

  /** Runs a change of one batch, unless it is of a file that has been replaced since: then there is nothing to change. */
  const change = ({ epoch }: BatchRef, action: (ledger: Ledger) => true): boolean =>
    holder.epoch() !== epoch || holder.write((ledger) => (ledger.epoch === epoch ? action(ledger) : true)) !== null;

  /** What is remembered under the key, committed or not; null when nothing is. */
  const textOf = (key: string): string | null => {
    const dirty = memory.get(key);
    return dirty === undefined ? holder.read(null, (ledger) => ledger.side.loadMemory(key)) : dirty;
  };

  const pending = (rows: (ledger: Ledger) => PendingRow[]): PendingBatch[] =>
    holder.read<PendingBatch[]>([], (ledger) => rows(ledger).map((row) => ({ epoch: ledger.epoch, ...row })));

  return {
    append: (samples) => {
      const overflow = queue.push(samples);
      lost = addLoss(lost, overflow);
      noteLoss(overflow, 'The memory queue is full since the disk takes nothing; the oldest samples are dropped');
    },
    commit,
    start: () => {
      if (stopping !== null) return;
      const stop = new AbortController();
      stopping = stop;
      loop = (async () => {
        while (!stop.signal.aborted) {
          await clock.sleep(commitIntervalMs, stop.signal);
          if (!stop.signal.aborted) commit();
        }
      })();
    },
    stop: async () => {
      stopping?.abort();
      await loop;
      stopping = null;
      commit();
      holder.close();
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    newest: (collector, limit) => pending((ledger) => ledger.newest(collector, limit)),
    oldest: (collector, limit) => pending((ledger) => ledger.oldest(collector, limit)),
    load: (collector, { epoch, seq }) => {
      const loaded = holder.read(null, (ledger) => (ledger.epoch === epoch ? ledger.load(collector, seq) : null));
      if (loaded !== 'damaged') return loaded;
      log.error({ seq }, 'A batch in the outbox is damaged and cannot be sent; it is dropped and told as a gap');
      droppedMs = clock.monotonicMs();
      return null;
    },
    acknowledge: (collector, ref, rejected, collectorNow) =>
      change(ref, (ledger) => {
        ledger.acknowledge(collector, ref.seq, rejected, collectorNow, clock.now());
        return true;
      }),
    split: (collector, ref, detail) =>
      change(ref, (ledger) => {
        ledger.split(collector, ref.seq, detail, clock.now());
        return true;
      }),
    quarantine: (collector, ref, code, detail) =>
      change(ref, (ledger) => {
        ledger.quarantine(collector, ref.seq, code, detail, clock.now());
        return true;
      }),

    save: (key, value) => {
      const json = JSON.stringify(value);
      if (json === undefined || Buffer.byteLength(json) > memoryValueOctetsMax) return false;
      if (textOf(key) === null) {
        if (memoryKeys >= memoryKeysMax) return false;
        memoryKeys++;
      }
      memory.set(key, json);
      return true;
    },
    recall: (key) => {
      const json = textOf(key);
      return json === null ? undefined : JSON.parse(json);
    },
    forget: (key) => {
      if (textOf(key) === null) return;
      memoryKeys--;
      memory.set(key, null);
    },

    stats: () => ({
      epoch: holder.epoch() ?? '',
      memorySamples: queue.samples(),
      memoryOctets: queue.octets(),
      commits,
      ...holder.counts(),
    }),
    findings: () => outboxFindings({ path, clock, droppedMs, holder, memory: queue.samples() }),
  };
};
