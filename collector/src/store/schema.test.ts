import { describe, expect, it } from 'vitest';
import { checkedQuery } from './query.ts';
import { admit, fieldType, problemOf, retentionOf } from './schema.ts';
import type { Point, WindowQuery } from './store.ts';

const good: Point = {
  measurement: 'check',
  tags: { operator: 'vnpt', endpoint: 'cong', check: 'cong-ttdt' },
  fields: { up: 1 },
  at: 1_596_499_200_000,
};

describe('problemOf', () => {
  it.each<[string, Partial<Point>]>([
    ['exactly the tags and known fields', {}],
    ['an id of Vietnamese letters and punctuation', { tags: { ...good.tags, check: `Chư Prông, "số" 1='` } }],
    ['a negative number', { fields: { tls_days_left: -3 } }],
  ])('admits a point with %s', (_, change) => {
    expect(problemOf({ ...good, ...change }, 'raw')).toBeUndefined();
  });

  it.each<[string, Partial<Point> | object, string]>([
    ['an unknown measurement', { measurement: 'toString' }, 'no measurement is called "toString"'],
    ['a missing tag', { tags: { operator: 'vnpt', endpoint: 'e' } }, 'tag check of check is missing or empty'],
    ['an empty tag', { tags: { ...good.tags, check: '' } }, 'tag check of check is missing or empty'],
    ['a tag too many', { tags: { ...good.tags, site: 's' } }, 'check has no tag "site"'],
    ['a long tag', { tags: { ...good.tags, check: 'x'.repeat(257) } }, 'tag check has 257 characters, at most 256 fit'],
    [
      'a backslash in a tag',
      { tags: { ...good.tags, check: 'a\\' } },
      'tag check holds a control character, a backslash or half a surrogate pair: "a\\\\"',
    ],
    [
      'a line feed in a tag',
      { tags: { ...good.tags, check: 'a\nb' } },
      'tag check holds a control character, a backslash or half a surrogate pair: "a\\nb"',
    ],
    [
      'half a surrogate pair',
      { tags: { ...good.tags, check: '\ud800' } },
      'tag check holds a control character, a backslash or half a surrogate pair: "\ufffd"',
    ],
    ['no field', { fields: {} }, 'a point needs at least one field'],
    ['an unknown field', { fields: { up_mean: 1 } }, 'check has no field "up_mean" in tier raw'],
    ['a field of every object', { fields: { constructor: 1 } }, 'check has no field "constructor" in tier raw'],
    ['text for a number', { fields: { up: 'yes' } }, 'field up is a number within ±1000000000000000000, found "yes"'],
    ['no number', { fields: { up: Number.NaN } }, 'field up is a number within ±1000000000000000000, found NaN'],
    [
      'infinity',
      { fields: { up: Number.POSITIVE_INFINITY } },
      'field up is a number within ±1000000000000000000, found Infinity',
    ],
    ['a fraction of a millisecond', { at: 1.5 }, 'time 1.5 is not Unix epoch ms'],
  ])('refuses a point with %s', (_, change, expected) => {
    expect(problemOf({ ...good, ...change } as Point, 'raw')).toBe(expected);
  });

  it('refuses a number for a state', () => {
    const point: Point = {
      measurement: 'endpoint',
      tags: { operator: 'all', endpoint: 'e' },
      fields: { state: 1 },
      at: 0,
    };
    expect(problemOf(point, 'raw')).toBe('field state is a string of at most 500 characters, found 1');
  });
});

describe('fieldType', () => {
  it.each([
    ['raw', 'in_bps', 'number'],
    ['raw', 'oper', 'text'],
    ['raw', 'in_bps_mean', undefined],
    ['5m', 'in_bps_mean', 'number'],
    ['1h', 'in_bps_p95', 'number'],
    ['5m', 'in_bps_weight', 'number'],
    ['5m', 'oper_last', 'text'],
    ['5m', 'oper_mean', undefined],
    ['1d', 'n', 'number'],
    ['1d', 'nothing_mean', undefined],
  ] as const)('in tier %s takes %s for %s', (tier, field, expected) => {
    expect(fieldType('link', tier, field)).toBe(expected);
  });
});

describe('admit', () => {
  it('keeps the places of what it refuses and of what it admits', () => {
    const points = [good, { ...good, at: 4 }, { ...good, fields: {} }, { ...good, at: 5 }];
    const { places, rejected } = admit(points, 'raw', 5);
    expect(places).toStrictEqual([0, 3]);
    expect(rejected.map(({ index, code }) => [index, code])).toStrictEqual([
      [1, 'expired'],
      [2, 'invalid'],
    ]);
  });
});

describe('retentionOf', () => {
  it('is the contract’s, with single tiers replaced', () => {
    const day = 86_400_000;
    expect(retentionOf({ raw: 14 * day })).toStrictEqual({
      raw: 14 * day,
      '5m': 180 * day,
      '1h': 1_095 * day,
      '1d': 3_650 * day,
    });
  });
});

describe('checkedQuery', () => {
  const query: WindowQuery = {
    measurement: 'link',
    tier: 'raw',
    fields: ['in_bps'],
    where: {},
    from: 0,
    to: 10,
    limit: 1,
  };

  it('clamps times to what can be stored and takes whole milliseconds', () => {
    expect(checkedQuery({ ...query, from: -5.5, to: Number.POSITIVE_INFINITY })).toMatchObject({
      from: 0,
      to: 7_258_118_400_000,
    });
    expect(checkedQuery({ ...query, from: 1.2, to: 3.2 })).toMatchObject({ from: 2, to: 4 });
  });

  it('has nothing to ask of an empty window', () => {
    expect(checkedQuery({ ...query, from: 10, to: 10 })).toBeUndefined();
    expect(checkedQuery({ ...query, from: 11, to: 10 })).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['an unknown measurement', { measurement: 'x' }, 'no measurement is called x'],
    ['an unknown tier', { tier: '2m' }, 'no tier is called 2m'],
    ['an unknown tag', { where: { 'link" OR "a': 'b' } }, 'link has no tag link" OR "a'],
    ['no field', { fields: [] }, 'a query has 1 to 64 fields, found 0'],
    ['values of an unknown tag', { oneOf: { tag: 'agent', values: ['a'] } }, 'link has no tag agent'],
    ['no value of a tag', { oneOf: { tag: 'link', values: [] } }, 'oneOf names 1 to 64 values, found 0'],
    ['a field twice', { fields: ['in_bps', 'in_bps'] }, 'a query names each field once'],
    ['no limit', { limit: Number.POSITIVE_INFINITY }, 'limit is 1 to 1000000, found Infinity'],
    ['a width without an aggregate', { everyMs: 10 }, 'everyMs goes with an aggregate'],
    ['a width of nothing', { aggregate: 'mean', everyMs: 0 }, 'everyMs is a whole number of milliseconds, found 0'],
    [
      'too many buckets',
      { aggregate: 'mean', everyMs: 1, to: 200_000 },
      'a query has at most 110000 buckets, found 200000: ask in slices',
    ],
    ['a time that is none', { from: Number.NaN }, 'a time is Unix epoch ms, found NaN'],
  ])('refuses %s', (_, change, message) => {
    expect(() => checkedQuery({ ...query, ...change })).toThrow(new RangeError(message));
  });
});
