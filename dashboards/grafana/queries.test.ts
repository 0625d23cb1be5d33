/**
 * Every query of every panel, expanded as Grafana does and run on a real influxd over two hours of ten links: each must
 * give rows, and no error. What a dashboard asks is thereby known to be what the store's schema answers.
 */
import { type Measurement, measurements } from '@thongsuot/contract/storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, type Influxd, startInfluxd } from '../../test/harness/influxd.ts';
import { dashboards } from './generate.ts';
import { expandMacros, expandVariables, intervalMsFor, intervalMsOf, type VariableValue } from './macros.ts';
import { isStateField, tagValues } from './queries.ts';
import { queryVariables } from './variables.ts';
import { languages } from './words.ts';

const hour = 3_600_000;
const to = Math.floor(Date.now() / 60_000) * 60_000;
const from = to - 2 * hour;
const stepMs = 30_000;
/** Points that a chart of usual width can draw. */
const maxDataPoints = 1_000;

const seeded = Array.from({ length: 10 }, (_, i) => ({
  operator: i % 2 === 0 ? 'vnpt' : 'viettel',
  site: 'pleiku',
  endpoint: `diem-${i % 5}`,
  link: `kenh.${i}`,
}));

/** A line of the line protocol; only tags and fields that the contract names. */
function encode(
  measurement: Measurement,
  tags: Record<string, string>,
  fields: Record<string, number | string>,
  at: number,
) {
  const known: Readonly<Record<string, string>> = measurements[measurement].fields;
  expect(Object.keys(tags)).toEqual([...measurements[measurement].tags]);
  const values = Object.entries(fields).map(([name, value]) => {
    expect(Object.keys(known)).toContain(name);
    expect(typeof value === 'string').toBe(isStateField(measurement, name));
    return typeof value === 'string' ? `${name}="${value}"` : `${name}=${value}`;
  });
  return `${measurement},${Object.entries(tags)
    .map(([k, v]) => `${k}=${v}`)
    .join(',')} ${values.join(',')} ${at}`;
}

function seed(): string {
  const lines: string[] = [];
  for (const [index, tags] of seeded.entries()) {
    const { operator, endpoint, link } = tags;
    for (let at = from; at < to; at += stepMs) {
      const used = 0.4 + 0.05 * index + 0.1 * Math.sin(at / 600_000);
      const [inBps, outBps] = [used * 100e6, used * 40e6];
      const fields = {
        role: 'primary',
        in_bps: inBps,
        out_bps: outBps,
        capacity_in_bps: 100e6,
        capacity_out_bps: 100e6,
        util_in: inBps / 100e6,
        util_out: outBps / 100e6,
        reserve_in_bps: 100e6 - inBps,
        reserve_out_bps: 100e6 - outBps,
        oper: index === 9 ? 'down' : 'up',
        interval_s: stepMs / 1000,
        span_s: stepMs / 1000,
      };
      lines.push(encode('link', tags, fields, at));
    }
    for (let at = Math.ceil(from / hour) * hour; at < to; at += hour) {
      lines.push(
        encode(
          'capacity',
          { operator, endpoint, link },
          { p95_in_bps: 80e6, p95_out_bps: 30e6, n: 12, expected: 12 },
          at,
        ),
      );
    }
  }
  for (let i = 0; i < 5; i += 1) {
    const fields = {
      state: i === 0 ? 'degraded' : 'up',
      isolated: 0,
      on_backup: i === 0 ? 1 : 0,
      worst_reserve_ratio: 0.1 + 0.1 * i,
      paths_up: 2,
      paths: 2,
    };
    lines.push(encode('endpoint', { operator: 'all', endpoint: `diem-${i}` }, fields, to - 60_000));
  }
  return lines.join('\n');
}

interface Answer {
  results: { error?: string; series?: { columns: string[]; tags?: Record<string, string>; values: unknown[][] }[] }[];
  error?: string;
}

describe.skipIf(!hasInfluxd())('on a real influxd', () => {
  let influxd: Influxd;
  const ask = async (q: string): Promise<NonNullable<Answer['results'][number]['series']>> => {
    const response = await fetch(`${influxd.url}/query?${new URLSearchParams({ db: 'thongsuot', epoch: 'ms' })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ q }),
    });
    const answer = (await response.json()) as Answer;
    // influxd answers 200 with an error inside where the database, not the syntax, is at fault.
    expect(answer.error ?? answer.results[0]?.error, q).toBeUndefined();
    return answer.results[0]?.series ?? [];
  };

  beforeAll(async () => {
    influxd = await startInfluxd();
    await ask('CREATE DATABASE thongsuot');
    const written = await fetch(`${influxd.url}/write?db=thongsuot&precision=ms`, { method: 'POST', body: seed() });
    expect(written.status).toBe(204);
  }, 30_000);
  afterAll(async () => {
    await influxd?.stop();
  });

  const one: Record<string, VariableValue> = {
    operator: { multi: true, value: ['vnpt'] },
    endpoint: { multi: true, value: ['diem-0'] },
    link: { multi: true, value: ['kenh.0'] },
  };
  const several: Record<string, VariableValue> = {
    operator: { multi: true, value: ['vnpt', 'viettel'] },
    endpoint: { multi: true, value: ['diem-0', 'diem-1', 'diem-2'] },
    link: { multi: true, value: ['kenh.0', 'kenh.1', 'kenh.2', 'kenh.7'] },
  };

  const queries = Object.entries(dashboards).flatMap(([name, build]) =>
    languages.flatMap((language) =>
      (build(language).panels ?? []).flatMap((panel) =>
        ('targets' in panel ? (panel.targets ?? []) : []).map((target) => ({
          name: `${language}/${name} panel ${panel.id} “${panel.title}”`,
          query: (target as unknown as { query: string }).query,
          least: 'interval' in panel && typeof panel.interval === 'string' ? panel.interval : '1m',
        })),
      ),
    ),
  );

  it('there are queries to run', () => {
    expect(queries.length).toBeGreaterThanOrEqual(30);
  });

  describe.each([
    ['one value', one],
    ['several values', several],
  ])('with %s of each variable', (_, variables) => {
    it.each(queries)('$name', async ({ query, least }) => {
      const range = { from, to };
      const intervalMs = intervalMsFor(range, maxDataPoints, intervalMsOf(least));
      const series = await ask(expandMacros(expandVariables(query, variables), range, intervalMs));
      const values = series.flatMap((s) => s.values).filter((row) => row.slice(1).some((value) => value !== null));
      expect(values.length, query).toBeGreaterThan(0);
      const chosen = variables['link']?.value ?? [];
      // Narrowed queries answer for the chosen links and for no other.
      if (query.includes('/^$link$/')) expect(series.map((s) => s.tags?.['link']).sort()).toEqual([...chosen]);
    });
  });

  it('the variables list what is there, each narrowed by those before it', async () => {
    const values = async (name: (typeof queryVariables)[number], variables: Record<string, VariableValue>) => {
      const before = queryVariables.slice(0, queryVariables.indexOf(name));
      const [series] = await ask(expandVariables(tagValues(name, before), variables));
      return series?.values.map(([, value]) => value);
    };
    expect(await values('operator', one)).toEqual(['viettel', 'vnpt']);
    expect(await values('endpoint', one)).toEqual(['diem-0', 'diem-1', 'diem-2', 'diem-3', 'diem-4']);
    expect(await values('link', one)).toEqual(['kenh.0']);
  });

  it('the figures are those of the points: p95 of the 5-minute means, the least reserve, the one on backup', async () => {
    const value = async (panel: number) => {
      const query = queries.find(({ name }) => name.startsWith(`vi/reserve panel ${panel} `))?.query ?? '';
      const [series] = await ask(expandMacros(expandVariables(query, one), { from, to }, 60_000));
      return series?.values[0]?.[1] as number;
    };
    expect(await value(1)).toBeCloseTo(0.1, 10);
    expect(await value(2)).toBe(0);
    expect(await value(3)).toBe(1);
    const p95 = await value(42);
    expect(p95).toBeGreaterThan(45e6);
    expect(p95).toBeLessThan(50e6);
  });
});
