// kill -9 of the collector, half of the times just after a batch has reached it: between receipt, commit and answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, stored } from '../ground.ts';

/** A start of the collector takes about a second. Other cases run beside this one: the median holds the promise. */
const readyMsMax = 5_000;
const slowestMsMax = 20_000;

export const collectorKill: FaultCase = {
  async run({ kills, full, random, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      // 2,000 samples a second with the echoes of every fifth link; a quarter of it where time is short.
      for (let n = 0; n < (full ? 4 : 2); n++) await ground.feeder(full ? 416 : 208);
      const readyMs: number[] = [];
      let inFlight = 0;
      for (let n = 0; n < kills; n++) {
        await stored(ground);
        if (n % 2 === 0) {
          const reached = Promise.withResolvers<void>();
          const timer = setTimeout(() => reached.resolve(), 10_000);
          ground.proxy.onForwarded = () => reached.resolve();
          await reached.promise;
          clearTimeout(timer);
          // The group commit waits 50 ms, and takes some.
          await sleep(random() * 90);
        } else await sleep(random() * 1_500);
        const failed = ground.proxy.book.failed;
        await ground.kill();
        await sleep(20);
        if (ground.proxy.book.failed > failed) inFlight += 1;
        readyMs.push(await ground.restart());
        say(`collector killed ${n + 1} of ${kills}`);
      }
      await stored(ground);
      const settled = await ground.settle();
      const sorted = readyMs.toSorted((a, b) => a - b);
      const [median = Number.NaN, slowest = Number.NaN] = [sorted[sorted.length >> 1], sorted.at(-1)].map((ms) =>
        Math.round(ms ?? Number.NaN),
      );
      that(
        `the collector was ready within 5 s, in the median after ${median} ms, once after ${slowest} ms`,
        median < readyMsMax && slowest < slowestMsMax,
      );
      that('at least one kill came while a batch was on its way', inFlight > 0);
      that('batches were sent again', settled.resent > 0);
      return { settled: [settled], kills, claims };
    } finally {
      await ground.close();
    }
  },
};
