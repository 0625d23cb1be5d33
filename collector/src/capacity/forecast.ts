/**
 * The p95 to be expected on a day to come: the level of the last week times that weekday's factor. How wrong that may be
 * is read from how wrong it has been on this very link: the interval holds the middle 90 % of its own past errors at the
 * same distance, and is not stated while there are too few of them, or while they say nothing. Pure.
 */
import type { DailyLoad } from './exhaustion.ts';
import { median } from './theil-sen.ts';
import { type DayValue, weekdayFactors, weekdayOf } from './weekday.ts';

/** Distances that are foretold, in days. */
export const forecastDays = [7, 14, 28] as const;
/** Valid days that a forecast needs, and of the last 7: before three weeks no weekday has a pattern. */
const historyMin = 21;
const levelDays = 7;
const levelMin = 4;
/** Past errors at one distance that an interval needs: four weeks, each weekday four times. */
export const errorsMin = 28;
/** An interval wider than this (from half to double) tells a planner nothing: its history was shaken too hard. */
export const intervalRatioMax = 4;

export interface Forecast {
  daysAhead: (typeof forecastDays)[number];
  /** Null: too few days lately. */
  p95BitsPerSecond: number | null;
  /** Ends of the 90 % interval; null: not enough data. */
  low: number | null;
  high: number | null;
  /** Past forecasts at this distance whose day has come: what the interval is made of. */
  errors: number;
}

/** The forecasts as of the end of the day `today`. `daily` is in ascending order; later days are left out. */
export function forecastsOf(daily: readonly DailyLoad[], today: number): Forecast[] {
  const days = daily.flatMap(({ day, p95BitsPerSecond }) =>
    day > today || p95BitsPerSecond === null ? [] : [{ day, value: p95BitsPerSecond }],
  );
  const p95By = new Map(days.map(({ day, value }) => [day, value]));
  const origins = days.flatMap(({ day }, i) => {
    const origin = day === today ? null : originOf(days.slice(0, i + 1), day);
    return origin === null ? [] : [{ day, origin }];
  });
  const now = originOf(days, today);
  return forecastDays.map((daysAhead) => {
    if (now === null) return { daysAhead, p95BitsPerSecond: null, low: null, high: null, errors: 0 };
    const errors = origins
      .flatMap(({ day, origin }) => {
        const found = p95By.get(day + daysAhead);
        const said = foretold(origin, day + daysAhead);
        return found === undefined || found <= 0 || said <= 0 ? [] : [Math.log(found / said)];
      })
      .sort((a, b) => a - b);
    const p95BitsPerSecond = foretold(now, today + daysAhead);
    return { daysAhead, p95BitsPerSecond, ...intervalOf(p95BitsPerSecond, errors), errors: errors.length };
  });
}

interface Origin {
  level: number;
  factors: readonly number[];
}

/** What is known at the end of a day: the level of a usual workday, and the pattern of the week. */
function originOf(days: readonly DayValue[], today: number): Origin | null {
  const recent = days.filter(({ day }) => day > today - levelDays);
  if (days.length < historyMin || recent.length < levelMin) return null;
  const factors = weekdayFactors(days);
  return { level: median(recent.map(({ day, value }) => value / (factors[weekdayOf(day)] ?? 1))), factors };
}

const foretold = ({ level, factors }: Origin, day: number): number => level * (factors[weekdayOf(day)] ?? 1);

/** The ranks of a prediction interval by exchangeable errors (Vovk 2005): outwards, never interpolated. */
function intervalOf(value: number, errors: readonly number[]): { low: number | null; high: number | null } {
  const none = { low: null, high: null };
  if (errors.length < errorsMin || value <= 0) return none;
  const at = (rank: number) => errors[Math.min(errors.length, Math.max(1, rank)) - 1] ?? 0;
  const low = at(Math.floor(0.05 * (errors.length + 1)));
  const high = at(Math.ceil(0.95 * (errors.length + 1)));
  return high - low > Math.log(intervalRatioMax) ? none : { low: value * Math.exp(low), high: value * Math.exp(high) };
}
