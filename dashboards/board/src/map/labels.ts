/** Where the names of areas stand on the map, so that none is written over another. Pure. */
import type { Point } from './layout.ts';

export interface Label extends Point {
  id: string;
  text: string;
}

/** A rectangle by its middle; the sides are halves. */
interface Box extends Point {
  halfWidth: number;
  halfHeight: number;
}

/** Of a name in the map's own units, for its type of 13: Vietnamese letters are 7 to 8 wide, their marks stand high. */
const letterWidth = 7.6;
const lineHeight = 18;
/** From an area's centre to its name, tried in this order: below its mark first, where a reader looks. */
const offsets = [30, -24, 48, -42, 66, -60, 84, -78];
/** A mark covered is a lesser evil than a name written over another. */
const markWeight = 0.1;
const markHalf = 12;

/**
 * A name per area, below its centre where there is room, else above, else further away; where all is taken, where it
 * covers the least. Names keep inside the drawing. The same areas give the same places, whatever their order.
 */
export function placeLabels(
  areas: readonly { id: string; text: string; centre: Point }[],
  marks: readonly Point[],
  { width, height }: { width: number; height: number },
): Label[] {
  const taken: Box[] = [];
  const marked = marks.map(({ x, y }): Box => ({ x, y, halfWidth: markHalf, halfHeight: markHalf }));
  // From north to south; of two abreast the western one first.
  const ordered = [...areas].sort(
    (a, b) => a.centre.y - b.centre.y || a.centre.x - b.centre.x || (a.id < b.id ? -1 : 1),
  );
  return ordered.map(({ id, text, centre }) => {
    const halfWidth = Math.min(width, [...text].length * letterWidth) / 2;
    const halfHeight = lineHeight / 2;
    const x = Math.min(width - halfWidth, Math.max(halfWidth, centre.x));
    let best: { box: Box; cost: number } | undefined;
    for (const offset of offsets) {
      const y = Math.min(height - halfHeight, Math.max(halfHeight, centre.y + offset));
      const box = { x, y, halfWidth, halfHeight };
      const covered = (others: readonly Box[]) => others.reduce((sum, other) => sum + overlap(box, other), 0);
      const cost = covered(taken) + covered(marked) * markWeight;
      if (best === undefined || cost < best.cost) best = { box, cost };
      if (cost === 0) break;
    }
    const box = best?.box ?? { x, y: centre.y, halfWidth, halfHeight };
    taken.push(box);
    return { id, text, x: box.x, y: box.y };
  });
}

/** Area that two boxes share, in square units. */
function overlap(a: Box, b: Box): number {
  const across = a.halfWidth + b.halfWidth - Math.abs(a.x - b.x);
  const up = a.halfHeight + b.halfHeight - Math.abs(a.y - b.y);
  return across <= 0 || up <= 0
    ? 0
    : Math.min(across, 2 * a.halfWidth, 2 * b.halfWidth) * Math.min(up, 2 * a.halfHeight, 2 * b.halfHeight);
}
