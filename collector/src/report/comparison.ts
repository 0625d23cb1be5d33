/** A period beside the one of the same length right before it. Pure. */
import type { Line } from './figures.ts';

/** One subject in both periods; null: nothing was measured in that one. */
export interface Compared {
  scope: Line['scope'];
  name: string;
  availabilityRatio: number | null;
  availabilityRatioBefore: number | null;
  /** Now less before, a ratio; null when one is not known. */
  availabilityRatioDelta: number | null;
  downS: number;
  downSBefore: number | null;
  /** Coverage of the earlier period: a difference of two figures is worth what the poorer one is. */
  coverageRatioBefore: number | null;
}

/** Every subject of `now`, in its order, beside itself in `before`. */
export function comparePeriods(now: readonly Line[], before: readonly Line[]): Compared[] {
  const keyOf = ({ scope, name, operator }: Line) => `${scope} ${name} ${operator}`;
  const earlier = new Map(before.map((line) => [keyOf(line), line]));
  return now.map((line) => {
    const was = earlier.get(keyOf(line));
    const [a, b] = [line.availabilityRatio, was?.availabilityRatio ?? null];
    return {
      scope: line.scope,
      name: line.name,
      availabilityRatio: a,
      availabilityRatioBefore: b,
      availabilityRatioDelta: a === null || b === null ? null : a - b,
      downS: line.seconds.downS,
      downSBefore: was?.seconds.downS ?? null,
      coverageRatioBefore: was?.coverageRatio ?? null,
    };
  });
}
