/**
 * Starts a real influxd (Debian's influxdb 1.6) for a test: its own configuration, directories and ports, loopback only.
 * For the store's contract tests and for the end-to-end tests that look into the database.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = '/usr/bin/influxd';

/** Longest wait for influxd to answer /ping; it takes 80 ms on an idle machine. */
const startMsMax = 20_000;

/** Longest wait for influxd to end by SIGTERM before it is killed. */
const stopMsMax = 10_000;

export interface InfluxdOptions {
  /** Requires a credential for every request; the first user must be created as admin. */
  auth?: boolean;
  /** The directory and port of an influxd that was stopped with `keep`: the same data at the same address. */
  again?: { dir: string; port: number };
}

export interface Influxd {
  /** `http://127.0.0.1:port` */
  url: string;
  port: number;
  pid: number;
  dir: string;
  /** Ends it and removes its directory, unless `keep`. `SIGKILL` ends it as a power cut would end the process. */
  stop(how?: { signal?: 'SIGTERM' | 'SIGKILL'; keep?: boolean }): Promise<void>;
}

/** Whether influxd is installed on this machine. */
export function hasInfluxd(): boolean {
  return existsSync(program);
}

/**
 * Starts influxd and resolves once it answers.
 * @throws Error with the end of influxd's log when it ends or does not answer in time.
 */
export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const dir = options.again?.dir ?? (await mkdtemp(join(tmpdir(), 'thongsuot-influxd-')));
  const port = options.again?.port ?? (await freePort());
  const config = join(dir, 'influxdb.conf');
  const log = join(dir, 'influxd.log');
  await writeFile(config, configuration(dir, port, await freePort(), options.auth ?? false));

  const child = spawn('/bin/sh', ['-c', 'exec "$0" -config "$1" >>"$2" 2>&1', program, config, log], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: dir },
  });
  // A test that dies must not leave a database behind.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      process.off('exit', killWithUs);
      resolve();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await answering(url, child);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    const tail = (await readFile(log, 'utf8').catch(() => '')).slice(-2_000);
    throw new Error(`influxd in ${dir} did not start: ${(error as Error).message}\n${tail}`);
  }
  return {
    url,
    port,
    pid: child.pid as number,
    dir,
    async stop({ signal = 'SIGTERM', keep = false } = {}) {
      child.kill(signal);
      const patience = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      await ended;
      clearTimeout(patience);
      if (!keep) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + startMsMax;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    }
    const response = await fetch(`${url}/ping`).catch(() => undefined);
    if (response?.status === 204) return;
    await sleep(25);
  }
  throw new Error(`no answer at ${url}/ping within ${startMsMax} ms`);
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function configuration(dir: string, port: number, rpcPort: number, auth: boolean): string {
  return `reporting-enabled = false
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${dir}/meta"
[data]
  dir = "${dir}/data"
  wal-dir = "${dir}/wal"
  index-version = "tsi1"
  # 0: every write is on the disk before it is acknowledged.
  wal-fsync-delay = "0s"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${auth}
  log-enabled = false
[continuous_queries]
  enabled = false
`;
}
