import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanced, deadBackoffMs, ended, firstPlan, nextOnGridMs, phaseMs } from './plan.ts';

describe('phaseMs', () => {
  it('is the same for the same id and lies within the spread', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 900_000 }), (id, spreadMs) => {
        const phase = phaseMs(id, spreadMs);
        expect(phase).toBe(phaseMs(id, spreadMs));
        expect(phase).toBeGreaterThanOrEqual(0);
        expect(phase).toBeLessThan(spreadMs);
      }),
    );
  });

  it('spreads ids that differ in their last digits alone: each tenth of the interval gets its share', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 1_000; n++) {
      const tenth = Math.floor(phaseMs(`device-${n}`, 30_000) / 3_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const share of tenths) {
      expect(share).toBeGreaterThan(60);
      expect(share).toBeLessThan(150);
    }
  });
});

describe('nextOnGridMs', () => {
  it('is on the grid, after now, and at most one interval away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 900_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        (intervalMs, startMs, laterMs) => {
          const plan = firstPlan('pe1', intervalMs, 300_000, intervalMs, startMs);
          const nowMs = plan.gridMs + laterMs;
          const next = nextOnGridMs(plan, nowMs);
          expect((next - plan.gridMs) % intervalMs).toBe(0);
          expect(next).toBeGreaterThan(nowMs);
          expect(next - nowMs).toBeLessThanOrEqual(intervalMs);
        },
      ),
    );
  });
});

describe('a plan whose first run comes soon', () => {
  it('runs within 5 s, then anywhere in the interval, never twice within half of one', () => {
    const seconds = new Set<number>();
    for (let i = 0; i < 500; i++) {
      const plan = firstPlan(`device pe${i}`, 60_000, 300_000, 60_000, 0, 5_000);
      expect(plan.dueMs).toBeLessThan(5_000);
      const second = advanced(plan, plan.dueMs).dueMs;
      expect(second - plan.dueMs).toBeGreaterThan(25_000);
      expect(second).toBeLessThan(90_000);
      seconds.add(Math.floor((second % 60_000) / 5_000));
    }
    expect(seconds.size).toBe(12);
  });
});

describe('deadBackoffMs', () => {
  it.each([
    ['the first failure waits 15 s', 1, 300_000, 0.5, 15_000],
    ['the second waits 1 min', 2, 300_000, 0.5, 60_000],
    ['the third waits 5 min', 3, 300_000, 0.5, 300_000],
    ['and so does every later one', 400, 300_000, 0.5, 300_000],
    ['priority 1 never waits more than 1 min', 9, 60_000, 0.99, 60_000],
    ['the lowest random takes a tenth off', 1, 300_000, 0, 13_500],
    ['jitter never passes the most', 3, 300_000, 0.999, 300_000],
  ])('%s', (_name, failures, most, random, expected) => {
    expect(deadBackoffMs(failures, most, random)).toBe(expected);
  });
});

describe('ended', () => {
  const plan = { intervalMs: 30_000, gridMs: 1_000, dueMs: 31_000, failures: 0, backoffMsMax: 300_000 };

  it('leaves a success on its grid', () => {
    expect(ended(plan, true, 2_000, 0.5)).toBe(plan);
  });
  it('backs a failure off from its end', () => {
    expect(ended(plan, false, 6_000, 0.5)).toEqual({ ...plan, failures: 1, dueMs: 21_000 });
  });
  it('returns to the old grid after the first success', () => {
    const dead = { ...plan, failures: 7, dueMs: 999_000 };
    expect(ended(dead, true, 705_432, 0.5)).toEqual({ ...plan, failures: 0, dueMs: 721_000 });
  });
  it('keeps its failures while it is asked for again', () => {
    expect(advanced({ ...plan, failures: 2 }, 31_000).failures).toBe(2);
  });
});
