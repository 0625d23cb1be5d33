/**
 * CPU per target of a burst of echoes: ours, fping's by itself with the same options and shards, and npm `ping`'s, on
 * loopback. Contestants take turns; each figure is the median over the turns. And how many echoes of 5,000 targets are
 * reported lost that were not.
 */
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fallbackTargetsMax } from '@thongsuot/agent/icmp/limits.ts';
import { median, round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { bring } from '../packages.ts';
import { type Cost, commandLine, type Engine, fpingPath, type Task, targetsPerShardMax } from './scene.ts';

const targets = 600;
/** As many as the agent's fallback takes. */
const targetsOfPing = fallbackTargetsMax;
const targetsAtOnce = 5_000;

export async function benchIcmp(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({ args: argv, options: { turns: { type: 'string', default: '5' } } });
  const turns = Number(values.turns);
  if (!Number.isInteger(turns) || turns < 1 || turns > 50) throw new Error(`--turns ${values.turns} is not 1 to 50`);
  const noFping = bring('fping', fpingPath);
  if (noFping !== undefined)
    return { figures: {}, ratios: { fping: null, npmPing: null }, missing: { fping: noFping } };
  const noPing = bring('iputils-ping', '/usr/bin/ping');
  // In memory, where ours has its files too.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'thongsuot-bench-'));
  const start = () =>
    fork(fileURLToPath(new URL('asker.ts', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // As the installed agent at its second start: without the compiler of TypeScript in memory.
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
        BENCH_OUTPUT: join(folder, 'fping'),
      },
    });
  let asker = start();
  try {
    await ask(asker, { engine: 'ours', targets: 10, bursts: 1 });
    await ended(asker);
    asker = start();
    const tasks: Task[] = [
      { engine: 'ours', targets, bursts: 5 },
      { engine: 'fping', targets, bursts: 5 },
      ...(noPing === undefined ? [{ engine: 'npmPing' as const, targets: targetsOfPing, bursts: 1 }] : []),
    ];
    const usPerTarget = new Map<Engine, number[]>(tasks.map(({ engine }) => [engine, []]));
    let falseLosses = 0;
    const lost = ({ sent, received }: Cost) => sent - received;
    // The first turn warms everybody up and does not count.
    for (let turn = 0; turn <= turns; turn++) {
      for (const task of tasks) {
        const cost = await ask(asker, task);
        if (task.engine === 'ours') falseLosses += lost(cost);
        if (turn > 0) usPerTarget.get(task.engine)?.push(cost.cpuUs / cost.asked);
      }
      process.stderr.write(`turn ${turn} of ${turns}\n`);
    }
    const all = await ask(asker, { engine: 'ours', targets: targetsAtOnce, bursts: 3 });
    falseLosses += lost(all);
    const us = (engine: Engine): number | null => {
      const seen = usPerTarget.get(engine) ?? [];
      return seen.length === 0 ? null : median(seen);
    };
    const ratio = (above: Engine, below: Engine): number | null => {
      const [a, b] = [us(above), us(below)];
      return a === null || b === null || b === 0 ? null : round(a / b);
    };
    return {
      figures: {
        ...Object.fromEntries(
          [...usPerTarget].map(([engine, seen]) => [
            `${engine}UsPerTarget`,
            { median: round(median(seen)), min: round(Math.min(...seen)), max: round(Math.max(...seen)) },
          ]),
        ),
        targets,
        targetsOfPing,
        targetsPerShard: targetsPerShardMax,
        targetsAtOnce,
        echoesAtOnce: all.sent,
        command: commandLine.join(' '),
        turns,
      },
      ratios: { fping: ratio('ours', 'fping'), npmPing: ratio('npmPing', 'ours') },
      falseLosses,
      ...(noPing !== undefined && { missing: { npmPing: noPing } }),
    };
  } finally {
    asker.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ask(asker: ReturnType<typeof fork>, task: Task): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new Error('the process that asks has ended'));
    asker.once('exit', left);
    asker.once('message', (message: { cost: Cost } | { error: string }) => {
      asker.off('exit', left);
      if ('cost' in message) resolve(message.cost);
      else reject(new Error(message.error));
    });
    asker.send(task);
  });
}

function ended(asker: ReturnType<typeof fork>): Promise<void> {
  return new Promise((resolve) => {
    asker.once('exit', () => resolve());
    asker.disconnect();
  });
}
