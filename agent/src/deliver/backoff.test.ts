import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryMs } from './backoff.ts';

describe('backoffMs', () => {
  it.each([
    ['live: the first failure waits up to 1 s', 'live', 1, 1, 1_000],
    ['live: it doubles', 'live', 3, 1, 4_000],
    ['live: the cap is 10 s', 'live', 5, 1, 10_000],
    ['live: after a day of failures it is still 10 s', 'live', 10_000, 1, 10_000],
    ['backlog: the first failure waits up to 2 s', 'backlog', 1, 1, 2_000],
    ['backlog: the cap is 60 s', 'backlog', 6, 1, 60_000],
    ['full jitter takes any part of it', 'backlog', 6, 0.25, 15_000],
    ['but never nothing', 'live', 4, 0, 50],
  ] as const)('%s', (_name, lane, failures, random, expected) => {
    expect(backoffMs(lane, failures, random)).toBe(expected);
  });
});

describe('retryMs', () => {
  it.each([
    ['obeys Retry-After when it is longer', 'live', 1, 7_000, 0, 7_000],
    ['never obeys more than 15 s in the live lane', 'live', 1, 86_400_000, 0, 15_000],
    ['never obeys more than 300 s in the backlog lane', 'backlog', 1, Number.POSITIVE_INFINITY, 0, 300_000],
    ['keeps its own wait when Retry-After is 0', 'live', 2, 0, 0.5, 1_000],
    ['keeps its own wait without one', 'live', 2, null, 0.5, 1_000],
  ] as const)('%s', (_name, lane, failures, retryAfterMs, random, expected) => {
    expect(retryMs(lane, failures, retryAfterMs, random)).toBe(expected);
  });

  it('lies between its least and the most of the lane, whatever is asked', () => {
    const input = [
      fc.constantFrom('live' as const, 'backlog' as const),
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0, noNaN: true }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
    ] as const;
    fc.assert(
      fc.property(...input, (lane, failures, retryAfterMs, random) => {
        const wait = retryMs(lane, failures, retryAfterMs, random);
        expect(wait).toBeGreaterThanOrEqual(50);
        expect(wait).toBeLessThanOrEqual(lane === 'live' ? 15_000 : 300_000);
      }),
    );
  });
});
