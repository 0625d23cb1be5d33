// The store is down for hours, then the network, on a clock of the case's own. The alerts live throughout, what is
// happening is visible at once when the network is back, and the backlog never stands before it.
import { setTimeout as sleep } from 'node:timers/promises';
import { lacks } from '../../harness/parts.ts';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, operator, stored } from '../ground.ts';

const hourMs = 3_600_000;
const intervalS = 30;
/** The first link changes its state so often. */
const toggleMs = 600_000;
/** A change is read within an interval, waits for its n of m, and the clock goes 60 times as fast as the machine. */
const alertMsMax = 240_000;
const visibleMsMax = 30_000;
/** An interval, its poll and a second of the outbox; twice, for a machine that is busy. */
const liveAgeMsMax = 2 * (intervalS + 5) * 1_000;

interface Alerts {
  alerts: { rule: string; link: string | null; startedAt: number; firedAt: number | null }[];
}

const firing = async ({ collector }: Ground, rule: string) =>
  (await collector.get<Alerts>('/v1/alerts?state=firing')).alerts.filter((alert) => alert.rule === rule);

const ageOf = async ({ collector, clock }: Ground, link: string) => {
  const { at } = await collector.get<{ at: number | null }>(`/v1/links/${operator}/${link}`);
  return (clock?.now() ?? Number.NaN) - (at ?? 0);
};

/** Looks while the store is down: how many changes of the link were answered by its alert in time, and how many not. */
async function followAlerts(ground: Ground, link: string, untilMs: number) {
  const now = () => ground.clock?.now() ?? Number.NaN;
  let inTime = 0;
  let late = 0;
  let span = Math.floor(now() / toggleMs);
  let answered = true;
  while (now() < untilMs) {
    const at = now();
    const current = Math.floor(at / toggleMs);
    if (current !== span) {
      if (!answered) late += 1;
      span = current;
      answered = false;
    }
    if (!answered) {
      const isFiring = (await firing(ground, 'linkDown').catch(() => [])).some((alert) => alert.link === link);
      if (isFiring === (span % 2 === 1)) {
        answered = true;
        if (at - span * toggleMs <= alertMsMax) inTime += 1;
        else late += 1;
      }
    }
    await sleep(50);
  }
  return { inTime, late };
}

export const outage: FaultCase = {
  lacks: () => (lacks('influxd') ? 'influxd is not installed' : undefined),
  async run({ full, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'influx', ownClock: true });
    const { clock, influx, proxy } = ground;
    if (clock === undefined || influx === undefined) throw new Error('this case has a clock and an influxd of its own');
    try {
      const feeder = await ground.feeder(20, { intervalS, toggleMs });
      const link = 'feeder-0-1';
      await clock.speed(20);
      await stored(ground);
      await clock.speed(1);

      // The store.
      const storeMs = full ? 6 * hourMs : 0.75 * hourMs;
      await influx.kill();
      const seenBefore = proxy.book.seen;
      await clock.speed(60);
      const { inTime, late } = await followAlerts(ground, 'feeder-0-0', clock.now() + storeMs);
      await clock.speed(1);
      // A change is told a minute or two of its clock after it came; the first and the last may fall out of the time.
      const expected = Math.floor(storeMs / toggleMs) - 2;
      that(
        `with the store down for ${storeMs / hourMs} h ${inTime} changes of a link were told in time, ${late} not, of ${expected} or more`,
        inTime >= expected && late === 0,
      );
      that('batches were judged while they could not be stored (503 seen)', proxy.book.seen > seenBefore);
      await influx.restart();
      await stored(ground);
      say(`the store was down for ${storeMs / hourMs} h`);

      // The network.
      await within(120_000, 'the backlog of the store’s outage has drained', () => feeder.figures()?.pending === 0);
      const networkMs = full ? 24 * hourMs : 1.5 * hourMs;
      await proxy.down();
      const downFrom = clock.now();
      const silent = async () => (await firing(ground, 'agentSilent')).length;
      const silentBefore = await silent();
      // Not faster before it fires: a sweep that is 5 s late is a stall of the collector's own, which is no silence.
      await clock.speed(20);
      await within(40_000, 'the agent is silent', async () => {
        if ((await silent()) > silentBefore) return true;
        const warnings = ground.collector
          .running()
          .log()
          .filter(({ level }) => Number(level) >= 40);
        throw new Error(`the collector said last: ${JSON.stringify(warnings.slice(-3))}`);
      });
      await clock.pass(networkMs - (clock.now() - downFrom), full ? 720 : 300);
      that(
        'while the network was down its agent was silent, and the alert says so to its end',
        (await silent()) > silentBefore,
      );
      const lanes: { lane: string; status: number; atMs: number }[] = [];
      const back = performance.now();
      proxy.onAnswered = ({ lane }, { status }) => void lanes.push({ lane, status, atMs: performance.now() - back });
      const waiting = feeder.figures()?.pending ?? 0;
      await proxy.up();
      await within(120_000, 'live data is visible', async () => (await ageOf(ground, link)) < liveAgeMsMax);
      const visibleMs = performance.now() - back;
      const leftThen = feeder.figures()?.pending ?? 0;
      // While it drains, what is happening stays what is shown.
      let ageMs = 0;
      await within(600_000, 'the backlog has drained', async () => {
        ageMs = Math.max(ageMs, await ageOf(ground, link));
        return (feeder.figures()?.pending ?? 1) === 0;
      });
      const drainMs = performance.now() - back;
      const first = lanes.find(({ status }) => status === 200);
      const lanesStored = (lane: string) => lanes.filter((one) => one.lane === lane && one.status === 200);
      const live = lanesStored('live');
      say(`the network was down for ${networkMs / hourMs} h; ${waiting} batches drained in ${Math.round(drainMs)} ms`);
      that(`live data was visible ${Math.round(visibleMs)} ms after the network was back`, visibleMs <= visibleMsMax);
      that(`then ${leftThen} batches still waited`, leftThen > waiting / 4);
      that(
        `the first live batch was stored after ${Math.round(live[0]?.atMs ?? Number.NaN)} ms, the first of all after ${Math.round(first?.atMs ?? Number.NaN)}`,
        (live[0]?.atMs ?? Number.POSITIVE_INFINITY) <= visibleMsMax,
      );
      that(
        `the backlog came in its own lane, ${lanesStored('backlog').length} batches`,
        lanesStored('backlog').length > waiting / 2,
      );
      that(
        `while it drained the live picture was never older than ${Math.round(ageMs / 1_000)} s`,
        ageMs < liveAgeMsMax,
      );
      await within(30_000, 'the agent is silent no more', async () => (await silent()) === silentBefore);
      return { settled: [await ground.settle()], kills: 1, claims };
    } finally {
      await ground.close();
    }
  },
};
