import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinkReading, LinkSeries } from './series.ts';

const at = (s: number, octets: bigint, more: Partial<LinkReading> = {}): LinkReading => ({
  upTicks: s * 100,
  atMs: s * 1_000,
  bits: 64,
  inOctets: octets,
  outOctets: octets * 2n,
  sides: { inErrors: s, outErrors: 0, inDiscards: 7 },
  ...more,
});
const rules = { intervalS: 30, lineBitsPerSecond: 100_000_000 };
const live = { kind: 'live' } as const;
const cached = { kind: 'cached', stepS: 6, longestS: 6 } as const;

describe('a row of readings', () => {
  it('makes both directions and the side counters of the same span', () => {
    const series = new LinkSeries();
    expect(series.advance(at(1_000, 0n), rules, live)).toEqual({ kind: 'none', because: 'firstReading' });
    expect(series.advance(at(1_030, 3_000n), rules, live)).toEqual({
      kind: 'rates',
      spanS: 30,
      inOctetsPerSecond: 100,
      outOctetsPerSecond: 200,
      sides: { inErrors: 1, outErrors: 0, inDiscards: 0 },
    });
  });

  it('leaves out a side counter that fell, and takes it up again', () => {
    const series = new LinkSeries();
    series.advance(at(1_000, 0n), rules, live);
    const fell = series.advance(at(1_030, 1n, { sides: { inErrors: 3, outErrors: 0 } }), rules, live);
    expect(fell).toMatchObject({ kind: 'rates', sides: { outErrors: 0 } });
    const again = series.advance(at(1_060, 2n, { sides: { inErrors: 33, outErrors: 0 } }), rules, live);
    expect(again).toMatchObject({ sides: { inErrors: 1, outErrors: 0 } });
  });

  it('differences over 10 refresh steps, and over no more', () => {
    const series = new LinkSeries();
    const spans: (number | string)[] = [];
    for (let i = 0; i < 6; i++) {
      const result = series.advance(at(1_000 + i * 30, BigInt(i * 3_000)), rules, cached);
      spans.push(result.kind === 'rates' ? result.spanS : result.because);
    }
    expect(spans).toEqual(['firstReading', 'warmingUp', 60, 60, 60, 60]);
  });

  it('starts anew after a restart: no window reaches across it', () => {
    const series = new LinkSeries();
    for (let i = 0; i < 4; i++) series.advance(at(1_000 + i * 30, BigInt(i * 3_000)), rules, cached);
    const restarted = { ...at(1_120, 5n), upTicks: 500 };
    expect(series.advance(restarted, rules, cached)).toEqual({ kind: 'none', because: 'restart' });
    const next = { ...at(1_150, 3_005n), upTicks: 3_500 };
    expect(series.advance(next, rules, cached)).toEqual({ kind: 'none', because: 'warmingUp' });
  });

  it('takes two Counter32 that fall at once for a clearing, one that falls for a wrap', () => {
    const series = new LinkSeries();
    const of = (s: number, inOctets: bigint, outOctets: bigint) => at(s, 0n, { bits: 32, inOctets, outOctets });
    series.advance(of(1_000, 4_294_967_000n, 50n), rules, live);
    expect(series.advance(of(1_030, 4n, 350n), rules, live)).toMatchObject({ inOctetsPerSecond: 10 });
    expect(series.advance(of(1_060, 3n, 10n), rules, live)).toEqual({ kind: 'none', because: 'counterFell' });
  });

  it('recovers from an impossible rate with the next reading', () => {
    const series = new LinkSeries();
    series.advance(at(1_000, 0n), rules, live);
    const spike = series.advance(at(1_030, 10n ** 15n), rules, live);
    expect(spike).toEqual({ kind: 'none', because: 'aboveLineRate' });
    expect(series.advance(at(1_060, 10n ** 15n + 300n), rules, live)).toMatchObject({ inOctetsPerSecond: 10 });
  });

  it('goes on after it was saved as JSON and loaded', () => {
    const series = new LinkSeries();
    for (let i = 0; i < 3; i++) series.advance(at(1_000 + i * 30, 2n ** 60n + BigInt(i * 3_000)), rules, cached);
    const saved = JSON.parse(JSON.stringify(series.save())) as NonNullable<ReturnType<LinkSeries['save']>>;
    const next = at(1_090, 2n ** 60n + 9_000n);
    expect(new LinkSeries(saved).advance(next, rules, cached)).toEqual(series.advance(next, rules, cached));
  });

  it('keeps no hand on the reading it was given, and none on what it returned', () => {
    const series = new LinkSeries();
    const first = at(1_000, 0n);
    series.advance(first, rules, live);
    first.inOctets = 999n;
    const second = series.advance(at(1_030, 3_000n), rules, live);
    series.advance(at(1_060, 9_000n), rules, live);
    expect(second).toMatchObject({ inOctetsPerSecond: 100, sides: { inErrors: 1 } });
  });

  it('counts on exactly where its sums would pass what a number holds', () => {
    const fast = { intervalS: 30 };
    const series = new LinkSeries();
    for (let i = 0; i < 6; i++) series.advance(at(1_000 + i * 30, BigInt(i) * 2n ** 51n), fast, cached);
    const next = series.advance(at(1_180, 5n * 2n ** 51n + 1n), fast, cached);
    expect(next).toMatchObject({ spanS: 60, inOctetsPerSecond: (2 ** 51 + 1) / 60 });
  });

  it('makes over one interval what the two readings make by themselves, whatever came before', () => {
    const steps = fc.array(
      fc.record({ octets: fc.nat(100_000_000), errors: fc.nat(5), s: fc.integer({ min: 5, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const series = new LinkSeries();
        let [s, octets, errors] = [1_000, 0n, 0];
        series.advance(at(s, octets, { sides: { inErrors: errors } }), rules, live);
        for (const step of list) {
          s += step.s;
          octets += BigInt(step.octets);
          errors += step.errors;
          const rates = series.advance(at(s, octets, { sides: { inErrors: errors } }), { intervalS: 30 }, live);
          expect(rates).toEqual({
            kind: 'rates',
            spanS: step.s,
            inOctetsPerSecond: step.octets / step.s,
            outOctetsPerSecond: (step.octets * 2) / step.s,
            sides: { inErrors: step.errors / step.s },
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
