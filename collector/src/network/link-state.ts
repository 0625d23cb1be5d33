/**
 * The state of a link from its newest reading and its newest bursts of echoes. Pure; DESIGN §8, Network:
 *
 *   oper ──up──────┐
 *                  ├─ both hold ──▶ up ──▶ degraded when loss, delay, physical capacity or received light says so
 *   probe ─answers─┘
 *   oper not up, or 3 of 3 bursts lost ──▶ down, since the first of them
 *   anything not known, or known too long ago ──▶ unknown, never down
 */
import type { State } from '@thongsuot/contract/api.ts';
import type { AdminState, LinkUnknownReason, OperState, PingUnknownReason, Role } from '@thongsuot/contract/reasons.ts';
import type { LinkCause, LinkDoubt } from '@thongsuot/contract/verdicts.ts';
import { answeredBurstsMin, lostBurstsForDown, lostEchoesMin, qualityWindowMs, staleIntervals } from './limits.ts';
import type { Window } from './ring.ts';

/** Fields of the window of bursts. A burst with `sent` 0 is one that says nothing. */
export const burstFields = { sent: 0, received: 1, rttMs: 2 } as const;

export interface LinkReading {
  at: number;
  /** Newer than 3 intervals, by its own time and by its receipt. */
  fresh: boolean;
  oper: OperState | null;
  admin: AdminState | null;
  unknown: LinkUnknownReason | null;
  /** Physical capacity is below what was contracted: a LAG has lost a member, a port has come up slower. */
  belowContract: boolean;
  /** The optical level received is below the least that the config allows. */
  belowPower: boolean;
  /** It receives no more than chatter. */
  idle: boolean;
}

export type ProbeVerdict =
  | { kind: 'answers' }
  | { kind: 'fails'; since: number }
  | { kind: 'unknown'; reason: PingUnknownReason | LinkDoubt | null };

export interface Quality {
  lossRatio: number | null;
  rttMsMean: number | null;
  lossCritical: boolean;
  rttCritical: boolean;
}

export interface LinkVerdict {
  state: State;
  /** Why it is down or degraded. */
  cause: LinkCause | null;
  /** Why it is unknown; null where nobody said, as before the first reading. */
  unknown: LinkUnknownReason | PingUnknownReason | LinkDoubt | null;
  /** When the state began by the data, where that lies before the sample that showed it. */
  since: number | null;
}

/**
 * What the newest bursts say. Fails with `lostBurstsForDown` lost in a row, none further than 3 intervals from the next,
 * since the first of the row; answers as soon as one of them does.
 */
export function judgeProbe(
  bursts: Window,
  intervalMs: number,
  newest: { fresh: boolean; unknown: PingUnknownReason | null },
): ProbeVerdict {
  if (bursts.length === 0) return { kind: 'unknown', reason: null };
  if (!newest.fresh) return { kind: 'unknown', reason: 'stale' };
  const last = bursts.length - 1;
  if (bursts.value(burstFields.sent, last) === 0) return { kind: 'unknown', reason: newest.unknown };
  let row = 0;
  let since = 0;
  for (let i = last; i >= 0; i--) {
    if (bursts.value(burstFields.sent, i) === 0) break;
    if (i < last && bursts.at(i + 1) - bursts.at(i) > staleIntervals * intervalMs) break;
    if (bursts.value(burstFields.received, i) > 0) {
      if (row < lostBurstsForDown) return { kind: 'answers' };
      break;
    }
    row++;
    since = bursts.at(i);
  }
  return row >= lostBurstsForDown ? { kind: 'fails', since } : { kind: 'unknown', reason: null };
}

/** Echoes of a window, and the mean of the delays of its bursts. */
export interface EchoSums {
  sent: number;
  lost: number;
  /** Null with too few bursts that had a reply. */
  rttMsMean: number | null;
}

/**
 * The echoes of the last 15 minutes. Bursts of an outage (3 and more lost in a row) are not loss: they are unavailable
 * time, counted as such (ITU-T Y.1540 counts loss over available time only). An outage stays one while it leaves the 15
 * minutes: its row is told by the bursts before them. Of a row that begins with the first burst held nobody can say
 * whether an outage went before it: it is no loss either.
 */
export function sumEchoes(bursts: Window, now: number): EchoSums {
  let [sent, received, answered, rttSum] = [0, 0, 0, 0];
  for (let i = bursts.length - 1; i >= 0 && bursts.at(i) > now - qualityWindowMs; i--) {
    const [s, r] = [bursts.value(burstFields.sent, i), bursts.value(burstFields.received, i)];
    if (s === 0) continue;
    if (r > 0) {
      sent += s;
      received += r;
      answered++;
      rttSum += bursts.value(burstFields.rttMs, i);
      continue;
    }
    const first = firstOfRow(bursts, i);
    const lost = i - first + 1;
    if (first > 0 && lost < lostBurstsForDown) {
      for (let k = first; k <= i; k++) {
        if (bursts.at(k) > now - qualityWindowMs) sent += bursts.value(burstFields.sent, k);
      }
    }
    i = first;
  }
  return { sent, lost: sent - received, rttMsMean: answered < answeredBurstsMin ? null : rttSum / answered };
}

/** The first of the bursts lost in a row up to this one; a burst that says nothing breaks the row, as in `judgeProbe`. */
function firstOfRow(bursts: Window, last: number): number {
  let first = last;
  while (
    first > 0 &&
    bursts.value(burstFields.sent, first - 1) > 0 &&
    bursts.value(burstFields.received, first - 1) === 0
  ) {
    first--;
  }
  return first;
}

/**
 * Loss and mean delay over the last 15 minutes. Loss is critical with at least 3 lost echoes and a lower 95 % bound
 * above the threshold, so that a few echoes never degrade a link.
 */
export function judgeQuality(
  bursts: Window,
  now: number,
  critical: { lossRatio: number; rttMs: number } | null,
): Quality {
  const { sent, lost, rttMsMean } = sumEchoes(bursts, now);
  return {
    lossRatio: sent === 0 ? null : 1 - (sent - lost) / sent,
    rttMsMean,
    lossCritical: critical !== null && isLossProven(lost, sent, critical.lossRatio),
    rttCritical: critical !== null && rttMsMean !== null && rttMsMean >= critical.rttMs,
  };
}

/** True with at least 3 lost and a lower 95 % bound at or above the threshold. */
export const isLossProven = (lost: number, sent: number, threshold: number): boolean =>
  lost >= lostEchoesMin && lowerBound(lost, sent) >= threshold;

/** Lower end of the Wilson score interval of `hits` of `trials`, 95 % one-sided (z = 1.645). Range 0–1. */
export function lowerBound(hits: number, trials: number): number {
  if (trials === 0) return 0;
  const z2 = 1.645 ** 2;
  const p = hits / trials;
  const spread = Math.sqrt(z2 * (p * (1 - p) + z2 / (4 * trials)) * (1 / trials));
  return Math.max(0, (p + z2 / (2 * trials) - spread) / (1 + z2 / trials));
}

const failed: ReadonlySet<OperState> = new Set<OperState>(['down', 'lowerLayerDown', 'notPresent']);

function causeOfDegraded(reading: LinkReading, quality: Quality): LinkCause | null {
  if (reading.belowContract) return 'capacity';
  if (quality.lossCritical) return 'loss';
  if (quality.rttCritical) return 'delay';
  return reading.belowPower ? 'receivePower' : null;
}

/** The state of a link. `probe` is null where the inventory gives it none. */
export function judgeLink(
  role: Role,
  reading: LinkReading | null,
  probe: ProbeVerdict | null,
  quality: Quality,
): LinkVerdict {
  const fresh = reading?.fresh === true ? reading : null;
  const operFails = fresh?.oper !== null && fresh !== null && failed.has(fresh.oper);
  const operCause = fresh?.admin === 'down' ? 'admin' : 'oper';
  // The earlier of two failures is when the link went down.
  if (probe?.kind === 'fails') {
    return { state: 'down', cause: operFails ? operCause : 'probe', unknown: null, since: probe.since };
  }
  if (operFails) return { state: 'down', cause: operCause, unknown: null, since: fresh.at };

  const unknown = (reason: LinkVerdict['unknown'], since: number | null = null) =>
    ({ state: 'unknown', cause: null, unknown: reason, since }) as const;
  if (reading === null) return unknown(null);
  if (fresh === null) return unknown('stale', reading.at);
  if (fresh.oper !== 'up') return unknown(fresh.unknown);
  if (probe?.kind === 'unknown') return unknown(probe.reason);
  if (probe === null && role === 'backup' && fresh.idle) return unknown('unverified');

  const cause = causeOfDegraded(fresh, quality);
  return { state: cause === null ? 'up' : 'degraded', cause, unknown: null, since: null };
}
