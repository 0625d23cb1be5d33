import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsed, increase, type Rate, type RateRules, rateOver, type Stamp } from './counter.ts';

interface CounterReading extends Stamp {
  value: bigint;
}

/** The rate between two readings that follow each other, by both rules, as a row of readings applies them. */
function rateBetween(older: CounterReading, newer: CounterReading, rules: RateRules): Rate {
  const grown = increase(older, newer, older.value, newer.value, rules);
  return grown.kind === 'none' ? grown : rateOver(grown.amount, grown.ticks, rules);
}

const reading = (upS: number, value: bigint, more: Partial<CounterReading> = {}): CounterReading => ({
  upTicks: (upS * 100) % 2 ** 32,
  atMs: 1_700_000_000_000 + upS * 1_000,
  value,
  bits: 64,
  ...more,
});
const rules = { intervalS: 30, lineBitsPerSecond: 1_000_000_000 };
const wrapS = 2 ** 32 / 100;

describe('a rate', () => {
  it('is the difference of the counters over the difference of sysUpTime', () => {
    const rate = rateBetween(reading(1_000, 5_000n), reading(1_030, 305_000n), rules);
    expect(rate).toEqual({ kind: 'rate', perSecond: 10_000, spanS: 30 });
  });

  it('of a counter beyond 2^53 loses no octet', () => {
    const base = 2n ** 63n + 12_345n;
    const rate = rateBetween(reading(1_000, base), reading(1_030, base + 30n), rules);
    expect(rate).toEqual({ kind: 'rate', perSecond: 1, spanS: 30 });
  });

  it('goes on over the wrap of sysUpTime after 497 days', () => {
    const rate = rateBetween(reading(wrapS - 10, 0n), reading(wrapS + 20, 3_000n), rules);
    expect(rate).toMatchObject({ kind: 'rate', perSecond: 100 });
  });

  it('goes on over the wrap of a Counter32 on a line that cannot wrap it twice', () => {
    const slow = { intervalS: 30, lineBitsPerSecond: 100_000_000 };
    const from = reading(1_000, 2n ** 32n - 1_000n, { bits: 32 });
    expect(rateBetween(from, reading(1_030, 2_000n, { bits: 32 }), slow)).toMatchObject({ perSecond: 100 });
  });

  it('does not believe our clock where sysUpTime is too old to have started anew', () => {
    const late = reading(500_030, 300n, { atMs: reading(500_060, 0n).atMs });
    expect(rateBetween(reading(500_000, 0n), late, rules)).toEqual({ kind: 'rate', perSecond: 10, spanS: 30 });
  });
});

describe('no rate', () => {
  it.each<[string, CounterReading, CounterReading, string, Partial<typeof rules>?]>([
    ['when sysUpTime fell', reading(90_000, 5n), { ...reading(90_030, 9n), upTicks: 1_000 }, 'restart'],
    [
      'when sysUpTime has advanced by less than the time since, and may have started in it',
      reading(20, 5n),
      { ...reading(105, 9n), upTicks: 2_500 },
      'restart',
      { intervalS: 60 },
    ],
    [
      'when ifCounterDiscontinuityTime changed',
      reading(1_000, 5n, { discontinuityTicks: 0 }),
      reading(1_030, 9n, { discontinuityTicks: 101_000 }),
      'discontinuity',
    ],
    ['when a Counter64 fell', reading(1_000, 9n), reading(1_030, 5n), 'counterFell'],
    ['of 2^64-1', reading(1_000, 2n ** 64n - 1n), reading(1_030, 2n ** 64n - 1n), 'sentinel'],
    ['of more than the line carries', reading(1_000, 0n), reading(1_030, 4_000_000_000n), 'aboveLineRate'],
    ['over more than three intervals', reading(1_000, 0n), reading(1_094, 1n), 'gap'],
    [
      'of a Counter32 that may have wrapped twice',
      reading(1_000, 0n, { bits: 32 }),
      reading(1_060, 1n, { bits: 32 }),
      'mayHaveWrapped',
      { intervalS: 60 },
    ],
    ['when sysUpTime stands still', reading(1_000, 0n), { ...reading(1_030, 1n), upTicks: 100_000 }, 'notAdvancing'],
    [
      'across the change from Counter32 to Counter64',
      reading(1_000, 0n, { bits: 32 }),
      reading(1_030, 1n),
      'firstReading',
    ],
  ])('%s', (_name, older, newer, because, more = {}) => {
    expect(rateBetween(older, newer, { ...rules, ...more })).toEqual({ kind: 'none', because });
  });

  it('is said of three intervals with their jitter', () => {
    expect(elapsed(reading(1_000, 0n), reading(1_091, 0n), 30)).toEqual({ kind: 'elapsed', ticks: 9_100 });
  });
});

/**
 * A device told second by second: traffic, restarts (which take 10 s at least), counters cleared with a discontinuity,
 * polls that are lost. Whatever happens, a rate is never more than the most that ever flowed, nor less than the least.
 */
describe('against the truth of a device', () => {
  const event = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('poll' as const), rate: fc.integer({ min: 100, max: 12_000_000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('restart' as const), downS: fc.integer({ min: 10, max: 200 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), polls: fc.integer({ min: 1, max: 6 }) }) },
  );

  for (const bits of [64, 32] as const) {
    it(`a Counter${bits} never makes a spike, and steady polls always make a rate`, () => {
      fc.assert(
        fc.property(
          fc.array(event, { maxLength: 60 }),
          fc.integer({ min: 0, max: 2 ** 32 - 1 }),
          fc.bigInt({ min: 0n, max: 2n ** 40n }),
          (events, bootTicks, startValue) => {
            const modulus = 2n ** BigInt(bits);
            let now = 1_000_000_000; // seconds of wall time
            let boot = now - bootTicks / 100;
            let value = startValue;
            let discontinuityTicks = 0;
            let older: CounterReading | undefined;
            let olderRates: number[] = [];
            let disturbed = true;
            const upTicks = () => Math.floor((now - boot) * 100) % 2 ** 32;
            for (const e of events) {
              if (e.kind === 'restart') {
                now += e.downS;
                boot = now;
                value = 0n;
                discontinuityTicks = 0;
                disturbed = true;
              } else if (e.kind === 'clear') {
                value = 0n;
                discontinuityTicks = upTicks() + 1;
                disturbed = true;
              } else if (e.kind === 'lost') {
                now += e.polls * 30;
                value += BigInt(e.polls * 30 * 1_000);
                olderRates.push(1_000);
                disturbed = true;
              } else {
                now += 30;
                value += BigInt(e.rate * 30);
                olderRates.push(e.rate);
                const newer = {
                  upTicks: upTicks(),
                  atMs: now * 1_000,
                  value: value % modulus,
                  bits,
                  discontinuityTicks,
                };
                const rate =
                  older === undefined
                    ? { kind: 'none' as const }
                    : rateBetween(older, newer, { intervalS: 30, lineBitsPerSecond: 100_000_000 });
                if (rate.kind === 'rate') {
                  expect(rate.perSecond).toBeLessThanOrEqual(Math.max(...olderRates) * 1.001);
                  expect(rate.perSecond).toBeGreaterThanOrEqual(Math.min(...olderRates) * 0.999);
                }
                if (!disturbed) expect(rate.kind).toBe('rate');
                older = newer;
                olderRates = [];
                disturbed = false;
              }
            }
          },
        ),
        { numRuns: 500 },
      );
    });
  }
});
