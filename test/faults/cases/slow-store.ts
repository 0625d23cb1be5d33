// A store that takes 10 s for a write: the live lane is answered and visible as before, and all is stored in the end.
import { setTimeout as sleep } from 'node:timers/promises';
import { lacks } from '../../harness/parts.ts';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, operator, stored } from '../ground.ts';

const writeMs = 10_000;
/** Once the breaker has tried the store's patience (6 s), an answer takes no longer than with a store that is well. */
const settleMs = 9_000;
/** A group commit and the errands of a busy machine. */
const answerMsMax = 500;
/** An outbox commits each second, a feeder reads each second, and a request takes its way. */
const ageMsMax = 4_000;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Live answers, and how old the newest reading of a link is in the picture, for so long. */
async function measure({ proxy, collector }: Ground, ms: number) {
  const answers: number[] = [];
  const ages: number[] = [];
  proxy.onAnswered = ({ lane }, answer) => {
    if (lane === 'live') answers.push(answer.ms);
  };
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const { at } = await collector.get<{ at: number | null }>(`/v1/links/${operator}/feeder-0-1`);
    ages.push(Date.now() - (at ?? 0));
    await sleep(100);
  }
  proxy.onAnswered = () => undefined;
  return { count: answers.length, answerMs: median(answers), ageMs: median(ages), ageMsMax: Math.max(...ages) };
}

export const slowStore: FaultCase = {
  alone: true,
  lacks: () => (lacks('influxd') ? 'influxd is not installed' : undefined),
  async run({ full, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'influx' });
    const { influx } = ground;
    if (influx === undefined) throw new Error('this case has an influxd of its own');
    try {
      await ground.feeder(60);
      await stored(ground);
      const ms = full ? 60_000 : 12_000;
      const well = await measure(ground, ms);
      influx.slow.set(writeMs);
      const { seen } = ground.proxy.book;
      await within(30_000, 'the breaker has opened', () => ground.proxy.book.seen > seen);
      await sleep(settleMs);
      const slow = await measure(ground, ms);
      say(`live lane: a store that is well ${JSON.stringify(well)}, one of 10 s a write ${JSON.stringify(slow)}`);
      that(`writes were held back, ${influx.slow.delayed()}`, influx.slow.delayed() > 0);
      that(
        `the live lane is answered in ${Math.round(slow.answerMs)} ms`,
        slow.answerMs < Math.max(answerMsMax, 2 * well.answerMs),
      );
      that(
        `no reading was older than ${Math.round(slow.ageMsMax)} ms`,
        slow.ageMsMax < Math.max(ageMsMax, 3 * well.ageMsMax),
      );
      that(`as many answers as before: ${slow.count} and ${well.count}`, slow.count > well.count / 2);
      that(
        `a reading is visible after ${Math.round(slow.ageMs)} ms, before ${Math.round(well.ageMs)}`,
        slow.ageMs < Math.max(ageMsMax / 2, 2 * well.ageMs),
      );
      influx.slow.set(0);
      await stored(ground);
      return { settled: [await ground.settle()], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
