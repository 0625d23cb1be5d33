/** Which rows of a long table stand in which block. Pure. */

export interface RowBlock<T> {
  /** Tells blocks apart for as long as they stand. */
  key: number;
  rows: T[];
}

/**
 * The rows, in their order, in blocks of about `size`, at most twice that. A row stays in the block where it stood, and a
 * new one joins its neighbours, so that a row that comes or goes changes its own block and not all that follow. When they
 * have worn away to more than twice as many blocks as it takes, they are made anew.
 * @param before the blocks of the list as it was
 */
export function blocksOf<T>(
  before: readonly RowBlock<T>[],
  rows: readonly T[],
  idOf: (row: T) => string,
  size: number,
): RowBlock<T>[] {
  const places = new Map<string, number>();
  for (const [place, block] of before.entries()) for (const row of block.rows) places.set(idOf(row), place);
  let nextKey = before.reduce((most, { key }) => Math.max(most, key + 1), 0);
  const blocks: RowBlock<T>[] = [];
  let current: RowBlock<T> | undefined;
  // The place before that `current` goes on from.
  let at = -1;
  for (const row of rows) {
    const place = places.get(idOf(row));
    const held = place === undefined ? undefined : before[place];
    const length = current?.rows.length ?? size;
    if (held !== undefined && place !== undefined && place > at && (place === at + 1 || length >= size)) {
      at = place;
      current = { key: held.key, rows: [] };
      blocks.push(current);
    } else if (current === undefined || length >= 2 * size || (place === undefined && length >= size)) {
      current = { key: nextKey, rows: [] };
      nextKey += 1;
      blocks.push(current);
    }
    current.rows.push(row);
  }
  return before.length > 0 && blocks.length > 2 * Math.ceil(rows.length / size) + 1
    ? blocksOf([], rows, idOf, size)
    : blocks;
}
