/** The agent as it is installed, in a process of its own: started, watched from outside, stopped. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../harness/ports.ts';
import { root, start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { community, configOf, type Load } from './scene.ts';

export interface AgentProcess {
  /** User and system time so far, its children's included, in microseconds; the kernel counts in steps of 10 ms. */
  cpuUs(): number;
  rssMiB(): number;
  /** A figure of its /metrics. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

/** What the checkout's own command gives to Node: `pnpm agent`. */
function commandOf(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { agent: string } };
  return scripts.agent.split(' ').slice(1);
}

/** Starts it on a folder that it may have used before. */
export async function startAgent(
  load: Load,
  where: { folder: string; sink: string; snmpPort: number },
): Promise<AgentProcess> {
  const port = await freePort();
  const file = join(where.folder, 'agent.yaml');
  const stateDirectory = join(where.folder, 'state');
  writeFileSync(file, JSON.stringify(configOf(load, { ...where, stateDirectory, port })));
  const running = start([...commandOf(), 'run', '--config', file], {
    env: { BENCH_TOKEN: 'token-of-the-bench', BENCH_COMMUNITY: community },
  });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const value = new RegExp(`^thongsuot_agent_${name} (\\S+)`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`the agent's /metrics has no ${name}`);
    return Number(value);
  };
  let ended: number | NodeJS.Signals | undefined;
  running.exited.then((code) => {
    ended = code;
  });
  await within(30_000, 'the agent listens', async () => {
    if (ended !== undefined) throw new Error(`the agent ended with ${ended}: ${running.stderr.join('\n')}`);
    return (await metric('schedule_jobs')) >= 0;
  });
  const stat = (): string[] => {
    const text = readFileSync(`/proc/${running.pid}/stat`, 'utf8');
    // Behind the name in brackets, which may hold anything, the fields of proc(5) from the third on.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  };
  return {
    // utime, stime, cutime, cstime.
    cpuUs: () =>
      stat()
        .slice(11, 15)
        .reduce((sum, ticks) => sum + Number(ticks) * 10_000, 0),
    rssMiB: () =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) /
      1_024,
    metric,
    async stop() {
      await running.stop();
    },
  };
}
