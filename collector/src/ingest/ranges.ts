/** A set of whole numbers as ascending, disjoint ranges. Pure. */

/** From and to, both included. */
export type Range = readonly [from: number, to: number];

/** The ranges with `value` added. Beyond `max` ranges the two with the least distance are joined. */
export function addToRanges(ranges: readonly Range[], value: number, max: number): Range[] {
  const out: Range[] = [];
  let [from, to] = [value, value];
  let placed = false;
  for (const [a, b] of ranges) {
    if (b + 1 < from) out.push([a, b]);
    else if (a - 1 > to) {
      if (!placed) out.push([from, to]);
      placed = true;
      out.push([a, b]);
    } else [from, to] = [Math.min(from, a), Math.max(to, b)];
  }
  if (!placed) out.push([from, to]);
  if (out.length > max) joinNearest(out);
  return out;
}

function joinNearest(ranges: Range[]): void {
  let at = 0;
  for (let i = 1; i + 1 < ranges.length; i++) if (gap(ranges, i) < gap(ranges, at)) at = i;
  const [left, right] = [ranges[at], ranges[at + 1]];
  if (left !== undefined && right !== undefined) ranges.splice(at, 2, [left[0], right[1]]);
}

const gap = (ranges: readonly Range[], i: number): number => (ranges[i + 1]?.[0] ?? 0) - (ranges[i]?.[1] ?? 0);
