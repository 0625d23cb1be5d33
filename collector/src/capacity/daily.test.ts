import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyHour, type SlotMeans, summarizeCapacity } from './daily.ts';
import { slotMs } from './percentile.ts';

const t0 = Date.UTC(2026, 10, 24);
const day = { from: t0, to: t0 + 288 * slotMs };
const slot = (index: number, inward: number | null, outward: number | null = 1): SlotMeans => ({
  at: t0 + index * slotMs,
  inBitsPerSecond: inward,
  outBitsPerSecond: outward,
});
const flat = (count: number) => Array.from({ length: count }, (_, i) => slot(i, 10));

describe('the capacity of a day', () => {
  it('states p95, busy hour and what is left of the capacity, each direction apart', () => {
    // 20 busy slots are more than 5 % of 288, and four whole quarter hours of them make the busy hour.
    const slots = Array.from({ length: 288 }, (_, i) => slot(i, i >= 120 && i < 140 ? 80 : 10, 5));
    expect(summarizeCapacity(slots, day, { in: 100, out: 4 })).toEqual({
      n: 288,
      expected: 288,
      figures: {
        in: { p95BitsPerSecond: 80, busyHourBitsPerSecond: 80, reserveBitsPerSecond: 20 },
        out: { p95BitsPerSecond: 5, busyHourBitsPerSecond: 5, reserveBitsPerSecond: -1 },
      },
    });
  });

  it.each([
    ['260 of 288 slots are enough', flat(260), 260, true],
    ['259 of 288 slots are not', flat(259), 259, false],
    [
      'a direction that was not measured counts for both: the lesser one says how much there is',
      flat(288).map((s, i) => (i < 100 ? { ...s, outBitsPerSecond: null } : s)),
      188,
      false,
    ],
    ['without slots there is nothing', [], 0, false],
    ['slots outside the window do not count', [...flat(259), slot(-1, 1), slot(288, 1)], 259, false],
    ['a slot that comes twice counts once', [...flat(259), slot(0, 10)], 259, false],
  ])('%s', (_name, slots, n, stated) => {
    const found = summarizeCapacity(slots, day, { in: 100, out: 100 });
    expect({ n: found.n, expected: found.expected, stated: found.figures !== null }).toEqual({
      n,
      expected: 288,
      stated,
    });
  });

  it('has no reserve where the capacity is not known: it is never assumed', () => {
    const { figures } = summarizeCapacity(flat(288), day, { in: null, out: 100 });
    expect(figures?.in.reserveBitsPerSecond).toBeNull();
    expect(figures?.out.reserveBitsPerSecond).toBe(99);
  });

  it('is silent about a window that holds no whole slot', () => {
    expect(summarizeCapacity([], { from: t0 + 1, to: t0 + 2 }, { in: 1, out: 1 })).toEqual({
      n: 0,
      expected: 0,
      figures: null,
    });
  });
});

describe('the busy hour', () => {
  const means = (values: (number | null)[], firstSlot = 0) =>
    new Map(values.flatMap((v, i) => (v === null ? [] : [[t0 + (firstSlot + i) * slotMs, v] as const])));

  it('is aligned to quarter hours: a peak that straddles two is thinned by both', () => {
    expect(busyHour(means([0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0]))).toBe((3 + 3) / 4);
  });

  it('takes no quarter hour that lacks a slot', () => {
    const hour = new Array<number | null>(12).fill(4);
    expect(busyHour(means(hour))).toBe(4);
    expect(busyHour(means(hour.with(0, null)))).toBeNull();
  });

  it('never spans a gap', () => {
    const values = [...new Array(9).fill(100), ...new Array(3).fill(null), ...new Array(12).fill(1)];
    expect(busyHour(means(values))).toBe(1);
  });

  it('may cross the hour of the clock', () => {
    const values = [...new Array(6).fill(0), ...new Array(12).fill(7), ...new Array(6).fill(0)];
    expect(busyHour(means(values))).toBe(7);
  });

  it('is what a model finds that looks at every quarter hour of the day in turn', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null, freq: 20 }), { maxLength: 60 }),
        (values) => {
          const quarters: (number | null)[] = [];
          for (let q = 0; q * 3 < values.length; q++) {
            const present = values.slice(q * 3, q * 3 + 3).filter((v) => v !== null);
            quarters.push(present.length === 3 ? present.reduce((a, b) => a + b, 0) / present.length : null);
          }
          const hours: number[] = [];
          for (let q = 0; q + 4 <= quarters.length; q++) {
            const four = quarters.slice(q, q + 4).filter((v) => v !== null);
            if (four.length === 4) hours.push(four.reduce((a, b) => a + b, 0) / 4);
          }
          expect(busyHour(means(values))).toBe(hours.length === 0 ? null : Math.max(...hours));
        },
      ),
    );
  });
});
