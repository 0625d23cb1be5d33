/**
 * Points of every measurement for the tests that run the dashboards' queries: two days of fifty links, two hours of what
 * stands around them, the same two hours a week before, five days of availability. Only tags and fields of the contract.
 */
import { classCodes } from '@thongsuot/contract/classes.ts';
import { type Measurement, measurements } from '@thongsuot/contract/storage.ts';
import { isStateField } from './queries.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** A day's start where the province is: 17:00 UTC the day before. */
const dayStart = (at: number) => Math.floor((at + 7 * hour) / day) * day - 7 * hour;

const links = Array.from({ length: 50 }, (_, i) => ({
  operator: i % 2 === 0 ? 'vnpt' : 'viettel',
  site: 'pleiku',
  endpoint: `diem-${i % 25}`,
  link: `kenh.${i}`,
}));
export const endpoints = Array.from({ length: 25 }, (_, i) => `diem-${i}`);

export interface SeedPoint {
  measurement: Measurement;
  tags: Readonly<Record<string, string>>;
  fields: Readonly<Record<string, number | string>>;
  at: number;
}

/** @throws Error when a tag or field is not the contract's, or a value not of its type. */
function encode(
  measurement: Measurement,
  tags: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, number | string>>,
  at: number,
): SeedPoint {
  const known = measurements[measurement];
  if (Object.keys(tags).join() !== known.tags.join()) throw new Error(`${measurement} has the tags ${known.tags}`);
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(known.fields, name)) throw new Error(`${measurement} has no field ${name}`);
    if ((typeof value === 'string') !== isStateField(measurement, name)) throw new Error(`${name} is of another type`);
  }
  return { measurement, tags, fields, at };
}

/** A line of the line protocol. */
export function lineOf({ measurement, tags, fields, at }: SeedPoint): string {
  const key = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  const values = Object.entries(fields).map(([name, value]) =>
    typeof value === 'string' ? `${name}="${value}"` : `${name}=${value}`,
  );
  return `${[measurement, ...key].join(',')} ${values.join(',')} ${at}`;
}

/** The last hours come by the minute, the two days before them by five minutes. */
const finelyMs = 3 * hour;

/** The raw points up to `to`. */
export function seed(to: number): SeedPoint[] {
  const from = to - 2 * hour;
  return [
    ...traffic(to - 2 * day, to - finelyMs, 300_000),
    ...traffic(to - finelyMs, to, 60_000),
    ...traffic(from - 7 * day, to - 7 * day, 60_000),
    ...outlook(from - 7 * day, to - 7 * day),
    ...outlook(to - 2 * day, to),
    ...echoes(to - 2 * day, to - finelyMs, 300_000),
    ...echoes(to - finelyMs, to, 60_000),
    ...portals(from, to),
    ...states(from, to),
    ...units(from, to),
    ...agents(from, to),
    ...alerts(from, to),
    ...availability(to),
  ];
}

function traffic(from: number, to: number, stepMs: number): SeedPoint[] {
  return links.flatMap((tags, index) => {
    const lines: SeedPoint[] = [];
    for (let at = from; at < to; at += stepMs) {
      const used = 0.4 + 0.05 * (index % 10) + 0.1 * Math.sin(at / 600_000);
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
        in_errors_ps: 0,
        out_errors_ps: 0,
        in_discards_ps: used > 0.8 ? 3 : 0,
        out_discards_ps: 0,
        oper: index % 10 === 9 ? 'down' : 'up',
        interval_s: stepMs / 1000,
        span_s: stepMs / 1000,
      };
      lines.push(encode('link', tags, fields, at));
    }
    return lines;
  });
}

/** What the collector works out by the hour. */
function outlook(from: number, to: number): SeedPoint[] {
  return links.flatMap(({ operator, endpoint, link }) => {
    const lines: SeedPoint[] = [];
    for (let at = Math.ceil(from / hour) * hour; at < to; at += hour) {
      const fields = {
        p95_in_bps: 80e6,
        p95_out_bps: 30e6,
        busy_hour_in_bps: 70e6,
        busy_hour_out_bps: 25e6,
        reserve_in_bps: 20e6,
        reserve_out_bps: 70e6,
        failover_reserve_bps: -5e6,
        days_to_full: 120,
        days_low: 80,
        days_high: 300,
        n: 12,
        expected: 12,
      };
      lines.push(encode('capacity', { operator, endpoint, link }, fields, at));
    }
    return lines;
  });
}

/** Of the first link two echoes of ten are lost in each sixth burst. */
function echoes(from: number, to: number, stepMs: number): SeedPoint[] {
  return links.flatMap((tags, index) => {
    const lines: SeedPoint[] = [];
    for (let at = from; at < to; at += stepMs) {
      const received = index === 0 && Math.floor(at / stepMs) % 6 === 0 ? 8 : 10;
      const rtt = { rtt_ms_min: 4, rtt_ms_avg: 5 + index, rtt_ms_max: 20, jitter_ms: 1 };
      const fields = { sent: 10, received, loss: 1 - received / 10, ...rtt, interval_s: stepMs / 1000 };
      lines.push(encode('ping', tags, fields, at));
    }
    return lines;
  });
}

function portals(from: number, to: number): SeedPoint[] {
  const lines: SeedPoint[] = [];
  for (const endpoint of endpoints) {
    for (let at = from; at < to; at += 60_000) {
      const fields = { up: 1, duration_ms: 120, status: 200, tls_days_left: 20 };
      lines.push(encode('check', { operator: 'vnpt', endpoint, check: `cong-${endpoint}` }, fields, at));
    }
  }
  return lines;
}

function states(from: number, to: number): SeedPoint[] {
  return ['all', 'vnpt'].flatMap((operator) =>
    endpoints.flatMap((endpoint, i) => {
      const lines: SeedPoint[] = [];
      for (let at = from; at < to; at += 60_000) {
        const fields = {
          state: i === 0 ? 'degraded' : 'up',
          isolated: 0,
          on_backup: i === 0 ? 1 : 0,
          worst_reserve_ratio: 0.1 + 0.03 * i,
          paths_up: 2,
          paths: 2,
        };
        lines.push(encode('endpoint', { operator, endpoint }, fields, at));
      }
      return lines;
    }),
  );
}

function units(from: number, to: number): SeedPoint[] {
  const facts = {
    ups: {
      battery_charge_ratio: 0.97,
      runtime_s: 5_400,
      load_ratio: 0.4,
      battery_temperature_c: 27,
      replace_battery: 0,
      alarms: 0,
      last_test_at: from - 40 * day,
      output_source: 'normal',
      battery_status: 'normal',
      last_test_result: 'pass',
    },
    generator: { fuel_ratio: 0.6, start_battery_voltage_v: 12.6, mains_present: 1, engine_mode: 'auto', alarms: 0 },
    standbyRouter: { standby_state: 'standby', peer_state: 'active', transitions: 1 },
  } as const;
  return Object.entries(facts).flatMap(([kind, fields], index) =>
    ['vnpt', 'viettel'].flatMap((operator) => {
      const lines: SeedPoint[] = [];
      for (let at = from; at < to; at += 60_000) {
        const verdict = { score: 90 - 20 * index, ready: index === 2 ? 0 : 1 };
        lines.push(
          encode('unit', { operator, site: 'pleiku', unit: `${kind}-1`, kind }, { ...verdict, ...fields }, at),
        );
      }
      return lines;
    }),
  );
}

function agents(from: number, to: number): SeedPoint[] {
  return ['vnpt', 'viettel'].flatMap((operator, index) => {
    const lines: SeedPoint[] = [];
    for (let at = from; at < to; at += 60_000) {
      const waiting = { queue_bytes: 4_096 * index, queue_oldest_s: 30 + 600 * index };
      const fields = { ...waiting, lag_s: 0.2, drops: 3 * index, offset_ms: -12, rss_bytes: 70e6 };
      lines.push(encode('agent', { operator, agent: `${operator}-pleiku-1` }, fields, at));
    }
    return lines;
  });
}

/** As the collector writes them: at the beginning, each minute while it fires, and once with 0 at the end. */
function alerts(from: number, to: number): SeedPoint[] {
  const minute = (n: number) => from + n * 60_000;
  const fired = (
    [operator, endpoint, rule, severity]: readonly string[],
    [value, threshold]: readonly [number, number],
    begins: number,
    ends: number | null,
  ) => {
    const tags = { operator, endpoint, rule, severity } as Record<string, string>;
    const lines: SeedPoint[] = [];
    for (let n = begins; minute(n) < to && (ends === null || n < ends); n += 1) {
      lines.push(encode('alert', tags, { firing: 1, value, threshold }, minute(n)));
    }
    if (ends !== null) lines.push(encode('alert', tags, { firing: 0, value: 0, threshold }, minute(ends)));
    return lines;
  };
  return [
    ...fired(['vnpt', 'diem-0', 'utilization', 'critical'], [0.8, 0.75], 10, null),
    ...fired(['vnpt', 'diem-0', 'quality', 'warning'], [0.02, 0.01], 15, 40),
    ...fired(['vnpt', 'diem-0', 'quality', 'critical'], [0.05, 0.03], 20, 30),
    ...fired(['viettel', 'diem-1', 'linkDown', 'critical'], [1, 1], 50, null),
    ...fired(['viettel', 'diem-1', 'quality', 'warning'], [0.03, 0.01], 60, 70),
    ...fired(['vnpt', 'unassigned', 'agentSilent', 'warning'], [400, 300], 60, 70),
  ];
}

/** Five whole days and the present one; the present one of one class was not measured at all. */
function availability(to: number): SeedPoint[] {
  const about = [
    ['province', 'gia-lai', 'all'],
    ...classCodes.map((code) => ['class', code, 'all']),
    ...['vnpt', 'viettel'].map((operator) => ['operator', operator, operator]),
    ...['pleiku', 'an-khe'].map((area) => ['area', area, 'all']),
    ...endpoints.map((endpoint) => ['endpoint', endpoint, 'all']),
    ...links.map(({ link, operator }) => ['link', link, operator]),
  ] as [string, string, string][];
  return about.flatMap(([scope, name, operator]) =>
    [4, 3, 2, 1, 0].map((ago) => {
      const unmeasured = name === 'EDU';
      const fields = unmeasured
        ? { up_s: 0, degraded_s: 0, down_s: 0, unknown_s: 86_400, maintenance_s: 0 }
        : { up_s: 86_000, degraded_s: 100, down_s: ago === 2 ? 200 : 0, unknown_s: 100, maintenance_s: 0 };
      return encode('availability', { scope, name, operator }, fields, dayStart(to) - ago * day);
    }),
  );
}
