import { lagBuckets, lagWindowMs } from './limits.ts';

/** The worst lag of the last minute, in six parts of ten seconds, so that an old peak leaves without a sort. */
export interface Lag {
  note(nowMs: number, lagMs: number): void;
  /** Worst lag in ms of the last `lagWindowMs`; 0 when nothing started. */
  worstMs(nowMs: number): number;
}

export const createLag = (): Lag => {
  const bucketMs = lagWindowMs / lagBuckets;
  const worst = new Map<number, number>();
  const forget = (nowMs: number) => {
    const oldest = Math.floor(nowMs / bucketMs) - lagBuckets;
    for (const bucket of worst.keys()) if (bucket <= oldest) worst.delete(bucket);
  };
  return {
    note: (nowMs, lagMs) => {
      forget(nowMs);
      const bucket = Math.floor(nowMs / bucketMs);
      worst.set(bucket, Math.max(worst.get(bucket) ?? 0, lagMs));
    },
    worstMs: (nowMs) => {
      forget(nowMs);
      return Math.max(0, ...worst.values());
    },
  };
};
