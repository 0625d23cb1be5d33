/** `collector doctor`: every check on the normal code path, one line each with the remedy. Safe to repeat. */
import { X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import { pino } from 'pino';
import { systemClock } from './clock.ts';
import { loadConfig } from './config/load.ts';
import type { CollectorConfig } from './config/schema.ts';
import { notifyOf, receiverCount } from './notify-wiring.ts';
import { durabilityOf } from './store/influx/durability.ts';
import { openStore } from './store/open.ts';
import { credentialsOf, storeOptionsOf } from './wiring.ts';

export interface Check {
  name: string;
  ok: boolean;
  /** What was found; when it is not right, what to do. */
  detail: string;
}

export const formatFinding = ({ name, ok, detail }: Check): string => `${ok ? '✓' : '✗'} ${name}: ${detail}`;

const diskFreeOctetsMin = 5 * 1024 ** 3; // two weeks of raw points of a small province, with room for the journal
const certificateDaysMin = 21;
const dayMs = 86_400_000;

/** All checks in the order in which a start meets them; a config that cannot be read ends them. */
export async function examine(configFile: string): Promise<Check[]> {
  const loaded = loadConfig(configFile);
  if ('problems' in loaded)
    return loaded.problems.map((problem) => ({ name: 'config', ok: false, detail: formatConfigProblem(problem) }));
  const { config } = loaded;
  const checks: Check[] = [{ name: 'config', ok: true, detail: `${configFile} is right` }];
  const add = async (name: string, work: () => string | Promise<string>) => {
    try {
      checks.push({ name, ok: true, detail: await work() });
    } catch (error) {
      checks.push({ name, ok: false, detail: error instanceof Error ? error.message : String(error) });
    }
  };
  await add('secrets', () => {
    const agents = credentialsOf(config).filter(({ identity }) => identity.kind === 'agent').length;
    notifyOf(config);
    return `${agents} tokens of agents and ${receiverCount(config)} receivers have what they need`;
  });
  await add('state directory', () => checkState(config.state));
  await add('certificate', () => checkCertificate(config));
  await add('address', () => checkAddress(config));
  await add('store', () => checkStore(config));
  await add('store durability', () => checkDurability(config));
  await add('clock', () => {
    const now = systemClock.now();
    if (now < 1_735_689_600_000)
      throw new Error(`this machine believes it is ${new Date(now).toISOString()}; start an NTP service (chrony)`);
    return `${new Date(now).toISOString()}; agents correct theirs by it, so keep it by NTP`;
  });
  return checks;
}

function checkState(state: string): string {
  let directory = state;
  while (!existsSync(directory)) directory = dirname(directory);
  try {
    accessSync(directory, constants.W_OK);
  } catch {
    throw new Error(`${directory} cannot be written by this user; make the service’s user its owner`);
  }
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const gibibytes = (free / 1024 ** 3).toFixed(1);
  if (free < diskFreeOctetsMin)
    throw new Error(`${directory} has ${gibibytes} GiB free, expected at least 5; make room`);
  return `${state} can be written, ${gibibytes} GiB free`;
}

function checkCertificate({ listen }: CollectorConfig): string {
  if (listen.tls === undefined) {
    if (listen.host === '127.0.0.1' || listen.host === '::1' || listen.host === 'localhost')
      return 'none is needed: the collector listens on this machine only';
    throw new Error(`tokens would cross the network in clear text on ${listen.host}; set listen.tls`);
  }
  accessSync(listen.tls.key, constants.R_OK);
  const certificate = new X509Certificate(readFileSync(listen.tls.certificate));
  const days = Math.floor((Date.parse(certificate.validTo) - systemClock.now()) / dayMs);
  if (days < certificateDaysMin) throw new Error(`it ends in ${days} days (${certificate.validTo}); renew it now`);
  return `it is valid for ${days} more days`;
}

function checkAddress({ listen }: CollectorConfig): Promise<string> {
  const at = `${listen.host}:${listen.port}`;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // A running collector is the usual reason, and no fault.
      if (error.code === 'EADDRINUSE') resolve(`${at} is in use; that is right if this collector is running`);
      else
        reject(new Error(`the collector cannot listen on ${at} (${error.code}); correct listen.host or listen.port`));
    });
    probe.listen({ host: listen.host, port: listen.port }, () => probe.close(() => resolve(`${at} is free`)));
  });
}

async function checkStore(config: CollectorConfig): Promise<string> {
  const options = storeOptionsOf(config);
  if (options.kind === 'sqlite' && !existsSync(options.path)) return `${options.path} will be made at the first start`;
  const size = options.kind === 'sqlite' ? `, ${(statSync(options.path).size / 1024 ** 3).toFixed(2)} GiB` : '';
  if (options.kind === 'sqlite' && isHeld(config.state))
    return `${options.path}${size} is in use by the running collector; ask its /readyz`;
  const store = await openStore(options, { log: pino({ level: 'silent' }), clock: systemClock });
  try {
    const { ready, description, detail } = await store.health();
    if (!ready) throw new Error(`${description}: ${detail ?? 'it is not ready'}`);
    return `${description}${size}${detail === undefined ? '' : `; ${detail}`}`;
  } finally {
    await store.close();
  }
}

async function checkDurability(config: CollectorConfig): Promise<string> {
  const options = storeOptionsOf(config);
  if (options.kind === 'sqlite') return 'each write is synced before it is answered';
  const found = await durabilityOf(options, pino({ level: 'silent' }));
  if (found.kind === 'synced') return 'wal-fsync-delay is 0: each write is synced before it is answered';
  if (found.kind === 'delayed')
    throw new Error(
      `wal-fsync-delay is ${found.delay}: a power cut takes what InfluxDB has answered for in that time; set wal-fsync-delay = "0s" under [data] in influxdb.conf`,
    );
  return `${found.why}; on 1.x see that wal-fsync-delay under [data] in influxdb.conf is "0s"`;
}

/** The journal of the operational file is there exactly while a collector has it open, or after one was killed. */
const isHeld = (state: string): boolean => existsSync(join(state, 'operational.db-wal'));
