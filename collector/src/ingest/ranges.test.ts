import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToRanges, type Range } from './ranges.ts';

const all = (values: readonly number[], max = 1_000): Range[] =>
  values.reduce<Range[]>((ranges, value) => addToRanges(ranges, value, max), []);

describe('addToRanges', () => {
  it('joins neighbours, keeps holes and takes a repetition without a change', () => {
    expect(all([1, 2, 3, 7, 6, 3, 1])).toEqual([
      [1, 3],
      [6, 7],
    ]);
  });
  it('beyond the bound joins the two ranges with the smallest hole between them', () => {
    expect(all([1, 10, 12, 30], 3)).toEqual([
      [1, 1],
      [10, 12],
      [30, 30],
    ]);
  });
  it('holds exactly the numbers that were added, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 }), (values) => {
        const ranges = all(values);
        const held = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(held).toEqual([...new Set(values)].sort((a, b) => a - b));
      }),
    );
  });
});
