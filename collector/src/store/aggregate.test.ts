import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregated, bucketOf, p95, type Row } from './aggregate.ts';

const rows = (...pairs: [number, number | string | null][]): Row[] =>
  pairs.map(([at, value]) => ({ at, values: [value] }));

describe('p95', () => {
  it.each([
    [1, 1],
    [2, 2],
    [10, 10],
    [11, 11], // InfluxQL’s percentile() answers the 10th
    [19, 19],
    [20, 19],
    [21, 20],
    [40, 38],
    [100, 95],
  ])('is the nearest rank ⌈0.95·n⌉: of %i values the %ith', (n, rank) => {
    const shuffled = Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 1);
    const distinct = new Set(shuffled).size === n ? shuffled : Array.from({ length: n }, (_, i) => n - i);
    expect(p95(distinct)).toBe(rank);
  });

  it('of nothing is null', () => {
    expect(p95([])).toBeNull();
  });

  it('is a value that at least 95 % of the values do not exceed, and the least such', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
        const found = p95(values) as number;
        const notAbove = (limit: number) => values.filter((value) => value <= limit).length;
        expect(values).toContain(found);
        expect(notAbove(found) * 20).toBeGreaterThanOrEqual(values.length * 19);
        const below = values.filter((value) => value < found);
        if (below.length > 0) expect(notAbove(Math.max(...below)) * 20).toBeLessThan(values.length * 19);
      }),
    );
  });
});

describe('aggregated', () => {
  it('puts a point into the bucket that starts at or before it, aligned to the epoch', () => {
    const answer = aggregated(rows([999, 1], [1_000, 2], [1_999, 4], [2_000, 8]), 'sum', 1_000, 999);
    expect(answer).toStrictEqual(rows([0, 1], [1_000, 6], [2_000, 8]));
  });

  it('leaves buckets without a value out', () => {
    expect(aggregated(rows([0, 1], [5_000, 2]), 'max', 1_000, 0)).toStrictEqual(rows([0, 1], [5_000, 2]));
    expect(aggregated(rows([0, null], [5_000, 2]), 'max', 1_000, 0)).toStrictEqual(rows([5_000, 2]));
  });

  it('without a width makes one bucket at the start of the window', () => {
    expect(aggregated(rows([10, 3], [900_000_000, 1]), 'min', undefined, 7)).toStrictEqual(rows([7, 1]));
  });

  it('takes the last value that is there, text or number', () => {
    expect(aggregated(rows([1, 'up'], [2, 'down'], [3, null]), 'last', undefined, 0)).toStrictEqual(rows([0, 'down']));
  });

  it('counts values, and says 0 for a field without any beside one with some', () => {
    const both: Row[] = [
      { at: 1, values: ['up', null] },
      { at: 2, values: ['up', null] },
    ];
    expect(aggregated(both, 'count', undefined, 0)).toStrictEqual([{ at: 0, values: [2, 0] }]);
  });

  it.each(['mean', 'sum', 'max', 'min', 'p95'] as const)('has no %s of text', (aggregate) => {
    expect(aggregated(rows([1, 'up']), aggregate, undefined, 0)).toStrictEqual([]);
  });

  it('adds in time order within a day and then day to day', () => {
    const day = 86_400_000;
    const answer = aggregated(rows([0, 0.1], [1, 0.2], [day, 0.3], [day + 1, 0.4]), 'sum', undefined, 0);
    expect(answer).toStrictEqual(rows([0, 0.1 + 0.2 + (0.3 + 0.4)]));
  });

  it('agrees with a naive model', () => {
    const row = fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      value: fc.option(fc.integer({ min: -9, max: 9 })),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ at }) => at }),
        fc.integer({ min: 1, max: 9_000 }),
        (some, width) => {
          const sorted = [...some].sort((a, b) => a.at - b.at);
          const input = sorted.map(({ at, value }) => ({ at, values: [value] }));
          const groups = Map.groupBy(
            sorted.filter(({ value }) => value !== null),
            ({ at }) => Math.floor(at / width) * width,
          );
          const expected = (of: (values: number[]) => number) =>
            [...groups].map(([at, group]) => ({ at, values: [of(group.map(({ value }) => value as number))] }));
          const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
          expect(aggregated(input, 'sum', width, 0)).toStrictEqual(expected(sum));
          expect(aggregated(input, 'mean', width, 0)).toStrictEqual(expected((v) => sum(v) / v.length));
          expect(aggregated(input, 'max', width, 0)).toStrictEqual(expected((v) => Math.max(...v)));
          expect(aggregated(input, 'min', width, 0)).toStrictEqual(expected((v) => Math.min(...v)));
          expect(aggregated(input, 'count', width, 0)).toStrictEqual(expected((v) => v.length));
          expect(aggregated(input, 'last', width, 0)).toStrictEqual(expected((v) => v.at(-1) as number));
        },
      ),
    );
  });
});

describe('bucketOf', () => {
  it('is the multiple of the width at or below the time', () => {
    expect([bucketOf(0, 7), bucketOf(6, 7), bucketOf(7, 7), bucketOf(15, 7)]).toStrictEqual([0, 0, 7, 14]);
  });
});
