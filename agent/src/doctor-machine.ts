/** What `doctor` looks at on this machine: the state directory, the outbox, the port of the traps. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { AgentConfig } from './config/schema.ts';
import { fail, type Line, ok, warn } from './doctor/line.ts';
import { type DirectoryFacts, judgeDirectory, judgeHolding } from './doctor/state.ts';
import { judgeTraps, type TrapsFound } from './doctor/traps.ts';
import { selfIntervalMs } from './limits.ts';
import { nodeHttp } from './node-http.ts';
import { holdsDays } from './outbox/holds-days.ts';
import { openOutbox } from './outbox/outbox.ts';
import { createTraps } from './trap/traps.ts';

interface Machine {
  clock: Clock;
  log: Logger;
}

/** Samples a second that this config makes: what the outbox is measured by. */
export function samplesPerSecond({ defaults, devices, links, units, checks }: AgentConfig): number {
  const each = (ms: number): number => 1_000 / ms;
  const intervals = new Map(devices.map((device) => [device.id, device.interval ?? defaults.interval]));
  let sum = each(selfIntervalMs);
  for (const ms of intervals.values()) sum += each(ms);
  for (const { device, probe } of links) {
    sum += each(intervals.get(device) ?? defaults.interval);
    if (probe !== undefined) sum += each(probe.interval ?? defaults.probeInterval);
  }
  for (const { interval } of units) sum += each(interval ?? defaults.unitInterval);
  for (const { interval } of checks) sum += each(interval ?? defaults.checkInterval);
  return sum;
}

/** The state directory, the outbox, and how long it holds. */
export async function stateLines(config: AgentConfig, { clock, log }: Machine): Promise<Line[]> {
  const { stateDirectory, listen } = config.agent;
  const path = join(stateDirectory, 'outbox.db');
  const { sizeMax, ageMax } = config.outbox;
  const facts = lookAtDirectory(stateDirectory);
  const own = facts.kind === 'present' && facts.writable && facts.uid === facts.ownerUid;
  const usedOctets = own && existsSync(path) ? statSync(path).size : 0;
  const lines = judgeDirectory(stateDirectory, facts, sizeMax, usedOctets);
  const limits = { octetsMax: sizeMax, ageMsMax: ageMax };
  const perSecond = samplesPerSecond(config);
  lines.push(judgeHolding(holdsDays(limits, perSecond), perSecond, ageMax / 86_400_000));
  // Opened only where the agent's account made one: a file of root's would keep the agent out.
  if (!own || !existsSync(path)) return lines;
  try {
    const outbox = openOutbox({ path, collectors: config.collectors.map(({ url }) => url), limits, clock, log });
    const { octets, dropped, deadLetters, collectors, corruptFiles } = outbox.stats();
    const pending = collectors.map(({ pending }) => pending).join(' and ');
    await outbox.stop();
    const words = `opens; ${Math.round(octets / 1024)} KiB used, ${pending} batches not acknowledged, ${dropped} samples dropped, ${deadLetters} dead letters since it was made`;
    if (corruptFiles > 0)
      lines.push(fail('outbox', `could not be read and was put aside as ${path}.corrupt-…; check the disk`));
    else
      lines.push(
        dropped > 0 || deadLetters > 0 ? warn('outbox', `${words}; the agent's log says which`) : ok('outbox', words),
      );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'OutboxError') throw error;
    if (!('code' in error) || error.code !== 'OUTBOX_LOCKED') lines.push(fail('outbox', error.message));
    else lines.push(await lineOfRunningAgent(listen));
  }
  return lines;
}

function lookAtDirectory(path: string): DirectoryFacts {
  const freeAt = (folder: string): number | undefined => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch {
      return undefined;
    }
  };
  const mayWrite = (folder: string): boolean => {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  try {
    const found = statSync(path);
    if (!found.isDirectory()) return { kind: 'notADirectory' };
    const uid = process.getuid?.();
    return {
      kind: 'present',
      mode: found.mode,
      ownerUid: found.uid,
      uid,
      writable: mayWrite(path),
      freeOctets: freeAt(path),
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code !== 'ENOENT') return { kind: 'unreadable', code };
    let parent = dirname(path);
    while (!existsSync(parent) && dirname(parent) !== parent) parent = dirname(parent);
    return { kind: 'absent', creatable: mayWrite(parent), freeOctets: freeAt(parent) };
  }
}

/** The outbox is held: by an agent that is well, or by something that does not say so. */
async function lineOfRunningAgent({ host, port }: AgentConfig['agent']['listen']): Promise<Line> {
  const held = 'is held by another process';
  const health = await healthOf({ host, port });
  if (health === 200) return ok('outbox', 'is held by the agent that runs here, and its /healthz says ok');
  if (typeof health === 'number')
    return fail(
      'outbox',
      `${held}, and /healthz answers ${health}: nothing was written for 30 s; read the agent's log`,
    );
  return warn(
    'outbox',
    `${held}, and no agent answers on port ${port} (${health}); look for a second agent with the same state directory`,
  );
}

/** The status of the agent that runs here, or why none answers. */
function healthOf({ host, port }: AgentConfig['agent']['listen']): Promise<number | string> {
  return new Promise((resolve) => {
    const request = nodeHttp.get({ host, port, path: '/healthz', timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy(new Error('no answer in 2 s')));
    request.on('error', (error) => resolve(error.message));
  });
}

/** Has the port of the traps for a moment, on the normal code path. */
export async function lineOfTraps(
  { traps: settings, devices, agent }: AgentConfig,
  { clock, log }: Machine,
): Promise<Line> {
  const { host, port } = settings?.listen ?? { host: '', port: 0 };
  const written = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  let found: TrapsFound = { kind: 'notConfigured' };
  if (settings !== undefined) {
    const receiver = createTraps({ listen: settings.listen, devices: [], poll: () => {}, clock, log });
    try {
      await receiver.start();
      found = { kind: 'free' };
    } catch (error) {
      const { message, cause } = error as Error;
      found = { kind: 'taken', code: (cause as NodeJS.ErrnoException | undefined)?.code ?? 'error', detail: message };
    } finally {
      await receiver.stop();
    }
  }
  const agentRuns = found.kind === 'taken' && (await healthOf(agent.listen)) === 200;
  return judgeTraps(found, written, devices.length, agentRuns);
}
