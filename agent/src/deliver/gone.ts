import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { PresentFinding } from '../finding.ts';
import type { Condition } from './collector-state.ts';
import { goneFillRatio, goneMsMin, goneSoonMsMin } from './limits.ts';

/** What one collector makes the outbox keep. Times are Unix epoch ms. */
export interface Waiting {
  collector: string;
  condition: Condition;
  /** Batches that wait for it, and the time of the oldest; null when none waits. */
  pending: number;
  oldestAt: number | null;
  now: number;
  /** Of the outbox, in use and at the most. */
  octets: number;
  octetsMax: number;
  ageMsMax: number;
}

const hourMs = 3_600_000;
const spanOf = (ms: number): string =>
  ms >= 48 * hourMs ? `${Math.floor(ms / (24 * hourMs))} days` : `${Math.max(1, Math.floor(ms / hourMs))} h`;

/**
 * The finding of a collector that seems gone for good: it has taken nothing for a day, or for an hour while the outbox
 * is half full. It comes well before the outbox has to drop what waits, and reaches the department by way of the other
 * collectors, for each has its own place in the outbox.
 */
export const goneFindings = (waiting: Waiting): PresentFinding[] => {
  const { collector, condition, pending, oldestAt, now, octets, octetsMax, ageMsMax } = waiting;
  if (oldestAt === null || (condition !== 'unreachable' && condition !== 'refused')) return [];
  const waitedMs = now - oldestAt;
  const fill = Math.max(octets / octetsMax, waitedMs / ageMsMax);
  if (waitedMs < goneMsMin && !(fill >= goneFillRatio && waitedMs >= goneSoonMsMin)) return [];
  // At the rate at which it has filled since then; age ends it as well.
  const leftMs = Math.max(0, Math.min(((octetsMax - octets) / octets) * waitedMs, ageMsMax - waitedMs));
  const left = leftMs === 0 ? 'the oldest are being dropped now' : `in about ${spanOf(leftMs)} the oldest are dropped`;
  const percent = Math.floor((100 * octets) / octetsMax);
  return [
    {
      code: 'collectorGone',
      subject: { collector },
      detail:
        `The collector has taken nothing for ${spanOf(waitedMs)}: ${pending} batches wait for it, the outbox is ${percent} % full, and ${left}. Bring it back, or take it out of collectors in agent.yaml; other collectors are not held up`.slice(
          0,
          textLengthMax,
        ),
    },
  ];
};
