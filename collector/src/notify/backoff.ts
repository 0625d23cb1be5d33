/** How long a channel waits after failures. Pure. */
import { retryMsMax, retryMsMin } from './limits.ts';

/**
 * Milliseconds to wait after `failures` in a row (1 and more): doubled each time up to 5 minutes, and of that between
 * the half and the whole, so that channels do not return in step. `random` is 0 ≤ x < 1.
 */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(ceiling * (0.5 + random / 2));
}
