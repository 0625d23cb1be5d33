import { describe, expect, it } from 'vitest';

import {
  expandMacros,
  expandVariables,
  intervalMsFor,
  intervalMsOf,
  intervalText,
  type VariableValue,
} from './macros.ts';
import { variable } from './sources.ts';

const several = { multi: true, value: ['a-1', 'b.2'] };

describe('variables', () => {
  it.each([
    ['several values become a choice, escaped', '"link" =~ /^$link$/', several, '"link" =~ /^(a-1|b\\.2)$/'],
    ['one value of several as well', '"link" =~ /^$link$/', { multi: true, value: ['a1'] }, '"link" =~ /^(a1)$/'],
    ['a slash does not end the expression', '/^$link$/', { multi: true, value: ['a/b'] }, '/^(a\\/b)$/'],
    ['one value stands as it is', `"link" = '$link'`, { multi: false, value: 'a.1' }, `"link" = 'a.1'`],
    ['one value inside an expression is escaped', '/^$link$/', { multi: false, value: 'a.1' }, '/^a\\.1$/'],
    [
      'braces and brackets are forms of the same',
      `/^(${variable('link:regex')}|[[link]])$/`,
      several,
      '/^((a-1|b\\.2)|(a-1|b\\.2))$/',
    ],
    ['All is put in as it is', '"link" =~ /^$link$/', { multi: true, value: '.*', all: true }, '"link" =~ /^.*$/'],
    [
      'between two expressions a value counts as inside one, which is why a factor stands before them',
      '"a" =~ /^x$/ AND $link > 1 AND "b" =~ /^y$/',
      { multi: false, value: '0.6' },
      '"a" =~ /^x$/ AND 0\\.6 > 1 AND "b" =~ /^y$/',
    ],
  ] satisfies [string, string, VariableValue, string][])('%s', (_, query, value, expected) => {
    expect(expandVariables(query, { link: value })).toBe(expected);
  });
  it('what is no variable stays for the macros', () => {
    expect(expandVariables('$timeFilter $__interval $linkage', { link: several })).toBe(
      '$timeFilter $__interval $linkage',
    );
  });
});

describe('macros', () => {
  it('are put in as the server does', () => {
    expect(
      expandMacros(
        'WHERE $timeFilter GROUP BY time($__interval), $interval, $__interval_ms',
        { from: 1, to: 2 },
        60_000,
      ),
    ).toBe('WHERE time >= 1ms and time <= 2ms GROUP BY time(1m), 1m, 60000');
  });
});

describe('intervals', () => {
  it.each([
    [1_000, '1s'],
    [90_000, '90s'],
    [60_000, '1m'],
    [3_600_000, '1h'],
    [86_400_000, '1d'],
    [500, '500ms'],
  ])('%i ms is %s, and back', (ms, text) => {
    expect(intervalText(ms)).toBe(text);
    expect(intervalMsOf(text)).toBe(ms);
  });
  it('a text that is none is refused', () => {
    expect(() => intervalMsOf('soon')).toThrow('soon is no interval');
  });
  it.each([
    ['follow the range', 6 * 3_600_000, 1_000, 1_000, 20_000],
    ['never fall below the panel’s least', 6 * 3_600_000, 1_000, 60_000, 60_000],
    ['are rounded', 30 * 86_400_000, 1_000, 60_000, 1_800_000],
    ['end at a day', 4_000 * 86_400_000, 1_000, 60_000, 86_400_000],
  ])('%s', (_, rangeMs, points, least, expected) => {
    expect(intervalMsFor({ from: 0, to: rangeMs }, points, least)).toBe(expected);
  });
});
