import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DailyLoad, type Exhaustion, exhaustionOf } from './exhaustion.ts';
import { newestLevelShift } from './level-shift.ts';
import { nearestRank } from './percentile.ts';
import { autocorrelationFactor, median, senSlope } from './theil-sen.ts';
import { weekdayFactors, weekdayOf } from './weekday.ts';

const points = (xs: number[], ys: number[]) => xs.map((x, i) => ({ x, y: ys[i] ?? 0 }));

describe('Theil–Sen', () => {
  it('gives the example of Sen 1968 §6: slope 4, interval 26/7 to 35/8 at 93 %', () => {
    const slope = senSlope(points([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]), 1.8119);
    expect(slope).toEqual({ mid: 4, low: 26 / 7, high: 35 / 8 });
  });

  it('gives the slope of the cloud seeding example (Hollander and Wolfe, example 9.1), worked by hand', () => {
    expect(senSlope(points([1, 2, 3, 4, 5], [1.26, 1.27, 1.12, 1.16, 1.03]))?.mid).toBeCloseTo(-0.05625, 12);
  });

  it('one wild day of ten does not move it; without two days there is none', () => {
    const days = Array.from({ length: 10 }, (_, x) => ({ x, y: x === 4 ? 1e6 : 3 * x }));
    expect(senSlope(days)?.mid).toBe(3);
    expect(senSlope([{ x: 1, y: 2 }])).toBeNull();
    expect(senSlope(points([1, 1], [2, 3]))).toBeNull();
  });

  it('neighbours that resemble each other widen the interval, independent ones hardly', () => {
    const alternating = Array.from({ length: 40 }, (_, x) => ({ x, y: x % 2 }));
    const inBlocks = Array.from({ length: 40 }, (_, x) => ({ x, y: Math.floor(x / 5) % 2 }));
    expect(autocorrelationFactor(alternating, 0)).toBe(1);
    expect(autocorrelationFactor(inBlocks, 0)).toBeGreaterThan(3);
    expect(
      autocorrelationFactor(
        Array.from({ length: 40 }, (_, x) => ({ x, y: 2 * x })),
        2,
      ),
    ).toBe(1);
  });
});

/* A series begins on a Monday. */
const monday = 20_003 - weekdayOf(20_003);
const series = (
  count: number,
  load: (i: number) => number | null,
  capacity: (i: number) => number | null = () => 1_000,
) =>
  Array.from(
    { length: count },
    (_, i): DailyLoad => ({
      day: monday + i,
      p95BitsPerSecond: load(i),
      capacityBitsPerSecond: capacity(i),
    }),
  );
const asOfLast = (days: DailyLoad[]) => exhaustionOf(days, days.at(-1)?.day ?? 0);
const weekend = (i: number) => (i % 7 >= 5 ? 0.5 : 1);

describe('weekday effect', () => {
  it('a usual workday has factor 1, and a weekend its own', () => {
    const days = series(28, (i) => 100 * weekend(i)).map((d) => ({ day: d.day, value: d.p95BitsPerSecond ?? 0 }));
    expect(weekdayFactors(days).map((f) => Number(f.toFixed(9)))).toEqual([1, 1, 1, 1, 1, 0.5, 0.5]);
  });
  it('is left alone with too few weeks to tell', () => {
    expect(weekdayFactors([{ day: monday, value: 5 }])).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('time to exhaustion', () => {
  it.each<[string, DailyLoad[], object]>([
    [
      'a straight line reaches 80 % of the capacity when it does',
      series(30, (i) => 400 + 10 * i),
      // Day 29 carries 690; 800 is 11 days on.
      { kind: 'days', days: { low: 11, mid: 11, high: 11 } },
    ],
    ['weekends do not hide growth', series(35, (i) => (400 + 5 * i) * weekend(i)), { kind: 'days' }],
    [
      'above the limit and growing it is reached',
      series(30, (i) => 700 + 10 * i),
      { kind: 'days', days: { low: 0, mid: 0, high: 0 } },
    ],
    ['a falling line does not grow', series(30, (i) => 700 - 10 * i), { kind: 'notGrowing' }],
    [
      'nothing is foretold beyond twice the history',
      series(30, (i) => 100 + i),
      { kind: 'days', days: { low: null, mid: null, high: null }, trend: { horizonDays: 60 } },
    ],
    [
      '27 days are not enough',
      series(27, (i) => 400 + i),
      { kind: 'notEnoughData', because: 'fewDays', basis: { n: 27, expected: 27 } },
    ],
    [
      'days without data do not count',
      series(30, (i) => (i % 7 === 1 ? null : 400 + i)),
      { kind: 'notEnoughData', because: 'fewDays', basis: { n: 25 } },
    ],
    [
      'a series that ended a week ago tells nothing of today',
      series(60, (i) => (i < 53 ? 400 + i : null)),
      { kind: 'notEnoughData', because: 'stale' },
    ],
    [
      'without a capacity there is no limit',
      series(
        30,
        (i) => 400 + i,
        () => null,
      ),
      { kind: 'notEnoughData', because: 'noCapacity' },
    ],
    ['nothing at all is not enough', [], { kind: 'notEnoughData', because: 'noCapacity', basis: { n: 0 } }],
    [
      'a capacity step begins the series anew',
      series(
        50,
        (i) => 400 + 5 * i,
        (i) => (i < 30 ? 500 : 1_000),
      ),
      { kind: 'notEnoughData', because: 'afterCapacityStep', basis: { n: 20, expected: 20 } },
    ],
    [
      'days after the step are a series of their own',
      series(
        60,
        (i) => (i < 30 ? 100 : 400 + 5 * (i - 30)),
        (i) => (i < 30 ? 500 : 1_000),
      ),
      { kind: 'days', days: { mid: 51 }, basis: { n: 30, expected: 30 } },
    ],
    [
      'a jump is a level shift and no trend',
      series(60, (i) => (i < 53 ? 300 : 600) * weekend(i)),
      { kind: 'levelShift', shiftDay: monday + 53, ratio: 2, basis: { n: 7, expected: 7 } },
    ],
    [
      'a jump of last month still is none',
      series(75, (i) => (i < 50 ? 300 : 600) * weekend(i)),
      { kind: 'levelShift', shiftDay: monday + 50, basis: { n: 25 } },
    ],
    ['a rise of 25 % is not yet a shift', series(60, (i) => (i < 53 ? 400 : 500)), { kind: 'notGrowing' }],
    [
      'four weeks after a jump its new level is fitted',
      series(80, (i) => (i < 50 ? 300 : 400 + 2 * (i - 50))),
      { kind: 'days', basis: { n: 30 } },
    ],
    ['steep growth is not taken for a shift', series(60, (i) => 100 * 1.02 ** i), { kind: 'days' }],
  ])('%s', (_name, days, expected) => {
    expect(asOfLast(days)).toMatchObject(expected);
  });

  it('days after the day asked for are not looked at', () => {
    const days = series(60, (i) => (i < 30 ? 500 : 900));
    expect(exhaustionOf(days, monday + 29)).toEqual(asOfLast(days.slice(0, 30)));
  });

  it('growth within the noise is no evidence, and says how early it could be', () => {
    // ±50 in a fixed order without a trend of its own; half a unit a day is less than the interval.
    const noise = [30, -42, 11, 50, -8, -50, 23, -17, 41, -29, 5, 36, -46, 14, -21, 48, -33, 2, 27, -38];
    const found = asOfLast(series(40, (i) => 700 + 0.5 * i + (noise[(i * 7) % 20] ?? 0)));
    expect(found.kind).toBe('noEvidence');
    expect(found.kind === 'noEvidence' && found.earliestDays !== null && found.earliestDays > 10).toBe(true);
  });

  it('windows begin at midnight of the province', () => {
    const { basis } = asOfLast(series(30, (i) => 400 + i));
    expect(new Date(basis.from).toISOString().slice(11)).toBe('17:00:00.000Z');
    expect([basis.to - basis.from, basis.rule]).toEqual([30 * 86_400_000, 'theilSen']);
  });
});

/* A second, naive implementation, from the definition and without a line of the first. */

function naive(days: DailyLoad[], today: number): { kind: string; slope?: number[]; days?: (number | null)[] } {
  let used = days.filter((d) => d.day <= today && d.day > today - 90 && d.capacityBitsPerSecond !== null);
  const capacity = used.at(-1)?.capacityBitsPerSecond ?? 0;
  while (used.some((d) => d.capacityBitsPerSecond !== capacity)) used = used.slice(1);
  const y = new Map(used.flatMap((d) => (d.p95BitsPerSecond === null ? [] : [[d.day, d.p95BitsPerSecond]])));
  const mid = (v: number[]) => {
    const s = v.toSorted((a, b) => a - b);
    return ((s[(s.length - 1) >> 1] ?? 0) + (s[s.length >> 1] ?? 0)) / 2;
  };
  const all = [...y.keys()];
  if (all.length < 28 || all.filter((d) => d > today - 7).length < 4) return { kind: 'notEnoughData' };
  const byWeekday = Array.from({ length: 7 }, (_, w) =>
    all
      .filter((d) => d % 7 === w && [-3, -2, -1, 1, 2, 3].every((k) => y.has(d + k)))
      .map((d) => (y.get(d) ?? 0) / ([-3, -2, -1, 0, 1, 2, 3].reduce((s, k) => s + (y.get(d + k) ?? 0), 0) / 7)),
  );
  const enough = byWeekday.every((r) => r.length >= 2);
  const medians = byWeekday.map(mid);
  const z = all.map((d) => (y.get(d) ?? 0) / (enough ? (medians[d % 7] ?? 1) / mid(medians) : 1));
  const t = all.map((d) => d - today);
  const slopes = t
    .flatMap((a, i) => t.slice(0, i).map((b, j) => ((z[i] ?? 0) - (z[j] ?? 0)) / (a - b)))
    .sort((a, b) => a - b);
  const b = mid(slopes);
  const r = z.map((v, i) => v - b * (t[i] ?? 0));
  const mad = 1.4826 * mid(r.map((v) => Math.abs(v - mid(r))));
  const e = r.map((v) => Math.min(3 * mad, Math.max(-3 * mad, v - mid(r))));
  const power = e.reduce((s, v) => s + v * v, 0);
  const n = z.length;
  const rho = power === 0 ? 0 : e.slice(1).reduce((s, v, i) => s + v * (e[i] ?? 0), 0) / power;
  const rhoUnbiased = power === 0 ? 0 : Math.min(0.9, Math.max(0, (n * rho + 2) / (n - 4)));
  // Var(S) as the sum over groups of equal y, Kendall 1975.
  const ties = [...new Set(z)].map((v) => z.filter((w) => w === v).length);
  const variance = (n * (n - 1) * (2 * n + 5) - ties.reduce((s, k) => s + k * (k - 1) * (2 * k + 5), 0)) / 18;
  const c = 1.959964 * Math.sqrt((variance * (1 + rhoUnbiased)) / (1 - rhoUnbiased));
  const rank = (k: number) => slopes[Math.min(slopes.length, Math.max(1, k)) - 1] ?? 0;
  const [low, high] = [rank(Math.floor((slopes.length - c) / 2)), rank(Math.ceil((slopes.length + c) / 2) + 1)];
  const horizon = 2 * (today - (all[0] ?? 0) + 1);
  const until = (slope: number) => {
    // Walks day by day along the line: no division by the slope.
    const level = mid(z.map((v, i) => v - slope * (t[i] ?? 0)));
    for (let d = 0; d <= horizon; d++) if (level + slope * d >= 0.8 * capacity) return d;
    return null;
  };
  if (high <= 0.8e-9 * capacity) return { kind: 'notGrowing', slope: [low, b, high] };
  if (low <= 0.8e-9 * capacity) return { kind: 'noEvidence', slope: [low, b, high] };
  return { kind: 'days', slope: [low, b, high], days: [until(high), until(b), until(low)] };
}

describe('time to exhaustion against a naive implementation', () => {
  it('agrees on the verdict, and on the days to the day', () => {
    const seen = new Set<string>();
    const arbitrary = fc.record({
      count: fc.integer({ min: 20, max: 100 }),
      growth: fc.double({ min: -4, max: 8, noNaN: true }),
      weekendFactor: fc.double({ min: 0.5, max: 1.2, noNaN: true }),
      noise: fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 100, maxLength: 100 }),
      missing: fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 8 }),
      stepAt: fc.option(fc.integer({ min: 0, max: 60 })),
    });
    // A shift among the 90 days that are looked at, and none among all 98: the week before it reaches further back.
    const noise: number[] = Array(100).fill(0);
    for (const [day, by] of [
      [11, 35],
      [13, -18],
      [16, 2],
      [17, -1],
      [18, 1],
      [20, 4],
      [21, -15],
      [22, -8],
      [25, -34],
      [29, -43],
      [30, -46],
      [31, 20],
      [35, 38],
      [36, 31],
      [38, 17],
      [39, 9],
    ])
      noise[day as number] = by as number;
    const shiftedInWindow = {
      count: 98,
      growth: 7.329411764705885,
      weekendFactor: 0.5,
      noise,
      missing: [],
      stepAt: null,
    };
    fc.assert(
      fc.property(arbitrary, ({ count, growth, weekendFactor, noise, missing, stepAt }) => {
        const days = series(
          count,
          (i) => (missing.includes(i) ? null : (600 + growth * i + (noise[i] ?? 0)) * (i % 7 >= 5 ? weekendFactor : 1)),
          (i) => (stepAt !== null && i < stepAt ? 1_500 : 1_700),
        );
        const found = asOfLast(days);
        if (found.kind === 'levelShift') return;
        const today = days.at(-1)?.day ?? 0;
        const shifted = newestLevelShift(
          days
            // A step that lies beyond the last day is none.
            .slice(stepAt !== null && stepAt < count ? stepAt : 0)
            .filter((d) => d.day > today - 90)
            .flatMap((d) => (d.p95BitsPerSecond === null ? [] : [{ day: d.day, value: d.p95BitsPerSecond }])),
        );
        if (shifted !== null) return;
        seen.add(found.kind);
        const expected = naive(days, today);
        expect(found.kind).toBe(expected.kind);
        if (found.kind === 'notEnoughData') return;
        const slope = found.trend.slopeBitsPerSecondPerDay;
        for (const [i, value] of [slope.low, slope.mid, slope.high].entries()) {
          expect(value).toBeCloseTo(expected.slope?.[i] ?? Number.NaN, 9);
        }
        if (found.kind !== 'days') return;
        for (const [i, days] of [found.days.low, found.days.mid, found.days.high].entries()) {
          const walked = expected.days?.[i] ?? null;
          // On the very edge of a day, or of the horizon, rounding decides.
          if (days === null || walked === null)
            expect(days ?? walked ?? found.trend.horizonDays).toBeGreaterThan(found.trend.horizonDays - 1 - 1e-6);
          else expect(Math.abs(walked - days - 0.5)).toBeLessThanOrEqual(0.5 + 1e-6);
        }
      }),
      { numRuns: 400, examples: [[shiftedInWindow]] },
    );
    expect([...seen].sort()).toEqual(['days', 'noEvidence', 'notEnoughData', 'notGrowing']);
  });
});

/** Real five-minute traffic beside the project, where present. */
const traffic =
  process.env['THONGSUOT_TRAFFIC'] ?? new URL('../../../../shared/traffic/it_uk_5m.csv', import.meta.url).pathname;

describe('real traffic beside the project, where present', () => {
  it.skipIf(!existsSync(traffic))('with a capacity of 1.3 × the maximum, no day says "full within 30 days"', () => {
    const slots = new Map<number, number[]>();
    for (const line of readFileSync(traffic, 'utf8').trim().split('\n').slice(1)) {
      const [time = '', bits] = line.split(',');
      const day = Math.floor(Date.parse(`${time.replace(' ', 'T')}Z`) / 86_400_000);
      slots.set(day, [...(slots.get(day) ?? []), Number(bits)]);
    }
    const p95 = [...slots].map(([day, v]) => ({ day, value: v.length >= 0.9 * 288 ? nearestRank(v, 0.95) : null }));
    for (const maximum of [Math.max(...[...slots.values()].flat()), Math.max(...p95.map((d) => d.value ?? 0))]) {
      const daily = p95.map((d) => ({
        day: d.day,
        p95BitsPerSecond: d.value,
        capacityBitsPerSecond: 1.3 * maximum,
      }));
      const verdicts = daily.slice(27).map((d) => exhaustionOf(daily, d.day));
      expect(verdicts.length).toBe(43);
      const soon = (e: Exhaustion) => e.kind === 'days' && e.days.mid !== null && e.days.mid <= 30;
      expect(verdicts.filter(soon)).toEqual([]);
      // The return after Christmas is told from growth.
      expect(verdicts.at(-1)).toMatchObject({ kind: 'levelShift', reached: false });
    }
  });
});

it('the median of an even count lies between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
