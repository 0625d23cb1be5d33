/**
 * One contestant's bursts in a process of its own, so that the CPU of its children is the contestant's too. Told by its
 * parent what to do, it does it and answers with what it took. For fping by itself only the children count.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { shardStaggerMs, shardsAtOnceMax } from '@thongsuot/agent/icmp/limits.ts';
import { createPing } from '@thongsuot/agent/icmp/ping.ts';
import { createIcmpProber } from '@thongsuot/agent/icmp/prober.ts';
import { createTurns } from '@thongsuot/agent/icmp/turns.ts';
import { createClock } from '@thongsuot/agent/schedule/clock.ts';
import { pino } from 'pino';
import { addresses, type Cost, commandLine, echoes, fpingPath, type Task, targetsPerShardMax } from './scene.ts';

const clock = createClock();
const known = new Set<string>();
const prober = createIcmpProber({
  command: [fpingPath],
  fallback: false,
  ...echoes,
  references: [],
  clock,
  log: pino({ level: 'silent' }),
  snmpAnswers: () => false,
  knownToAnswer: { load: () => known, save: () => {} },
});
const never = new AbortController().signal;

/** As the agent does it: shards, parsing, the verdict on each target. */
async function ours(list: readonly string[]): Promise<Pick<Cost, 'sent' | 'received'>> {
  const { samples, findings } = await prober.burst(
    list.map((address) => ({ link: address, address, intervalS: 10 })),
    never,
  );
  const unasked = samples.find(({ unknown }) => unknown !== undefined);
  if (unasked !== undefined) throw new Error(`${unasked.link}: ${unasked.unknown} (${findings[0]?.detail ?? ''})`);
  const sum = (of: 'sent' | 'received') => samples.reduce((total, sample) => total + sample[of], 0);
  return { sent: sum('sent'), received: sum('received') };
}

/** fping with the same options and the same shards, its figures to a file that nobody reads. */
async function fpingItself(list: readonly string[]): Promise<Pick<Cost, 'sent' | 'received'>> {
  const turn = createTurns(shardsAtOnceMax);
  const output = openSync(process.env['BENCH_OUTPUT'] ?? '/dev/null', 'w');
  const shards: string[][] = [];
  for (let i = 0; i < list.length; i += targetsPerShardMax) shards.push(list.slice(i, i + targetsPerShardMax));
  await Promise.all(
    shards.map((shard, index) =>
      turn(async () => {
        await sleep(index < shardsAtOnceMax ? index * shardStaggerMs : 0);
        const [command = '', ...argv] = commandLine;
        const child = spawn(command, argv, { stdio: ['pipe', 'ignore', output] });
        child.stdin?.end(`${shard.join('\n')}\n`);
        const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
        if (code !== 0) throw new Error(`fping ended with ${code}`);
      }),
    ),
  );
  closeSync(output);
  return { sent: list.length * echoes.count, received: list.length * echoes.count };
}

/** npm `ping`, through the agent's fallback. */
async function npmPing(list: readonly string[]): Promise<Pick<Cost, 'sent' | 'received'>> {
  const { echoes: answers, failure } = await createPing({ clock }).ask(list, echoes, never);
  if (failure !== undefined) throw new Error(failure.detail);
  const received = [...answers.values()].flat().filter((rtt) => rtt !== null).length;
  return { sent: answers.size * echoes.count, received };
}

/** CPU of the children that have ended, in microseconds; the kernel counts it in steps of 10 ms. */
function childrenUs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // Behind the name in brackets, which may hold anything, cutime and cstime are fields 14 and 15 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10_000;
}

const engines = { ours, fping: fpingItself, npmPing };

async function run({ engine, targets, bursts }: Task): Promise<Cost> {
  const list = addresses(targets);
  const cost: Cost = { cpuUs: 0, asked: 0, sent: 0, received: 0 };
  const own = process.cpuUsage();
  const children = childrenUs();
  for (let i = 0; i < bursts; i++) {
    const { sent, received } = await engines[engine](list);
    cost.asked += targets;
    cost.sent += sent;
    cost.received += received;
  }
  const { user, system } = process.cpuUsage(own);
  cost.cpuUs = childrenUs() - children + (engine === 'fping' ? 0 : user + system);
  return cost;
}

process.on('message', (task: Task) => {
  run(task).then(
    (cost) => process.send?.({ cost }),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
// The parent is gone: nobody waits for a figure.
process.on('disconnect', () => process.exit(0));
