import { parkedForgetMs, parkedMax, refusedJitterMs, refusedMsMin } from './limits.ts';

/** Batches that wait by themselves for about a minute while others go past them. Times are monotonic ms. */
export interface Parking {
  /** Parks a batch, once more if it is parked already. False when there is no room. */
  park(key: string, nowMs: number, random: number): boolean;
  /** The batch has been taken. */
  free(key: string): void;
  /** Keys of those whose wait is not over; what has long not been tried again has left the outbox and is forgotten. */
  waiting(nowMs: number): ReadonlySet<string>;
  size(): number;
}

export const createParking = (): Parking => {
  const untilMs = new Map<string, number>();
  return {
    park: (key, nowMs, random) => {
      if (!untilMs.has(key) && untilMs.size >= parkedMax) return false;
      untilMs.set(key, nowMs + refusedMsMin + random * refusedJitterMs);
      return true;
    },
    free: (key) => {
      untilMs.delete(key);
    },
    waiting: (nowMs) => {
      const keys = new Set<string>();
      for (const [key, until] of untilMs) {
        if (until > nowMs) keys.add(key);
        else if (nowMs - until > parkedForgetMs) untilMs.delete(key);
      }
      return keys;
    },
    size: () => untilMs.size,
  };
};
