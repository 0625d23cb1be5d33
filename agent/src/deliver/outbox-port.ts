import type { Rejection } from '@thongsuot/contract/answer.ts';

export interface PendingBatch {
  epoch: string;
  seq: number;
  count: number;
  /** Times of its oldest and newest sample. */
  fromAt: number;
  toAt: number;
  /** Since when its samples have been tried, where a collector refused them for the time being. */
  heldSince?: number | null;
}

export type BatchRef = Pick<PendingBatch, 'epoch' | 'seq'>;

export interface LoadedBatch extends PendingBatch {
  /** The samples' JSON array as one gzip member. */
  body: Uint8Array;
  oldestPending: number;
  pending: number;
  dropped: number;
}

/** What delivery needs of the outbox; the agent's own fits it. Methods that return false could not write. */
export interface DeliveryOutbox {
  newest(collector: string, limit: number): PendingBatch[];
  oldest(collector: string, limit: number): PendingBatch[];
  load(collector: string, ref: BatchRef): LoadedBatch | null;
  acknowledge(collector: string, ref: BatchRef, rejected: readonly Rejection[], collectorNow: number): boolean;
  split(collector: string, ref: BatchRef, detail: string): boolean;
  quarantine(collector: string, ref: BatchRef, code: string, detail: string): boolean;
  onCommit(listener: () => void): () => void;
}
