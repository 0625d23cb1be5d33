/** Brings one link's readings together for `link-state.ts`. */
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { utilizationRatio } from '../capacity/utilization.ts';
import type { LinkEntry } from './entries.ts';
import { type Instant, isFresh } from './fresh.ts';
import { idleBitsPerSecondMax, idleRatioMax } from './limits.ts';
import { judgeLink, judgeProbe, judgeQuality, type LinkVerdict, type Quality } from './link-state.ts';
import { Ring } from './ring.ts';

const noBursts = new Ring(1, 3);
const noQuality: Quality = { lossRatio: null, rttMsMean: null, lossCritical: false, rttCritical: false };

/** Utilisation of both directions by a reading; null where rate or capacity is not known. */
export function utilizationOf(sample: LinkSample): { in: number | null; out: number | null } {
  const ratio = (rate: number | undefined, capacity: LinkSample['capacityIn']) =>
    utilizationRatio({ bitsPerSecond: rate ?? null, capacityBitsPerSecond: capacity?.bitsPerSecond ?? null });
  return {
    in: ratio(sample.inBitsPerSecond, sample.capacityIn),
    out: ratio(sample.outBitsPerSecond, sample.capacityOut),
  };
}

/** True when a direction's physical capacity is below what was contracted for it. */
function isBelowContract(entry: LinkEntry, sample: LinkSample): boolean {
  const contract = entry.link.contract;
  if (contract === undefined) return false;
  const below = (capacity: LinkSample['capacityIn'], contracted: number) =>
    capacity?.physicalBitsPerSecond !== undefined && capacity.physicalBitsPerSecond < contracted;
  return below(sample.capacityIn, contract.inBitsPerSecond) || below(sample.capacityOut, contract.outBitsPerSecond);
}

/** True when its port receives less light than the config allows; where no level is read nothing is said. */
function isBelowPower({ link: { receivePowerMinDbm } }: LinkEntry, { receivePowerDbm }: LinkSample): boolean {
  return receivePowerMinDbm !== undefined && receivePowerDbm !== undefined && receivePowerDbm < receivePowerMinDbm;
}

/** True when it receives no more than chatter. What it receives is what proves the far end: sending proves nothing. */
function isIdle(sample: LinkSample): boolean {
  if (sample.inBitsPerSecond === undefined) return true;
  const ratio = utilizationOf(sample).in;
  return ratio === null ? sample.inBitsPerSecond < idleBitsPerSecondMax : ratio < idleRatioMax;
}

/** The verdict on a link at this instant, by its endpoint's critical thresholds. */
export function verdictOf(
  entry: LinkEntry,
  instant: Instant,
  critical: { lossRatio: number; rttMs: number },
): LinkVerdict {
  const { reading, burst, bursts } = entry;
  const sample = reading?.sample;
  const probe = entry.link.probe;
  const window = bursts ?? noBursts;
  return judgeLink(
    entry.link.role,
    reading === null || sample === undefined
      ? null
      : {
          at: sample.at,
          fresh: isFresh(
            { at: sample.at, receivedMonotonicMs: reading.receivedMonotonicMs },
            sample.intervalS,
            instant,
          ),
          oper: sample.oper ?? null,
          admin: sample.admin ?? null,
          unknown: sample.unknown ?? null,
          belowContract: isBelowContract(entry, sample),
          belowPower: isBelowPower(entry, sample),
          idle: isIdle(sample),
        },
    probe === undefined
      ? null
      : judgeProbe(window, probe.intervalS * 1000, {
          fresh: burst !== null && isFresh(burst, probe.intervalS, instant),
          unknown: burst?.unknown ?? null,
        }),
    probe === undefined ? noQuality : judgeQuality(window, instant.now, critical),
  );
}

/** True while time alone can change nothing about a link: all it should state is fresh. */
export function isCurrent(entry: LinkEntry, instant: Instant): boolean {
  const { reading, burst, link } = entry;
  if (reading === null || !isFresh({ ...reading, at: reading.sample.at }, reading.sample.intervalS, instant))
    return false;
  return link.probe === undefined || (burst !== null && isFresh(burst, link.probe.intervalS, instant));
}
