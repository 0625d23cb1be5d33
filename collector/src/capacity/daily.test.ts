import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyHourWithin } from './busy-hour.ts';
import { type SlotMeans, summarizeCapacity } from './daily.ts';
import { slotMs } from './percentile.ts';

/** 07:00 of the province. */
const t0 = Date.UTC(2026, 10, 24);
const day = { from: t0, to: t0 + 288 * slotMs };
const slot = (index: number, inward: number | null, outward: number | null = 1): SlotMeans => ({
  at: t0 + index * slotMs,
  inBitsPerSecond: inward,
  outBitsPerSecond: outward,
});
const flat = (count: number) => Array.from({ length: count }, (_, i) => slot(i, 10));

describe('the capacity of 24 hours', () => {
  it('states p95, busy hour and what is left of the capacity, each direction apart', () => {
    // 20 busy slots are more than 5 % of 288, and four whole quarter hours of them make the busy hour.
    const slots = Array.from({ length: 288 }, (_, i) => slot(i, i >= 120 && i < 140 ? 80 : 10, 5));
    const found = summarizeCapacity(slots, day, { in: 100, out: 4 });
    expect(found.basis).toEqual({ ...day, n: 288, expected: 288, rule: 'reserveOfP95' });
    expect(found.headline).toEqual({ direction: 'out', bitsPerSecond: -1, ratio: -0.25 });
    expect(found.in.reserve).toMatchObject({ p95BitsPerSecond: 80, reserve: { bitsPerSecond: 20 } });
    expect(found.out.reserve).toMatchObject({ p95BitsPerSecond: 5, reserve: { bitsPerSecond: -1 } });
    // 120 slots after 07:00 is 17:00.
    expect(found.in.busyHour.hour).toEqual({ minuteOfDay: 17 * 60, bitsPerSecond: 80 });
    expect(found.out.busyHour.hour).toEqual({ minuteOfDay: 7 * 60, bitsPerSecond: 5 });
  });

  it.each([
    ['260 of 288 slots are enough', flat(260), 260, true],
    ['259 of 288 slots are not', flat(259), 259, false],
    [
      'a direction that was measured too little leaves no headline: it could be the worse one',
      flat(288).map((s, i) => (i < 100 ? { ...s, outBitsPerSecond: null } : s)),
      188,
      false,
    ],
    ['without slots there is nothing', [], 0, false],
    ['slots outside the window do not count', [...flat(259), slot(-1, 1), slot(288, 1)], 259, false],
    ['a slot that comes twice counts once', [...flat(259), slot(0, 10)], 259, false],
  ])('%s', (_name, slots, n, stated) => {
    const { basis, headline } = summarizeCapacity(slots, day, { in: 100, out: 100 });
    expect({ n: basis.n, expected: basis.expected, stated: headline !== null }).toEqual({ n, expected: 288, stated });
  });

  it('says why a direction has no reserve: the capacity is never assumed', () => {
    const unknown = summarizeCapacity(flat(288), day, { in: null, out: 100 });
    expect([unknown.in.reserve.because, unknown.out.reserve.reserve]).toEqual([
      'noCapacity',
      { bitsPerSecond: 99, ratio: 0.99 },
    ]);
    expect(summarizeCapacity(flat(10), day, { in: 1, out: 1 }).in.reserve.because).toBe('notEnoughData');
  });

  it('is silent about a window that holds no whole slot', () => {
    const found = summarizeCapacity([], { from: t0 + 1, to: t0 + 2 }, { in: 1, out: 1 });
    expect([found.basis.n, found.basis.expected, found.headline, found.in.busyHour.hour]).toEqual([0, 0, null, null]);
  });
});

describe('the busy hour of a window', () => {
  const means = (values: (number | null)[]) =>
    new Map(values.flatMap((v, i) => (v === null ? [] : [[t0 + i * slotMs, v] as const])));
  const within = (values: (number | null)[]) =>
    busyHourWithin(means(values), t0, t0 + values.length * slotMs).hour?.bitsPerSecond ?? null;

  it('is aligned to quarter hours: a peak that straddles two is thinned by both', () => {
    expect(within([0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0])).toBe((3 + 3) / 4);
  });

  it('takes the quarter hours that lie wholly in the window', () => {
    const hour = new Array<number | null>(15).fill(4);
    expect(busyHourWithin(means(hour), t0 + 1, t0 + 15 * slotMs)).toEqual({
      hour: { minuteOfDay: 7 * 60 + 15, bitsPerSecond: 4 },
      basis: { from: t0 + 900_000, to: t0 + 15 * slotMs, n: 4, expected: 4, rule: 'dailyBusyHour' },
    });
  });

  it('is what a model finds that looks at every quarter hour of the window in turn', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null, freq: 60 }), { maxLength: 90 }),
        (values) => {
          const quarters: (number | null)[] = [];
          for (let q = 0; q * 3 + 3 <= values.length; q++) {
            const there = values.slice(q * 3, q * 3 + 3).filter((v) => v !== null);
            quarters.push(there.length === 3 ? there.reduce((a, b) => a + b, 0) / there.length : null);
          }
          const hours: number[] = [];
          for (let q = 0; q + 4 <= quarters.length; q++) {
            const four = quarters.slice(q, q + 4).filter((v) => v !== null);
            if (four.length === 4) hours.push(four.reduce((a, b) => a + b, 0) / 4);
          }
          const enough = quarters.filter((q) => q !== null).length * 10 >= quarters.length * 9;
          expect(within(values)).toBe(hours.length === 0 || !enough ? null : Math.max(...hours));
        },
      ),
    );
  });
});
