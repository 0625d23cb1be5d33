/** What the collector measures of itself, for `/metrics`. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { installNotifyMetrics } from './metrics-notify.ts';
import type { NotifyFigures } from './notify/notifier.ts';
import type { RecorderFigures } from './recorder/recorder.ts';
import type { RollupFigures } from './rollup/worker.ts';

export interface Metrics {
  registry: Registry;
  /** By outcome: stored, seen, malformed. */
  batches: Counter<'outcome'>;
  samples: Counter<'kind'>;
  rejections: Counter<'code'>;
  /** Batches answered 429; `what` is the lane, or `requests` where not even the body was read. */
  budgetRefusals: Counter<'operator' | 'agent' | 'what'>;
  /** From the judgement of a batch to its commit, waiting included. */
  commitSeconds: Histogram;
}

export interface Gauges {
  bodyOctets(): number;
  streams(): number;
  storeUnavailable(): boolean;
  recorded(): RecorderFigures;
  notified(): NotifyFigures;
  rolledUp(): RollupFigures | undefined;
  /** Series counted against the budget, by agent. */
  seriesHeld(): { operator: string; agent: string; series: number }[];
  /** Requests refused for their credential, by why. */
  refused(): ReadonlyMap<string, number>;
  connections(): { unproven: number; closed: number };
  /** Unix epoch ms; NaN without TLS. */
  tlsEndsAt(): number;
}

/** A registry of its own per app, so that several run in one test process. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('thongsuot_collector_body_octets', 'Octets of request bodies held now', gauges.bodyOctets);
  gauge('thongsuot_collector_streams', 'Event streams open now', gauges.streams);
  gauge('thongsuot_collector_store_unavailable', '1 while the store does not answer', () =>
    gauges.storeUnavailable() ? 1 : 0,
  );
  gauge(
    'thongsuot_collector_connections_unproven',
    'Connections open on which no credential has been shown',
    () => gauges.connections().unproven,
  );
  gauge(
    'thongsuot_collector_tls_ends_timestamp_seconds',
    'When the collector’s own certificate ends; NaN without TLS',
    () => gauges.tlsEndsAt() / 1_000,
  );
  new Counter({
    name: 'thongsuot_collector_connections_closed_total',
    help: 'Connections without a credential that were closed for newer ones of their kind',
    registers,
    collect() {
      this.reset();
      this.inc(gauges.connections().closed);
    },
  });
  new Counter({
    name: 'thongsuot_collector_credentials_refused_total',
    help: 'Requests refused for their credential: missing, token, certificate, unlisted or mismatch',
    labelNames: ['because'],
    registers,
    collect() {
      this.reset();
      for (const [because, count] of gauges.refused()) this.inc({ because }, count);
    },
  });
  gauge(
    'thongsuot_collector_recorder_waiting_points',
    'Points of verdicts that the store has not confirmed',
    () => gauges.recorded().waiting,
  );
  gauge(
    'thongsuot_collector_recorder_last_write_age_seconds',
    'Since the store last confirmed verdicts; NaN before it first did',
    () => gauges.recorded().lastWriteAgeS ?? Number.NaN,
  );
  new Gauge({
    name: 'thongsuot_collector_agent_series',
    help: 'Series that an agent has sent within a day, as its budget counts them',
    labelNames: ['operator', 'agent'],
    registers,
    collect() {
      this.reset();
      for (const { operator, agent, series } of gauges.seriesHeld()) this.set({ operator, agent }, series);
    },
  });
  installNotifyMetrics(registry, gauges.notified);
  new Counter({
    name: 'thongsuot_collector_recorder_dropped_points_total',
    help: 'Points of verdicts given up: too many waited, or the store refused them for good',
    labelNames: ['reason'],
    registers,
    collect() {
      const { dropped, rejected } = gauges.recorded();
      this.reset();
      this.inc({ reason: 'waiting' }, dropped);
      this.inc({ reason: 'rejected' }, rejected);
    },
  });
  gauge(
    'thongsuot_collector_rollup_dirty_hours',
    'Hours (of a measurement and an operator) whose rollups are out of date',
    () => gauges.rolledUp()?.dirtyHours ?? Number.NaN,
  );
  gauge(
    'thongsuot_collector_rollup_oldest_dirty_hour_timestamp_seconds',
    'Start of the oldest of them; NaN when there is none',
    () => (gauges.rolledUp()?.oldestDirtyHour ?? Number.NaN) / 1_000,
  );
  gauge(
    'thongsuot_collector_rollup_dirty_days',
    'Days whose rollups are out of date, the one under way included',
    () => gauges.rolledUp()?.dirtyDays ?? Number.NaN,
  );
  for (const [name, help, key] of [
    ['rounds', 'Rounds of the rollup worker', 'rounds'],
    ['points', 'Points of rollups that the store confirmed', 'written'],
    ['expired', 'Hours and days not recomputed: what they are made of had begun to expire', 'expired'],
    ['failures', 'Hours and days that failed, and points that the store refused for good', 'failed'],
  ] as const) {
    new Counter({
      name: `thongsuot_collector_rollup_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(gauges.rolledUp()?.[key] ?? 0);
      },
    });
  }
  return {
    registry,
    batches: new Counter({
      name: 'thongsuot_collector_batches_total',
      help: 'Batches by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    samples: new Counter({
      name: 'thongsuot_collector_samples_total',
      help: 'Samples taken, by kind',
      labelNames: ['kind'],
      registers,
    }),
    rejections: new Counter({
      name: 'thongsuot_collector_rejections_total',
      help: 'Samples refused, by code',
      labelNames: ['code'],
      registers,
    }),
    budgetRefusals: new Counter({
      name: 'thongsuot_collector_budget_refusals_total',
      help: 'Batches answered 429 because their agent had used up its budget; what: live, backlog or requests',
      labelNames: ['operator', 'agent', 'what'],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'thongsuot_collector_commit_seconds',
      help: 'From the judgement of a batch to its commit: waiting, operational file and store',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 6, 10],
      registers,
    }),
  };
}
