/** How numbers and times are written in each language. Pure. */
import { dateOf, dayOf } from '../availability/days.ts';

export type Language = 'vi' | 'en';

/** A decimal comma in Vietnamese, a point in English; `digits` after it; a dash for what is not known. */
export function decimal(value: number | null, digits: number, lang: Language): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const [whole = '', part] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',');
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '−' : '';
  return `${sign}${grouped}${part === undefined ? '' : `${lang === 'vi' ? ',' : '.'}${part}`}`;
}

/**
 * A ratio as a percentage, never better than it is: 0.99999 with two digits is 99.99 %, not 100 %. `digits` after the
 * point.
 */
export function percent(ratio: number | null, digits: number, lang: Language): string {
  if (ratio === null) return '–';
  const scale = 10 ** digits;
  // 0.9995 × 100 lies a hair below 99.95 in binary.
  const cut = Math.floor(Number((ratio * 100 * scale).toFixed(6))) / scale;
  return `${decimal(cut, digits, lang)} %`;
}

export const megabits = (bitsPerSecond: number | null, lang: Language): string =>
  decimal(bitsPerSecond === null ? null : bitsPerSecond / 1e6, 1, lang);

export const minutes = (seconds: number | null, lang: Language): string =>
  decimal(seconds === null ? null : seconds / 60, 1, lang);

/** A difference of two ratios in percentage points, in words: `tăng 0,012`. Never led by a sign, which a spreadsheet runs. */
export function points(delta: number | null, lang: Language): string {
  if (delta === null) return '–';
  const text = decimal(Math.abs(delta * 100), 3, lang);
  if (Number((delta * 100).toFixed(3)) === 0) return lang === 'vi' ? 'không đổi' : 'unchanged';
  const way = delta > 0 ? { vi: 'tăng', en: 'up' } : { vi: 'giảm', en: 'down' };
  return `${way[lang]} ${text}`;
}

/** `04/8/2020` as an official writes a date: days below 10 and months 1 and 2 with a leading 0. */
export function writtenDate(date: string, lang: Language): string {
  const [year = '', month = '', day = ''] = date.split('-');
  if (lang === 'en') return date;
  return `${day}/${Number(month) <= 2 ? month : Number(month)}/${year}`;
}

/** `14:05 04/8/2020`, in the province's time. */
export function writtenTime(at: number, lang: Language): string {
  const clock = new Date(at + 7 * 3_600_000).toISOString().slice(11, 16);
  return `${clock} ${writtenDate(dateOf(dayOf(at)), lang)}`;
}
