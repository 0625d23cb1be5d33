/** A level shift: the load of a week far above or below the four weeks before, and not because of a trend. */
import { median, senSlope } from './theil-sen.ts';
import { type DayValue, withoutWeekdays } from './weekday.ts';

/** Days after and before; whole weeks, so that each weekday counts alike in both medians. */
const recentDays = 7;
const beforeDays = 28;
/** Valid days that each median needs; with fewer, single days would decide. */
const recentMin = 4;
const beforeMin = 14;
/** Rise of the median that is called a shift; a fall by the same factor is one as well. */
const riseRatioMin = 1.25;

export interface LevelShift {
  /** First day at the new level. */
  day: number;
  /** Median of the week over that of the four weeks before, as it stood when the shift was newest to be seen. */
  ratio: number;
}

/**
 * The newest level shift in the series, or null: up, or down as over a holiday. It is looked for as of every day, since a shift of last month
 * no longer stands out between the last 7 days and the 28 before, yet would bend every slope laid across it.
 * `days` are in ascending order, one value a day at most.
 */
export function newestLevelShift(days: readonly DayValue[]): LevelShift | null {
  const first = days[0]?.day;
  const last = days.at(-1)?.day;
  if (first === undefined || last === undefined) return null;
  for (let end = last; end - recentDays >= first; end--) {
    const recent = days.filter((d) => d.day <= end && d.day > end - recentDays);
    const before = days.filter((d) => d.day <= end - recentDays && d.day > end - recentDays - beforeDays);
    if (recent.length < recentMin || before.length < beforeMin) continue;
    const ratio = riseOf(recent, before);
    if (ratio === null) continue;
    // Without the weekday effect, or the split would fall on a Monday for no other reason than the weekend before it.
    const plain = withoutWeekdays(days).days.filter((d) => d.day <= end && d.day > end - recentDays - beforeDays);
    return { day: splitOf(plain, ratio > 1), ratio };
  }
  return null;
}

/** The ratio of the medians where it is a shift. A change of which the trend before explains half is a trend, not a shift. */
function riseOf(recent: readonly DayValue[], before: readonly DayValue[]): number | null {
  const [levelAfter, levelBefore] = [median(recent.map((d) => d.value)), median(before.map((d) => d.value))];
  const rise = levelAfter - levelBefore;
  const [lesser, greater] = [Math.min(levelBefore, levelAfter), Math.max(levelBefore, levelAfter)];
  if (levelBefore <= 0 || greater <= riseRatioMin * lesser) return null;
  const slope = senSlope(before.map((d) => ({ x: d.day, y: d.value })))?.mid ?? 0;
  const apart = median(recent.map((d) => d.day)) - median(before.map((d) => d.day));
  const explained = rise > 0 ? slope * apart >= rise / 2 : slope * apart <= rise / 2;
  return explained ? null : levelAfter / levelBefore;
}

/** The day from which on the second of two medians fits: the split with the least sum of absolute deviations. */
function splitOf(days: readonly DayValue[], up: boolean): number {
  const deviation = (part: readonly DayValue[]) => {
    const level = median(part.map((d) => d.value));
    return part.reduce((sum, d) => sum + Math.abs(d.value - level), 0);
  };
  let best = { day: days[0]?.day ?? 0, sum: Number.POSITIVE_INFINITY };
  for (let i = 1; i < days.length; i++) {
    const [left, right] = [days.slice(0, i), days.slice(i)];
    const sum = deviation(left) + deviation(right);
    const rises = median(right.map((d) => d.value)) > median(left.map((d) => d.value));
    if (sum < best.sum && rises === up) {
      best = { day: right[0]?.day ?? 0, sum };
    }
  }
  return best.day;
}
