// An agent whose machine's clock is three hours ahead: what it committed before it learnt the time is held until its time
// comes, what follows is right and visible at once, and nothing is lost.
import { lacks } from '../../harness/parts.ts';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, operator, stored } from '../ground.ts';

const aheadMs = 3 * 3_600_000;
const intervalS = 30;
const ageMsMax = 2 * (intervalS + 5) * 1_000;

export const clockAhead: FaultCase = {
  lacks: () => (lacks('influxd') ? 'influxd is not installed' : undefined),
  async run({ say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'influx', ownClock: true });
    const { clock, collector, proxy } = ground;
    if (clock === undefined) throw new Error('this case has a clock of its own');
    try {
      await proxy.down();
      const feeder = await ground.feeder(20, { intervalS, aheadMs });
      await clock.pass(180_000, 20);
      await proxy.up();
      await within(60_000, 'samples from the future are held', () => (feeder.figures()?.held ?? 0) > 0);
      const held = feeder.figures()?.held ?? 0;
      await stored(ground, 90_000);
      const ageOf = async () =>
        clock.now() - ((await collector.get<{ at: number | null }>(`/v1/links/${operator}/feeder-0-1`)).at ?? 0);
      await within(90_000, 'its readings are of now', async () => Math.abs(await ageOf()) < ageMsMax);
      const age = await ageOf();
      that(`${held} samples of before it knew the time were held`, held >= 20);
      that(`then its readings are ${Math.round(age / 1_000)} s old, and none is of the future`, age > -5_000);
      await clock.pass(aheadMs, 300);
      await within(120_000, 'what was held has been taken', () => (feeder.figures()?.held ?? 1) === 0);
      say('three hours later what was held was taken');
      const settled = await ground.settle();
      that('nothing became a dead letter', settled.deadLetters === 0);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
