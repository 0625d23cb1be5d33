/**
 * `agent doctor`: every check against the world on the normal code path, one line each with the remedy. It polls what
 * the agent polls, posts an empty batch to each collector, and opens the outbox unless an agent holds it.
 */
import { gzipSync } from 'node:zlib';
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { DeviceSample, Sample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { LoadedConfig } from './config/load.ts';
import type { CollectorConfig } from './config/schema.ts';
import { credentialSource } from './credential.ts';
import { createPush } from './deliver/push.ts';
import { type Answered, judgeClock, judgeCollector, offsetOf } from './doctor/collector.ts';
import { exitCodeOf, fail, formatLine, type Line, ok, summaryOf } from './doctor/line.ts';
import {
  type Counters,
  lineOfCheck,
  lineOfDevice,
  lineOfFinding,
  lineOfPing,
  lineOfUnit,
  linesOfIdle,
  linesOfLink,
} from './doctor/watched.ts';
import { lineOfTraps, stateLines } from './doctor-machine.ts';
import type { PresentFinding } from './finding.ts';
import { doctorCollectorMsMax, doctorSecondLookMs, doctorWatchesAtOnceMax } from './limits.ts';
import { sysUpTime } from './snmp/oids.ts';
import { SnmpError, type SnmpTarget, type SnmpTransport } from './snmp/transport.ts';
import { createWatches, type Watch, type Watches } from './watch.ts';

export interface DoctorWorld {
  transport: SnmpTransport;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  out: (text: string) => void;
}

/**
 * Prints each line as soon as it is known.
 * @returns 0 when all is well, 1 when something only warns, 2 when something fails
 */
export async function doctor(loaded: LoadedConfig, world: DoctorWorld): Promise<0 | 1 | 2> {
  const lines: Line[] = [];
  const tell = (...found: readonly Line[]) => {
    lines.push(...found);
    for (const line of found) world.out(`${formatLine(line)}\n`);
  };
  const { config, files } = loaded;
  const { devices, links, units, checks } = config;
  tell(
    ok(
      'config',
      `${files.join(', ')}: no mistakes; ${count(devices, 'device')}, ${count(links, 'link')}, ${count(units, 'unit')}, ${count(checks, 'check')}, secrets found`,
    ),
  );
  tell(...(await stateLines(config, world)));
  tell(...(await collectorLines(loaded, world)));
  tell(await lineOfTraps(config, world));
  await watchedLines(loaded, world, tell);
  tell(...linesOfIdle(units));
  world.out(`${summaryOf(lines)}\n`);
  return exitCodeOf(lines);
}

const count = ({ length }: readonly unknown[], noun: string): string => `${length} ${noun}${length === 1 ? '' : 's'}`;

/** An empty batch to each: it is refused for what it is, after the credential was looked at; nothing is stored. */
async function collectorLines(loaded: LoadedConfig, { clock, signal }: DoctorWorld): Promise<Line[]> {
  const lines: Line[] = [];
  let offset: ReturnType<typeof offsetOf>;
  for (const collector of loaded.config.collectors) {
    const { answer, sentAt, answeredAt } = await ask(collector, loaded, clock, signal);
    const elapsedMs = sentAt === undefined || answeredAt === undefined ? undefined : answeredAt - sentAt;
    lines.push(judgeCollector(collector.url, answer, elapsedMs));
    // The first collector's time is the one that corrects the agent's.
    if (offset === undefined && answer.kind === 'answered' && sentAt !== undefined && answeredAt !== undefined)
      offset = offsetOf(answer.date, { sentAt, answeredAt });
  }
  return [...lines, judgeClock(offset)];
}

async function ask(collector: CollectorConfig, loaded: LoadedConfig, clock: Clock, signal: AbortSignal) {
  let unusable: string | undefined;
  const push = createPush(
    {
      url: collector.url,
      ...(collector.proxy !== undefined && { proxy: collector.proxy.url }),
      connections: 1,
      onUnusable: (detail) => {
        unusable = detail;
      },
    },
    clock,
  );
  try {
    const credential = credentialSource(collector, loaded)();
    const body = [gzipSync('{}')];
    const { reply, sentMs, answeredMs } = await push.send({
      credential,
      body,
      deadlineMs: doctorCollectorMsMax,
      signal,
    });
    const answer: Answered = unusable === undefined ? reply : { kind: 'failed', because: unusable };
    // Monotonic to wall, by what both clocks show now.
    const wallOf = (ms: number | null) => (ms === null ? undefined : clock.now() - (clock.monotonicMs() - ms));
    return { answer, sentAt: wallOf(sentMs), answeredAt: wallOf(answeredMs) };
  } finally {
    push.close();
  }
}

interface Look {
  watch: Watch;
  samples: Sample[];
  findings: PresentFinding[];
}

async function watchedLines(
  loaded: LoadedConfig,
  world: DoctorWorld,
  tell: (...lines: readonly Line[]) => void,
): Promise<void> {
  const { transport, clock, log, signal } = world;
  const saved = new Map<string, unknown>();
  const watches = createWatches({
    loaded,
    transport,
    clock,
    log,
    memory: { load: () => undefined, save: (key, value) => void saved.set(key, value) },
  });
  const probed = watches.list.some(({ lane }) => lane === 'icmp');
  await watches.start();
  const looks = await lookAtAll(watches.list, signal);
  // A second look makes rates, where counters are not cached: one interval is not waited for.
  const alive = watches.list.filter(({ id }) => id.startsWith('device ') && answers(looks.get(id)));
  if (alive.length > 0) await clock.sleep(doctorSecondLookMs, signal);
  const again = await lookAtAll(alive, signal);
  watches.remember();
  const icmpFaults = [...looks.values()].some(({ findings }) => findings.some(({ code }) => code.startsWith('icmp')));
  if (!probed) tell(ok('ICMP', 'no link has a probe, so no echo is sent'));
  else if (!icmpFaults) tell(ok('ICMP', 'permitted; the self-test on 127.0.0.1 passed'));
  const told = new Set<string>();
  for (const watch of watches.list) {
    const first = looks.get(watch.id);
    if (first === undefined) continue;
    const second = again.get(watch.id);
    const lines = linesOf({ ...first, ...second }, first, watches, saved);
    if (watch.id.startsWith('device ') && !answers(first))
      lines.push(...(await whySilent(watch.id.slice('device '.length), first, loaded, world)));
    // Each group of echoes lists what is wrong with all of them.
    for (const line of lines) {
      const text = formatLine(line);
      if (!told.has(text)) tell(line);
      told.add(text);
    }
  }
}

const answers = (look: Look | undefined): boolean =>
  look?.samples.some((sample) => sample.kind === 'device' && sample.reachable) ?? false;

function linesOf(last: Look, first: Look, watches: Watches, saved: ReadonlyMap<string, unknown>): Line[] {
  const lines = last.findings.map(lineOfFinding);
  const device = first.samples.find((sample): sample is DeviceSample => sample.kind === 'device');
  if (device?.reachable) {
    // The cost is that of the first look, with the binding; the step is known after the last.
    const { refreshStepS } = last.samples.find((sample): sample is DeviceSample => sample.kind === 'device') ?? device;
    const hasLinks = first.samples.some(({ kind }) => kind === 'link');
    lines.unshift(lineOfDevice({ ...device, ...(refreshStepS !== undefined && { refreshStepS }) }, hasLinks));
  }
  const counters = countersIn(device === undefined ? undefined : saved.get(`device ${device.device}`));
  for (const sample of last.samples) {
    if (sample.kind === 'link') lines.push(...linesOfLink(sample, counters.get(sample.link)));
    else if (sample.kind === 'check') lines.push(lineOfCheck(sample));
    else if (sample.kind === 'ping') lines.push(...[lineOfPing(sample) ?? []].flat());
    else if (sample.kind === 'unit')
      lines.push(...[lineOfUnit(sample, watches.profiles().get(sample.unit)) ?? []].flat());
  }
  return lines;
}

/** Width of each link's counters and the speed of its line, as the poller remembers them. */
function countersIn(saved: unknown): Map<string, Counters> {
  const links = (saved as { links?: Record<string, Counters> } | null | undefined)?.links ?? {};
  return new Map(Object.entries(links).map(([id, { bits, lineBitsPerSecond }]) => [id, { bits, lineBitsPerSecond }]));
}

/** One look at each; of one device one after the other, as the scheduler does. */
async function lookAtAll(watches: readonly Watch[], signal: AbortSignal): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  const chains = [...Map.groupBy(watches, ({ id, exclusive }) => exclusive ?? id).values()];
  const worker = async () => {
    for (let chain = chains.shift(); chain !== undefined && !signal.aborted; chain = chains.shift()) {
      for (const watch of chain) {
        try {
          const { samples, findings } = await watch.look(
            AbortSignal.any([signal, AbortSignal.timeout(watch.deadlineMs)]),
          );
          looks.set(watch.id, { watch, samples, findings });
        } catch (error) {
          if (signal.aborted) return;
          const detail = `${watch.id} did not end within ${watch.deadlineMs} ms (${(error as Error).message}); raise its interval`;
          looks.set(watch.id, {
            watch,
            samples: [],
            findings: [{ code: 'pollOverrun', subject: {}, detail: detail.slice(0, textLengthMax) }],
          });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: doctorWatchesAtOnceMax }, worker));
  return looks;
}

/**
 * A v1 or v2c device that says nothing: is it a wrong community, or nobody there? A request of version 3 by a user that
 * no device has is answered by whatever speaks SNMPv3 (RFC 3414 §3.2, usmStatsUnknownUserNames), community or not.
 */
async function whySilent(
  id: string,
  look: Look,
  { config }: LoadedConfig,
  { transport, signal }: DoctorWorld,
): Promise<Line[]> {
  const device = config.devices.find((one) => one.id === id);
  if (device === undefined || device.snmp.version === '3') return [];
  if (!look.findings.some(({ code }) => code === 'deviceUnreachable')) return [];
  const target: SnmpTarget = {
    address: device.address,
    port: device.port,
    timeoutMs: device.timeout ?? config.defaults.timeout,
    tries: 1,
    credentials: { version: '3', user: 'thongsuot-doctor', level: 'noAuthNoPriv' },
  };
  try {
    await transport.get(target, [sysUpTime], { deadlineMs: 5_000, signal });
    return [];
  } catch (error) {
    if (!(error instanceof SnmpError)) throw error;
    const subject = `device ${id}`;
    if (error.code === 'credentialsRefused')
      return [
        fail(
          subject,
          'its SNMP answers version 3 at this address and port, so it is there: the community is wrong, or its access list admits it from elsewhere only',
        ),
      ];
    return [
      fail(
        subject,
        'its SNMP does not answer version 3 either, so that nobody may be there at all: check address, port, firewall and access list before the community',
      ),
    ];
  } finally {
    transport.release(target);
  }
}
