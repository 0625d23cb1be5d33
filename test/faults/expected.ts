/**
 * What a store must hold of a sample, written a second time from DESIGN §8 so that the oracle does not believe the code
 * it judges. Pure.
 */
import type { InventorySample } from '@thongsuot/contract/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

/** One point as the oracle compares it. */
export interface PlainPoint {
  measurement: string;
  tags: Record<string, string>;
  at: number;
  fields: Record<string, number | string>;
}

/** Who sent the sample, and what his inventory says. */
export interface Origin {
  operator: string;
  agent: string;
  /** Inventories of the agent, ascending by `at`. */
  inventories: readonly InventorySample[];
}

/** Measurements that samples become; the collector writes others of its own accord. */
export const sampleMeasurements = ['link', 'ping', 'check', 'unit', 'agent'] as const;

/** Facts whose field is not their name in snake_case; null: none. */
const oddFacts: Readonly<Record<string, string | null>> = {
  alarmNames: null,
  operState: 'oper',
  trafficBitsPerSecond: 'traffic_bps',
  receivePowerDbm: 'receive_power_dbm',
};
const snake = (name: string) => name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);

type Loose = Record<string, number | string | undefined>;

/** The point, or null when the sample is none: it measured nothing, or its kind is not stored as a point. */
export function pointOf(sample: Sample, origin: Origin): PlainPoint | null {
  const { operator, agent, inventories } = origin;
  const inventory = inventories.findLast((one) => one.at <= sample.at) ?? inventories[0];
  const site = inventory?.site ?? '?';
  const point = (measurement: string, tags: Record<string, string>, measured: Loose, about: Loose = {}) => {
    const fields = Object.fromEntries(
      Object.entries(measured).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const whole = {
      ...fields,
      ...Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)),
    };
    return Object.keys(fields).length === 0
      ? null
      : { measurement, tags, at: sample.at, fields: whole as PlainPoint['fields'] };
  };
  switch (sample.kind) {
    case 'link': {
      const link = inventory?.links.find(({ id }) => id === sample.link);
      const [rateIn, rateOut] = [sample.inBitsPerSecond, sample.outBitsPerSecond];
      const [capIn, capOut] = [sample.capacityIn?.bitsPerSecond, sample.capacityOut?.bitsPerSecond];
      const of = (a: number | undefined, b: number | undefined, f: (a: number, b: number) => number) =>
        a === undefined || b === undefined ? undefined : f(a, b);
      return point(
        'link',
        { operator, site, endpoint: link?.endpoint ?? '?', link: sample.link },
        {
          in_bps: rateIn,
          out_bps: rateOut,
          capacity_in_bps: capIn,
          capacity_out_bps: capOut,
          util_in: of(rateIn, capIn, (rate, cap) => rate / cap),
          util_out: of(rateOut, capOut, (rate, cap) => rate / cap),
          reserve_in_bps: of(rateIn, capIn, (rate, cap) => cap - rate),
          reserve_out_bps: of(rateOut, capOut, (rate, cap) => cap - rate),
          in_errors_ps: sample.inErrorsPerSecond,
          out_errors_ps: sample.outErrorsPerSecond,
          in_discards_ps: sample.inDiscardsPerSecond,
          out_discards_ps: sample.outDiscardsPerSecond,
          receive_power_dbm: sample.receivePowerDbm,
          oper: sample.oper,
          span_s: sample.spanS,
        },
        { role: link?.role, interval_s: sample.intervalS },
      );
    }
    case 'ping': {
      if (sample.unknown !== undefined) return null;
      const { sent, received } = sample;
      const link = inventory?.links.find(({ id }) => id === sample.link);
      return point(
        'ping',
        { operator, site, endpoint: link?.endpoint ?? '?', link: sample.link },
        {
          sent,
          received,
          loss: (sent - received) / sent,
          rtt_ms_min: sample.rttMsMin,
          rtt_ms_avg: sample.rttMsAvg,
          rtt_ms_max: sample.rttMsMax,
          jitter_ms: sample.jitterMs,
        },
        { interval_s: sample.intervalS },
      );
    }
    case 'check': {
      const endpoint = inventory?.checks.find(({ id }) => id === sample.check)?.endpoint ?? '?';
      return point(
        'check',
        { operator, endpoint, check: sample.check },
        {
          up: sample.up ? 1 : 0,
          duration_ms: sample.durationMs,
          status: sample.status,
          tls_days_left: sample.tlsDaysLeft,
        },
      );
    }
    case 'unit': {
      const kind = inventory?.units.find(({ id }) => id === sample.unit)?.kind ?? '?';
      const fields: Loose = {};
      for (const [name, fact] of Object.entries(sample.facts)) {
        const field = name in oddFacts ? oddFacts[name] : snake(name);
        if (field != null && fact !== undefined && 'value' in fact) fields[field] = fact.value;
      }
      return point('unit', { operator, site, unit: sample.unit, kind }, fields);
    }
    case 'agent':
      return point(
        'agent',
        { operator, agent },
        {
          queue_bytes: sample.queueBytes,
          queue_oldest_s: sample.queueOldestS,
          lag_s: sample.lagS,
          drops: sample.drops,
          offset_ms: sample.offsetMs,
          rss_bytes: sample.rssBytes,
        },
      );
    default:
      return null;
  }
}
