/** The rule `utilization`: one live reading of a link against the thresholds of its endpoint. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { reserveOf, worseUtilization } from '../capacity/utilization.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Observation } from './record.ts';
import type { UtilizationRule } from './rule-options.ts';
import { placeOf } from './sentence.ts';
import { linkSubject, linkThresholds } from './subject.ts';
import { utilizationSummary } from './summary.ts';

const level = (value: number, warning: number, critical: number): Severity | null =>
  value >= critical ? 'critical' : value >= warning ? 'warning' : null;

/** What a reading says of a link's utilisation; null when it says nothing: no rate, no capacity, nothing known. */
export function observeUtilization(
  sample: LinkSample,
  entry: LinkEntry,
  register: RegisterIndex,
  rule: UtilizationRule,
): Observation | null {
  const sides = {
    in: {
      bitsPerSecond: sample.inBitsPerSecond ?? null,
      capacityBitsPerSecond: sample.capacityIn?.bitsPerSecond ?? null,
    },
    out: {
      bitsPerSecond: sample.outBitsPerSecond ?? null,
      capacityBitsPerSecond: sample.capacityOut?.bitsPerSecond ?? null,
    },
  };
  const worse = worseUtilization(sides.in, sides.out);
  if (worse === null) return null;
  const { direction, ratio } = worse;
  const { utilizationWarning: warning, utilizationCritical: critical } = linkThresholds(entry, register);
  const subject = linkSubject('utilization', entry, register);
  return {
    subject,
    judgement: {
      at: sample.at,
      raise: level(ratio, warning, critical),
      hold: level(ratio, warning - rule.clearBelow, critical - rule.clearBelow),
    },
    timing: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, intervalMs: sample.intervalS * 1000 },
    value: ratio,
    thresholds: { warning, critical },
    describe: (occasion) =>
      utilizationSummary(
        placeOf(subject, register),
        {
          direction,
          utilizationRatio: ratio,
          capacityBitsPerSecond: sides[direction].capacityBitsPerSecond ?? 0,
          reserveBitsPerSecond: reserveOf(sides[direction])?.bitsPerSecond ?? 0,
          threshold: occasion.severity === 'critical' ? critical : warning,
        },
        occasion,
      ),
  };
}
