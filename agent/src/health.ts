/** `/metrics` (Prometheus) and `/healthz` on loopback: the agent about itself, for the operator's own monitoring. */
import type { Server } from 'node:http';
import { Gauge, Registry } from 'prom-client';
import { nodeHttp } from './node-http.ts';
import type { OutboxStats } from './outbox/outbox.ts';
import type { SchedulerStats } from './schedule/scheduler.ts';

export interface HealthSources {
  now(): number;
  offsetMs(): number;
  outbox(): OutboxStats;
  schedule(): SchedulerStats;
  findings(): number;
  /** Monotonic ms since the last commit that succeeded. */
  sinceCommitMs(): number;
  /** Cost of the last poll of each device. */
  polls(): ReadonlyMap<string, DevicePollCost>;
  /** Notifications by what became of them, where they are heard. */
  traps?(): Readonly<Record<string, number>>;
}

export interface DevicePollCost {
  pollMs: number;
  pdus: number;
  timeouts: number;
  reachable: boolean;
}

/** No commit for this long means that nothing reaches the disk: the agent is not well, whatever else works. */
const commitMsMax = 30_000;

/** All metrics, computed when they are asked for. Names and units follow Prometheus (base units, snake_case). */
export function createMetrics(sources: HealthSources): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `thongsuot_agent_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('outbox_octets', 'Octets in use in the outbox file.', () => sources.outbox().octets);
  gauge(
    'outbox_dropped_samples',
    'Samples lost to a bound since the outbox file was made.',
    () => sources.outbox().dropped,
  );
  gauge(
    'outbox_dead_letters',
    'Samples put aside because a collector refused them.',
    () => sources.outbox().deadLetters,
  );
  gauge('outbox_held_samples', 'Samples held to be sent again later.', () => sources.outbox().held);
  gauge('outbox_memory_samples', 'Samples that wait for the next commit.', () => sources.outbox().memorySamples);
  gauge('outbox_oldest_seconds', 'Age of the oldest batch that any collector has not acknowledged.', () =>
    oldestS(sources),
  );
  gauge('schedule_jobs', 'Things that are looked at again and again.', () => sources.schedule().jobs);
  gauge('schedule_dead_jobs', 'Of these, the ones whose last look failed.', () => sources.schedule().dead);
  gauge(
    'schedule_overruns',
    'Looks left out because the one before had not ended, since the start.',
    () => sources.schedule().overruns,
  );
  gauge(
    'schedule_lag_seconds',
    'How late looks started, the worst of the last minute.',
    () => sources.schedule().lagMsMax / 1_000,
  );
  gauge('clock_offset_seconds', 'This machine’s clock less the collector’s.', () => sources.offsetMs() / 1_000);
  gauge('findings', 'Findings that stand.', () => sources.findings());
  gauge('resident_memory_octets', 'Resident set size.', () => process.memoryUsage.rss());
  new Gauge({
    name: 'thongsuot_agent_collector_pending_batches',
    help: 'Batches that a collector has not acknowledged.',
    labelNames: ['collector'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { url, pending } of sources.outbox().collectors) this.set({ collector: url }, pending);
    },
  });
  const { traps } = sources;
  if (traps !== undefined) {
    new Gauge({
      name: 'thongsuot_agent_traps',
      help: 'Traps and informs by what became of them, since the start; polls are what the hints among them led to.',
      labelNames: ['outcome'],
      registers: [registry],
      collect() {
        for (const [outcome, count] of Object.entries(traps())) this.set({ outcome }, count);
      },
    });
  }
  const perDevice = (name: string, help: string, read: (cost: DevicePollCost) => number): void => {
    new Gauge({
      name: `thongsuot_agent_device_${name}`,
      help,
      labelNames: ['device'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [device, cost] of sources.polls()) this.set({ device }, read(cost));
      },
    });
  };
  perDevice('poll_seconds', 'Duration of the last poll.', ({ pollMs }) => pollMs / 1_000);
  perDevice('poll_pdus', 'PDUs sent in the last poll, tries included.', ({ pdus }) => pdus);
  perDevice('poll_timeouts', 'Tries of the last poll without an answer.', ({ timeouts }) => timeouts);
  perDevice('reachable', '1 when the device answered its last poll.', ({ reachable }) => (reachable ? 1 : 0));
  return registry;
}

const oldestS = ({ outbox, now }: HealthSources): number => {
  const oldest = Math.min(...outbox().collectors.map(({ oldestAt }) => oldestAt ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(oldest) ? Math.max(0, (now() - oldest) / 1_000) : 0;
};

/**
 * Serves both addresses; resolves once it listens.
 * @throws Error (EADDRINUSE and the like) when it cannot
 */
export async function serveHealth(listen: { host: string; port: number }, sources: HealthSources): Promise<Server> {
  const registry = createMetrics(sources);
  const server = nodeHttp.createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (request.method !== 'GET') return void answer(405, 'text/plain', 'GET only\n');
    if (request.url === '/metrics') {
      registry.metrics().then(
        (text) => answer(200, registry.contentType, text),
        (error: unknown) => answer(500, 'text/plain', `${String(error)}\n`),
      );
      return;
    }
    if (request.url === '/healthz') {
      const well = sources.sinceCommitMs() < commitMsMax;
      const body = {
        status: well ? 'ok' : 'failing',
        detail: well ? undefined : 'nothing was written to the outbox for 30 s',
        findings: sources.findings(),
      };
      answer(well ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
      return;
    }
    answer(404, 'text/plain', 'There are /metrics and /healthz\n');
  });
  server.requestTimeout = 5_000;
  server.maxConnections = 32;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}
