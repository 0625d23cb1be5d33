/** Utilisation and reserve of one direction of a link, and of its worse direction (reference: DESIGN §8, Capacity). */

/** A rate against what the direction can carry; null where not known. */
export interface Direction {
  bitsPerSecond: number | null;
  capacityBitsPerSecond: number | null;
}

export interface Reserve {
  /** Capacity less load; negative when the load exceeds what was contracted. */
  bitsPerSecond: number;
  /** The same over capacity: at most 1, negative above 100 % of load. */
  ratio: number;
}

/** Load over capacity, 0 and above; null when either is unknown: a capacity is never assumed. */
export function utilizationRatio(direction: Direction): number | null {
  const { bitsPerSecond, capacityBitsPerSecond } = direction;
  if (bitsPerSecond === null || capacityBitsPerSecond === null || capacityBitsPerSecond <= 0) return null;
  return bitsPerSecond / capacityBitsPerSecond;
}

/** What is left of the capacity; null when load or capacity is unknown. */
export function reserveOf(direction: Direction): Reserve | null {
  const utilization = utilizationRatio(direction);
  if (utilization === null) return null;
  return {
    bitsPerSecond: (direction.capacityBitsPerSecond ?? 0) - (direction.bitsPerSecond ?? 0),
    ratio: 1 - utilization,
  };
}

/**
 * The reserve of the worse direction, by ratio. Null unless both directions are known: the direction that is not known
 * could be the worse one, and a headline that leaves it out would be too good.
 */
export function worseReserve(inward: Direction, outward: Direction): Reserve | null {
  const [a, b] = [reserveOf(inward), reserveOf(outward)];
  if (a === null || b === null) return null;
  return a.ratio <= b.ratio ? a : b;
}

/** The direction with the higher utilisation, of those that are known; null when neither is. `in` wins a tie. */
export function worseUtilization(
  inward: Direction,
  outward: Direction,
): { direction: 'in' | 'out'; ratio: number } | null {
  const [a, b] = [utilizationRatio(inward), utilizationRatio(outward)];
  if (a === null) return b === null ? null : { direction: 'out', ratio: b };
  if (b === null || a >= b) return { direction: 'in', ratio: a };
  return { direction: 'out', ratio: b };
}
