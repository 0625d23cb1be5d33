/** Labels of the chart's axes: the 24-hour clock of the province, never am/pm; days where the steps are days. Pure. */
import { formatDayShort, formatRate, formatTime, type Language } from '../format.ts';

const daySeconds = 86_400;

/** Asia/Ho_Chi_Minh has been 7 h ahead of UTC since June 1975, without summer time (IANA time zone database). */
const provinceAheadMs = 7 * 3_600_000;

/**
 * A date whose local fields, in the browser's zone, are the province's at `seconds` (Unix epoch): what uPlot puts its
 * ticks by. By arithmetic: Intl takes some 50 µs for each, and an axis asks for a hundred.
 */
export function provinceDate(seconds: number): Date {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() + provinceAheadMs + at.getTimezoneOffset() * 60_000);
}

/**
 * Labels of the time axis at `splits` (epoch seconds), `increment` seconds apart. The day is written where it begins;
 * steps of a day or more show days only.
 */
export function timeLabels(splits: readonly number[], increment: number, language: Language): string[] {
  return splits.map((seconds, index) => {
    const at = seconds * 1000;
    if (increment >= daySeconds) return formatDayShort(at, language);
    const time = formatTime(at, increment < 60);
    const day = formatDayShort(at, language);
    const before = splits[index - 1];
    const newDay = before !== undefined && formatDayShort(before * 1000, language) !== day;
    return newDay ? `${time}\n${day}` : time;
  });
}

/** Labels of the rate axis at `splits` (bits per second). */
export function rateLabels(splits: readonly number[], language: Language): string[] {
  return splits.map((value) => (value === 0 ? '0' : formatRate(value, language)));
}
