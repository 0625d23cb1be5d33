// A disk that is read-only when the collector, then the agent, starts on it: each ends at once and for good, says what and
// where, and goes on with all it had once the disk is writable again. (A disk cannot turn read-only under files that are
// open for writing; what fails under a running process is the full disk.)
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Running, root, start } from '../../harness/process.ts';
import { type Claims, createClaims, type FaultCase } from '../case.ts';
import { createGround, operator, site, stored } from '../ground.ts';
import { arm } from '../obligations.ts';
import { canMount, mountSmall, small } from '../small-disk.ts';

const endMsMax = 15_000;

/** Starts it on the read-only disk, and claims how it ends. */
async function refuses(
  name: string,
  argv: string[],
  folder: string,
  watch: (one: Running) => void,
  that: Claims['that'],
) {
  const attempt = start(argv, { cwd: root });
  watch(attempt);
  const code = await Promise.race([attempt.exited, sleep(endMsMax).then(() => undefined)]);
  if (code === undefined) await attempt.stop('SIGKILL');
  const said = [...attempt.stdout, ...attempt.stderr].join('\n');
  that(`${name}: it ends by the code that no service manager answers with a new start, found ${code}`, code === 2);
  that(`${name}: it names the place; it said ${JSON.stringify(said.slice(-300))}`, said.includes(folder));
  that(`${name}: it says that the disk is read-only`, /read-only file system/.test(said));
  that(`${name}: not a trace of a program`, !/\n\s+at .*:\d+:\d+/.test(said));
}

export const readOnlyDisk: FaultCase = {
  lacks: canMount,
  async run({ say }) {
    const { claims, that } = createClaims();
    const state = small('read-only');
    const disk = mountSmall(state);
    const [collectorState, agentState] = [join(state, 'collector'), join(state, 'agent')];
    for (const path of [collectorState, agentState]) mkdirSync(path, { mode: 0o700 });
    const ground = await createGround({ store: 'sqlite', state: collectorState }).catch((error: unknown) => {
      disk.unmount();
      throw error;
    });
    const { stack, proxy } = ground;
    try {
      await ground.feeder(40);
      const id = 'agent-1';
      const outbox = join(agentState, 'outbox.db');
      arm(outbox);
      const agent = await stack.agent(
        {
          agent: { id, operator, site, stateDirectory: agentState },
          collectors: [{ url: proxy.url, token: { file: ground.tokenFile(id) } }],
          icmp: { reference: ['127.0.0.1'] },
        },
        id,
      );
      ground.watch(agent.running());
      await stored(ground);

      await Promise.all([ground.kill(), agent.kill()]);
      disk.writable(false);
      const run = ['run', '--config'];
      const collectorArgv = ['collector/src/main.ts', ...run, join(stack.folder, 'collector.yaml'), '--demo'];
      await refuses('collector', collectorArgv, collectorState, ground.watch, that);
      const agentArgv = ['agent/src/main.ts', ...run, join(stack.folder, `${id}.yaml`)];
      await refuses('agent', agentArgv, agentState, ground.watch, that);
      disk.writable(true);
      say('the disk was read-only for both, and is writable again');

      await ground.restart();
      await agent.restart();
      ground.watch(agent.running());
      await stored(ground);
      await sleep(3_000);
      that('the agent stops in time when asked to', (await agent.running().stop()) === 0);
      return { settled: [await ground.settle([{ agent: id, outbox }])], kills: 2, claims };
    } finally {
      await ground.close().finally(() => disk.unmount());
      rmSync(state, { recursive: true, force: true });
    }
  },
};
