/**
 * The agent as it runs in a province, against simulated devices in a process of their own: processor and overruns at
 * full load, memory at its second start, what dead devices cost the live ones, and what ten times the devices cost.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { freeUdpPort } from '../../harness/ports.ts';
import { start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { startSink } from '../snmp/sink.ts';
import { startAgent } from './agent-process.ts';
import { deviceCount, interfaceCount, type Load } from './scene.ts';

interface Seen {
  cores: number;
  overruns: number;
  lagS: number;
  rssMiB: number;
  samples: number;
  rates: number;
  /** Poll latency of the devices that answer, p99 over the window, ms. */
  p99Ms: number;
  polls: number;
}

const parts = ['full', 'memory', 'dead', 'growth'] as const;
type Part = (typeof parts)[number];

export async function benchAgent(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({ args: argv, options: { only: { type: 'string', default: parts.join(',') } } });
  const wanted = new Set(values.only.split(','));
  for (const name of wanted)
    if (!parts.includes(name as Part)) throw new Error(`--only ${name} is none of ${parts.join(', ')}`);
  const snmpPort = await freeUdpPort('127.85.0.1');
  const scenario = fileURLToPath(new URL('devices.ts', import.meta.url));
  const devices = start(['test/simulator/main.ts', scenario], { env: { BENCH_SNMP_PORT: String(snmpPort) } });
  const seen = { samples: 0, rates: 0, pollsMs: [] as number[] };
  const sink = await startSink((samples) => {
    for (const text of samples) {
      const sample = sampleSchema.parse(text);
      seen.samples++;
      if (sample.kind === 'link' && sample.inBitsPerSecond !== undefined) seen.rates++;
      if (sample.kind === 'device' && sample.reachable) seen.pollsMs.push(sample.pollMs ?? Number.NaN);
    }
  });

  /** Runs it `starts` times on one folder; the last run is measured, after `warmS`, for `windowS`. */
  const measure = async (load: Load, { starts = 1, warmS, windowS }: Record<string, number>): Promise<Seen> => {
    const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
    try {
      for (let n = 1; n < starts; n++) {
        const first = await startAgent(load, { folder, sink: sink.url, snmpPort });
        await sleep(12_000);
        await first.stop();
      }
      const agent = await startAgent(load, { folder, sink: sink.url, snmpPort });
      try {
        await sleep((warmS ?? 10) * 1_000);
        const [cpuUs, overruns, atMs] = [agent.cpuUs(), await agent.metric('schedule_overruns'), performance.now()];
        Object.assign(seen, { samples: 0, rates: 0, pollsMs: [] });
        await sleep((windowS ?? 10) * 1_000);
        const wallUs = (performance.now() - atMs) * 1_000;
        const pollsMs = seen.pollsMs.toSorted((a, b) => a - b);
        return {
          cores: round((agent.cpuUs() - cpuUs) / wallUs),
          overruns: (await agent.metric('schedule_overruns')) - overruns,
          lagS: round(await agent.metric('schedule_lag_seconds')),
          rssMiB: round(agent.rssMiB()),
          samples: seen.samples,
          rates: seen.rates,
          p99Ms: pollsMs[Math.ceil(pollsMs.length * 0.99) - 1] ?? Number.NaN,
          polls: pollsMs.length,
        };
      } finally {
        await agent.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const figures: Record<string, unknown> = { devices: deviceCount, interfaces: interfaceCount };
  const ratios: Record<string, number | null> = { deadP99: null, growth10: null };
  try {
    await within(60_000, 'the devices answer', () => devices.stdout.some((line) => line.includes('devices answer')));
    if (wanted.has('memory')) {
      const idle = await measure({ devices: 0, links: 0, intervalS: 30 }, { starts: 2, warmS: 50, windowS: 5 });
      const full = await measure({ devices: 500, links: 3, intervalS: 30 }, { starts: 2, warmS: 50, windowS: 30 });
      figures['rssIdleMiB'] = idle.rssMiB;
      figures['rss500MiB'] = full.rssMiB;
      say(`memory: ${JSON.stringify({ idle, full })}`);
    }
    if (wanted.has('full')) {
      const load = { devices: deviceCount, links: interfaceCount, intervalS: 60, targets: 1_000 };
      // The first polls come within 5 s, the next from half an interval on: two intervals later all is even.
      const full = await measure(load, { warmS: 100, windowS: 60 });
      Object.assign(figures, { cores: full.cores, overruns: full.overruns, full });
      say(`full: ${JSON.stringify(full)}`);
    }
    if (wanted.has('dead')) {
      const times = { warmS: 40, windowS: 40 };
      const none = await measure({ devices: 200, links: 3, intervalS: 10 }, times);
      const half = await measure({ devices: 200, links: 3, intervalS: 10, dead: 100 }, times);
      Object.assign(figures, { p99MsNoneDead: none.p99Ms, p99MsHalfDead: half.p99Ms });
      ratios['deadP99'] = round(half.p99Ms / none.p99Ms);
      say(`dead: ${JSON.stringify({ none, half })}`);
    }
    if (wanted.has('growth')) {
      const times = { warmS: 25, windowS: 40 };
      const tenth = await measure({ devices: 50, links: 3, intervalS: 5 }, times);
      const whole = await measure({ devices: 500, links: 3, intervalS: 5 }, times);
      Object.assign(figures, { cores50: tenth.cores, cores500: whole.cores });
      ratios['growth10'] = round(whole.cores / tenth.cores);
      say(`growth: ${JSON.stringify({ tenth, whole })}`);
    }
    return { figures, ratios };
  } finally {
    sink.close();
    await devices.stop();
  }
}
