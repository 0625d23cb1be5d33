import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from './summary.ts';

describe('summarize', () => {
  it('gives least, mean and greatest round trip, and the mean difference of consecutive replies', () => {
    expect(summarize([10, 12, 9, 15])).toEqual({
      sent: 4,
      received: 4,
      rttMsMin: 9,
      rttMsAvg: 11.5,
      rttMsMax: 15,
      jitterMs: 3.667, // (2 + 3 + 6) / 3
    });
  });
  it('leaves lost echoes out of the times and counts them as sent', () => {
    expect(summarize([10, null, 14])).toEqual({
      sent: 3,
      received: 2,
      rttMsMin: 10,
      rttMsAvg: 12,
      rttMsMax: 14,
      jitterMs: 4,
    });
  });
  it('has no jitter with one reply, and no times without any', () => {
    expect(summarize([null, 7])).toEqual({ sent: 2, received: 1, rttMsMin: 7, rttMsAvg: 7, rttMsMax: 7 });
    expect(summarize([null, null])).toEqual({ sent: 2, received: 0 });
  });
  it('keeps min ≤ avg ≤ max and jitter within their spread', () => {
    const echo = fc.option(fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1_000));
    fc.assert(
      fc.property(fc.array(echo, { minLength: 1, maxLength: 20 }), (echoes) => {
        const s = summarize(echoes);
        expect(s.sent).toBe(echoes.length);
        expect(s.received).toBe(echoes.filter((e) => e !== null).length);
        if (s.rttMsAvg === undefined) return;
        expect(s.rttMsMin ?? Number.NaN).toBeLessThanOrEqual(s.rttMsAvg + 0.001);
        expect(s.rttMsMax ?? Number.NaN).toBeGreaterThanOrEqual(s.rttMsAvg - 0.001);
        expect(s.jitterMs ?? 0).toBeLessThanOrEqual((s.rttMsMax ?? 0) - (s.rttMsMin ?? 0) + 0.001);
      }),
    );
  });
});
