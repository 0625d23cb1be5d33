/**
 * Every query of every panel and every annotation, expanded as Grafana does and run on a real influxd over seeded points
 * of every measurement: each must give rows, and no error. What a dashboard asks is thereby known to be what the store's
 * schema answers.
 */
import { measurementNames, type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bucket, dayOf, folded, hourMs, slotsOf } from '../../collector/src/rollup/bucket.ts';
import { figureNames, planOf } from '../../collector/src/rollup/plan.ts';
import { hasInfluxd, type Influxd, startInfluxd } from '../../test/harness/influxd.ts';
import { type Asked, askedBy, expanded, sourceNamed } from './asked.ts';
import { dashboards } from './generate.ts';
import { measurementOf } from './influx.ts';
import { dashboardNames } from './links.ts';
import { expandVariables, type VariableValue } from './macros.ts';
import { endpoints, lineOf, type SeedPoint, seed } from './seed.ts';
import type { Source } from './sources.ts';
import { languages } from './words.ts';

const to = Math.floor(Date.now() / 300_000) * 300_000;
const from = to - 2 * 3_600_000;

interface Answer {
  results: { error?: string; series?: { columns: string[]; tags?: Record<string, string>; values: unknown[][] }[] }[];
  error?: string;
}

const asked: Asked[] = dashboardNames.flatMap((name) => languages.flatMap((language) => askedBy(name, language, to)));

/** The database of a source; the tier that a reader has chosen is the raw one, as a dashboard opens, or another. */
const databaseOf = (source: Source, chosen: Tier = 'raw') =>
  `thongsuot${tiers[source === 'chosen' ? chosen : source].suffix}`;

/** Each tier's points as the collector's own rollups make them of the raw ones; availability it writes to two tiers. */
function tiersOf(raw: readonly SeedPoint[]): Record<Tier, SeedPoint[]> {
  const made: Record<Tier, SeedPoint[]> = { raw: [...raw], '5m': [], '1h': [], '1d': [] };
  made['1d'].push(...raw.filter(({ measurement }) => measurement === 'availability'));
  for (const points of Map.groupBy(raw, ({ measurement, tags }) => JSON.stringify([measurement, tags])).values()) {
    const [first] = points;
    const plan = planOf(first?.measurement ?? '');
    if (plan === undefined || first === undefined) continue;
    const rows = points
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, fields }) => ({ at, values: plan.fields.map(({ name }) => fields[name] ?? null) }));
    const slots = slotsOf(plan, rows);
    const put = (tier: Tier, bucket: Bucket | undefined) => {
      if (bucket !== undefined) made[tier].push({ ...first, fields: bucket.fields, at: bucket.at });
    };
    for (const slot of slots) put('5m', slot);
    for (const [at, some] of Map.groupBy(slots, (slot) => Math.floor(slot.at / hourMs) * hourMs))
      put('1h', folded(plan, some, at, hourMs));
    for (const [at, some] of Map.groupBy(slots, (slot) => dayOf(slot.at)))
      put('1d', folded(plan, some, at, 24 * hourMs));
  }
  return made;
}

const single = {
  whose: { multi: false, value: 'all' },
  warning: { multi: false, value: '0.6' },
} as const satisfies Record<string, VariableValue>;
const many = (...value: string[]): VariableValue => ({ multi: true, value });
const one: Record<string, VariableValue> = {
  ...single,
  operator: many('vnpt'),
  endpoint: many('diem-0'),
  link: many('kenh.0'),
  unit: many('ups-1'),
  agent: many('vnpt-pleiku-1'),
  severity: many('critical'),
};
const several: Record<string, VariableValue> = {
  ...single,
  operator: many('vnpt', 'viettel'),
  endpoint: many('diem-0', 'diem-1', 'diem-2'),
  link: many('kenh.0', 'kenh.1', 'kenh.2', 'kenh.27'),
  unit: many('ups-1', 'generator-1', 'standbyRouter-1'),
  agent: many('vnpt-pleiku-1', 'viettel-pleiku-1'),
  severity: many('critical', 'warning'),
};
const allOperators: Record<string, VariableValue> = { ...several, operator: { multi: true, value: '.*', all: true } };

/** Facts that the one unit chosen does not state: a UPS has no fuel, no engine and no standby role. */
const notOfOne = /"(fuel_ratio|engine_mode|engine_state|standby_state)"\)[^,]* FROM "unit"/;

it('the dashboards ask of every measurement that the store has', () => {
  const used = new Set(asked.map(({ query }) => /FROM "(\w+)"/.exec(query)?.[1]));
  expect([...used].sort()).toEqual([...measurementNames].sort());
});

describe.skipIf(!hasInfluxd())('on a real influxd', () => {
  let influxd: Influxd;
  const ask = async (q: string, db = databaseOf('raw')): Promise<NonNullable<Answer['results'][number]['series']>> => {
    const response = await fetch(`${influxd.url}/query?${new URLSearchParams({ db, epoch: 'ms' })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ q }),
    });
    const answer = (await response.json()) as Answer;
    // influxd answers 200 with an error inside where the database, not the syntax, is at fault.
    expect(answer.error ?? answer.results[0]?.error, q).toBeUndefined();
    return answer.results[0]?.series ?? [];
  };
  const run = (what: Asked, variables: Record<string, VariableValue>, chosen?: Tier) =>
    ask(expanded(what, variables), databaseOf(what.source, chosen));
  const rowsOf = (series: Awaited<ReturnType<typeof ask>>) =>
    series.flatMap((s) => s.values).filter((row) => row.slice(1).some((value) => value !== null));
  const panel = (name: string, id: number, nth = 1) => {
    const found = asked.find((a) => a.name.startsWith(`vi/${name} panel ${id} `) && a.name.endsWith(` query ${nth}`));
    if (found === undefined) throw new Error(`${name} has no panel ${id} with a query ${nth}`);
    return found;
  };

  beforeAll(async () => {
    influxd = await startInfluxd();
    for (const [tier, points] of Object.entries(tiersOf(seed(to)))) {
      const database = databaseOf(tier as Tier);
      await ask(`CREATE DATABASE ${database}`, database);
      for (let i = 0; i < points.length; i += 10_000) {
        const body = points
          .slice(i, i + 10_000)
          .map(lineOf)
          .join('\n');
        const written = await fetch(`${influxd.url}/write?db=${database}&precision=ms`, { method: 'POST', body });
        expect(written.status).toBe(204);
      }
    }
  }, 60_000);
  afterAll(async () => {
    await influxd?.stop();
  });

  describe.each([
    ['one value', one],
    ['several values', several],
    ['all operators', allOperators],
  ])('with %s of each variable', (_, variables) => {
    // The two languages differ in labels: the English ones are run once.
    const here = asked.filter(
      ({ query, name }) =>
        (variables === several || name.startsWith('vi/')) && (variables !== one || !notOfOne.test(query)),
    );
    it.each(here)('$name', async (what) => {
      const series = await run(what, variables);
      expect(rowsOf(series).length, what.query).toBeGreaterThan(0);
      // Narrowed queries answer for the chosen and for nothing else.
      for (const tag of ['endpoint', 'link', 'unit', 'agent', 'severity'] as const) {
        if (!what.query.includes(`"${tag}" =~ /^$${tag}$/`)) continue;
        const answered = new Set(series.flatMap((s) => s.tags?.[tag] ?? []));
        expect(variables[tag]?.value, what.query).toEqual(expect.arrayContaining([...answered]));
        if (tag === 'link') expect([...answered].sort()).toEqual([...(variables[tag]?.value ?? [])]);
      }
    });
  });

  const coarser = asked.filter(({ source, name, query }) => {
    // Below an hour's range, and of what is asked minute by minute, a coarser tier has nothing to say.
    return source === 'chosen' && name.startsWith('vi/') && !notOfOne.test(query);
  });
  it.each(coarser)('from the hourly tier: $name', async (what) => {
    const day = { ...what, range: { from: to - 86_400_000, to }, least: '1h' };
    expect(rowsOf(await run(day, several, '1h')).length, what.query).toBeGreaterThan(0);
  });

  it('the variables list what is there, each narrowed by those before it', async () => {
    const lists = dashboardNames.flatMap((name) =>
      (dashboards[name]('vi').templating?.list ?? []).flatMap(({ name: variable, query, datasource }) =>
        typeof query === 'string' && query.startsWith('SHOW')
          ? [{ key: `${name} ${variable}`, query, source: sourceNamed(datasource?.uid) }]
          : [],
      ),
    );
    const listed = new Map<string, unknown[]>();
    for (const { key, query, source } of lists) {
      const [series] = await ask(expandVariables(query, one), databaseOf(source));
      listed.set(key, series?.values.map(([, value]) => value) ?? []);
    }
    expect(Object.fromEntries(listed)).toEqual({
      'province whose': ['all', 'vnpt'],
      'reserve whose': ['all', 'vnpt'],
      'reserve operator': ['viettel', 'vnpt'],
      'reserve endpoint': endpoints.toSorted(),
      'reserve link': ['kenh.0'],
      'link operator': ['viettel', 'vnpt'],
      'link endpoint': endpoints.toSorted(),
      'link link': ['kenh.0'],
      'endpoint whose': ['all', 'vnpt'],
      'endpoint endpoint': endpoints.toSorted(),
      'readiness operator': ['viettel', 'vnpt'],
      'readiness unit': ['generator-1', 'standbyRouter-1', 'ups-1'],
      'availability whose': ['all', 'vnpt'],
      'availability operator': ['all', 'viettel', 'vnpt'],
      'alerts operator': ['viettel', 'vnpt'],
      'agents operator': ['viettel', 'vnpt'],
      'agents agent': ['vnpt-pleiku-1'],
    });
  });

  it('the figures are those of the points', async () => {
    const value = async (name: string, id: number) => (await run(panel(name, id), one))[0]?.values[0]?.[1];
    expect(await value('reserve', 1)).toBeCloseTo(0.1, 10);
    expect(await value('reserve', 2)).toBe(0);
    expect(await value('reserve', 3)).toBe(1);
    const p95 = (await value('reserve', 42)) as number;
    expect(p95).toBeGreaterThan(45e6);
    expect(p95).toBeLessThan(50e6);
    expect(await value('province', 4)).toBe(2);
    expect(await value('province', 5)).toBe(2);
    expect(await value('province', 9)).toBe(0);
    expect(await value('link', 5)).toBeCloseTo(0.2 / 6, 10);
    expect(await value('readiness', 3)).toBe(50);
    expect(await value('agents', 3)).toBe(0);
  });

  it('availability leaves out what is not known, coverage and the strict figure do not', async () => {
    const value = async (id: number) => (await run(panel('availability', id), one))[0]?.values[0]?.[1];
    const [up, down, unknown] = [5 * 86_100, 200, 5 * 100];
    expect(await value(1)).toBeCloseTo(up / (up + down), 12);
    expect(await value(2)).toBeCloseTo((up + down) / (up + down + unknown), 12);
    expect(await value(3)).toBeCloseTo(up / (up + down + unknown), 12);
  });

  it('a class that was not measured has a coverage of 0 and no availability', async () => {
    const coverage = await run(panel('availability', 10, 1), one);
    expect(coverage.find((s) => s.tags?.['name'] === 'EDU')?.values[0]?.[1]).toBe(0);
    const named = new Set<string | undefined>();
    for (const nth of [2, 3, 4, 5])
      for (const s of await run(panel('availability', 10, nth), one)) named.add(s.tags?.['name']);
    expect(named.has('EDU')).toBe(false);
    expect(named.has('HOSPITAL')).toBe(true);
    expect(named.size).toBe(13);
  });

  it('a target stands beside each class, and the distance to it', async () => {
    const series = await run(panel('availability', 10, 2), one);
    const row = series.find((s) => s.tags?.['name'] === 'TSLCD1')?.values[0] ?? [];
    const [availability, target, margin] = row.slice(1) as [number, number, number];
    expect(target).toBeCloseTo(0.9999, 12);
    expect(margin).toBeCloseTo(availability - 0.9999, 12);
  });

  it('days are days of the province', async () => {
    const series = await run({ ...panel('availability', 20), range: { from: to - 30 * 86_400_000, to } }, one);
    const days = series.find((s) => s.tags?.['name'] === 'HOSPITAL')?.values ?? [];
    expect(days).toHaveLength(5);
    for (const [at] of days) expect(((at as number) / 3_600_000) % 24).toBe(17);
  });

  it('an alert that fires has its figures and for how long; one that ended is not listed', async () => {
    const series = await run(panel('alerts', 10), allOperators);
    const rows = series.map((s) => [s.tags?.['rule'], ...(s.values[0] ?? []).slice(1)]).sort();
    expect(rows).toEqual([
      ['linkDown', 1, 70 * 60, 1, 1],
      ['utilization', 1, 110 * 60, 0.8, 0.75],
    ]);
  });

  it('each alert begins once, to within 10 minutes, however many points it has', async () => {
    const series = await run(panel('alerts', 22), allOperators);
    const begun = series.flatMap((s) => s.values.map(([at]) => ({ is: s.tags, at: at as number })));
    const beganAt = (rule: string, endpoint: string, severity: string) =>
      begun.filter(({ is }) => is?.['rule'] === rule && is['endpoint'] === endpoint && is['severity'] === severity);
    expect(begun).toHaveLength(6);
    for (const [rule, endpoint, severity, minutes] of [
      ['utilization', 'diem-0', 'critical', 10],
      ['quality', 'diem-0', 'warning', 15],
      ['quality', 'diem-1', 'warning', 60],
    ] as const) {
      const [one, ...others] = beganAt(rule, endpoint, severity);
      expect(others).toEqual([]);
      const earlyMs = from + minutes * 60_000 - (one?.at ?? 0);
      expect(earlyMs).toBeGreaterThanOrEqual(0);
      expect(earlyMs).toBeLessThan(10 * 60_000);
    }
  });

  it('time firing is added over what shares a rule', async () => {
    const series = await run(panel('alerts', 30), allOperators);
    const seconds = Object.fromEntries(
      series.map((s) => [`${s.tags?.['rule']} ${s.tags?.['severity']}`, s.values[0]?.[1]]),
    );
    expect(seconds).toMatchObject({ 'quality warning': (25 + 10) * 60, 'quality critical': 10 * 60 });
    const fired = await run(panel('alerts', 3), allOperators);
    expect(fired[0]?.values[0]?.[1]).toBe(6);
  });

  it('an agent’s last sample has its own time', async () => {
    const series = await run(panel('agents', 10), one);
    expect(series.map((s) => s.values[0]?.[0])).toEqual([to - 60_000]);
  });

  it('last week’s panel is of last week', async () => {
    const series = await run(panel('link', 21), one);
    const times = series.flatMap((s) => s.values.map(([at]) => at as number));
    expect(Math.max(...times)).toBeLessThanOrEqual(to - 7 * 86_400_000);
  });

  it('a month’s figures are the tier’s: mean, capacity, p95 and highest of each hour, in their order', async () => {
    const lastHour = Math.floor(to / hourMs) * hourMs - hourMs;
    const values = await Promise.all(
      [1, 3, 5, 7].map(async (nth) => {
        const [series] = await run(panel('link', 50, nth), one);
        return series?.values.find(([at]) => at === lastHour)?.[1] as number;
      }),
    );
    const [mean, capacity, p95, highest] = values as [number, number, number, number];
    expect(capacity).toBe(100e6);
    expect(mean).toBeGreaterThan(30e6);
    expect(p95).toBeGreaterThan(mean);
    expect(highest).toBeGreaterThanOrEqual(p95);
    expect(highest).toBeLessThanOrEqual(50e6);
    const [readings] = await run(panel('link', 51), one);
    expect(readings?.values.find(([at]) => at === lastHour)?.[1]).toBe(1);
  });

  it('every figure that a panel reads of a tier is one that the collector’s rollups keep', () => {
    for (const { query, source, name } of asked) {
      if (source === 'chosen' || source === 'raw') continue;
      const plan = planOf(measurementOf(query));
      if (plan === undefined) continue;
      const kept = new Set(['n', 'expected', ...plan.fields.flatMap((field) => figureNames(field, source))]);
      const read = [...query.matchAll(/\w+\("(\w+)"\)/g)].map(([, field]) => field ?? '');
      expect(read.length, name).toBeGreaterThan(0);
      for (const field of read) expect([...kept], name).toContain(field);
    }
    const read = new Set(asked.map(({ source }) => source));
    expect([...read].sort()).toEqual(['chosen', ...tierNames].sort());
  });

  it('the class’s threshold is its share of the capacity', async () => {
    const series = await run(panel('link', 20, 7), one);
    const values = series.flatMap((s) => s.values.map(([, value]) => value)).filter((value) => value !== null);
    expect(new Set(values)).toEqual(new Set([60e6]));
  });
});
