import { retryAfterMsMax } from '@thongsuot/contract/limits.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import { backoffMsBase, backoffMsMax, backoffMsMin } from './limits.ts';

/**
 * The wait in ms after `failures` (≥ 1) failures in a row: anything between the least and the base doubled with each
 * failure, capped by lane ("full jitter": spreads agents that failed together most evenly).
 *
 * @param random 0 up to 1
 */
export const backoffMs = (lane: Lane, failures: number, random: number): number => {
  const ceiling = Math.min(backoffMsMax[lane], backoffMsBase[lane] * 2 ** Math.min(failures - 1, 30));
  return Math.max(backoffMsMin, Math.round(random * ceiling));
};

/** The wait that obeys a `Retry-After` as well, as far as the lane may: the longer of the two. */
export const retryMs = (lane: Lane, failures: number, retryAfterMs: number | null, random: number): number =>
  Math.max(backoffMs(lane, failures, random), Math.min(retryAfterMs ?? 0, retryAfterMsMax[lane]));
