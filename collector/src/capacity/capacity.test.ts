import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestRank, p95OfSlots, slotMs, slotsWithin } from './percentile.ts';
import { reserveOf, utilizationRatio, worseReserve, worseUtilization } from './utilization.ts';

const direction = (bitsPerSecond: number | null, capacityBitsPerSecond: number | null) => ({
  bitsPerSecond,
  capacityBitsPerSecond,
});

describe('utilisation and reserve', () => {
  it.each([
    ['half of the contract', 100e6, 200e6, 0.5, { bitsPerSecond: 100e6, ratio: 0.5 }],
    ['an idle link has its whole capacity left', 0, 200e6, 0, { bitsPerSecond: 200e6, ratio: 1 }],
    [
      'traffic above the contract leaves a negative reserve',
      250e6,
      200e6,
      1.25,
      { bitsPerSecond: -50e6, ratio: -0.25 },
    ],
    ['without a rate there is none', null, 200e6, null, null],
    ['without a capacity there is none: it is never assumed', 100e6, null, null, null],
  ])('%s', (_name, rate, capacity, utilization, reserve) => {
    expect(utilizationRatio(direction(rate, capacity))).toBe(utilization);
    expect(reserveOf(direction(rate, capacity))).toEqual(reserve);
  });

  it('the headline is the worse direction by ratio, not by bits', () => {
    expect(worseReserve(direction(150e6, 200e6), direction(15e6, 18e6))).toEqual({
      bitsPerSecond: 3e6,
      ratio: 1 - 15 / 18,
    });
  });

  it('a headline with one direction unknown is unknown: that one could be the worse', () => {
    expect(worseReserve(direction(10e6, 200e6), direction(null, 200e6))).toBeNull();
  });

  it('the worse utilisation takes the direction that is known, and the inward one at a tie', () => {
    expect(worseUtilization(direction(null, 1), direction(3, 10))).toEqual({ direction: 'out', ratio: 0.3 });
    expect(worseUtilization(direction(5, 10), direction(5, 10))).toEqual({ direction: 'in', ratio: 0.5 });
    expect(worseUtilization(direction(null, null), direction(1, null))).toBeNull();
  });
});

describe('p95', () => {
  it.each([
    ['of one value is that value', [7], 7],
    ['of 20 values is the 19th', Array.from({ length: 20 }, (_, i) => i + 1), 19],
    ['of 21 values is the 20th', Array.from({ length: 21 }, (_, i) => i + 1), 20],
    ['of 100 values is the 95th', Array.from({ length: 100 }, (_, i) => i + 1), 95],
    ['of nothing is nothing', [], null],
  ])('%s', (_name, values, expected) => {
    expect(nearestRank(values, 0.95)).toBe(expected);
  });

  it('is the least value that at least 95 % of the values do not exceed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const naive = [...values]
            .sort((a, b) => a - b)
            .find((v) => values.filter((w) => w <= v).length * 100 >= 95 * values.length);
          expect(nearestRank(values, 0.95)).toBe(naive);
        },
      ),
    );
  });

  it('takes the rank that whole numbers give, whatever q × n is in binary', () => {
    for (const n of [1, 20, 50, 100, 200, 259, 288]) {
      const values = Array.from({ length: n }, (_, i) => n - i);
      for (let percent = 1; percent <= 100; percent++)
        expect(nearestRank(values, percent / 100)).toBe(Math.floor((percent * n + 99) / 100));
    }
  });

  it('of a whole day of slots is the 274th of 288, and of the 260 that are just enough the 247th', () => {
    // 97 is prime to each of these lengths: every rank once, in no order.
    const slots = (n: number) => Array.from({ length: n }, (_, i) => ((i * 97) % n) + 1);
    expect(p95OfSlots(slots(288), 288)).toEqual({ value: 274, n: 288, expected: 288 });
    expect(p95OfSlots(slots(260), 288)).toEqual({ value: 247, n: 260, expected: 288 });
    expect(p95OfSlots(slots(259), 288)).toEqual({ value: null, n: 259, expected: 288 });
  });

  it('needs 90 % of its slots, and says how many there were', () => {
    expect(p95OfSlots(new Array(9).fill(5), 10)).toEqual({ value: 5, n: 9, expected: 10 });
    expect(p95OfSlots(new Array(8).fill(5), 10)).toEqual({ value: null, n: 8, expected: 10 });
    expect(p95OfSlots([], 0)).toEqual({ value: null, n: 0, expected: 0 });
  });

  it('expects the slots that lie wholly in the range, aligned to the clock', () => {
    expect(slotsWithin(0, 3_600_000)).toEqual({ first: 0, end: 3_600_000, expected: 12 });
    expect(slotsWithin(1, 3_600_000 + slotMs - 1)).toEqual({ first: slotMs, end: 3_600_000, expected: 11 });
    expect(slotsWithin(1, 2)).toEqual({ first: slotMs, end: slotMs, expected: 0 });
  });
});
