import { describe, expect, it } from 'vitest';
import { provinceDate, rateLabels, timeLabels } from './axis.ts';

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('the time axis', () => {
  it('has the 24-hour clock of the province, and the day where it begins', () => {
    const splits = ['2020-08-04T11:00:00Z', '2020-08-04T17:00:00Z', '2020-08-04T23:00:00Z'].map(seconds);
    expect(timeLabels(splits, 21_600, 'vi')).toEqual(['18:00', '00:00\n05/08', '06:00']);
  });
  it('has days only where the steps are days', () => {
    expect(timeLabels([seconds('2020-08-03T17:00:00Z')], 86_400, 'en')).toEqual(['04 Aug']);
  });
  it('has seconds where the steps are seconds', () => {
    expect(timeLabels([seconds('2020-08-04T07:00:30Z')], 30, 'vi')).toEqual(['14:00:30']);
  });
});

it.each([
  ['2026-11-24T16:59:59Z', '2026-11-24 23:59:59'],
  ['2026-11-24T17:00:00Z', '2026-11-25 00:00:00'],
  ['2026-06-30T20:30:00Z', '2026-07-01 03:30:00'],
])('at %s the province’s clock, in the browser’s fields, says %s', (iso, said) => {
  const date = provinceDate(seconds(iso));
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  expect(`${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`).toBe(said);
});

it('the rate axis says its unit, and plain 0', () => {
  expect(rateLabels([0, 50e6, 100e6], 'vi')).toEqual(['0', '50 Mbit/s', '100 Mbit/s']);
});
