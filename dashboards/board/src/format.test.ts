import { describe, expect, it } from 'vitest';
import {
  capitalize,
  formatDay,
  formatDelay,
  formatDuration,
  formatInstant,
  formatNumber,
  formatOctets,
  formatQuantity,
  formatRate,
  formatRatio,
  formatTime,
  formatWhen,
} from './format.ts';

// 4 August 2020, 17:05:09 UTC: already 5 August in the province.
const at = Date.UTC(2020, 7, 4, 17, 5, 9);

describe('delays', () => {
  it.each([
    [0.02, 'vi', '< 0,1 ms'],
    [0.02, 'en', '< 0.1 ms'],
    [0, 'vi', '0 ms'],
    [1.25, 'vi', '1,3 ms'],
    [42.4, 'en', '42 ms'],
    [null, 'vi', '–'],
  ] as const)('%s ms in %s is %s', (ms, language, text) => {
    expect(formatDelay(ms, language)).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    [1_234.5, 'vi', 1, '1.234,5'],
    [1_234.5, 'en', 1, '1,234.5'],
    [-0.0001, 'vi', 2, '0'],
    [null, 'vi', 0, '–'],
    [Number.NaN, 'en', 0, '–'],
  ] as const)('%s in %s with %i decimals is %s', (value, language, decimals, text) => {
    expect(formatNumber(value, language, decimals)).toBe(text);
  });
});

describe('rates', () => {
  it.each([
    [0, '0 bit/s'],
    [999, '999 bit/s'],
    [999.6, '1 kbit/s'],
    [1_234_567, '1,23 Mbit/s'],
    [12_345_678, '12,3 Mbit/s'],
    [200e6, '200 Mbit/s'],
    [999.6e6, '1 Gbit/s'],
    [2.5e12, '2,5 Tbit/s'],
    [-15e6, '-15 Mbit/s'],
    [null, '–'],
  ])('%s bit/s is written %s', (rate, text) => {
    expect(formatRate(rate, 'vi')).toBe(text);
  });
});

describe('ratios', () => {
  it.each([
    [0.123, '12,3%'],
    [0, '0%'],
    [1.2, '120%'],
    [0.0005, '0,05%'],
    [-0.1, '-10%'],
    [null, '–'],
  ])('%s is written %s', (ratio, text) => {
    expect(formatRatio(ratio, 'vi')).toBe(text);
  });
});

describe('times', () => {
  it('are those of the province, by the 24-hour clock', () => {
    expect(formatTime(at)).toBe('00:05');
    expect(formatTime(at, true)).toBe('00:05:09');
    expect(formatTime(at - 1_000 * 3_600)).toBe('23:05');
  });
  it('write the day in the way of the language', () => {
    expect(formatDay(at, 'vi')).toBe('05/08/2020');
    expect(formatDay(at, 'en')).toBe('05 Aug 2020');
    expect(formatInstant(at, 'vi')).toBe('00:05:09 05/08/2020');
  });
  it('leave out what they share with now', () => {
    expect(formatWhen(at, 'vi', at + 3_600_000)).toBe('00:05:09');
    expect(formatWhen(at, 'vi', at + 48 * 3_600_000)).toBe('00:05 05/08');
    expect(formatWhen(at, 'en', at + 400 * 86_400_000)).toBe('00:05 05 Aug 2020');
    expect(formatWhen(null, 'vi')).toBe('–');
  });
});

describe('durations', () => {
  it.each([
    [-5_000, '0 giây'],
    [59_999, '59 giây'],
    [60_000, '1 phút'],
    [7_500_000, '2 giờ 5 phút'],
    [7_200_000, '2 giờ'],
    [90_000_000, '1 ngày 1 giờ'],
    [null, '–'],
  ])('%s ms is written %s', (ms, text) => {
    expect(formatDuration(ms, 'vi')).toBe(text);
  });
});

it('octets have SI units', () => {
  expect(formatOctets(1_234_567, 'vi')).toBe('1,2 MB');
  expect(formatOctets(0, 'vi')).toBe('0 B');
});

it('a fact is written in the unit of its name', () => {
  expect(formatQuantity(0.42, 'ratio', 'vi')).toBe('42%');
  expect(formatQuantity(5_400, 's', 'en')).toBe('1 h 30 min');
  expect(formatQuantity(31.44, 'degC', 'vi')).toBe('31,4 °C');
});

it('a name at the beginning of a line has a capital, accents and all', () => {
  expect(capitalize('đắk Lắk')).toBe('Đắk Lắk');
  expect(capitalize('')).toBe('');
});
