/** Goal: a forecast beats "as in the last 7 days", and its interval holds what it promises or is not stated. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DailyLoad } from './exhaustion.ts';
import { forecastDays, forecastsOf } from './forecast.ts';
import { nearestRank } from './percentile.ts';
import { median } from './theil-sen.ts';

const firstDay = 18_400;
const series = (count: number, of: (i: number) => number | null): DailyLoad[] =>
  Array.from({ length: count }, (_, i) => ({
    day: firstDay + i,
    p95BitsPerSecond: of(i),
    capacityBitsPerSecond: 1_000,
  }));
const weekly = (i: number) => ((firstDay + i + 3) % 7 >= 5 ? 300 : 600);

describe('forecasts of a day’s p95', () => {
  it('follow the weekday: a Sunday is foretold a Sunday’s load', () => {
    const found = forecastsOf(series(90, weekly), firstDay + 89);
    expect(found.map(({ p95BitsPerSecond, low, high }) => [p95BitsPerSecond, low, high])).toEqual(
      forecastDays.map((ahead) => [weekly(89 + ahead), weekly(89 + ahead), weekly(89 + ahead)]),
    );
  });

  it.each([
    ['needs three weeks', series(20, weekly), 19],
    ['needs four of the last seven days', series(30, (i) => (i > 25 ? null : weekly(i))), 29],
  ])('%s', (_name, daily, last) => {
    expect(forecastsOf(daily, firstDay + last).map(({ p95BitsPerSecond }) => p95BitsPerSecond)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('states no interval before four weeks of its own errors, nor one that says nothing', () => {
    const young = forecastsOf(series(40, weekly), firstDay + 39);
    expect(young.map(({ errors, low }) => [errors > 27, low])).toEqual([
      [false, null],
      [false, null],
      [false, null],
    ]);
    const shaken = forecastsOf(
      series(90, (i) => (Math.floor(i / 9) % 2 === 0 ? 100 : 900)),
      firstDay + 89,
    );
    expect(shaken.map(({ errors, high }) => [errors > 27, high])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
  });

  it('holds 80 to 97 % of the days to come where days differ by chance', () => {
    let [held, stated] = [0, 0];
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 97, maxLength: 97 }), (noise) => {
        const daily = series(97, (i) => weekly(i) * (1 + 0.15 * (noise[i] ?? 0)));
        const [week] = forecastsOf(daily, firstDay + 89);
        const found = daily[96]?.p95BitsPerSecond ?? 0;
        if (week === undefined || week.low === null || week.high === null) return;
        stated++;
        if (week.low <= found && found <= week.high) held++;
      }),
      { numRuns: 400, seed: 5 },
    );
    expect(stated).toBe(400);
    expect(held / stated).toBeGreaterThan(0.8);
    expect(held / stated).toBeLessThan(0.97);
  });
});

const traffic =
  process.env['THONGSUOT_TRAFFIC'] ?? new URL('../../../../shared/traffic/it_uk_5m.csv', import.meta.url).pathname;

describe('real traffic beside the project, where present', () => {
  it.skipIf(!existsSync(traffic))(
    'is foretold better than by the last week’s median at 7, 14 and 28 days, over a Christmas and back',
    ({ annotate }) => {
      const slots = new Map<number, number[]>();
      for (const line of readFileSync(traffic, 'utf8').trim().split('\n').slice(1)) {
        const [time = '', bits] = line.split(',');
        const day = Math.floor(Date.parse(`${time.replace(' ', 'T')}Z`) / 86_400_000);
        slots.set(day, [...(slots.get(day) ?? []), Number(bits)]);
      }
      const daily = [...slots].map(([day, v]): DailyLoad => {
        const p95BitsPerSecond = v.length >= 0.9 * 288 ? nearestRank(v, 0.95) : null;
        return { day, p95BitsPerSecond, capacityBitsPerSecond: null };
      });
      const p95By = new Map(daily.map((d) => [d.day, d.p95BitsPerSecond]));
      const report = forecastDays.map((ahead) => {
        const [errors, baseline]: [number[], number[]] = [[], []];
        let [held, stated, origins] = [0, 0, 0];
        for (const { day } of daily.slice(27)) {
          const found = p95By.get(day + ahead) ?? null;
          const forecast = forecastsOf(daily, day).find(({ daysAhead }) => daysAhead === ahead);
          if (found === null || forecast === undefined || forecast.p95BitsPerSecond === null) continue;
          origins++;
          errors.push(Math.abs(forecast.p95BitsPerSecond - found));
          const week = daily.filter((d) => d.day <= day && d.day > day - 7).flatMap((d) => d.p95BitsPerSecond ?? []);
          baseline.push(Math.abs(median(week) - found));
          if (forecast.low === null || forecast.high === null) continue;
          stated++;
          if (forecast.low <= found && found <= forecast.high) held++;
        }
        return {
          ahead,
          origins,
          error: Math.round(median(errors)),
          baseline: Math.round(median(baseline)),
          stated,
          held,
        };
      });
      void annotate(JSON.stringify(report));
      for (const { error, baseline } of report) expect(error).toBeLessThan(baseline);
      // Ten weeks with a Christmas in them shake every link's errors too hard for an interval that says anything.
      for (const { held, stated } of report) if (stated > 0) expect(held / stated).toBeGreaterThanOrEqual(0.8);
    },
  );
});
