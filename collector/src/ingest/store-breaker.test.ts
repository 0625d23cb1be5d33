import { describe, expect, it } from 'vitest';
import { askBreaker, type BreakerState, closedBreaker, tellBreaker } from './store-breaker.ts';

const open = (probeAtMs: number): BreakerState => ({ kind: 'open', probeAtMs });

describe('the breaker in front of the store', () => {
  it.each([
    ['closed: everything goes', closedBreaker, 0, 'go'],
    ['open: refused at once', open(2_000), 1_999, 'refuse'],
    ['open for two seconds: one batch probes', open(2_000), 2_000, 'probe'],
    ['while one probes the others are refused', { kind: 'probing', sinceMs: 2_000 } as const, 9_000, 'refuse'],
  ])('%s', (_, state, nowMs, decision) => {
    expect(askBreaker(state, nowMs).decision).toBe(decision);
  });

  it('opens at the first time-out', () => {
    expect(tellBreaker(closedBreaker, 'timeout', 100)).toEqual(open(2_100));
  });
  it('opens at the third failure in a row, and a success starts the count anew', () => {
    let state = tellBreaker(tellBreaker(closedBreaker, 'failure', 1), 'failure', 2);
    expect(state).toEqual({ kind: 'closed', failures: 2 });
    expect(tellBreaker(state, 'failure', 3)).toEqual(open(2_003));
    state = tellBreaker(state, 'success', 3);
    expect(tellBreaker(state, 'failure', 4)).toEqual({ kind: 'closed', failures: 1 });
  });
  it('a probe that fails opens it for two more seconds; one that succeeds closes it', () => {
    const probing = askBreaker(open(0), 5_000).state;
    expect(tellBreaker(probing, 'failure', 5_100)).toEqual(open(7_100));
    expect(tellBreaker(probing, 'success', 5_100)).toEqual(closedBreaker);
  });
});
