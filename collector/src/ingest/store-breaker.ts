/**
 * The circuit breaker in front of the store. Pure.
 *
 *   closed ──one time-out, or three failures in a row──▶ open ──every 2 s──▶ probing ──success──▶ closed
 *                                                          ▲                    └──failure──▶ open
 */
import { breakerFailuresMax, breakerProbeMs } from '../limits.ts';

export type BreakerState =
  | { kind: 'closed'; failures: number }
  | { kind: 'open'; probeAtMs: number }
  | { kind: 'probing'; sinceMs: number };

/** `go`: write all. `probe`: write one batch and see. `refuse`: answer at once that it is not stored. */
export type BreakerDecision = 'go' | 'probe' | 'refuse';
export type StoreOutcome = 'success' | 'failure' | 'timeout';

export const closedBreaker: BreakerState = { kind: 'closed', failures: 0 };

/** What may be sent to the store at `nowMs` of the monotonic clock, and the state behind that decision. */
export function askBreaker(state: BreakerState, nowMs: number): { decision: BreakerDecision; state: BreakerState } {
  if (state.kind === 'closed') return { decision: 'go', state };
  if (state.kind === 'open' && nowMs >= state.probeAtMs)
    return { decision: 'probe', state: { kind: 'probing', sinceMs: nowMs } };
  return { decision: 'refuse', state };
}

/** The state after a write ended at `nowMs`. */
export function tellBreaker(state: BreakerState, outcome: StoreOutcome, nowMs: number): BreakerState {
  if (outcome === 'success') return closedBreaker;
  const failures = state.kind === 'closed' ? state.failures + 1 : breakerFailuresMax;
  if (outcome === 'timeout' || failures >= breakerFailuresMax)
    return { kind: 'open', probeAtMs: nowMs + breakerProbeMs };
  return { kind: 'closed', failures };
}
