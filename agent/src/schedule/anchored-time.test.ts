import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchor, corrected, wallAt } from './anchored-time.ts';

const start = 1_780_000_000_000;

describe('corrected', () => {
  it('steps forward at once when it is behind', () => {
    const time = corrected(anchor(start, 0), 1_000, -7_200_000, 0);
    expect(wallAt(time, 1_000)).toBe(start + 1_000 + 7_200_000);
    expect(wallAt(time, 2_000)).toBe(start + 2_000 + 7_200_000);
  });

  it('runs at half speed when it is ahead by up to a minute, and at full speed once the surplus is used up', () => {
    const time = corrected(anchor(start, 0), 1_000, 40_000, 0);
    expect(wallAt(time, 1_000)).toBe(start + 1_000);
    expect(wallAt(time, 41_000)).toBe(start + 21_000);
    expect(wallAt(time, 81_000)).toBe(start + 41_000);
    expect(wallAt(time, 91_000)).toBe(start + 51_000);
  });

  it('steps back when it is ahead by more than a minute: the collector refused every such time as future', () => {
    const time = corrected(anchor(start, 0), 1_000, 3_600_000, 0);
    expect(wallAt(time, 1_000)).toBe(start + 1_000 - 3_600_000);
  });

  it.each([
    ['an offset within the uncertainty', 400, 500],
    ['an offset of 50 ms', 50, 0],
    ['an offset that is no number', Number.NaN, 0],
    ['an infinite offset', Number.POSITIVE_INFINITY, 0],
  ])('is unmoved by %s', (_name, offsetMs, uncertaintyMs) => {
    const time = anchor(start, 0);
    expect(corrected(time, 1_000, offsetMs, uncertaintyMs)).toBe(time);
  });

  it('never goes back unless it was over a minute ahead, whatever corrections come', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 100_000 }),
      offsetMs: fc.integer({ min: -10_000_000, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let time = anchor(start, 0);
        let monotonicMs = 0;
        let lastMs = start;
        for (const { afterMs, offsetMs } of steps) {
          monotonicMs += afterMs;
          expect(wallAt(time, monotonicMs)).toBeGreaterThanOrEqual(lastMs);
          time = corrected(time, monotonicMs, offsetMs, 0);
          lastMs = wallAt(time, monotonicMs);
        }
      }),
    );
  });

  it('ends at the collector’s time, however far off it began', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (offsetMs) => {
        const time = corrected(anchor(start, 0), 0, offsetMs, 0);
        const afterMs = 200_000;
        const expected = Math.abs(offsetMs) <= 50 ? start + afterMs : start + afterMs - offsetMs;
        expect(wallAt(time, afterMs)).toBeCloseTo(expected, 3);
      }),
    );
  });
});
