import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Flow, type Window, wavering } from './traffic.ts';

/** Points at distinct half seconds of a period of 60 s. */
const flow = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 119 }), { maxLength: 8 }),
    fc.array(fc.nat(1_000), { minLength: 9, maxLength: 9 }),
  )
  .map(([halves, rates]) =>
    Flow.through(
      60,
      [0, ...halves.sort((a, b) => a - b)].map((half, i) => [half / 2, rates[i] ?? 0] as const),
    ),
  );
const windows = fc
  .uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 2, maxLength: 2 })
  .map((ends): Window[] => {
    const [fromS = 0, toS = 0] = ends.sort((a, b) => a - b).map((half) => half / 2);
    return [{ fromS, toS }];
  });

/** The integral by the midpoint rule, which is exact on straight pieces between half seconds. */
function naive(f: Flow, toS: number): number {
  let bits = 0;
  for (let s = 0; s < toS; s += 0.5) bits += f.rateAt(s + 0.25) * 0.5;
  return bits;
}

describe('the integral of a flow', () => {
  it('is the sum of its pieces over any number of periods', () => {
    fc.assert(
      fc.property(flow, fc.integer({ min: 0, max: 400 }), (f, halves) => {
        expect(f.bitsUntil(halves / 2)).toBeCloseTo(naive(f, halves / 2), 4);
      }),
    );
  });

  it('grows by rate times time while the rate is constant, to the tick', () => {
    const f = Flow.constant(80_000_000);
    for (const s of [0.01, 0.37, 1, 59.99, 86_400, 1e7]) expect(f.bitsUntil(s) / (80e6 * s)).toBeCloseTo(1, 12);
  });

  it('of a sum is the sum of the integrals', () => {
    fc.assert(
      fc.property(flow, flow, fc.integer({ min: 0, max: 300 }), (a, b, halves) => {
        const s = halves / 2;
        expect(a.plus(b).bitsUntil(s)).toBeCloseTo(a.bitsUntil(s) + b.bitsUntil(s), 4);
      }),
    );
  });

  it('is divided between inside and outside of windows, nothing lost and nothing doubled', () => {
    fc.assert(
      fc.property(flow, windows, fc.integer({ min: 0, max: 300 }), (f, w, halves) => {
        const s = halves / 2;
        expect(f.within(w).bitsUntil(s) + f.outside(w).bitsUntil(s)).toBeCloseTo(f.bitsUntil(s), 4);
      }),
    );
  });

  it('never falls', () => {
    fc.assert(
      fc.property(flow, fc.nat(5_000), fc.nat(500), (f, from, more) => {
        expect(f.bitsUntil((from + more) / 10)).toBeGreaterThanOrEqual(f.bitsUntil(from / 10) - 1e-6);
      }),
    );
  });
});

describe('the rate of a flow', () => {
  const f = Flow.through(100, [
    [0, 0],
    [10, 100],
    [50, 100],
  ]);

  it.each([
    [0, 0],
    [5, 50],
    [10, 100],
    [30, 100],
    [75, 50],
    [100, 0],
    [105, 50],
    [-25, 50],
  ])('at %d s is %d', (s, rate) => {
    expect(f.rateAt(s)).toBeCloseTo(rate, 9);
  });

  it('at the edge of a window is that of what begins', () => {
    const gated = f.within([{ fromS: 20, toS: 40 }]);
    expect([gated.rateAt(19.99), gated.rateAt(20), gated.rateAt(39.99), gated.rateAt(40)]).toEqual([0, 100, 100, 0]);
  });

  it('wavers within its depth, the same for the same seed', () => {
    const [a, b, c] = [7, 7, 8].map((seed) => wavering(Flow.constant(1_000, 240), seed, 0.05, 2));
    for (let s = 0; s < 240; s += 1) {
      expect(Math.abs((a?.rateAt(s) ?? 0) - 1_000)).toBeLessThanOrEqual(50);
      expect(a?.rateAt(s)).toBe(b?.rateAt(s));
    }
    expect(a?.bitsUntil(240)).not.toBe(c?.bitsUntil(240));
  });

  it('is refused when its points do not rise, or are negative', () => {
    expect(() =>
      Flow.through(10, [
        [0, 1],
        [5, 1],
        [5, 2],
      ]),
    ).toThrow(RangeError);
    expect(() => Flow.through(10, [[0, -1]])).toThrow(RangeError);
    expect(() => Flow.through(10, [[1, 1]])).toThrow(RangeError);
    expect(() => Flow.constant(1, 10).plus(Flow.constant(1, 20))).toThrow('periods differ');
  });
});
