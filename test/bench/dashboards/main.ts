/**
 * Every query of every panel of the Grafana dashboards, expanded for its default range, on a real influxd that holds
 * a whole province: how long each takes, and which give nothing.
 */
import { parseArgs } from 'node:util';
import { provisionInflux } from '@thongsuot/collector/store/influx/provision.ts';
import { databaseName, type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import { type Asked, askedBy, expanded } from '@thongsuot/dashboards/grafana/asked.ts';
import { dashboardNames } from '@thongsuot/dashboards/grafana/links.ts';
import type { VariableValue } from '@thongsuot/dashboards/grafana/macros.ts';
import { pino } from 'pino';
import { type Influxd, startInfluxd } from '../../harness/influxd.ts';
import { lacks } from '../../harness/parts.ts';
import { median, round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { type Extent, endpointOf, linesOf, linkName, operatorOf } from './points.ts';

/** Lines in one request, which is what influxd takes best, and requests under way. */
const linesPerWrite = 10_000;
const writesMax = 2;
/** Each query is asked so often; its figure is the middle one. */
const rounds = 3;
/** What a query may take (issue: each under a second for its default range). */
const limitMs = 1_000;

const log = pino({ level: 'silent' });

interface Timed {
  name: string;
  ms: number;
  rows: number;
}

export async function benchDashboards(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({
    args: argv,
    options: {
      links: { type: 'string', default: '500' },
      days: { type: 'string', default: '30' },
      interval: { type: 'string', default: '30' },
      'raw-hours': { type: 'string', default: '24' },
    },
  });
  if (lacks('influxd')) return { figures: {}, ratios: {}, missing: { influxd: 'influxd is not installed' } };
  const extent: Extent = {
    links: whole(values.links, 9, 5_000, 'links'),
    days: whole(values.days, 8, 30, 'days'),
    intervalMs: whole(values.interval, 5, 300, 'interval') * 1_000,
    rawHours: whole(values['raw-hours'], 1, 720, 'raw-hours'),
    to: Math.floor(Date.now() / 60_000) * 60_000,
  };
  const influxd = await startInfluxd();
  try {
    await provisionInflux({ url: influxd.url }, log);
    const began = performance.now();
    const points: Partial<Record<Tier, number>> = {};
    const lines = linesOf(extent);
    for (const tier of tierNames) {
      points[tier] = await load(influxd, databaseOf(tier), lines[tier]());
      process.stderr.write(`${databaseOf(tier)}: ${points[tier]} points\n`);
    }
    const loadS = (performance.now() - began) / 1_000;
    const timed: Timed[] = [];
    for (const [how, variables] of Object.entries(chosen(extent)))
      for (const name of dashboardNames)
        for (const asked of askedBy(name, 'vi', extent.to)) timed.push(await time(influxd, how, asked, variables));
    const all = timed.map(({ ms }) => ms).sort((a, b) => a - b);
    const slowest = timed.toSorted((a, b) => b.ms - a.ms);
    return {
      figures: {
        queries: timed.length,
        slowestMs: round(all.at(-1) ?? 0),
        p95Ms: round(all[Math.ceil(all.length * 0.95) - 1] ?? 0),
        medianMs: round(median(all)),
        over1s: slowest.filter(({ ms }) => ms >= limitMs).map(({ name, ms }) => ({ name, ms: round(ms) })),
        slowest: slowest.slice(0, 8).map(({ name, ms }) => ({ name, ms: round(ms) })),
        withoutRows: timed.filter(({ rows }) => rows === 0).map(({ name }) => name),
        points,
        loadS: round(loadS),
        links: extent.links,
        days: extent.days,
        rawHours: extent.rawHours,
      },
      ratios: {},
    };
  } finally {
    await influxd.stop();
  }
}

const databaseOf = (tier: Tier) => `${databaseName}${tiers[tier].suffix}`;

function whole(text: string, least: number, most: number, what: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${what} ${text} is not a whole number from ${least} to ${most}`);
}

/** One of each variable, and several beside one another, with all operators. */
function chosen({ links }: Extent): Record<string, Record<string, VariableValue>> {
  const list = (value: string[]): VariableValue => ({ multi: true, value: [...new Set(value)] });
  const of = (some: number[]) => ({
    whose: { multi: false, value: 'all' },
    warning: { multi: false, value: '0.6' },
    endpoint: list(some.map(endpointOf)),
    link: list(some.map(linkName)),
    severity: list(['critical', 'warning']),
  });
  const some = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((i) => i < links);
  return {
    one: { ...of([0]), operator: list([operatorOf(0)]), unit: list(['unit-0']), agent: list(['agent-0']) },
    several: {
      ...of(some),
      operator: { multi: true, value: '.*', all: true },
      unit: list(some.map((i) => `unit-${i}`)),
      agent: list(some.map((i) => `agent-${i}`)),
    },
  };
}

/** How many lines were written. @throws Error when influxd refuses some */
async function load(influxd: Influxd, database: string, lines: Generator<string>): Promise<number> {
  let written = 0;
  const under = new Set<Promise<void>>();
  const put = async (body: string) => {
    const response = await fetch(`${influxd.url}/write?db=${database}&precision=ms`, { method: 'POST', body });
    if (response.status !== 204) throw new Error(`${database} refused points: ${await response.text()}`);
  };
  const flush = async (batch: readonly string[]) => {
    written += batch.length;
    const one: Promise<void> = put(batch.join('\n')).finally(() => under.delete(one));
    under.add(one);
    if (under.size >= writesMax) await Promise.race(under);
  };
  let batch: string[] = [];
  for (const line of lines) {
    batch.push(line);
    if (batch.length < linesPerWrite) continue;
    await flush(batch);
    batch = [];
  }
  if (batch.length > 0) await flush(batch);
  await Promise.all(under);
  return written;
}

async function time(
  influxd: Influxd,
  how: string,
  asked: Asked,
  variables: Readonly<Record<string, VariableValue>>,
): Promise<Timed> {
  const q = expanded(asked, variables);
  const db = databaseOf(asked.source === 'chosen' ? 'raw' : asked.source);
  const name = `${how}: ${asked.name}`;
  const taken: number[] = [];
  let rows = 0;
  for (let i = 0; i < rounds; i++) {
    const began = performance.now();
    const response = await fetch(`${influxd.url}/query?${new URLSearchParams({ db, epoch: 'ms' })}`, {
      method: 'POST',
      body: new URLSearchParams({ q }),
    });
    const answer = (await response.json()) as {
      error?: string;
      results?: { error?: string; series?: { values: unknown[][] }[] }[];
    };
    taken.push(performance.now() - began);
    const wrong = answer.error ?? answer.results?.[0]?.error;
    if (wrong !== undefined) throw new Error(`${name} failed: ${wrong}: ${q}`);
    const values = answer.results?.[0]?.series?.flatMap((one) => one.values) ?? [];
    rows = values.filter((row) => row.slice(1).some((value) => value !== null)).length;
  }
  return { name, ms: median(taken), rows };
}
