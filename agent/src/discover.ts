/** `agent discover`: reads live devices on the normal code path and says what could be watched. Nothing is stored or sent. */
import { readFileSync } from 'node:fs';
import { formatConfigProblem, formatPath, Secret, type SecretReference } from '@thongsuot/contract/config.ts';
import { unitKinds } from '@thongsuot/contract/facts.ts';
import { parseDurationMs } from '@thongsuot/contract/quantity.ts';
import type { Logger } from 'pino';
import { createUnitPoller, profileNames } from './backup/unit.ts';
import type { Clock } from './clock.ts';
import { type LoadedConfig, loadConfig } from './config/load.ts';
import { type DeviceConfig, deviceConfig } from './config/schema.ts';
import { lookUpSecret } from './config/secret.ts';
import { type DiscoverAddress, parseAddress, parseList } from './discover/addresses.ts';
import { type CredentialFlags, communityVariable, credentialsFrom } from './discover/credentials.ts';
import { type Found, type FoundUnit, toReport } from './discover/report.ts';
import { joinYaml, toYaml } from './discover/yaml.ts';
import { addressesPerDiscoverMax, discoverMsMax, discoversAtOnceMax, refreshProbeLinksMax } from './limits.ts';
import { textOf } from './snmp/binding.ts';
import { createDevicePoller } from './snmp/device.ts';
import { type InterfaceRow, readInterfaceTable } from './snmp/interface-table.ts';
import { sysDescr, sysLocation, sysName, sysObjectID, sysUpTime } from './snmp/oids.ts';
import { createObjectReader, type ObjectReader } from './snmp/reader.ts';
import { numberOf, SnmpError, type SnmpTarget, type SnmpTransport, type SnmpValue } from './snmp/transport.ts';
import { toTarget } from './watch.ts';

export interface DiscoverFlags extends CredentialFlags {
  config?: string | undefined;
  list?: string | undefined;
  json?: boolean | undefined;
  port?: string | undefined;
  timeout?: string | undefined;
  probe?: string | undefined;
}

export interface DiscoverWorld {
  transport: SnmpTransport;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  out: (text: string) => void;
  err: (text: string) => void;
}

/** What is asked, and how: an address with the config of a device that is not in any file. */
interface Wanted {
  device: DeviceConfig;
  /** Its `snmp` block as a person wrote it. */
  snmp: unknown;
  secretOf: LoadedConfig['secretOf'];
}

/** A use of the command that cannot work; the sentence says what to write. */
export class DiscoverUsageError extends Error {
  override readonly name = 'DiscoverUsageError';
}

/**
 * Reads each address; prints YAML, or with `json` one object a device. A device that does not answer is told on the
 * error output and stops none of the others.
 * @returns the exit code: 0, or 2 when a device could not be read
 * @throws DiscoverUsageError before anything is asked
 */
export async function discover(given: readonly string[], flags: DiscoverFlags, world: DiscoverWorld): Promise<number> {
  const wanted = wantedOf(given, flags);
  const probeMs = durationOf('--probe', flags.probe ?? '12s', 0, 60_000);
  const parts: ReturnType<typeof toYaml>[] = [];
  const results = new Map<Wanted, Found>();
  const queue = [...wanted];
  let failed = 0;
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !world.signal.aborted; next = queue.shift()) {
      try {
        results.set(next, await readDevice(next, probeMs, world));
      } catch (error) {
        if (!(error instanceof SnmpError)) throw error;
        failed++;
        const { address, port } = next.device;
        world.err(`${address}:${port}: ${error.message}; ${remedies[error.code]}.\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: discoversAtOnceMax }, worker));
  // In the order in which they were given, whichever answered first.
  const ids = new Set<string>();
  for (const one of wanted) {
    const found = results.get(one);
    if (found === undefined) continue;
    for (const { kind, profile, verified } of found.units)
      if (!verified)
        world.err(
          `${one.device.address}: profile ${profile} of its ${kind} is unverified: it follows documents and was never checked on a real device; compare its facts with the equipment's own display.\n`,
        );
    if (flags.json === true) world.out(`${JSON.stringify(toReport(found))}\n`);
    else parts.push(toYaml(found, { snmp: one.snmp, ids }));
  }
  if (parts.length > 0) world.out(joinYaml(parts));
  return failed > 0 || world.signal.aborted ? 2 : 0;
}

const remedies: Record<SnmpError['code'], string> = {
  timeout:
    'check the address, that SNMP is switched on there, that its access list admits this server, and the community: a wrong one is not answered',
  credentialsRefused: 'check user, level, protocols and keys against the device',
  tooBig: 'the device finds even its smallest reply too big; update its software',
  malformed: 'check that nothing else answers on this port',
  network: 'check the route from this server to the device',
  error: 'read the device’s SNMP log',
};

function wantedOf(given: readonly string[], flags: DiscoverFlags): Wanted[] {
  const texts = [...given];
  if (flags.list !== undefined) {
    try {
      texts.push(...parseList(readFileSync(flags.list, 'utf8')));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'error';
      throw new DiscoverUsageError(`The list ${flags.list} cannot be read (${code}); one address a line is expected.`);
    }
  }
  if (texts.length === 0) throw new DiscoverUsageError('No address was given; write discover ADDRESS, or --list FILE.');
  if (texts.length > addressesPerDiscoverMax)
    throw new DiscoverUsageError(`${texts.length} addresses were given, at most ${addressesPerDiscoverMax} are read.`);
  const configured = flags.config === undefined ? undefined : loadedFrom(flags.config);
  const port = portOf(flags.port);
  return [...new Set(texts)].map((text) => {
    const known = configured?.config.devices.find(({ id, address }) => id === text || address === text);
    if (known !== undefined && configured !== undefined)
      return { device: known, snmp: known.snmp, secretOf: configured.secretOf };
    const address = parseAddress(text, port);
    if (address === undefined) throw new DiscoverUsageError(`${text} is neither an address nor ADDRESS:PORT.`);
    return fromFlags(address, flags);
  });
}

function loadedFrom(path: string): LoadedConfig {
  const outcome = loadConfig(path, process.env, profileNames);
  if (outcome.kind === 'loaded') return outcome.loaded;
  throw new DiscoverUsageError(outcome.problems.map(formatConfigProblem).join('\n'));
}

function fromFlags({ address, port }: DiscoverAddress, flags: DiscoverFlags): Wanted {
  const credentials = credentialsFrom(flags);
  if (credentials.kind === 'wrong') throw new DiscoverUsageError(credentials.message);
  const raw = {
    id: 'discovered',
    address,
    port,
    snmp: credentials.snmp,
    ...(flags.timeout !== undefined && { timeout: flags.timeout }),
  };
  const checked = deviceConfig.safeParse(raw);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new DiscoverUsageError(`${formatPath(issue?.path ?? [])}: ${issue?.message ?? 'not valid'}`);
  }
  const secretOf = (reference: SecretReference): Secret => {
    const found = lookUpSecret(reference);
    if (found.kind === 'found') return found.secret;
    // The community that every device is sold with: it is no secret, and a bare `discover ADDRESS` shall work in a lab.
    if (credentials.defaultCommunity && 'env' in reference && reference.env === communityVariable)
      return new Secret('public');
    throw new DiscoverUsageError(found.message);
  };
  return { device: checked.data, snmp: credentials.snmp, secretOf };
}

/** @throws SnmpError when the device does not answer, or stops doing so */
async function readDevice(wanted: Wanted, probeMs: number, world: DiscoverWorld): Promise<Found> {
  const { transport, clock, signal } = world;
  const { device, secretOf } = wanted;
  const target = toTarget(device, { config: { defaults: { timeout: 2_000 } }, secretOf });
  const startedMs = clock.monotonicMs();
  const left = () => Math.max(0, startedMs + discoverMsMax - clock.monotonicMs());
  try {
    const reader = createObjectReader(transport, target, undefined, { signal });
    const own = await reader.get([sysDescr, sysObjectID, sysUpTime, sysName, sysLocation], left());
    const rows = await readInterfaceTable(reader, left);
    const units = await readUnits(reader, world, left);
    const refreshStepS = await learnRefreshStep(target, rows, probeMs, world);
    const ticks = numberOf(own.get(sysUpTime));
    return {
      system: {
        address: device.address,
        port: device.port,
        name: textIn(own.get(sysName)),
        descr: textIn(own.get(sysDescr)),
        objectId: textIn(own.get(sysObjectID)),
        location: textIn(own.get(sysLocation)),
        uptimeS: ticks === undefined ? null : ticks / 100,
        refreshStepS,
      },
      interfaces: rows,
      units,
    };
  } finally {
    transport.release(target);
  }
}

/** Each kind that a profile recognises, and of which it reads something. */
async function readUnits(reader: ObjectReader, world: DiscoverWorld, left: () => number): Promise<FoundUnit[]> {
  const { clock, log, signal } = world;
  const units: FoundUnit[] = [];
  for (const kind of unitKinds) {
    if (kind === 'standbyLink') continue; // one of the links, told by its role
    const poller = createUnitPoller({ unit: { id: 'discovered', kind, intervalS: 60 }, reader, clock, log });
    const { samples, profile, verified } = await poller.poll(signal, left());
    const facts = samples[0]?.facts ?? {};
    if (profile === 'none' || !Object.values(facts).some((fact) => 'value' in fact)) continue;
    units.push({ kind, profile, verified, facts });
  }
  return units;
}

/** Seconds between two refreshes of the counters, as the poller learns it on the busiest interfaces; null when it cannot. */
async function learnRefreshStep(
  target: SnmpTarget,
  rows: readonly InterfaceRow[],
  probeMs: number,
  { transport, clock, log, signal }: DiscoverWorld,
): Promise<number | null> {
  const octets = (row: InterfaceRow) => (row.inOctets ?? 0n) + (row.outOctets ?? 0n);
  const busiest = rows
    .filter((row) => row.oper === 'up' && row.ifType !== 24 && octets(row) > 0n)
    .sort((a, b) => (octets(b) > octets(a) ? 1 : -1))
    .slice(0, refreshProbeLinksMax);
  if (busiest.length === 0 || probeMs === 0) return null;
  const poller = createDevicePoller({
    device: { id: 'discovered', target, intervalMs: 60_000 },
    links: busiest.map((row) => ({
      id: row.index,
      interface:
        row.name === null ? { by: 'descr' as const, value: row.descr ?? '' } : { by: 'name' as const, value: row.name },
      intervalS: 60,
    })),
    transport,
    clock,
    log,
  });
  const endsMs = clock.monotonicMs() + probeMs;
  // A step longer than one probe closes in over several; two that teach nothing end it.
  for (let polls = 0; polls < 2 && clock.monotonicMs() < endsMs && !signal.aborted; polls++) {
    const { samples } = await poller.poll(signal, endsMs - clock.monotonicMs());
    const step = samples.flatMap((sample) => (sample.kind === 'device' ? (sample.refreshStepS ?? []) : []))[0];
    if (step !== undefined) return step;
  }
  return null;
}

const textIn = (value: SnmpValue | undefined): string | null =>
  value?.type === 'octets' ? textOf(value.value) : value?.type === 'oid' ? value.value : null;

function portOf(text = '161'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new DiscoverUsageError(`--port ${text} is not a port from 1 to 65535.`);
}

function durationOf(flag: string, text: string, minMs: number, maxMs: number): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
  throw new DiscoverUsageError(`${flag} ${text} is not a duration from ${minMs / 1_000}s to ${maxMs / 1_000}s.`);
}
