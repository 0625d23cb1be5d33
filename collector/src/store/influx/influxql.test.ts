import { describe, expect, it } from 'vitest';
import type { WindowQuery } from '../store.ts';
import { identifier, latestStatement, literal, windowReading } from './influxql.ts';

const base: WindowQuery = {
  measurement: 'ping',
  tier: 'raw',
  fields: ['loss', 'rtt_ms_avg'],
  where: { operator: 'vnpt' },
  from: 1_000,
  to: 2_000,
  limit: 10,
};
const window = 'FROM "ping" WHERE time >= 1000ms AND time < 2000ms AND "operator" = \'vnpt\' GROUP BY';
const tags = '"operator", "site", "endpoint", "link"';
const statement = (change: Partial<WindowQuery>) => windowReading({ ...base, ...change })?.statement;

describe('windowReading', () => {
  it('asks for points newest first, so that LIMIT keeps the newest', () => {
    expect(statement({})).toBe(`SELECT "loss", "rtt_ms_avg" ${window} ${tags} ORDER BY time DESC LIMIT 10`);
  });

  it('asks for an aggregate of buckets and leaves empty ones out', () => {
    expect(statement({ aggregate: 'max', everyMs: 300_000 })).toBe(
      `SELECT max("loss") AS "c0", max("rtt_ms_avg") AS "c1" ${window} time(300000ms), ${tags} fill(none)`,
    );
  });

  it('asks for sums and counts of days where a bucket can be longer than a day', () => {
    expect(statement({ aggregate: 'mean', fields: ['loss'] })).toBe(
      `SELECT sum("loss") AS "c0", count("loss") AS "c1" ${window} time(86400000ms), ${tags} fill(none)`,
    );
  });

  it.each([
    [300_000, 'mean("loss")'],
    [86_400_000, 'mean("loss")'],
    [25_200_000, 'mean("loss")'],
    [172_800_000, 'sum("loss")'],
  ])('asks for buckets of %i ms by %s', (everyMs, expected) => {
    expect(statement({ aggregate: 'mean', fields: ['loss'], everyMs })).toContain(`SELECT ${expected}`);
  });

  it('reads the values for p95: InfluxQL’s percentile() takes another rank', () => {
    expect(statement({ aggregate: 'p95', fields: ['loss'] })).toBe(`SELECT "loss" ${window} ${tags}`);
  });

  it('does not ask for the mean of text, and answers null in its place', () => {
    const reading = windowReading({
      ...base,
      measurement: 'link',
      fields: ['oper', 'in_bps'],
      aggregate: 'max',
      everyMs: 10,
    });
    expect(reading?.statement).toContain('SELECT max("in_bps") AS "c0" FROM');
    expect(reading?.finish([{ at: 1_000, values: [7] }])).toStrictEqual([{ at: 1_000, values: [null, 7] }]);
    expect(windowReading({ ...base, measurement: 'link', fields: ['oper'], aggregate: 'max' })).toBeUndefined();
  });

  it('stands a single bucket at the start of the window, whatever time a selector answers with', () => {
    const reading = windowReading({ ...base, aggregate: 'last' });
    expect(reading?.finish([{ at: 1_777, values: [1, 2] }])).toStrictEqual([{ at: 1_000, values: [1, 2] }]);
  });

  it('keeps the newest buckets of the limit', () => {
    const reading = windowReading({ ...base, aggregate: 'last', everyMs: 1, limit: 1, fields: ['loss'] });
    const rows = [
      { at: 1, values: [1] },
      { at: 2, values: [2] },
    ];
    expect(reading?.finish(rows)).toStrictEqual([{ at: 2, values: [2] }]);
  });
});

describe('quoting', () => {
  it.each([
    [`x' OR 'a'='a`, `'x\\' OR \\'a\\'=\\'a'`],
    ['\\', `'\\\\'`],
    [`\\' OR 1=1 --`, `'\\\\\\' OR 1=1 --'`],
    ['a\nb', `'a\\nb'`],
    ['đường', `'đường'`],
  ])('keeps the value %j one string', (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  it('keeps a name one identifier', () => {
    expect(identifier('a"; DROP DATABASE "x')).toBe('"a\\"; DROP DATABASE \\"x"');
  });

  it('quotes every value of a filter', () => {
    expect(latestStatement('check', { check: `'; DROP DATABASE thongsuot; --` }, 5)).toBe(
      `SELECT "up","duration_ms","status","tls_days_left" FROM "check" WHERE time >= 5ms AND "check" = '\\'; DROP DATABASE thongsuot; --' GROUP BY "operator", "endpoint", "check" ORDER BY time DESC LIMIT 1`,
    );
  });
});
