/** Availability as a ratio, never without how much of the time was known, and the target it is held against. */
import { coverageRatioMin } from './limits.ts';
import type { StateSeconds } from './seconds.ts';

export interface AvailabilityBasis {
  from: number;
  to: number;
  /** Seconds counted (up, degraded, down), of those outside maintenance. */
  n: number;
  expected: number;
  rule: 'availability';
}

export interface Availability {
  /** (up + degraded) / (up + degraded + down); 0–1, null when nothing was counted: no row is not 100 %. */
  ratio: number | null;
  /** The same with unknown as down; null when all was maintenance. */
  strictRatio: number | null;
  /** 1 − unknown / (all − maintenance); null when all was maintenance. */
  coverageRatio: number | null;
  /** Coverage is below 99 %: the figure is not to be read without it. */
  lowCoverage: boolean;
  /** What was excluded, for the report to print. */
  seconds: StateSeconds;
  basis: AvailabilityBasis;
}

/** The availability of from ≤ time < to by its seconds. */
export function availabilityOf(seconds: StateSeconds, from: number, to: number): Availability {
  const carried = seconds.up + seconds.degraded;
  const counted = carried + seconds.down;
  const scheduled = counted + seconds.unknown;
  const coverageRatio = scheduled > 0 ? counted / scheduled : null;
  return {
    ratio: counted > 0 ? carried / counted : null,
    strictRatio: scheduled > 0 ? carried / scheduled : null,
    coverageRatio,
    lowCoverage: coverageRatio !== null && coverageRatio < coverageRatioMin,
    seconds,
    basis: { from, to, n: counted, expected: scheduled, rule: 'availability' },
  };
}

export interface TargetVerdict {
  target: number;
  /** Minutes down that the target allows in the scheduled time (all but maintenance), and those counted. */
  allowedMinutes: number;
  downMinutes: number;
  /** Unknown time that could decide it. */
  unknownMinutes: number;
  /** `undecided`: met if the unknown time was up, missed if it was down. */
  kind: 'met' | 'missed' | 'undecided' | 'notEnoughData';
}

/**
 * A target (0–1) against the seconds: met only if it is met with all unknown time down, missed only if it is missed with
 * all of it up. 99.9 % of 30 days allows 43.2 minutes.
 */
export function againstTarget(seconds: StateSeconds, target: number): TargetVerdict {
  const carried = seconds.up + seconds.degraded;
  const scheduled = carried + seconds.down + seconds.unknown;
  const verdict = (): TargetVerdict['kind'] => {
    if (carried + seconds.down === 0) return 'notEnoughData';
    if (carried / scheduled >= target) return 'met';
    return (carried + seconds.unknown) / scheduled < target ? 'missed' : 'undecided';
  };
  return {
    target,
    // 1 − 0.999 is a hair below 0.001 in binary; the figure is printed.
    allowedMinutes: Number((((1 - target) * scheduled) / 60).toFixed(6)),
    downMinutes: seconds.down / 60,
    unknownMinutes: seconds.unknown / 60,
    kind: verdict(),
  };
}
