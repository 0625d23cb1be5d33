/** The few extra GETs that show how often a device refreshes its counters; `refresh.ts` says when and what they mean. */
import type { Clock } from '../clock.ts';
import type { LinkState } from './link.ts';
import { sysUpTime } from './oids.ts';
import { busyOctetsPerSecond, type RefreshLearner } from './refresh.ts';
import { numberOf, type PduMeter, SnmpError, type SnmpTarget, type SnmpTransport } from './transport.ts';

/** What must be left of the poll's deadline after a wait, for the read itself. */
const readMsMin = 300;

/**
 * Probes on the busiest counter of this poll, as long as the learner wants and the deadline allows. Before there are
 * rates the largest counter stands in for the busiest. A probe that fails costs nothing but itself.
 */
export async function probeRefresh(
  learner: RefreshLearner,
  links: readonly LinkState[],
  world: { transport: SnmpTransport; target: SnmpTarget; clock: Clock; meter: PduMeter; signal: AbortSignal },
  left: () => number,
): Promise<void> {
  if (learner.settled) return;
  const candidates = links.flatMap((link) => link.busiest ?? []);
  const busiest = candidates.reduce<(typeof candidates)[number] | undefined>((best, next) => {
    if (best === undefined || next.octetsPerSecond !== best.octetsPerSecond)
      return best === undefined || next.octetsPerSecond > best.octetsPerSecond ? next : best;
    return next.value > best.value ? next : best;
  }, undefined);
  if (busiest === undefined) return;
  // With rates known and all of them low there is nothing to see.
  if (busiest.octetsPerSecond > 0 && busiest.octetsPerSecond < busyOctetsPerSecond && !learner.wantsMore) return;
  const { oid, value, moment } = busiest;
  learner.begin(oid, { upTicks: moment.upTicks, value });
  for (let ms = learner.wait(); ms !== undefined && left() > ms + readMsMin; ms = learner.wait()) {
    await world.clock.sleep(ms, world.signal);
    if (world.signal.aborted) return;
    try {
      const { values } = await world.transport.get(world.target, [sysUpTime, oid], {
        deadlineMs: left(),
        signal: world.signal,
        meter: world.meter,
        tries: 1,
      });
      const upTicks = numberOf(values.get(sysUpTime));
      const read = values.get(oid);
      const counter = read?.type === 'counter64' ? read.value : BigInt(numberOf(read) ?? -1);
      if (upTicks === undefined || counter < 0n) break;
      learner.observe({ upTicks, value: counter }, ms);
    } catch (error) {
      if (!(error instanceof SnmpError)) throw error;
      break;
    }
  }
  learner.end();
}
