/**
 * Config → what is done again and again: one watch per device, unit, group of echoes and check. `run` gives them to the
 * scheduler, `once` runs each of them twice. Here the folders meet that never import each other.
 */
import { readFileSync } from 'node:fs';
import type { FactName } from '@thongsuot/contract/facts.ts';
import type { Fact, LinkSample, Sample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import { createUnitPoller } from './backup/unit.ts';
import type { Clock } from './clock.ts';
import type { LoadedConfig } from './config/load.ts';
import type { CheckConfig, DeviceConfig, LinkConfig } from './config/schema.ts';
import { createDnsCheck } from './dns/check.ts';
import type { PresentFinding } from './finding.ts';
import { createPortalCheck } from './http/check.ts';
import { createIcmpProber } from './icmp/prober.ts';
import { createDevicePoller, type DevicePoller } from './snmp/device.ts';
import { createObjectReader } from './snmp/reader.ts';
import type { SnmpTarget, SnmpTransport } from './snmp/transport.ts';

/** Something looked at once each interval. */
export interface Watch {
  /** Unique in the agent: `device pe1`, `unit ups-1`, `echoes 10s`, `check portal`. Findings are kept by it. */
  id: string;
  intervalMs: number;
  deadlineMs: number;
  /** Watches of one device never run at once. */
  exclusive?: string;
  /** Longest wait between two looks while the device does not answer. */
  backoffMsMax?: number;
  lane: 'snmp' | 'icmp' | 'http';
  look(signal: AbortSignal): Promise<{ samples: Sample[]; findings: PresentFinding[]; ok: boolean }>;
}

/** What survives a restart of the agent; the outbox keeps it. */
export interface Memory {
  load(key: string): unknown;
  save(key: string, value: unknown): void;
}

export interface WatchOptions {
  loaded: LoadedConfig;
  transport: SnmpTransport;
  clock: Clock;
  log: Logger;
  memory: Memory;
}

export interface Watches {
  list: Watch[];
  /** Learns what must be known before the first look: whether ICMP is permitted. */
  start(): Promise<void>;
  /** Writes what the pollers must not forget; called now and then, and at the stop. */
  remember(): void;
  /** Profile of each unit whose device has said what it is. */
  profiles(): ReadonlyMap<string, { profile: string; verified: boolean }>;
}

/** A poll ends this long before the next is due, so that a slow device is late and never stacked. */
const deadlineOf = (intervalMs: number): number => Math.max(intervalMs * 0.8, intervalMs - 5_000);

export function createWatches({ loaded, transport, clock, log, memory }: WatchOptions): Watches {
  const { config } = loaded;
  const { defaults } = config;
  const list: Watch[] = [];
  const targets = new Map<string, SnmpTarget>(config.devices.map((device) => [device.id, toTarget(device, loaded)]));
  const linksOf = Map.groupBy(config.links, ({ device }) => device);
  const answering = new Set<string>();
  /** The newest reading of each link: what a standby link is judged by. */
  const lastOf = new Map<string, LinkSample>();
  const pollers = new Map<string, DevicePoller>();
  const profiles = new Map<string, { profile: string; verified: boolean }>();

  const backoffs = new Map(config.devices.map(({ id, backoffMax }) => [id, backoffMax]));
  const backoffOf = (device: string | undefined): number =>
    (device === undefined ? undefined : backoffs.get(device)) ?? defaults.backoffMax;
  for (const device of config.devices) {
    const target = targets.get(device.id);
    if (target === undefined) continue;
    const intervalMs = device.interval ?? defaults.interval;
    const poller = createDevicePoller({
      device: { id: device.id, target, intervalMs },
      links: (linksOf.get(device.id) ?? []).map((link) => toPolledLink(link, intervalMs)),
      transport,
      clock,
      log,
      saved: memory.load(`device ${device.id}`),
    });
    pollers.set(device.id, poller);
    const deadlineMs = deadlineOf(intervalMs);
    list.push({
      id: `device ${device.id}`,
      intervalMs,
      deadlineMs,
      exclusive: device.id,
      backoffMsMax: backoffOf(device.id),
      lane: 'snmp',
      async look(signal) {
        const { samples, findings } = await poller.poll(signal, deadlineMs);
        const ok = samples.some((sample) => sample.kind === 'device' && sample.reachable);
        for (const sample of samples) if (sample.kind === 'link') lastOf.set(sample.link, sample);
        if (ok) answering.add(device.id);
        else answering.delete(device.id);
        return { samples, findings, ok };
      },
    });
  }

  for (const unit of config.units) {
    const target = unit.device === undefined ? undefined : targets.get(unit.device);
    const { link } = unit;
    const intervalMs = unit.interval ?? defaults.unitInterval;
    const deadlineMs = deadlineOf(intervalMs);
    const poller = createUnitPoller({
      unit: {
        id: unit.id,
        kind: unit.kind,
        intervalS: intervalMs / 1_000,
        ...(unit.profile !== undefined && { profile: unit.profile }),
        ...(unit.objects !== undefined && { objects: unit.objects }),
        ...(unit.peer !== undefined && { peer: unit.peer }),
      },
      ...(target !== undefined && { reader: createObjectReader(transport, target) }),
      ...(link !== undefined && { outside: () => standbyFacts(lastOf.get(link), clock.now()) }),
      clock,
      log,
    });
    list.push({
      id: `unit ${unit.id}`,
      intervalMs,
      deadlineMs,
      ...(unit.device !== undefined && { exclusive: unit.device }),
      backoffMsMax: backoffOf(unit.device),
      lane: 'snmp',
      async look(signal) {
        const { samples, findings, profile, verified } = await poller.poll(signal, deadlineMs);
        profiles.set(unit.id, { profile, verified });
        const ok = samples.some(({ facts }) => Object.values(facts).some((fact) => 'value' in fact));
        return { samples, findings, ok };
      },
    });
  }

  const { fping, count, period, timeout, reference, source, dscp } = config.icmp;
  const prober = createIcmpProber({
    command: fping,
    count,
    periodMs: period,
    timeoutMs: timeout,
    clock,
    log,
    snmpAnswers: () => answering.size > 0,
    knownToAnswer: {
      load: () => (memory.load('icmp known') as string[] | undefined) ?? [],
      save: (addresses) => memory.save('icmp known', addresses),
    },
    ...(reference !== undefined && { references: reference }),
    ...(source !== undefined && { source }),
    ...(dscp !== undefined && { dscp }),
  });
  const probed = config.links.flatMap(({ id, probe }) =>
    probe === undefined
      ? []
      : [{ link: id, address: probe.address, intervalMs: probe.interval ?? defaults.probeInterval }],
  );
  for (const [intervalMs, group] of Map.groupBy(probed, (target) => target.intervalMs)) {
    const echoes = group.map(({ link, address }) => ({ link, address, intervalS: intervalMs / 1_000 }));
    list.push({
      id: `echoes ${intervalMs / 1_000}s`,
      intervalMs,
      deadlineMs: deadlineOf(intervalMs),
      lane: 'icmp',
      async look(signal) {
        const { samples, findings } = await prober.burst(echoes, signal);
        // Lost echoes are what is measured; the burst itself has not failed.
        return { samples, findings, ok: true };
      },
    });
  }

  for (const check of config.checks) {
    const intervalMs = check.interval ?? defaults.checkInterval;
    const timeoutMs = Math.min(check.timeout ?? 10_000, deadlineOf(intervalMs));
    const common = { id: check.id, timeoutMs, intervalS: intervalMs / 1_000, clock, log };
    const running =
      check.dns === undefined
        ? createPortalCheck({
            ...common,
            url: check.url,
            expect: check.expect,
            ...(check.ca !== undefined && { ca: readFileSync(check.ca, 'utf8') }),
          })
        : createDnsCheck({
            ...common,
            name: check.dns.name,
            type: check.dns.type,
            server: { address: check.dns.server, port: check.dns.port },
            expect: check.dns.expect,
          });
    list.push({
      id: `check ${check.id}`,
      intervalMs,
      deadlineMs: deadlineOf(intervalMs),
      lane: 'http',
      async look(signal) {
        const { samples, findings } = await running.run(signal);
        return { samples, findings, ok: true };
      },
    });
  }

  return {
    list,
    start: () => (probed.length > 0 ? prober.start() : Promise.resolve()),
    remember() {
      for (const [id, poller] of pollers) memory.save(`device ${id}`, poller.save());
    },
    profiles: () => profiles,
  };
}

/** A device as the engines see it. Call it once for a device: one object stands for one session. */
export function toTarget(
  device: DeviceConfig,
  { config, secretOf }: Pick<LoadedConfig, 'secretOf'> & { config: { defaults: { timeout: number } } },
): SnmpTarget {
  const { address, port, snmp } = device;
  const timeoutMs = device.timeout ?? config.defaults.timeout;
  if (snmp.version !== '3')
    return { address, port, timeoutMs, credentials: { version: snmp.version, community: secretOf(snmp.community) } };
  const { user, level, auth, priv, context } = snmp;
  return {
    address,
    port,
    timeoutMs,
    credentials: {
      version: '3',
      user,
      level,
      context,
      ...(auth && { auth: { protocol: auth.protocol, key: secretOf(auth.key) } }),
      ...(priv && { priv: { protocol: priv.protocol, key: secretOf(priv.key) } }),
    },
  };
}

const toTerms = (rates: { in: number; out: number }) => ({ inBitsPerSecond: rates.in, outBitsPerSecond: rates.out });

function toPolledLink(link: LinkConfig, intervalMs: number) {
  return {
    id: link.id,
    interface: toBinding(link),
    intervalS: intervalMs / 1_000,
    ...(link.capacity && { contract: toTerms(link.capacity) }),
    ...(link.shaper && { shaper: toTerms(link.shaper) }),
    ...(link.members && { members: link.members }),
  };
}

/** How a link is bound: the one key that its config names. */
export function toBinding({ interface: { name, alias, descr } }: LinkConfig): {
  by: 'name' | 'alias' | 'descr';
  value: string;
} {
  if (name !== undefined) return { by: 'name', value: name };
  if (alias !== undefined) return { by: 'alias', value: alias };
  return { by: 'descr', value: descr ?? '' };
}

/** What a standby link's own reading says of it as a unit; a reading older than 3 intervals says nothing any more. */
export function standbyFacts(reading: LinkSample | undefined, now: number): Partial<Record<FactName, Fact>> {
  if (reading?.oper === undefined || now - reading.at > 3 * reading.intervalS * 1_000) {
    return { operState: { unknown: 'noAnswer' }, trafficBitsPerSecond: { unknown: 'noAnswer' } };
  }
  const { inBitsPerSecond, outBitsPerSecond, receivePowerDbm } = reading;
  return {
    operState: { value: reading.oper, unit: 'state' },
    ...(receivePowerDbm !== undefined && { receivePowerDbm: { value: receivePowerDbm, unit: 'dBm' as const } }),
    trafficBitsPerSecond:
      inBitsPerSecond === undefined || outBitsPerSecond === undefined
        ? { unknown: 'noAnswer' }
        : { value: Math.max(inBitsPerSecond, outBitsPerSecond), unit: 'bps' },
  };
}

/** What a check asks, in one line: the address of a page, or a dns URI (RFC 4501). */
export function addressOf({ url, dns }: CheckConfig): string {
  if (dns === undefined) return url;
  const server = dns.server.includes(':') ? `[${dns.server}]` : dns.server;
  return `dns://${server}${dns.port === 53 ? '' : `:${dns.port}`}/${dns.name}?type=${dns.type}`;
}
