import { describe, expect, it } from 'vitest';
import { parseHttpDate, parseRetryAfter } from './retry-after.ts';

const now = Date.UTC(2026, 10, 23, 20, 0, 0);

describe('parseRetryAfter', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['seconds with blanks around', ' 7 ', 7_000],
    ['zero', '0', 0],
    ['an absurd number of seconds', '99999999999', 99_999_999_999_000],
    ['a date to come', 'Mon, 23 Nov 2026 20:00:30 GMT', 30_000],
    ['a date past is no wait', 'Mon, 23 Nov 2026 19:59:30 GMT', 0],
    ['a negative number makes no sense', '-5', null],
    ['a fraction makes no sense', '1.5', null],
    ['an exponent makes no sense', '1e3', null],
    ['a date that is none', 'Mon, 99 Nov 2026 20:00:30 GMT', null],
    ['a date in another form', '2026-11-23T20:00:30Z', null],
    ['garbage', 'soon', null],
    ['nothing', '', null],
    ['no header', undefined, null],
  ])('%s', (_name, value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

describe('parseHttpDate', () => {
  it('reads the sender’s clock', () => {
    expect(parseHttpDate('Mon, 23 Nov 2026 20:00:00 GMT')).toBe(now);
  });
  it('is null for anything else', () => {
    expect([parseHttpDate(undefined), parseHttpDate('now'), parseHttpDate('Mon, 32 Foo 2026 20:00:00 GMT')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
