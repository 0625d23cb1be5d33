import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store, WindowQuery } from '../store/store.ts';
import { dayMs, dayOf, hourMs, slotMs } from './bucket.ts';
import { partsOf, readSlotRates, runsOf, type Staleness } from './read.ts';

const none = { hours: [], days: [] };
const day = dayOf(Date.parse('2020-08-04T05:00:00Z'));

describe('the parts of a range', () => {
  const range = { from: day, to: day + 7 * dayMs, stepMs: 2 * hourMs };

  it('are one where the tier is up to date, and raw alone for raw', () => {
    expect(partsOf('1h', range, none)).toEqual([{ tier: '1h', from: range.from, to: range.to }]);
    expect(partsOf('raw', range, { hours: [range.from], days: [] })).toEqual([
      { tier: 'raw', from: range.from, to: range.to },
    ]);
  });

  it('take the newest hours from raw, from a step’s beginning', () => {
    const marked = range.to - 3 * hourMs;
    const begin = Math.floor(marked / range.stepMs) * range.stepMs;
    expect(partsOf('5m', range, { hours: [day + hourMs, marked, marked + hourMs], days: [] })).toEqual([
      { tier: '5m', from: range.from, to: begin },
      { tier: 'raw', from: begin, to: range.to },
    ]);
  });

  it('of a daily series take the days not yet computed from hours, and their newest hours from raw', () => {
    const to = day + 6 * dayMs + 10 * hourMs;
    const stale = { hours: [to - hourMs], days: [day + 5 * dayMs] };
    expect(partsOf('1d', { from: day, to, stepMs: dayMs }, { ...stale, hours: [] })).toEqual([
      { tier: '1d', from: day, to: day + 5 * dayMs },
      { tier: '1h', from: day + 5 * dayMs, to },
    ]);
    const parts = partsOf('1d', { from: day, to, stepMs: hourMs }, stale);
    expect(parts.map(({ tier }) => tier)).toEqual(['1d', '1h', 'raw']);
    expect(parts.at(-1)?.from).toBe(to - hourMs);
  });

  it('follow one another without a gap from end to end, whatever is marked', () => {
    const offsets = fc.array(fc.integer({ min: -5, max: 24 * 9 }), { maxLength: 6 });
    const arbitrary = fc.record({
      tier: fc.constantFrom('raw' as const, '5m' as const, '1h' as const, '1d' as const),
      from: fc.integer({ min: 0, max: dayMs }),
      ms: fc.integer({ min: 1, max: 8 * dayMs }),
      step: fc.constantFrom(slotMs, hourMs, 7 * hourMs, 2 * dayMs),
      hours: offsets,
      days: fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ tier, from, ms, step, hours, days }) => {
        const [begin, to] = [day + from, day + from + ms];
        const stale = {
          hours: hours
            .map((i) => day + i * hourMs)
            .filter((at) => at + hourMs > begin && at < to)
            .sort((a, b) => a - b),
          days: days
            .map((i) => day + i * dayMs)
            .filter((at) => at + dayMs > begin && at < to)
            .sort((a, b) => a - b),
        };
        const parts = partsOf(tier, { from: begin, to, stepMs: step }, stale);
        expect(parts[0]?.from).toBe(begin);
        expect(parts.at(-1)?.to).toBe(to);
        for (const [i, part] of parts.entries()) {
          expect(part.from).toBeLessThan(part.to);
          if (i > 0) expect(part.from).toBe(parts[i - 1]?.to);
        }
        const newest = stale.hours.filter((hour) => hour >= to - 2 * dayMs);
        for (const hour of newest) {
          const held = parts.filter((part) => part.from < hour + hourMs && part.to > hour);
          expect(held.map((part) => part.tier)).toEqual(['raw']);
        }
      }),
    );
  });
});

describe('5-minute means of a link', () => {
  const asked: WindowQuery[] = [];
  const store: Pick<Store, 'window'> = {
    async window(query) {
      asked.push(query);
      if (query.tier === '5m') {
        const at = Array.from({ length: (query.to - query.from) / slotMs }, (_, i) => query.from + i * slotMs);
        return [{ tags: {}, points: at.map((time) => ({ at: time, values: [1, 2] })) }];
      }
      const value = (name: string) => ({ in_bps: 10, out_bps: 20, span_s: 30, interval_s: 30 })[name] ?? null;
      return [{ tags: {}, points: [{ at: query.from + 1, values: query.fields.map(value) }] }];
    },
  };
  const stale = (hours: number[]): Staleness => ({ hours: () => hours, days: () => [] });
  const means = async (hours: number[] | null) => {
    asked.length = 0;
    const slots = await readSlotRates(
      store,
      hours === null ? null : stale(hours),
      { operator: 'vnpt', link: 'l1' },
      0,
      3 * hourMs,
    );
    return slots.map(({ at, inBitsPerSecond }) => [at / slotMs, inBitsPerSecond]);
  };

  it('come from the tier alone while no hour is marked', async () => {
    expect((await means([])).length).toBe(36);
    expect(asked.map(({ tier }) => tier)).toEqual(['5m']);
  });

  it('come from raw points in marked hours: a slot that the tier had there does not count', async () => {
    const slots = await means([hourMs]);
    expect(slots.filter(([, rate]) => rate === 10)).toEqual([[12, 10]]);
    expect(slots.length).toBe(25);
    expect(asked.at(-1)).toMatchObject({ tier: 'raw', from: hourMs, to: 2 * hourMs });
  });

  it('come from raw points where there are no tiers', async () => {
    expect(await means(null)).toEqual([[0, 10]]);
  });

  it('read neighbouring marked hours at once', () => {
    expect(runsOf([0, hourMs, 3 * hourMs], 10, 3 * hourMs + 5)).toEqual([
      { from: 10, to: 2 * hourMs },
      { from: 3 * hourMs, to: 3 * hourMs + 5 },
    ]);
  });
});
