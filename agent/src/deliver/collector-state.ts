import { liveAgeMsMax, textLengthMax } from '@thongsuot/contract/limits.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import type { PresentFinding } from '../finding.ts';
import { retryMs } from './backoff.ts';
import { budgetFindingMs, refusedJitterMs, refusedMsMin, resumeSpreadMs } from './limits.ts';
import type { RetryReason, Verdict } from './verdict.ts';

/** How one lane fares. Times are monotonic ms. */
export interface LaneHealth {
  /** Failures in a row. */
  readonly failures: number;
  readonly notBeforeMs: number;
  readonly failedMs: number;
  readonly because: RetryReason | 'seen' | 'disk' | null;
  readonly detail: string;
}

/** How one collector fares, from what its answers said. */
export interface CollectorState {
  readonly live: LaneHealth;
  readonly backlog: LaneHealth;
  /** Nothing of ours is taken; one request may ask at `probeMs`. */
  readonly refused: { readonly probeMs: number; readonly detail: string } | null;
  /** When it last took or judged a batch. */
  readonly takenMs: number | null;
}

/** `throttled`: it answers, and takes less than what happens: the budget of this agent is used up. */
export type Condition = 'answering' | 'unreachable' | 'refused' | 'throttled';

const well: LaneHealth = { failures: 0, notBeforeMs: 0, failedMs: 0, because: null, detail: '' };
export const firstState: CollectorState = { live: well, backlog: well, refused: null, takenMs: null };

/**
 * The outcome of one request; `disk`: the collector has the batch, but the outbox could not note it; `parked`: this one
 * batch waits, which says nothing of the lane.
 */
export type Outcome = Verdict | { kind: 'disk'; detail: string } | { kind: 'parked'; detail: string };

const failed = (
  lane: Lane,
  health: LaneHealth,
  because: LaneHealth['because'],
  detail: string,
  retryAfterMs: number | null,
  nowMs: number,
  random: number,
): LaneHealth => {
  const failures = health.failures + 1;
  return {
    failures,
    notBeforeMs: nowMs + retryMs(lane, failures, retryAfterMs, random),
    failedMs: nowMs,
    because,
    detail,
  };
};

// These speak of the collector's state, not of the way to it: a batch taken in the other lane does not end them.
const ownReasons: ReadonlySet<LaneHealth['because']> = new Set(['seen', 'throttled', 'disk']);

/** After a batch was taken in `lane`: the lane is well, and the other is freed from a failure of the common way. */
const taken = (state: CollectorState, lane: Lane, nowMs: number, random: number): CollectorState => {
  const other = lane === 'live' ? 'backlog' : 'live';
  const health = state[other];
  // A slow line may carry the backlog's 30 s and still fail the live lane's 10 s: that failure stays until it is old.
  const common =
    health.failures > 0 &&
    !ownReasons.has(health.because) &&
    (lane === 'live' || nowMs - health.failedMs > liveAgeMsMax);
  const freed = { ...well, notBeforeMs: Math.min(health.notBeforeMs, nowMs + random * resumeSpreadMs) };
  return { ...state, [lane]: well, ...(common && { [other]: freed }), refused: null, takenMs: nowMs };
};

/** The state after one outcome; `random` is 0 up to 1. */
export const after = (
  state: CollectorState,
  lane: Lane,
  outcome: Outcome,
  nowMs: number,
  random: number,
): CollectorState => {
  switch (outcome.kind) {
    case 'stored':
    case 'split':
    case 'quarantine':
      return taken(state, lane, nowMs, random);
    case 'seen':
      if (lane === 'live') return taken(state, lane, nowMs, random);
      return {
        ...state,
        refused: null,
        takenMs: nowMs,
        backlog: failed(lane, state.backlog, 'seen', outcome.detail, outcome.retryAfterMs, nowMs, random),
      };
    case 'retry':
      return {
        ...state,
        [lane]: failed(lane, state[lane], outcome.because, outcome.detail, outcome.retryAfterMs, nowMs, random),
      };
    case 'disk':
      return { ...state, [lane]: failed(lane, state[lane], 'disk', outcome.detail, null, nowMs, random) };
    case 'parked':
      return state;
    case 'refused':
      return {
        ...state,
        refused: { probeMs: nowMs + refusedMsMin + random * refusedJitterMs, detail: outcome.detail },
      };
  }
};

/** How long `lane` has to wait before its next request, in ms; null while another request asks whether a refusal holds. */
export const waitMs = (state: CollectorState, lane: Lane, nowMs: number, inFlight: number): number | null => {
  if (state.refused === null) return Math.max(0, state[lane].notBeforeMs - nowMs);
  if (inFlight > 0) return null;
  return Math.max(0, state.refused.probeMs - nowMs, state[lane].notBeforeMs - nowMs);
};

/** What is to be said of the collector, and why. */
export const conditionOf = (state: CollectorState, nowMs: number): { condition: Condition; detail: string } => {
  if (state.refused !== null) return { condition: 'refused', detail: state.refused.detail };
  const { live, backlog, takenMs } = state;
  if (live.failures > 0 && live.because === 'throttled') return { condition: 'throttled', detail: live.detail };
  if (live.failures > 0 && live.because !== 'disk') return { condition: 'unreachable', detail: live.detail };
  const lately = takenMs !== null && nowMs - takenMs <= liveAgeMsMax;
  if (backlog.failures > 0 && !ownReasons.has(backlog.because) && !lately) {
    return { condition: 'unreachable', detail: backlog.detail };
  }
  return { condition: 'answering', detail: '' };
};

/** After the credential was exchanged: a refusal of the old one is asked about at once. */
export const withNewCredential = (state: CollectorState, nowMs: number): CollectorState =>
  state.refused === null ? state : { ...state, refused: { ...state.refused, probeMs: nowMs } };

/** The findings of one collector. `seriesRefusedMs`: when it last refused samples for the budget of series. */
export const collectorFindings = (
  collector: string,
  state: CollectorState,
  seriesRefusedMs: number | null,
  nowMs: number,
): PresentFinding[] => {
  const finding = (code: PresentFinding['code'], detail: string): PresentFinding => ({
    code,
    subject: { collector },
    detail: detail.slice(0, textLengthMax),
  });
  const { condition, detail } = conditionOf(state, nowMs);
  const remedy = 'Watch less or less often, or ask for a larger budget there';
  const found: PresentFinding[] = [];
  if (condition === 'refused') {
    const what = 'Batches wait in the outbox; once a minute it is asked again, and at once when the credential changes';
    found.push(finding('collectorRefused', `The collector takes nothing from this agent: ${detail}. ${what}`));
  } else if (condition === 'unreachable') {
    const what = 'They wait in the outbox and are tried again';
    found.push(finding('collectorUnreachable', `The collector does not take batches: ${detail}. ${what}`));
  }
  if (condition === 'throttled') {
    found.push(finding('budgetExceeded', `The collector lets even live batches wait: ${detail}. ${remedy}`));
  } else if (seriesRefusedMs !== null && nowMs - seriesRefusedMs <= budgetFindingMs) {
    found.push(
      finding('budgetExceeded', `The collector refuses samples of series above this agent's budget. ${remedy}`),
    );
  }
  return found;
};
