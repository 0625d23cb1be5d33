/**
 * Figures, times and durations as text, in the way of each language: Vietnamese writes a decimal comma and
 * day/month/year; both write the 24-hour clock of the province. An unknown figure is an en dash, never 0.
 */
import type { FactUnit } from '@thongsuot/contract/facts.ts';
import { timeZone } from '@thongsuot/contract/storage.ts';
import { instantsKeptMax } from './limits.ts';

export type Language = 'vi' | 'en';

/** What stands where a figure is not known. */
export const unknownText = '–';

const locales = { vi: 'vi-VN', en: 'en-GB' } as const;

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(language: Language, decimals: number, fixed: boolean): Intl.NumberFormat {
  const key = `${language}${decimals}${fixed}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locales[language], {
      maximumFractionDigits: decimals,
      minimumFractionDigits: fixed ? decimals : 0,
    });
    numberFormats.set(key, format);
  }
  return format;
}

/** A number with at most `decimals` places, grouped by thousands. */
export function formatNumber(value: number | null, language: Language, decimals = 0): string {
  if (value === null || !Number.isFinite(value)) return unknownText;
  // "-0" is what rounding leaves of a small negative figure; nobody means it.
  const rounded = Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value;
  return numberFormat(language, decimals, false).format(rounded);
}

/** A delay in milliseconds. Below 0.1 ms it says so: an answer took some time, and 0 would be a false figure. */
export function formatDelay(ms: number | null, language: Language): string {
  if (ms === null || !Number.isFinite(ms)) return unknownText;
  if (ms > 0 && ms < 0.1) return `< ${formatNumber(0.1, language, 1)} ms`;
  return `${formatNumber(ms, language, ms < 10 ? 1 : 0)} ms`;
}

const rateUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'] as const;

/** A rate of bits per second with its SI unit (1 kbit/s = 1000 bit/s) and three significant digits. */
export function formatRate(bitsPerSecond: number | null, language: Language): string {
  if (bitsPerSecond === null || !Number.isFinite(bitsPerSecond)) return unknownText;
  let value = bitsPerSecond;
  let step = 0;
  // 999.5 would be printed as 1000: it belongs to the next unit.
  while (Math.abs(value) >= 999.5 && step < rateUnits.length - 1) {
    value /= 1000;
    step += 1;
  }
  const size = Math.abs(value);
  const decimals = step === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${formatNumber(value, language, decimals)} ${rateUnits[step] ?? ''}`;
}

/** A ratio of 0–1 as per cent. Three decimals below 0.1 %, since a loss of 0.05 % is not none. */
export function formatRatio(ratio: number | null, language: Language, decimals = 1): string {
  if (ratio === null || !Number.isFinite(ratio)) return unknownText;
  const percent = ratio * 100;
  const small = percent !== 0 && Math.abs(percent) < 0.1;
  const figure = formatNumber(percent, language, small ? Math.max(3, decimals) : decimals);
  return `${figure}%`;
}

const octetUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Octets with their SI unit. */
export function formatOctets(octets: number | null, language: Language): string {
  if (octets === null || !Number.isFinite(octets)) return unknownText;
  let value = octets;
  let step = 0;
  while (value >= 999.5 && step < octetUnits.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${formatNumber(value, language, step === 0 || value >= 99.95 ? 0 : 1)} ${octetUnits[step] ?? ''}`;
}

const durationWords = {
  vi: { s: 'giây', min: 'phút', h: 'giờ', d: 'ngày' },
  en: { s: 's', min: 'min', h: 'h', d: 'd' },
} as const;

/** A duration in its two largest units: "2 giờ 5 phút". Negative durations (clock differences) count as 0. */
export function formatDuration(ms: number | null, language: Language): string {
  if (ms === null || !Number.isFinite(ms)) return unknownText;
  const words = durationWords[language];
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (a: number, wordA: string, b: number, wordB: string) => {
    const head = `${formatNumber(a, language)} ${wordA}`;
    return b === 0 ? head : `${head} ${b} ${wordB}`;
  };
  if (seconds < 60) return `${seconds} ${words.s}`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} ${words.min}`;
  if (seconds < 86_400) {
    return two(Math.floor(seconds / 3_600), words.h, Math.floor((seconds % 3_600) / 60), words.min);
  }
  return two(Math.floor(seconds / 86_400), words.d, Math.floor((seconds % 86_400) / 3_600), words.h);
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface ClockParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

// Reading the clock costs 50 µs, and hundreds of rows show the same instants every few seconds.
const read = new Map<number, ClockParts>();

function clockParts(at: number): ClockParts {
  const second = Math.floor(at / 1000);
  const known = read.get(second);
  if (known !== undefined) return known;
  const parts: ClockParts = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const { type, value } of clock.formatToParts(at)) {
    if (type in parts) parts[type as keyof ClockParts] = value;
  }
  if (read.size >= instantsKeptMax) read.clear();
  read.set(second, parts);
  return parts;
}

/** The province's time of day, `14:05` or `14:05:09`. */
export function formatTime(at: number | null, withSeconds = false): string {
  if (at === null || !Number.isFinite(at)) return unknownText;
  const { hour, minute, second } = clockParts(at);
  return withSeconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

/** The province's day: `04/08/2020` in Vietnamese, `04 Aug 2020` in English. */
export function formatDay(at: number | null, language: Language): string {
  if (at === null || !Number.isFinite(at)) return unknownText;
  const { year, month, day } = clockParts(at);
  return language === 'vi' ? `${day}/${month}/${year}` : `${day} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** Day and month alone, for the axis of a chart: `04/08`, `04 Aug`. */
export function formatDayShort(at: number, language: Language): string {
  const { month, day } = clockParts(at);
  return language === 'vi' ? `${day}/${month}` : `${day} ${months[Number(month) - 1] ?? month}`;
}

/** Time and day; the day is left out where it is the day of `now`, the year where it is the year of `now`. */
export function formatWhen(at: number | null, language: Language, now?: number): string {
  if (at === null || !Number.isFinite(at)) return unknownText;
  const day = formatDay(at, language);
  if (now !== undefined && formatDay(now, language) === day) return formatTime(at, true);
  if (now !== undefined && clockParts(now).year === clockParts(at).year) {
    return `${formatTime(at)} ${formatDayShort(at, language)}`;
  }
  return `${formatTime(at)} ${day}`;
}

/** Time to the second, and day: what a chart says of a point. */
export function formatInstant(at: number | null, language: Language): string {
  return at === null ? unknownText : `${formatTime(at, true)} ${formatDay(at, language)}`;
}

/** The value of a fact in the unit its name has. Words of states are the caller's. */
export function formatQuantity(value: number, unit: FactUnit, language: Language): string {
  switch (unit) {
    case 'ratio':
      return formatRatio(value, language, 0);
    case 's':
      return formatDuration(value * 1000, language);
    case 'V':
    case 'A':
    case 'Hz':
    case 'dBm':
    case 'Ah':
      return `${formatNumber(value, language, 1)} ${unit}`;
    case 'W':
      return `${formatNumber(value, language)} W`;
    case 'degC':
      return `${formatNumber(value, language, 1)} °C`;
    case 'bps':
      return formatRate(value, language);
    case 'time':
      return formatDay(value, language);
    case 'count':
    case 'flag':
    case 'state':
    case 'text':
      return formatNumber(value, language, 2);
  }
}

/** A name at the beginning of a line: `tỉnh Gia Lai` becomes `Tỉnh Gia Lai`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase('vi') + rest.join('');
}
