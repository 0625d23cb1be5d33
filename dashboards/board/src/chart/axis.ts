/** Labels of the chart's axes: the 24-hour clock of the province, never am/pm; days where the steps are days. Pure. */
import { formatDayShort, formatRate, formatTime, type Language } from '../format.ts';

const daySeconds = 86_400;

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
