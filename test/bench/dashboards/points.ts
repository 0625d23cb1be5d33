/**
 * A province's points as line protocol, as many as the dashboards meet: raw points for the longest range that a panel
 * reads of them, the tiers above for as long as panels read those. Values are of a fixed sequence: each run is the same.
 */
import { figureNames, planOf } from '@thongsuot/collector/rollup/plan.ts';
import { classCodes } from '@thongsuot/contract/classes.ts';
import { type Measurement, measurements, type Tier } from '@thongsuot/contract/storage.ts';
import { alertRules } from '@thongsuot/contract/verdicts.ts';

export interface Extent {
  links: number;
  days: number;
  /** Between two readings of a link, ms. */
  intervalMs: number;
  /** Hours of raw readings. */
  rawHours: number;
  to: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const operators = ['vnpt', 'viettel', 'mobifone'] as const;
const linksPerEndpoint = 3;

/** Numbers between 0 and 1, the same ones each time (Lehmer's generator). */
function sequence(): () => number {
  let state = 20_261_124;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Series {
  key: string;
  /** The fields of one point. */
  fields: () => string;
}

/** One series' points of a range, a step apart. */
function* over({ key, fields }: Series, from: number, to: number, stepMs: number): Generator<string> {
  for (let at = Math.ceil(from / stepMs) * stepMs; at < to; at += stepMs) yield `${key} ${fields()} ${at}`;
}

const keyOf = (measurement: Measurement, tags: Readonly<Record<string, string>>) =>
  [measurement, ...Object.entries(tags).map(([name, value]) => `${name}=${value}`)].join(',');

export const endpointOf = (link: number) => `endpoint-${Math.floor(link / linksPerEndpoint)}`;
export const operatorOf = (link: number) => operators[link % operators.length] as string;
export const linkName = (link: number) => `link-${link}`;

/** The lines of each tier's database. */
export function linesOf(extent: Extent): Record<Tier, () => Generator<string>> {
  const random = sequence();
  const { links, days, intervalMs, rawHours, to } = extent;
  const all = Array.from({ length: links }, (_, i) => i);
  const endpoints = [...new Set(all.map(endpointOf))];
  const rawFrom = to - rawHours * hourMs;
  const first = to - days * dayMs + hourMs;
  const tagsOf = (i: number) => ({
    operator: operatorOf(i),
    site: `site-${i % 12}`,
    endpoint: endpointOf(i),
    link: linkName(i),
  });
  const ofTier = (measurement: Measurement, tier: Exclude<Tier, 'raw'>) => {
    const plan = planOf(measurement);
    const names = ['n', 'expected', ...(plan?.fields ?? []).flatMap((field) => figureNames(field, tier))];
    // States are the same strings for ever, and no panel reads them of these tiers.
    const numbers = names.filter((name) => !/^(role|oper)$/.test(name));
    return () => numbers.map((name) => `${name}=${Math.round(random() * 100e6)}`).join(',');
  };
  return {
    *raw() {
      for (const i of all) {
        yield* over({ key: keyOf('link', tagsOf(i)), fields: () => reading(random) }, rawFrom, to, intervalMs);
        yield* over({ key: keyOf('ping', tagsOf(i)), fields: () => echo(random) }, rawFrom, to, intervalMs);
        const { operator, endpoint, link } = tagsOf(i);
        const capacity = keyOf('capacity', { operator, endpoint, link });
        yield* over({ key: capacity, fields: () => numbersOf('capacity', random) }, first, to, hourMs);
      }
      for (const [i, endpoint] of endpoints.entries()) {
        for (const operator of ['all', ...operators])
          yield* over(
            { key: keyOf('endpoint', { operator, endpoint }), fields: () => endpointState(random) },
            rawFrom,
            to,
            minuteMs,
          );
        const check = { operator: operators[i % 3] as string, endpoint, check: `check-${i}` };
        if (i % 3 === 0)
          yield* over({ key: keyOf('check', check), fields: () => numbersOf('check', random) }, rawFrom, to, minuteMs);
        yield* alertsOf(i, endpoint, first, to);
      }
      for (let i = 0; i < links / 3; i++) {
        const unit = { operator: operators[i % 3] as string, site: `site-${i % 12}`, unit: `unit-${i}`, kind: 'ups' };
        yield* over({ key: keyOf('unit', unit), fields: () => unitFacts(random) }, rawFrom, to, minuteMs);
      }
      for (let i = 0; i < 60; i++) {
        const agent = { operator: operators[i % 3] as string, agent: `agent-${i}` };
        yield* over({ key: keyOf('agent', agent), fields: () => numbersOf('agent', random) }, rawFrom, to, minuteMs);
      }
    },
    *'5m'() {
      const fields = ofTier('link', '5m');
      // The panel of last week reads one day of it.
      for (const i of all)
        yield* over({ key: keyOf('link', tagsOf(i)), fields }, to - 8 * dayMs, to - 7 * dayMs + hourMs, 5 * minuteMs);
    },
    *'1h'() {
      const fields = ofTier('link', '1h');
      for (const i of all) yield* over({ key: keyOf('link', tagsOf(i)), fields }, first, to, hourMs);
    },
    *'1d'() {
      const fields = ofTier('link', '1d');
      for (const i of all) yield* over({ key: keyOf('link', tagsOf(i)), fields }, to - 365 * dayMs, to, dayMs);
      for (const [scope, name, operator] of subjectsOf(all, endpoints)) {
        const key = keyOf('availability', { scope, name, operator });
        for (let day = days; day > 0; day--) yield `${key} ${seconds(random)} ${dayStart(to) - (day - 1) * dayMs}`;
      }
    },
  };
}

const dayStart = (at: number) => Math.floor((at + 7 * hourMs) / dayMs) * dayMs - 7 * hourMs;

function subjectsOf(links: readonly number[], endpoints: readonly string[]): [string, string, string][] {
  return [
    ['province', 'province', 'all'],
    ...classCodes.map((code): [string, string, string] => ['class', code, 'all']),
    ...operators.map((id): [string, string, string] => ['operator', id, id]),
    ...Array.from({ length: 130 }, (_, i): [string, string, string] => ['area', `area-${i}`, 'all']),
    ...endpoints.flatMap((id) => ['all', ...operators].map((o): [string, string, string] => ['endpoint', id, o])),
    ...links.map((i): [string, string, string] => ['link', linkName(i), operatorOf(i)]),
  ];
}

function reading(random: () => number): string {
  const [used, out] = [Math.round(random() * 180e6), Math.round(random() * 80e6)];
  return `role="primary",in_bps=${used},out_bps=${out},capacity_in_bps=200000000,capacity_out_bps=200000000,util_in=${used / 200e6},util_out=${out / 200e6},reserve_in_bps=${200e6 - used},reserve_out_bps=${200e6 - out},in_errors_ps=0,out_errors_ps=0,in_discards_ps=0,out_discards_ps=0,oper="up",interval_s=30,span_s=30`;
}

function echo(random: () => number): string {
  const received = random() < 0.99 ? 10 : 8;
  const rtt = Math.round(random() * 100) / 10;
  return `sent=10,received=${received},loss=${1 - received / 10},rtt_ms_min=${rtt},rtt_ms_avg=${rtt + 1},rtt_ms_max=${rtt + 9},jitter_ms=1,interval_s=30`;
}

function endpointState(random: () => number): string {
  const down = random() < 0.001 ? 1 : 0;
  return `state="${down ? 'down' : 'up'}",isolated=${down},on_backup=0,worst_reserve_ratio=${Math.round(random() * 100) / 100},paths_up=${3 - down},paths=3`;
}

function unitFacts(random: () => number): string {
  const charge = Math.round(random() * 100) / 100;
  return `score=90,ready=1,battery_charge_ratio=${charge},runtime_s=${Math.round(charge * 7200)},load_ratio=0.4,battery_temperature_c=27,replace_battery=0,alarms=0,output_source="normal",battery_status="normal",last_test_result="pass",fuel_ratio=${charge},start_battery_voltage_v=12.5,mains_present=1,transitions=1,engine_mode="auto",engine_state="stopped",standby_state="standby",peer_state="active"`;
}

/** Every number that a measurement has. */
function numbersOf(measurement: 'capacity' | 'check' | 'agent', random: () => number): string {
  const names = Object.keys(measurements[measurement].fields);
  return names.map((name) => `${name}=${name === 'up' ? 1 : Math.round(random() * 1000)}`).join(',');
}

/** Each endpoint has an incident of two hours every other day, in turn of each rule; every ninth fires now, for a day. */
function* alertsOf(i: number, endpoint: string, from: number, to: number): Generator<string> {
  const operator = operators[i % 3] as string;
  const of = (n: number, severity: string) =>
    keyOf('alert', { operator, endpoint, rule: alertRules[n % alertRules.length] as string, severity });
  for (let at = from + ((7 * i + 25) % 48) * hourMs, n = i; at + 2 * hourMs < to; at += 2 * dayMs, n++) {
    const key = of(n, n % 2 === 0 ? 'warning' : 'critical');
    yield* over({ key, fields: () => 'firing=1,value=0.9,threshold=0.8' }, at, at + 2 * hourMs, minuteMs);
    yield `${key} firing=0,value=0.1,threshold=0.8 ${Math.ceil((at + 2 * hourMs) / minuteMs) * minuteMs}`;
  }
  if (i % 9 === 0)
    yield* over({ key: of(i, 'critical'), fields: () => 'firing=1,value=1,threshold=1' }, to - dayMs, to, minuteMs);
}

function seconds(random: () => number): string {
  const down = random() < 0.1 ? Math.round(random() * 600) : 0;
  return `up_s=${86_300 - down},degraded_s=60,down_s=${down},unknown_s=40,maintenance_s=0`;
}
