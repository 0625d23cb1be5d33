import { futureMsMax } from '@thongsuot/contract/limits.ts';
import { heldRejections } from '@thongsuot/contract/reasons.ts';
import { heldDelayMs, heldDelayMsMax, heldFutureMarginMs, heldMsMax, heldTriesMax } from './limits.ts';

/** What becomes of a sample that an answer lists as rejected. */
export type RejectedFate = { kind: 'hold'; delayMs: number } | { kind: 'deadLetter' };

export interface RejectedSample {
  /** One of `rejectionCodes`, or a newer collector's: that one is final. */
  code: string;
  /** The sample's own time. */
  at: number;
  /** How often it was held before. */
  tries: number;
  /** How long ago it was held first. */
  heldForMs: number;
  /** The collector's clock in the answer. */
  collectorNow: number;
}

/**
 * Whether a rejected sample is held and for how long. A sample from the future waits until the collector takes its
 * time; one without inventory waits for the inventory, longer with each try. Everything else is a dead letter, as is
 * what was held too often or too long.
 */
export const fateOf = ({ code, at, tries, heldForMs, collectorNow }: RejectedSample): RejectedFate => {
  if (!heldRejections.has(code) || tries >= heldTriesMax || heldForMs >= heldMsMax) return { kind: 'deadLetter' };
  const delayMs =
    code === 'future'
      ? Math.max(at - futureMsMax - collectorNow, 0) + heldFutureMarginMs
      : Math.min(heldDelayMs * 2 ** tries, heldDelayMsMax);
  return delayMs > heldMsMax ? { kind: 'deadLetter' } : { kind: 'hold', delayMs };
};
