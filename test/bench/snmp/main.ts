/**
 * CPU per polled device: ours, prometheus-snmp-exporter's and libsnmp's, on the same simulated devices in a process of
 * their own. Contestants take turns; each figure is the median over the turns, user and system time together.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freeUdpPort } from '../../harness/ports.ts';
import { start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { median, round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { bring } from '../packages.ts';
import { type ExporterModule, exporterPath, startExporter } from './exporter.ts';
import { buildLibsnmp, libsnmpHeader } from './libsnmp.ts';
import type { PollerResult, PollerTask } from './poller.ts';
import { deviceCount, interfaceCount } from './scene.ts';
import { startSink } from './sink.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface Contestant {
  name: string;
  /** One turn; CPU in microseconds and how many devices were polled with it. */
  turn(): Promise<{ cpuUs: number; polls: number }>;
}

/**
 * Times that the exporter scrapes each device in one turn: about half a second of its CPU, which is counted in steps of
 * 10 ms. Whoever is cheaper polls so many times more often, so that each turn is long enough to be measured.
 */
const rounds = { links3: 6, links50: 1, v3: 4 } as const;

export async function benchSnmp(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({ args: argv, options: { turns: { type: 'string', default: '5' } } });
  const turns = Number(values.turns);
  if (!Number.isInteger(turns) || turns < 1 || turns > 50) throw new Error(`--turns ${values.turns} is not 1 to 50`);
  const missing: Record<string, string> = {};
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  const port = await freeUdpPort('127.83.0.1');
  const devices = start(['test/simulator/main.ts', here('devices.ts')], { env: { BENCH_SNMP_PORT: String(port) } });
  const sink = await startSink();
  const poller = fork(here('poller.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ends: (() => unknown)[] = [() => devices.stop(), () => sink.close(), () => poller.kill()];
  try {
    await within(20_000, 'the devices answer', () => devices.stdout.some((line) => line.includes('devices answer')));
    const details: Record<string, PollerResult> = {};
    const ours = (name: string, task: Omit<PollerTask, 'port' | 'sink'>): Contestant => ({
      name,
      async turn() {
        const result = await ask(poller, { ...task, port, sink: sink.url });
        details[name] = result;
        return result;
      },
    });
    const poll = { kind: 'poll', version: '2c' } as const;
    const whole = { kind: 'whole', engine: 'lean', version: '2c' } as const;
    const contestants: Contestant[] = [
      ours('poll3', { ...poll, engine: 'lean', links: 3, rounds: rounds.links3 * 6 }),
      ours('poll3NetSnmp', { ...poll, engine: 'net-snmp', links: 3, rounds: rounds.links3 }),
      ours('poll50', { ...poll, engine: 'lean', links: interfaceCount, rounds: rounds.links50 * 5 }),
      ours('whole3', { ...whole, links: 3, rounds: rounds.links3 * 4 }),
      ours('whole50', { ...whole, links: interfaceCount, rounds: rounds.links50 * 4 }),
      ours('whole3V3', { kind: 'whole', engine: 'net-snmp', version: '3', links: 3, rounds: rounds.v3 * 2 }),
    ];

    const noExporter = bring('prometheus-snmp-exporter', exporterPath);
    if (noExporter === undefined) {
      const exporter = await startExporter(folder, port);
      ends.push(() => exporter.stop());
      const theirs = (name: string, module: ExporterModule, times: number): Contestant => ({
        name,
        turn: () => exporter.run(module, times),
      });
      contestants.push(
        theirs('exporter3', 'links3', rounds.links3),
        theirs('exporter50', 'links50', rounds.links50),
        theirs('exporter3V3', 'links3v3', rounds.v3),
      );
    } else missing['exporter'] = noExporter;
    const libsnmp = bring('libsnmp-dev', libsnmpHeader) ?? buildLibsnmp(folder, port);
    if (typeof libsnmp === 'string') missing['libsnmp'] = libsnmp;
    else contestants.push({ name: 'libsnmp3', turn: () => libsnmp.run(3, rounds.links3 * 6) });

    const usPerPoll = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
    // The first turn warms everybody up and does not count.
    for (let turn = 0; turn <= turns; turn++) {
      for (const { name, turn: take } of contestants) {
        const { cpuUs, polls } = await take();
        if (turn > 0) usPerPoll.get(name)?.push(cpuUs / polls);
      }
      process.stderr.write(`turn ${turn} of ${turns}\n`);
    }
    const us = (name: string): number | null => {
      const seen = usPerPoll.get(name);
      return seen === undefined || seen.length === 0 ? null : median(seen);
    };
    const ratio = (above: string, below: string): number | null => {
      const [a, b] = [us(above), us(below)];
      return a === null || b === null ? null : round(a / b);
    };
    const figures = Object.fromEntries(
      [...usPerPoll].map(([name, seen]) => [
        `${name}UsPerDevice`,
        { median: round(median(seen)), min: round(Math.min(...seen)), max: round(Math.max(...seen)) },
      ]),
    );
    const details3 = details['whole3'];
    return {
      figures: {
        ...figures,
        devices: deviceCount,
        turns,
        wholeSamplesPerCommit: details3 === undefined ? null : Math.round(details3.samples / details3.commits),
        wholeRatesPerPoll: details3 === undefined ? null : round(details3.rates / details3.polls),
        timeouts: Object.values(details).reduce((sum, { timeouts }) => sum + timeouts, 0),
        pdusPerPoll: Object.fromEntries(Object.entries(details).map(([name, d]) => [name, round(d.pdus / d.polls)])),
      },
      ratios: {
        pollExporter3: ratio('exporter3', 'poll3'),
        pollExporter50: ratio('exporter50', 'poll50'),
        wholeExporter3: ratio('exporter3', 'whole3'),
        wholeExporter50: ratio('exporter50', 'whole50'),
        wholeExporterV3: ratio('exporter3V3', 'whole3V3'),
        pollLibsnmp: ratio('poll3', 'libsnmp3'),
      },
      ...(Object.keys(missing).length > 0 && { missing }),
    };
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(poller: ReturnType<typeof fork>, task: PollerTask): Promise<PollerResult> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the poller ended'));
    poller.once('exit', ended);
    poller.once('message', (message: { result: PollerResult } | { error: string }) => {
      poller.off('exit', ended);
      if ('result' in message) resolve(message.result);
      else reject(new Error(message.error));
    });
    poller.send(task);
  });
}
