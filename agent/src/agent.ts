/** The running agent: schedule → poll → outbox → deliver, put together. `start()` and `stop()`, and nothing else. */
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Sample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { LoadedConfig } from './config/load.ts';
import { credentialSource } from './credential.ts';
import { createDelivery } from './deliver/delivery.ts';
import { goneFindings } from './deliver/gone.ts';
import { createFindings } from './findings.ts';
import { type DevicePollCost, serveHealth } from './health.ts';
import { type Inventory, toInventorySamples } from './inventory.ts';
import { inventoryIntervalMs, rememberIntervalMs, selfIntervalMs, selfSoonMs } from './limits.ts';
import { openOutbox } from './outbox/outbox.ts';
import { createReadings } from './readings.ts';
import { clockFindings, createClock } from './schedule/clock.ts';
import { createScheduler } from './schedule/scheduler.ts';
import { createSnmpTransport } from './snmp/engines.ts';
import { createTraps } from './trap/traps.ts';
import { addressOf, createWatches, toBinding, toTarget, type Watches } from './watch.ts';

export interface Agent {
  /** @throws Error in a sentence when the outbox is held by another process, or the port is taken */
  start(): Promise<void>;
  /** Resolves when what was polled is on the disk and every connection closed. */
  stop(): Promise<void>;
}

export function createAgent(loaded: LoadedConfig, { log, version }: { log: Logger; version: string }): Agent {
  const { config } = loaded;
  const clock = createClock();
  const random = Math.random;
  const [firstCollector] = config.collectors;
  const outbox = openOutbox({
    path: join(config.agent.stateDirectory, 'outbox.db'),
    collectors: config.collectors.map(({ url }) => url),
    limits: { octetsMax: config.outbox.sizeMax, ageMsMax: config.outbox.ageMax },
    clock,
    log,
  });
  const transport = createSnmpTransport({ clock, log });
  const scheduler = createScheduler({ clock, random, log });
  const readings = createReadings();
  const polls = new Map<string, DevicePollCost>();
  let lastCommitMs = clock.monotonicMs();
  let stopping = false;

  const soon = later(selfSoonMs, () => reportSelf());
  const findings = createFindings(log, soon.ask);
  const watches = createWatches({
    loaded,
    transport,
    clock,
    log,
    memory: { load: (key) => outbox.recall(key), save: (key, value) => void outbox.save(key, value) },
  });

  const deliveries = config.collectors.map((collector) => {
    const { url, proxy } = collector;
    return createDelivery({
      collector: {
        url,
        credential: credentialSource(collector, loaded),
        ...(proxy !== undefined && { proxy: proxy.url }),
      },
      outbox,
      readingSince: readings.since,
      clock,
      random,
      log,
      // One clock corrects ours; two collectors that differ would pull it to and fro.
      onOffset: (offsetMs: number, uncertaintyMs?: number) => {
        if (url === firstCollector?.url) clock.correct(offsetMs, uncertaintyMs);
      },
      onWantsInventory: () => reportInventory(),
    });
  });

  const take = (samples: readonly Sample[]) => {
    for (const sample of samples) {
      if (sample.kind !== 'device') continue;
      const { device, pollMs = 0, pdus = 0, timeouts = 0, reachable } = sample;
      polls.set(device, { pollMs, pdus, timeouts, reachable });
    }
    outbox.append(samples);
  };

  for (const watch of watches.list) {
    scheduler.add({
      id: watch.id,
      intervalMs: watch.intervalMs,
      deadlineMs: watch.deadlineMs,
      lane: watch.lane,
      // The first look comes within 5 s: whoever starts an agent wants to see that it works.
      soonMs: Math.min(watch.intervalMs, 5_000),
      ...(watch.backoffMsMax !== undefined && { backoffMsMax: watch.backoffMsMax }),
      ...(watch.exclusive !== undefined && { exclusive: watch.exclusive }),
      async run(signal) {
        const end = readings.begin(clock.now());
        try {
          const { samples, findings: present, ok } = await watch.look(signal);
          if (stopping) return { ok };
          take(samples);
          findings.report(watch.id, present, clock.now());
          return { ok };
        } finally {
          end();
        }
      },
    });
  }

  const { traps: trapSettings } = config;
  const jobsOf = Map.groupBy(watches.list, ({ exclusive }) => exclusive);
  const traps =
    trapSettings &&
    createTraps({
      listen: trapSettings.listen,
      devices: config.devices.map((device) => ({ id: device.id, ...toTarget(device, loaded) })),
      poll: (device) => {
        for (const { id } of jobsOf.get(device) ?? []) scheduler.runNow(id);
      },
      clock,
      log,
    });

  let toldHash: string | undefined;
  /** Sends the inventory; `onlyChange` when nothing has changed since the last one is no reason to. */
  function reportInventory({ onlyChange = false } = {}): void {
    const samples = toInventorySamples(toInventory(loaded, watches, version), clock.now());
    const hash = samples[0]?.hash;
    if (onlyChange && hash === toldHash) return;
    toldHash = hash;
    outbox.append(samples);
  }

  function reportSelf(): void {
    if (stopping) return;
    const now = clock.now();
    // A device's first answer tells the profile of its units: that is a change of the inventory.
    reportInventory({ onlyChange: true });
    findings.report('clock', clockFindings(clock.offsetMs()), now);
    findings.report('outbox', outbox.findings(), now);
    const { octets, dropped, deadLetters, collectors } = outbox.stats();
    for (const [index, delivery] of deliveries.entries()) {
      const waiting = collectors.find(({ url }) => url === config.collectors[index]?.url);
      const gone = goneFindings({
        collector: waiting?.url ?? '',
        condition: delivery.stats().condition,
        pending: waiting?.pending ?? 0,
        oldestAt: waiting?.oldestAt ?? null,
        now,
        octets,
        octetsMax: config.outbox.sizeMax,
        ageMsMax: config.outbox.ageMax,
      });
      findings.report(`collector ${index}`, [...delivery.findings(), ...gone], now);
    }
    const oldest = Math.min(now, ...collectors.flatMap(({ oldestAt }) => oldestAt ?? []));
    const { findings: listed, omitted } = findings.list();
    outbox.append([
      {
        kind: 'agent',
        at: now,
        intervalS: selfIntervalMs / 1_000,
        version,
        queueBytes: octets,
        queueOldestS: Math.max(0, (now - oldest) / 1_000),
        lagS: scheduler.stats().lagMsMax / 1_000,
        drops: dropped,
        deadLetters,
        offsetMs: clock.offsetMs(),
        rssBytes: process.memoryUsage.rss(),
        findings: listed,
        ...(omitted > 0 && { findingsOmitted: omitted }),
      },
    ]);
  }

  const timers: NodeJS.Timeout[] = [];
  let health: Server | undefined;
  return {
    async start() {
      health = await serveHealth(config.agent.listen, {
        now: () => clock.now(),
        offsetMs: () => clock.offsetMs(),
        outbox: () => outbox.stats(),
        schedule: () => scheduler.stats(),
        findings: () => findings.list().findings.length,
        sinceCommitMs: () => clock.monotonicMs() - lastCommitMs,
        polls: () => polls,
        ...(traps && { traps: () => traps.counts() }),
      });
      await traps?.start();
      outbox.onCommit(() => {
        lastCommitMs = clock.monotonicMs();
        readings.committed();
      });
      reportInventory();
      outbox.start();
      for (const delivery of deliveries) delivery.start();
      await watches.start();
      reportSelf();
      scheduler.start();
      timers.push(
        setInterval(reportSelf, selfIntervalMs),
        setInterval(() => reportInventory(), inventoryIntervalMs),
        setInterval(() => watches.remember(), rememberIntervalMs),
      );
      const { devices, links, units, checks, collectors } = config;
      log.info(
        {
          devices: devices.length,
          links: links.length,
          units: units.length,
          checks: checks.length,
          collectors: collectors.length,
        },
        'Agent runs',
      );
    },
    async stop() {
      stopping = true;
      soon.cancel();
      for (const timer of timers) clearInterval(timer);
      await traps?.stop();
      await scheduler.stop();
      watches.remember();
      outbox.commit();
      await Promise.all(deliveries.map((delivery) => delivery.stop()));
      await outbox.stop();
      transport.close();
      await new Promise<void>((resolve) => (health === undefined ? resolve() : health.close(() => resolve())));
      log.info('Agent stopped; what was polled is in the outbox');
    },
  };
}

/** Joins calls within `ms` into one. */
function later(ms: number, work: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, ms);
    },
    cancel() {
      clearTimeout(timer);
    },
  };
}

/** What the agent watches, as the collector needs to know it: no address and no credential. */
export function toInventory({ config }: LoadedConfig, watches: Pick<Watches, 'profiles'>, version: string): Inventory {
  const { defaults } = config;
  const seconds = (ms: number) => ms / 1_000;
  const intervals = new Map(config.devices.map((device) => [device.id, device.interval ?? defaults.interval]));
  const terms = (rates: { in: number; out: number }) => ({ inBitsPerSecond: rates.in, outBitsPerSecond: rates.out });
  const profiles = watches.profiles();
  return {
    site: config.agent.site,
    version,
    intervalS: seconds(selfIntervalMs),
    devices: config.devices.map(({ id, site }) => ({
      id,
      intervalS: seconds(intervals.get(id) ?? defaults.interval),
      ...(site !== undefined && { site }),
    })),
    links: config.links.map((link) => {
      const { by, value } = toBinding(link);
      return {
        id: link.id,
        endpoint: link.endpoint,
        role: link.role,
        device: link.device,
        interface: `${by} ${value}`,
        sharedRisk: link.sharedRisk,
        intervalS: seconds(intervals.get(link.device) ?? defaults.interval),
        ...(link.capacity && { contract: terms(link.capacity) }),
        ...(link.shaper && { shaper: terms(link.shaper) }),
        ...(link.receivePowerMinDbm !== undefined && { receivePowerMinDbm: link.receivePowerMinDbm }),
        ...(link.circuitId !== undefined && { circuitId: link.circuitId }),
        ...(link.probe && { probe: { intervalS: seconds(link.probe.interval ?? defaults.probeInterval) } }),
      };
    }),
    units: config.units.map((unit) => ({
      id: unit.id,
      kind: unit.kind,
      ...(unit.device !== undefined && { device: unit.device }),
      ...(unit.link !== undefined && { link: unit.link }),
      protects: unit.protects,
      intervalS: seconds(unit.interval ?? defaults.unitInterval),
      ...(unit.runtimeMinimum !== undefined && { runtimeMinimumS: seconds(unit.runtimeMinimum) }),
      ...profiles.get(unit.id),
    })),
    checks: config.checks.map((check) => ({
      id: check.id,
      endpoint: check.endpoint,
      url: addressOf(check),
      intervalS: seconds(check.interval ?? defaults.checkInterval),
    })),
  };
}
