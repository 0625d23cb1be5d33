// SIGSTOP of feeder, collector and influxd for a while, one after the other: nothing is lost, and nothing stays stuck.
import { setTimeout as sleep } from 'node:timers/promises';
import { lacks } from '../../harness/parts.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, stored } from '../ground.ts';

/** Alerts of silent agents that there are or were. */
async function silentAgents({ collector }: Ground): Promise<number> {
  const states = ['firing', 'pending', 'resolved'];
  const lists = await Promise.all(
    states.map((state) => collector.get<{ alerts: { rule: string }[] }>(`/v1/alerts?state=${state}`)),
  );
  return lists.flatMap(({ alerts }) => alerts).filter(({ rule }) => rule === 'agentSilent').length;
}

export const stops: FaultCase = {
  lacks: () => (lacks('influxd') ? 'influxd is not installed' : undefined),
  async run({ stopMs, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'influx' });
    try {
      const feeder = await ground.feeder(200);
      await ground.feeder(100);
      const { book } = ground.proxy;
      const victims = [
        { name: 'influxd', pid: ground.influx?.pid() ?? -1 },
        { name: 'collector', pid: ground.collector.running().pid },
        { name: 'feeder', pid: feeder.running().pid },
      ];
      for (const { name, pid } of victims) {
        await stored(ground);
        const before = { ...book };
        process.kill(pid, 'SIGSTOP');
        await sleep(stopMs);
        const during = { ...book };
        process.kill(pid, 'SIGCONT');
        say(`${name} stood still for ${stopMs / 1_000} s`);
        if (name === 'influxd') that('while influxd stands still, batches are judged', during.seen > before.seen);
        if (name === 'collector') {
          that('while the collector stands still, nothing is stored', during.stored - before.stored <= 1);
          // Several sweeps later: whoever judged silence by the time that passed would have said so by now.
          await stored(ground);
          await sleep(5_000);
          const silent = await silentAgents(ground);
          that(`nobody is called silent for the collector’s own stop, found ${silent}`, silent === 0);
        }
        if (name === 'feeder') that('while one sender stands still, the other delivers', during.stored > before.stored);
      }
      await stored(ground);
      const settled = await ground.settle();
      that('batches were sent again', settled.resent > 0);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
