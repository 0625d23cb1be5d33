import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthBefore, parseLocalField, toLocalField } from './local-time.ts';

const at = Date.parse('2020-08-04T00:30:00Z');

describe('a time that somebody types', () => {
  it('is the province’s, seven hours before UTC, wherever the browser is', () => {
    expect(parseLocalField('2020-08-04T07:30')).toBe(at);
    expect(toLocalField(at)).toBe('2020-08-04T07:30');
  });
  it.each(['', '2020-08-04', '2020-02-30T00:00', '2020-13-01T00:00', '2020-08-04T25:00', 'x'])('%o is none', (text) => {
    expect(parseLocalField(text)).toBeNull();
  });
  it('is read back to the minute', () => {
    const minutes = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2090, 0) / 60_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        expect(parseLocalField(toLocalField(minute * 60_000))).toBe(minute * 60_000);
      }),
    );
  });
});

describe('a month', () => {
  it('begins and ends at midnight of the province', () => {
    const { name, from, to } = monthBefore(at, 0);
    expect([name, new Date(from).toISOString(), new Date(to).toISOString()]).toEqual([
      '2020-08',
      '2020-07-31T17:00:00.000Z',
      '2020-08-31T17:00:00.000Z',
    ]);
  });
  it('goes back over the year', () => {
    expect(monthBefore(at, 8).name).toBe('2019-12');
  });
  it('is the province’s also in the last hours of UTC’s month', () => {
    expect(monthBefore(Date.parse('2020-07-31T20:00:00Z'), 0).name).toBe('2020-08');
  });
  it('joins the one before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), (back) => {
        expect(monthBefore(at, back + 1).to).toBe(monthBefore(at, back).from);
      }),
    );
  });
});
