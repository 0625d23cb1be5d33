import { futureMsMax } from '@thongsuot/contract/limits.ts';
import { correctionMsMin, slewRate } from './limits.ts';

/**
 * Wall time carried forward by a clock that only moves forward, and corrected by what the collector's answers say.
 *
 *   wall ▲            ╱ normal speed
 *        │        ╱──╱  slew: half speed until the surplus is used up
 *        │      ╱
 *        │    ╱ anchor
 *        └──────────────▶ monotonic
 *
 * Corrections, and why each is made so:
 * - Behind the collector: a step forward at once. No sample's time is repeated, and a late clock would let the
 *   collector judge old news.
 * - Ahead by at most `futureMsMax`: slewed. The collector has accepted samples of those times, and its alerts heed only
 *   samples newer than the last; a step back would blind them and could write two readings under one time.
 * - Ahead by more: a step back, the only one. The collector refused every such sample as `future`, so none of those
 *   times is taken, and a slew would leave the site unwatched for hours.
 */
export interface AnchoredTime {
  readonly anchorWallMs: number;
  readonly anchorMonotonicMs: number;
  /** Until this monotonic time the clock runs at `slewRate`. */
  readonly slewUntilMs: number;
}

/** Time that starts at `wallMs` when the monotonic clock reads `monotonicMs`. */
export const anchor = (wallMs: number, monotonicMs: number): AnchoredTime => ({
  anchorWallMs: wallMs,
  anchorMonotonicMs: monotonicMs,
  slewUntilMs: monotonicMs,
});

/** Unix epoch ms, with fraction, at a monotonic time at or after the anchor. */
export const wallAt = (time: AnchoredTime, monotonicMs: number): number => {
  const slewed = Math.max(0, Math.min(monotonicMs, time.slewUntilMs) - time.anchorMonotonicMs);
  const normal = Math.max(0, monotonicMs - time.slewUntilMs);
  return time.anchorWallMs + slewed * slewRate + normal;
};

/**
 * The time after learning that at `monotonicMs` it was `offsetMs` ahead of the collector (negative: behind), give or
 * take `uncertaintyMs`. Within the uncertainty, or below `correctionMsMin`, it stays as it is.
 */
export const corrected = (
  time: AnchoredTime,
  monotonicMs: number,
  offsetMs: number,
  uncertaintyMs: number,
): AnchoredTime => {
  if (!Number.isFinite(offsetMs) || Math.abs(offsetMs) <= Math.max(uncertaintyMs, correctionMsMin)) return time;
  const wallMs = wallAt(time, monotonicMs);
  if (offsetMs < 0 || offsetMs > futureMsMax) return anchor(wallMs - offsetMs, monotonicMs);
  return { ...anchor(wallMs, monotonicMs), slewUntilMs: monotonicMs + offsetMs / (1 - slewRate) };
};
