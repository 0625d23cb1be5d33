// What comes again though it should not: recorded requests, an outbox file put back from an old copy; and ids that two
// operators share. Nothing is stored twice, and nobody's points stand in another's series.
import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import type { FeederUnderTest } from '../feeder-process.ts';
import { createGround, type Owing, stored } from '../ground.ts';
import { arm, type Obligation, readAccount } from '../obligations.ts';

const replaysEach = 4;

/** Its file as one that can be copied: the log is brought into it. */
function settleFile(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

const samplesOf = (all: readonly Obligation[]) =>
  all.flatMap(({ kind, samples }) => (kind === 'samples' ? samples : []));

export const repeats: FaultCase = {
  async run({ full, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      const same = { prefix: 'pop-1' };
      const own = await ground.feeder(60, same);
      const others = await ground.feeder(60, { ...same, foreign: true });
      const restored = await ground.feeder(60);
      await stored(ground);

      let replayed = 0;
      ground.proxy.impair = () => {
        replayed += replaysEach - 1;
        return { kind: 'replay', times: replaysEach };
      };
      await sleep(full ? 60_000 : 5_000);
      ground.proxy.impair = () => undefined;
      that(`recorded requests came again, ${replayed} times`, replayed > 10);

      const owing = await putBack(restored, async () => {
        await within(30_000, 'it delivers what it has', () => restored.figures()?.pending === 0);
        await sleep(4_000);
      });
      say('an old copy of an outbox was put back');
      await stored(ground);
      await sleep(3_000);
      const settled = await ground.settle([owing.owing]);
      that(`the old copy is behind by some batches, found ${owing.behind}`, owing.behind > 2);
      that(`numbers of batches were given a second time, found ${owing.reused()}`, owing.reused() > 0);
      const points = [own, others].map(({ outbox }) => samplesOf(readAccount(outbox).obligations).length);
      that(`both operators committed samples under the same ids, ${points.join(' and ')}`, Math.min(...points) > 100);
      return { settled: [settled], kills: 2, claims };
    } finally {
      await ground.close();
    }
  },
};

/** Copies the file, lets the agent go on, and puts the copy in its place. What it owes is what both files committed. */
async function putBack(feeder: FeederUnderTest, meanwhile: () => Promise<void>) {
  const { outbox, name: agent } = feeder;
  const copy = `${outbox}.copy`;
  await feeder.kill();
  settleFile(outbox);
  copyFileSync(outbox, copy);
  const before = readAccount(copy).obligations;
  await feeder.start();
  await meanwhile();
  await feeder.kill();
  settleFile(outbox);
  const after = readAccount(outbox);
  const known = Math.max(0, ...before.map(({ seq }) => seq));
  const since = after.obligations.filter(({ seq }) => seq > known);
  // What had not left goes with the file: whoever puts an old copy back loses it, and nobody can know.
  const waiting = after.pending === 0 ? [] : samplesOf(since).slice(-1_000);
  for (const suffix of ['-wal', '-shm']) rmSync(`${outbox}${suffix}`, { force: true });
  copyFileSync(copy, outbox);
  arm(outbox);
  await feeder.start();
  const owing: Owing = { agent, outbox, earlier: samplesOf(since), givenUp: waiting };
  const reused = () => {
    const numbers = new Set(since.map(({ seq }) => seq));
    return readAccount(outbox).obligations.filter(({ seq }) => seq > known && numbers.has(seq)).length;
  };
  return { owing, behind: since.length, reused };
}
