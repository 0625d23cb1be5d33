/**
 * Every query of every panel and every annotation, expanded as Grafana does and run on a real influxd over seeded points
 * of every measurement: each must give rows, and no error. What a dashboard asks is thereby known to be what the store's
 * schema answers.
 */
import { measurementNames } from '@thongsuot/contract/storage.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, type Influxd, startInfluxd } from '../../test/harness/influxd.ts';
import { dashboards } from './generate.ts';
import { dashboardNames } from './links.ts';
import {
  expandMacros,
  expandVariables,
  intervalMsFor,
  intervalMsOf,
  type Range,
  type VariableValue,
} from './macros.ts';
import { seed } from './seed.ts';
import { languages } from './words.ts';

const to = Math.floor(Date.now() / 60_000) * 60_000;
const from = to - 2 * 3_600_000;
/** Points that a chart of usual width can draw. */
const maxDataPoints = 1_000;

interface Answer {
  results: { error?: string; series?: { columns: string[]; tags?: Record<string, string>; values: unknown[][] }[] }[];
  error?: string;
}

interface Asked {
  name: string;
  query: string;
  least: string;
  range: Range;
}

/** The range of a panel: its own, or the dashboard's default, or that moved into the past. */
function rangeOf(panel: { timeFrom?: string; timeShift?: string }, inView: string): Range {
  const shift = panel.timeShift === undefined ? 0 : intervalMsOf(panel.timeShift);
  const length = intervalMsOf(panel.timeFrom ?? inView);
  return { from: to - length - shift, to: to - shift };
}

const asked: Asked[] = dashboardNames.flatMap((name) =>
  languages.flatMap((language) => {
    const dashboard = dashboards[name](language);
    const inView = dashboard.time?.from?.replace('now-', '') ?? '';
    const panels = (dashboard.panels ?? []).flatMap((panel) =>
      ('targets' in panel ? (panel.targets ?? []) : []).map((target, index) => ({
        name: `${language}/${name} panel ${panel.id} “${panel.title}” query ${index + 1}`,
        query: (target as unknown as { query: string }).query,
        least: 'interval' in panel && typeof panel.interval === 'string' ? panel.interval : '1m',
        range: rangeOf(panel as { timeFrom?: string; timeShift?: string }, inView),
      })),
    );
    const marks = (dashboard.annotations?.list ?? []).flatMap((annotation) =>
      annotation.target === undefined || annotation.builtIn === 1
        ? []
        : [
            {
              name: `${language}/${name} annotation “${annotation.name}”`,
              query: (annotation.target as unknown as { query: string }).query,
              least: '1m',
              range: rangeOf({}, inView),
            },
          ],
    );
    return [...panels, ...marks];
  }),
);

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
  link: many('kenh.0', 'kenh.1', 'kenh.2', 'kenh.7'),
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
  const run = ({ query, least, range }: Asked, variables: Record<string, VariableValue>) => {
    const intervalMs = intervalMsFor(range, maxDataPoints, intervalMsOf(least));
    return ask(expandMacros(expandVariables(query, variables), range, intervalMs));
  };
  const rowsOf = (series: Awaited<ReturnType<typeof ask>>) =>
    series.flatMap((s) => s.values).filter((row) => row.slice(1).some((value) => value !== null));
  const panel = (name: string, id: number, nth = 1) => {
    const found = asked.find((a) => a.name.startsWith(`vi/${name} panel ${id} `) && a.name.endsWith(` query ${nth}`));
    if (found === undefined) throw new Error(`${name} has no panel ${id} with a query ${nth}`);
    return found;
  };

  beforeAll(async () => {
    influxd = await startInfluxd();
    await ask('CREATE DATABASE thongsuot');
    const written = await fetch(`${influxd.url}/write?db=thongsuot&precision=ms`, { method: 'POST', body: seed(to) });
    expect(written.status).toBe(204);
  }, 30_000);
  afterAll(async () => {
    await influxd?.stop();
  });

  describe.each([
    ['one value', one],
    ['several values', several],
    ['all operators', allOperators],
  ])('with %s of each variable', (_, variables) => {
    const here = asked.filter(({ query }) => variables !== one || !notOfOne.test(query));
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

  it('the variables list what is there, each narrowed by those before it', async () => {
    const lists = dashboardNames.flatMap((name) =>
      (dashboards[name]('vi').templating?.list ?? []).flatMap(({ name: variable, query }) =>
        typeof query === 'string' && query.startsWith('SHOW') ? [{ key: `${name} ${variable}`, query }] : [],
      ),
    );
    const listed = new Map<string, unknown[]>();
    for (const { key, query } of lists) {
      const [series] = await ask(expandVariables(query, one));
      listed.set(key, series?.values.map(([, value]) => value) ?? []);
    }
    expect(Object.fromEntries(listed)).toEqual({
      'province whose': ['all', 'vnpt'],
      'reserve whose': ['all', 'vnpt'],
      'reserve operator': ['viettel', 'vnpt'],
      'reserve endpoint': ['diem-0', 'diem-1', 'diem-2', 'diem-3', 'diem-4'],
      'reserve link': ['kenh.0'],
      'link operator': ['viettel', 'vnpt'],
      'link endpoint': ['diem-0', 'diem-1', 'diem-2', 'diem-3', 'diem-4'],
      'link link': ['kenh.0'],
      'endpoint whose': ['all', 'vnpt'],
      'endpoint endpoint': ['diem-0', 'diem-1', 'diem-2', 'diem-3', 'diem-4'],
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
    expect(await value('link', 5)).toBeCloseTo(0.02, 10);
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

  it('each alert begins once, to within 5 minutes, however many points it has', async () => {
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
      expect(earlyMs).toBeLessThan(5 * 60_000);
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

  it('the class’s threshold is its share of the capacity', async () => {
    const series = await run(panel('link', 20, 7), one);
    const values = series.flatMap((s) => s.values.map(([, value]) => value)).filter((value) => value !== null);
    expect(new Set(values)).toEqual(new Set([60e6]));
  });
});
