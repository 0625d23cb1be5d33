/** How much of what one sender says is listened to. Pure: times are monotonic milliseconds, handed in. */
import { decodeRefillMs, decodesAtOnceMax, knownEnginesMax, strangeEngineMsMin } from './limits.ts';

export interface Allowance {
  /** Takes one of the sender's notifications to be decoded; false when there is none left for now. */
  take(nowMs: number): boolean;
  /** Whether a notification of this engine may be looked at: one that has proved itself always, a strange one now and then. */
  engine(id: string, nowMs: number): boolean;
  /** The engine's digest was right. */
  proved(id: string): void;
}

export function createAllowance(): Allowance {
  let left = decodesAtOnceMax;
  let filledMs = Number.NEGATIVE_INFINITY;
  let strangeMs = Number.NEGATIVE_INFINITY;
  const known = new Set<string>();
  return {
    take(nowMs) {
      const more = Math.floor((nowMs - filledMs) / decodeRefillMs);
      if (more > 0) {
        left = Math.min(decodesAtOnceMax, left + more);
        filledMs = left === decodesAtOnceMax ? nowMs : filledMs + more * decodeRefillMs;
      }
      if (left === 0) return false;
      left -= 1;
      return true;
    },
    engine(id, nowMs) {
      if (known.has(id)) return true;
      if (nowMs - strangeMs < strangeEngineMsMin) return false;
      strangeMs = nowMs;
      return true;
    },
    proved(id) {
      if (known.has(id)) return;
      // The oldest goes: an engine that was replaced does not come back.
      const [oldest] = known;
      if (known.size >= knownEnginesMax && oldest !== undefined) known.delete(oldest);
      known.add(id);
    },
  };
}
