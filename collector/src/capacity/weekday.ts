/** The weekday effect in a series of days, and what is left without it: the classical ratio to the moving average. */
import { median } from './theil-sen.ts';

export interface DayValue {
  /** Day number: whole days since 1970-01-01 of the province's calendar. */
  day: number;
  value: number;
}

/** 0 is Monday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7;

const flat: readonly number[] = [1, 1, 1, 1, 1, 1, 1];

/**
 * The factor of each weekday (index 0 is Monday): the median of its days' ratios to the mean of the 7 days around them,
 * scaled so that the median factor is 1. With five workdays in a week that is a workday's: what is left is the load of a
 * usual workday, which is when a link fills. All 1 when any weekday has fewer than 2 ratios: one day is no pattern.
 */
export function weekdayFactors(days: readonly DayValue[]): readonly number[] {
  const byDay = new Map(days.map((d) => [d.day, d.value]));
  const ratios: number[][] = [[], [], [], [], [], [], []];
  for (const { day, value } of days) {
    let sum = 0;
    for (let d = day - 3; d <= day + 3; d++) sum += byDay.get(d) ?? Number.NaN;
    if (sum > 0) ratios[weekdayOf(day)]?.push((value * 7) / sum);
  }
  if (ratios.some((r) => r.length < 2)) return flat;
  const factors = ratios.map(median);
  const usual = median(factors);
  return factors.every((f) => f > 0) ? factors.map((f) => f / usual) : flat;
}

/** The days with their weekday's factor taken out. */
export function withoutWeekdays(days: readonly DayValue[]): { days: DayValue[]; factors: readonly number[] } {
  const factors = weekdayFactors(days);
  return { days: days.map(({ day, value }) => ({ day, value: value / (factors[weekdayOf(day)] ?? 1) })), factors };
}
