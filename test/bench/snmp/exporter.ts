/** prometheus-snmp-exporter in its own process, scraped for the same objects, and the CPU that it took. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../harness/ports.ts';
import { type Running, start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { addressOf, columnsOf, community, concurrency, deviceCount, objectsOf, user } from './scene.ts';

export const exporterPath = '/usr/bin/prometheus-snmp-exporter';
export type ExporterModule = 'links3' | 'links50' | 'links3v3';

export interface Exporter {
  /** Scrapes every device so many times. Returns CPU of the exporter alone. @throws Error when a scrape fails */
  run(module: ExporterModule, rounds: number): Promise<{ cpuUs: number; polls: number; series: number }>;
  stop(): Promise<unknown>;
}

/** A hand-written module: named objects by GET, or the columns walked as it walks tables; no look-ups besides. */
function configOf(): object {
  const types: Record<string, string> = {
    '1.3.6.1.2.1.31.1.1.1.1': 'DisplayString',
    '1.3.6.1.2.1.31.1.1.1.6': 'counter',
    '1.3.6.1.2.1.31.1.1.1.10': 'counter',
  };
  const columns = columnsOf().map((oid, i) => ({
    name: `object${i}`,
    oid,
    type: types[oid] ?? 'gauge',
    indexes: [{ labelname: 'ifIndex', type: 'gauge' }],
  }));
  const [clock = ''] = objectsOf(1);
  const metrics = [{ name: 'sysUpTime', oid: clock.replace(/\.0$/, ''), type: 'gauge' }, ...columns];
  const common = { metrics, max_repetitions: 25, timeout: '5s' };
  const v2c = { ...common, version: 2, auth: { community } };
  const v3 = {
    ...common,
    version: 3,
    auth: {
      username: user.name,
      security_level: 'authPriv',
      password: user.authKey,
      auth_protocol: 'SHA',
      priv_protocol: 'AES',
      priv_password: user.privKey,
    },
  };
  return {
    links3: { ...v2c, get: objectsOf(3) },
    links50: { ...v2c, get: [clock], walk: columnsOf() },
    links3v3: { ...v3, get: objectsOf(3) },
  };
}

export async function startExporter(folder: string, snmpPort: number): Promise<Exporter> {
  const file = join(folder, 'snmp.yml');
  writeFileSync(file, JSON.stringify(configOf()));
  const port = await freePort();
  const argv = [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'];
  // One processor, as our own process has one thread.
  const running: Running = start(argv, { command: exporterPath, env: { GOMAXPROCS: '1' } });
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const scrape = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`the exporter answered ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      request.on('error', reject);
    });
  await within(10_000, 'the exporter listens', async () => {
    if (running.stderr.some((line) => line.includes('rror'))) throw new Error(running.stderr.join('\n'));
    return scrape('/').then(
      () => true,
      () => false,
    );
  });
  return {
    async run(module, rounds) {
      let series = 0;
      const before = cpuUsOf(running.pid);
      for (let round = 0; round < rounds; round++) {
        let next = 0;
        const worker = async () => {
          while (next < deviceCount) {
            const target = encodeURIComponent(`${addressOf(next++)}:${snmpPort}`);
            const text = await scrape(`/snmp?module=${module}&target=${target}`);
            series += text.match(/^(object\d+|sysUpTime)[ {]/gm)?.length ?? 0;
          }
        };
        await Promise.all(Array.from({ length: concurrency }, worker));
      }
      return { cpuUs: cpuUsOf(running.pid) - before, polls: rounds * deviceCount, series };
    },
    stop() {
      agent.destroy();
      return running.stop();
    },
  };
}

/** User and system time of all threads of a process, in microseconds; the kernel counts them in steps of 10 ms. */
function cpuUsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name in brackets, which may hold anything, utime and stime are fields 12 and 13 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
