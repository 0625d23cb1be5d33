// kill -9 of a feeder under load: the agent's outbox and delivery with batches of hundreds of samples.
import { setTimeout as sleep } from 'node:timers/promises';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround } from '../ground.ts';
import { killAt, moments } from '../moments.ts';

export const senderKill: FaultCase = {
  async run({ kills, random, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      const feeder = await ground.feeder(300);
      let hits = 0;
      for (let n = 0; n < kills; n++) {
        const moment = moments[n % moments.length] ?? 'random';
        if (moment === 'start') {
          const starting = feeder.kill().then(() => feeder.start());
          starting.catch(() => undefined); // It is killed before it runs.
          await sleep(100 + random() * 700);
          await feeder.kill();
          hits += 1;
        } else if (await killAt(moment, feeder, ground.proxy, random)) hits += 1;
        await feeder.start();
        say(`sender killed ${n + 1} of ${kills} (${moment})`);
      }
      const settled = await ground.settle();
      that(`at least 9 of 10 kills came at their moment, found ${hits} of ${kills}`, hits >= kills * 0.9);
      that('a batch was stored again after a kill between answer and mark', settled.duplicatesSeen > 0);
      return { settled: [settled], kills: hits, claims };
    } finally {
      await ground.close();
    }
  },
};
