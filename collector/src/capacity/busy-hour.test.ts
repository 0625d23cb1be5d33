import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyHourOfDay, type DaySlots, timeConsistentBusyHour } from './busy-hour.ts';
import { linkReserve } from './reserve.ts';

const day = (mean: (slot: number) => number | null, startAt = 0, workday = true): DaySlots => ({
  startAt,
  workday,
  means: Array.from({ length: 288 }, (_, slot) => mean(slot)),
});
/** 09:15 to 10:15 at `high`, the rest at `low`. */
const busyAt =
  (firstSlot: number, high: number, low = 1) =>
  (slot: number) =>
    slot >= firstSlot && slot < firstSlot + 12 ? high : low;

describe('busy hour', () => {
  it('is the hour of four quarter hours with the greatest mean, not the clock’s hour', () => {
    expect(busyHourOfDay(day(busyAt(111, 7), 5_000))).toEqual({
      hour: { minuteOfDay: 555, bitsPerSecond: 7 },
      basis: { from: 5_000, to: 86_405_000, n: 96, expected: 96, rule: 'dailyBusyHour' },
    });
  });

  it('the earliest of equal hours', () => {
    expect(busyHourOfDay(day(() => 3)).hour).toEqual({ minuteOfDay: 0, bitsPerSecond: 3 });
  });

  it('a quarter hour with a slot missing is not measured, and no hour may hold it', () => {
    const broken = busyHourOfDay(day((slot) => (slot === 115 ? null : busyAt(111, 7)(slot))));
    expect([broken.hour?.minuteOfDay, broken.hour?.bitsPerSecond, broken.basis.n]).toEqual([585, 4, 95]);
  });

  it('90 % of the quarter hours are needed', () => {
    expect(busyHourOfDay(day((slot) => (slot < 27 ? null : 1))).hour?.bitsPerSecond).toBe(1);
    expect(busyHourOfDay(day((slot) => (slot < 30 ? null : 1)))).toMatchObject({ hour: null, basis: { n: 86 } });
    expect(busyHourOfDay({ startAt: 0, workday: true, means: [] })).toMatchObject({ hour: null, basis: { n: 0 } });
  });

  it('the same hour of each workday: one day’s peak elsewhere does not move it, weekends do not count', () => {
    const days = [
      ...[9, 9, 9, 9].map((high, i) => day(busyAt(108, high), i * 86_400_000)),
      day(busyAt(240, 20), 4 * 86_400_000),
      day(busyAt(0, 1_000), 5 * 86_400_000, false),
    ];
    expect(timeConsistentBusyHour(days)).toEqual({
      hour: { minuteOfDay: 540, bitsPerSecond: 37 / 5 },
      basis: { from: 0, to: 6 * 86_400_000, n: 5, expected: 5, rule: 'timeConsistentBusyHour' },
    });
  });

  it('needs five whole workdays', () => {
    const four = Array.from({ length: 4 }, () => day(() => 1));
    expect(timeConsistentBusyHour(four)).toMatchObject({ hour: null, basis: { n: 4, expected: 4 } });
    expect(timeConsistentBusyHour([...four, day(() => null)])).toMatchObject({
      hour: null,
      basis: { n: 4, expected: 5 },
    });
    expect(timeConsistentBusyHour([]).hour).toBeNull();
  });

  it('no run of 12 slots beginning on a quarter hour has a greater mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 288, maxLength: 288 }), (means) => {
        let best = { minuteOfDay: -1, sum: -1 };
        for (let slot = 0; slot + 12 <= 288; slot += 3) {
          const sum = means.slice(slot, slot + 12).reduce((a, b) => a + b, 0);
          if (sum > best.sum) best = { minuteOfDay: slot * 5, sum };
        }
        const hour = busyHourOfDay({ startAt: 0, workday: true, means }).hour;
        expect(hour?.bitsPerSecond).toBeCloseTo(best.sum / 12, 6);
      }),
    );
  });
});

describe('reserve of a link', () => {
  const load = (value: number | null, capacityBitsPerSecond: number | null, n = 100) => ({
    p95: { value, n, expected: 100 },
    capacityBitsPerSecond,
  });
  it('each direction against its own capacity; the headline is the worse by ratio', () => {
    expect(linkReserve(load(150, 200), load(16, 18, 95), 10, 20)).toEqual({
      in: {
        p95BitsPerSecond: 150,
        capacityBitsPerSecond: 200,
        reserve: { bitsPerSecond: 50, ratio: 0.25 },
        because: null,
      },
      out: {
        p95BitsPerSecond: 16,
        capacityBitsPerSecond: 18,
        reserve: { bitsPerSecond: 2, ratio: 1 - 16 / 18 },
        because: null,
      },
      headline: { direction: 'out', bitsPerSecond: 2, ratio: 1 - 16 / 18 },
      basis: { from: 10, to: 20, n: 95, expected: 100, rule: 'reserveOfP95' },
    });
  });
  it('a direction that is not known says why, and leaves no headline', () => {
    const { in: inward, out, headline } = linkReserve(load(null, 200, 80), load(1, null), 0, 1);
    expect([inward.because, out.because, headline]).toEqual(['notEnoughData', 'noCapacity', null]);
  });
});
