/** The bandwidth reserve of a link: what p95 leaves of each direction's capacity, and the worse of the two as headline. */
import type { Basis } from './basis.ts';
import type { Percentile } from './percentile.ts';
import { type Reserve, reserveOf } from './utilization.ts';

/** p95 of a direction over a window, and the capacity at its end. */
export interface DirectionLoad {
  p95: Percentile;
  capacityBitsPerSecond: number | null;
}

export type NoReserveBecause = 'notEnoughData' | 'noCapacity';

export type DirectionReserve = { p95BitsPerSecond: number | null; capacityBitsPerSecond: number | null } & (
  | { reserve: Reserve; because: null }
  | { reserve: null; because: NoReserveBecause }
);

export interface LinkReserve {
  in: DirectionReserve;
  out: DirectionReserve;
  /** The direction with the lower ratio; null unless both are known, since the other could be the worse. */
  headline: (Reserve & { direction: 'in' | 'out' }) | null;
  /** The direction with fewer slots speaks: a figure is as good as its worse half. */
  basis: Basis;
}

function directionReserve(load: DirectionLoad): DirectionReserve {
  const { capacityBitsPerSecond } = load;
  const known = { p95BitsPerSecond: load.p95.value, capacityBitsPerSecond };
  if (load.p95.value === null) return { ...known, reserve: null, because: 'notEnoughData' };
  const reserve = reserveOf({ bitsPerSecond: load.p95.value, capacityBitsPerSecond });
  return reserve === null ? { ...known, reserve, because: 'noCapacity' } : { ...known, reserve, because: null };
}

/** The reserve of a link over from ≤ time < to. Negative where p95 exceeds the capacity. `in` is the headline at a tie. */
export function linkReserve(inward: DirectionLoad, outward: DirectionLoad, from: number, to: number): LinkReserve {
  const [a, b] = [directionReserve(inward), directionReserve(outward)];
  let headline: LinkReserve['headline'] = null;
  if (a.reserve !== null && b.reserve !== null) {
    headline =
      a.reserve.ratio <= b.reserve.ratio ? { direction: 'in', ...a.reserve } : { direction: 'out', ...b.reserve };
  }
  const fewer = inward.p95.n <= outward.p95.n ? inward.p95 : outward.p95;
  return {
    in: a,
    out: b,
    headline,
    basis: { from, to, n: fewer.n, expected: fewer.expected, rule: 'reserveOfP95' },
  };
}
