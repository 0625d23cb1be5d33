import { liveAgeMsMax } from '@thongsuot/contract/limits.ts';
import type { BatchRef, PendingBatch } from './outbox-port.ts';

/** The name of a batch in sets: numbers count within an epoch only. */
export const keyOf = ({ epoch, seq }: BatchRef): string => `${epoch}:${seq}`;

export interface LaneState {
  nowMs: number;
  /** Keys of batches on their way, in either lane. */
  inFlight: ReadonlySet<string>;
  /** Keys of batches that the collector has judged but not stored: the live lane is done with them. */
  seen: ReadonlySet<string>;
}

/**
 * True while a batch may travel in the live lane: what happened over a minute ago is no news. A sample from the future is
 * held until its time has come, and by then it is as old as it was held: its time alone would make it news.
 */
export const isFresh = ({ toAt, heldSince }: PendingBatch, nowMs: number): boolean =>
  nowMs - Math.min(toAt, heldSince ?? toAt) <= liveAgeMsMax;

/** The next batch of the live lane, in order of their numbers: the oldest that is fresh. `newest` is newest first. */
export const nextLive = (newest: readonly PendingBatch[], { nowMs, inFlight, seen }: LaneState): PendingBatch | null =>
  newest.findLast((batch) => isFresh(batch, nowMs) && !seen.has(keyOf(batch)) && !inFlight.has(keyOf(batch))) ?? null;

/** The next batch of the backlog lane: the oldest that the live lane has left. `oldest` is oldest first. */
export const nextBacklog = (
  oldest: readonly PendingBatch[],
  { nowMs, inFlight, seen }: LaneState,
): PendingBatch | null =>
  oldest.find((batch) => (!isFresh(batch, nowMs) || seen.has(keyOf(batch))) && !inFlight.has(keyOf(batch))) ?? null;
