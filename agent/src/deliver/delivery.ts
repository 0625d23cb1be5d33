import { type Lane, lanes } from '@thongsuot/contract/reasons.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { frame } from './body.ts';
import {
  after,
  type CollectorState,
  type Condition,
  collectorFindings,
  conditionOf,
  firstState,
  type Outcome,
  waitMs,
  withNewCredential,
} from './collector-state.ts';
import { type Credential, fingerprintOf } from './credential.ts';
import { isFresh, keyOf, nextBacklog, nextLive } from './lane.ts';
import {
  backlogDutyRatio,
  backlogLookMax,
  backoffMsMin,
  idleMs,
  inventoryWantedMsMin,
  liveLookMax,
  requestMsMax,
  slots,
  unparsedInRowMax,
} from './limits.ts';
import type { DeliveryOutbox, LoadedBatch, PendingBatch } from './outbox-port.ts';
import { createParking } from './parking.ts';
import { proxyName } from './proxy.ts';
import { createPush, type PushResult } from './push.ts';
import { createTeller } from './teller.ts';
import { verdictOf } from './verdict.ts';

export interface DeliveryOptions {
  collector: {
    /** As configured: it names the collector's place in the outbox too. */
    url: string;
    /**
     * Read for each request, so that a rotated token or certificate counts at once.
     * @throws Error in a sentence when it cannot be read
     */
    credential: () => Credential;
    /** The HTTP proxy on the way, `http://host:port`. */
    proxy?: string;
  };
  outbox: DeliveryOutbox;
  /** Since when there is a reading that is not in the outbox yet, Unix epoch ms; null when there is none. */
  readingSince?: () => number | null;
  clock: Clock;
  /** 0 up to 1. */
  random: () => number;
  log: Logger;
  /** The agent's clock less the collector's, learnt from an answer, give or take half the round trip. */
  onOffset: (offsetMs: number, uncertaintyMs: number) => void;
  /** The collector asks for the inventory. */
  onWantsInventory: () => void;
}

export interface DeliveryStats {
  condition: Condition;
  requests: number;
  /** Requests that ended without the batch being taken or judged. */
  failures: number;
  batchesStored: number;
  samplesStored: number;
  samplesRejected: number;
  /** Batches judged but not stored at the first try. */
  batchesSeen: number;
  batchesSplit: number;
  batchesQuarantined: number;
  inFlight: Record<Lane, number>;
  /** Monotonic ms since the collector last took or judged a batch; null before the first. */
  sinceTakenMs: number | null;
}

/** Brings the outbox to one collector. */
export interface Delivery {
  start(): void;
  /** Aborts what is on its way (it will be sent again) and closes the connections. */
  stop(): Promise<void>;
  stats(): DeliveryStats;
  findings(): PresentFinding[];
}

/** Between the outbox and the collector: two lanes, so that what is happening never waits behind what happened. */
export const createDelivery = (options: DeliveryOptions): Delivery => {
  const { collector, outbox, clock, random, log } = options;
  const { url } = collector;
  let state: CollectorState = firstState;
  const teller = createTeller(url, log, clock.monotonicMs());
  /** Fingerprint of the credential that was refused. */
  let refusedShown = '';
  /** Monotonic time when samples were last refused for the budget of series. */
  let seriesRefusedMs: number | null = null;
  const inFlight: Record<Lane, Set<string>> = { live: new Set(), backlog: new Set() };
  /** Batches judged but not stored, with the time of their newest sample; old ones need no mark. */
  const seen = new Map<string, PendingBatch>();
  /** Single samples that something on the way refuses as too large. */
  const parking = createParking();
  let unparsedInRow = 0;
  let inventoryWantedMs = Number.NEGATIVE_INFINITY;
  const counts = {
    requests: 0,
    failures: 0,
    batchesStored: 0,
    samplesStored: 0,
    samplesRejected: 0,
    batchesSeen: 0,
    batchesSplit: 0,
    batchesQuarantined: 0,
  };
  const target = {
    url,
    ...(collector.proxy !== undefined && { proxy: collector.proxy }),
    onUnusable: teller.unusable,
  };
  const proxy = collector.proxy === undefined ? undefined : proxyName(new URL(collector.proxy));
  // A pool of connections for each lane: the live one never waits for a connection of the backlog's.
  const push = {
    live: createPush({ ...target, connections: slots.live }, clock),
    backlog: createPush({ ...target, connections: slots.backlog }, clock),
  };
  let stopping: AbortController | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let nap = new AbortController();
  const wake = () => {
    nap.abort();
    nap = new AbortController();
  };

  const pick = (lane: Lane): PendingBatch | null => {
    const nowMs = clock.now();
    for (const [key, batch] of seen) if (!isFresh(batch, nowMs)) seen.delete(key);
    const waiting = parking.waiting(clock.monotonicMs());
    const laneState = {
      nowMs,
      inFlight: inFlight.live.union(inFlight.backlog).union(waiting),
      seen: new Set(seen.keys()),
    };
    return lane === 'live'
      ? nextLive(outbox.newest(url, liveLookMax), laneState)
      : nextBacklog(outbox.oldest(url, backlogLookMax), laneState);
  };

  const learnOffset = ({ sentMs, answeredMs }: PushResult, collectorNow: number) => {
    if (sentMs === null || answeredMs === null || answeredMs < sentMs) return;
    // Our time when the collector wrote its own, by the clock as it is corrected now: another lane's answer may have
    // corrected it meanwhile.
    const agoMs = clock.monotonicMs() - (sentMs + answeredMs) / 2;
    options.onOffset(Math.round(clock.now() - agoMs - collectorNow), (answeredMs - sentMs) / 2);
  };

  const wantInventory = () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - inventoryWantedMs < inventoryWantedMsMin) return;
    inventoryWantedMs = nowMs;
    options.onWantsInventory();
  };

  /** Lets one sample wait that a stranger refuses as too large: it must not stop all others. */
  const park = (batch: LoadedBatch, detail: string): Outcome => {
    const first = parking.size() === 0;
    if (!parking.park(keyOf(batch), clock.monotonicMs(), random())) return { kind: 'refused', detail };
    if (first) {
      log.warn(
        { collector: url, seq: batch.seq, detail },
        'Something between us and the collector takes no body as large as one of our samples; it waits, others go past it. Raise the limit of that proxy to 1 MiB',
      );
    }
    return { kind: 'parked', detail };
  };

  /** Does to the outbox what the verdict says; the outcome is `disk` when the outbox could not write it. */
  const apply = (lane: Lane, batch: LoadedBatch, result: PushResult): Outcome => {
    const verdict = verdictOf(result.reply, batch, clock.now(), proxy);
    const unless = (written: boolean): Outcome =>
      written ? verdict : { kind: 'disk', detail: 'the outbox could not note what the collector answered' };
    switch (verdict.kind) {
      case 'stored': {
        const { stored, rejected, now, wants } = verdict.answer;
        learnOffset(result, now);
        const outcome = unless(outbox.acknowledge(url, batch, rejected, now));
        unparsedInRow = 0;
        if (outcome.kind === 'disk') return outcome;
        parking.free(keyOf(batch));
        counts.batchesStored++;
        counts.samplesStored += stored;
        counts.samplesRejected += rejected.length;
        if (rejected.some(({ code }) => code === 'budget')) seriesRefusedMs = clock.monotonicMs();
        if (wants?.includes('inventory') || rejected.some(({ code }) => code === 'inventoryMissing')) wantInventory();
        return outcome;
      }
      case 'seen':
        unparsedInRow = 0;
        if (verdict.now !== null) learnOffset(result, verdict.now);
        if (lane === 'live') {
          counts.batchesSeen++;
          seen.set(keyOf(batch), batch);
        }
        return verdict;
      case 'split': {
        // The last sample goes on our collector's word only: a proxy that refuses everything must not empty the outbox.
        if (batch.count === 1 && !verdict.ours) return park(batch, verdict.detail);
        const outcome = unless(outbox.split(url, batch, verdict.detail));
        if (outcome.kind === 'split') counts.batchesSplit++;
        return outcome;
      }
      case 'quarantine': {
        if (unparsedInRow >= unparsedInRowMax) {
          const detail = `${verdict.detail}; so it said of ${unparsedInRow} batches before, and it is hardly the batches. Run agent and collector of one version`;
          return { kind: 'refused', detail };
        }
        unparsedInRow++;
        const outcome = unless(outbox.quarantine(url, batch, verdict.code, verdict.detail));
        if (outcome.kind !== 'quarantine') return outcome;
        counts.batchesQuarantined++;
        log.error(
          { collector: url, seq: batch.seq, detail: verdict.detail },
          'Collector cannot parse a batch; it is put aside',
        );
        return outcome;
      }
      default:
        return verdict;
    }
  };

  const tell = () => {
    const nowMs = clock.monotonicMs();
    teller.tell(conditionOf(state, nowMs), nowMs, Math.round(Math.max(0, state.live.notBeforeMs - nowMs)));
  };

  const readCredential = (): { kind: 'read'; credential: Credential } | { kind: 'unreadable'; detail: string } => {
    try {
      return { kind: 'read', credential: collector.credential() };
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      return { kind: 'unreadable', detail: `its credential cannot be read: ${found}` };
    }
  };
  const shownNow = () => {
    const found = readCredential();
    return found.kind === 'read' ? fingerprintOf(found.credential) : found.detail;
  };
  /** A credential that has been exchanged since it was refused is shown at once. */
  const showNew = () => {
    if (state.refused === null || inFlight.live.size + inFlight.backlog.size > 0) return;
    const shown = shownNow();
    if (shown === refusedShown) return;
    refusedShown = shown;
    state = withNewCredential(state, clock.monotonicMs());
  };

  const deliver = async (lane: Lane, pending: PendingBatch, signal: AbortSignal): Promise<void> => {
    const batch = outbox.load(url, pending);
    if (batch === null) {
      await clock.sleep(backoffMsMin, signal);
      return;
    }
    const startMs = clock.monotonicMs();
    let outcome: Outcome;
    const found = readCredential();
    refusedShown = found.kind === 'read' ? fingerprintOf(found.credential) : found.detail;
    if (found.kind === 'unreadable') outcome = { kind: 'refused', detail: found.detail };
    else {
      counts.requests++;
      // What is being read belongs to what has not come yet: the collector must not take its time for whole.
      const oldestPending = Math.min(batch.oldestPending, options.readingSince?.() ?? batch.oldestPending);
      const body = frame({ lane, ...batch, oldestPending }, batch.body);
      const result = await push[lane].send({
        credential: found.credential,
        body,
        deadlineMs: requestMsMax[lane],
        signal,
      });
      if (signal.aborted && result.reply.kind === 'failed') return;
      outcome = apply(lane, batch, result);
    }
    const endMs = clock.monotonicMs();
    if (['retry', 'refused', 'parked', 'disk'].includes(outcome.kind)) counts.failures++;
    const before = state;
    state = after(state, lane, outcome, endMs, random());
    tell();
    const other = lane === 'live' ? 'backlog' : 'live';
    if (state.refused !== before.refused || state[other] !== before[other] || outcome.kind === 'seen') wake();
    // The budget of the backlog: each slot rests a quarter of what its request took, so it works 80 % of the time.
    if (lane === 'backlog') await clock.sleep((endMs - startMs) * (1 / backlogDutyRatio - 1), signal);
  };

  const runSlot = async (lane: Lane, signal: AbortSignal) => {
    while (!signal.aborted) {
      showNew();
      const wait = waitMs(state, lane, clock.monotonicMs(), inFlight.live.size + inFlight.backlog.size);
      const next = wait === 0 ? pick(lane) : null;
      if (next === null) {
        await clock.sleep(wait === null || wait === 0 ? idleMs : Math.min(wait, idleMs), nap.signal);
        continue;
      }
      const key = keyOf(next);
      inFlight[lane].add(key);
      try {
        await deliver(lane, next, signal);
      } finally {
        inFlight[lane].delete(key);
      }
    }
  };

  let unsubscribe = () => {};
  return {
    start: () => {
      if (stopping !== null) return;
      const stop = new AbortController();
      stopping = stop;
      unsubscribe = outbox.onCommit(wake);
      running = Promise.all(
        lanes.flatMap((lane) => Array.from({ length: slots[lane] }, () => runSlot(lane, stop.signal))),
      );
    },
    stop: async () => {
      unsubscribe();
      stopping?.abort();
      wake();
      await running;
      for (const lane of lanes) push[lane].close();
      stopping = null;
    },
    stats: () => {
      const nowMs = clock.monotonicMs();
      return {
        condition: conditionOf(state, nowMs).condition,
        ...counts,
        inFlight: { live: inFlight.live.size, backlog: inFlight.backlog.size },
        sinceTakenMs: state.takenMs === null ? null : nowMs - state.takenMs,
      };
    },
    findings: () => collectorFindings(url, state, seriesRefusedMs, clock.monotonicMs()),
  };
};
