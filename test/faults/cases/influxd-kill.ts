// kill -9 of influxd under load: what it has acknowledged is there, what it has not comes again.
import { setTimeout as sleep } from 'node:timers/promises';
import { lacks } from '../../harness/parts.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, stored } from '../ground.ts';

export const influxdKill: FaultCase = {
  lacks: () => (lacks('influxd') ? 'influxd is not installed' : undefined),
  async run({ kills, full, random, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'influx' });
    try {
      for (let n = 0; n < (full ? 4 : 2); n++) await ground.feeder(full ? 416 : 208);
      for (let n = 0; n < kills; n++) {
        await stored(ground);
        if (n % 2 === 0) {
          const reached = Promise.withResolvers<void>();
          const timer = setTimeout(() => reached.resolve(), 10_000);
          ground.proxy.onForwarded = () => reached.resolve();
          await reached.promise;
          clearTimeout(timer);
          await sleep(40 + random() * 60);
        } else await sleep(random() * 1_500);
        await ground.influx?.kill();
        // Long enough for a batch to find it gone.
        await sleep(1_200);
        await ground.influx?.restart();
        say(`influxd killed ${n + 1} of ${kills}`);
      }
      await stored(ground);
      const { seen } = ground.proxy.book;
      const settled = await ground.settle();
      that('batches were judged while they could not be stored (503 seen)', seen > 0);
      that('batches were sent again', settled.resent > 0);
      return { settled: [settled], kills, claims };
    } finally {
      await ground.close();
    }
  },
};
