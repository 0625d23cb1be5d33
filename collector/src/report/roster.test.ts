/** Goal: the hours without anybody named are those that a count minute by minute finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegisterShift } from '../network/register.ts';
import { dutyCover } from './roster.ts';

const minute = 60_000;
const shift = (from: number, to: number, over: Partial<RegisterShift> = {}): RegisterShift => ({
  operator: 'vnpt',
  role: 'leader',
  name: 'A',
  phone: null,
  from: from * minute,
  to: to * minute,
  ...over,
});
const leader = (roster: readonly RegisterShift[], minutes: number) => {
  const [cover] = dutyCover(['vnpt'], roster, 0, minutes * minute);
  return [cover?.uncoveredS, cover?.firstGapAt];
};

describe('cover by the roster', () => {
  it.each([
    ['nobody', [], 600, 0],
    ['all of it', [shift(-5, 5), shift(5, 12)], 0, null],
    ['a gap between two', [shift(0, 3), shift(5, 10)], 120, 3 * minute],
    ['one within another', [shift(0, 8), shift(2, 4)], 120, 8 * minute],
    ['another role', [shift(0, 10, { role: 'rescue' })], 600, 0],
    ['another operator', [shift(0, 10, { operator: 'viettel' })], 600, 0],
  ])('%s', (_name, roster, uncoveredS, firstGapAt) => {
    expect(leader(roster, 10)).toEqual([uncoveredS, firstGapAt]);
  });

  it('equals a count minute by minute', () => {
    const some = fc.array(
      fc.tuple(fc.integer({ min: -10, max: 70 }), fc.integer({ min: 1, max: 20 })).map(([a, n]) => shift(a, a + n)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, (roster) => {
        const bare = Array.from({ length: 60 }, (_, i) => i * minute).filter(
          (at) => !roster.some(({ from, to }) => from <= at && at < to),
        );
        expect(leader(roster, 60)).toEqual([bare.length * 60, bare[0] ?? null]);
      }),
      { numRuns: 500 },
    );
  });
});
