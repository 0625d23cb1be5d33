import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorthKeeping, pickOlder, RefreshLearner, type RefreshStep } from './refresh.ts';
import { type LinkReading, LinkSeries } from './series.ts';

/** A device whose counter is refreshed each `stepS` (0: live), while `flow` octets have passed by a time. */
const device = (stepS: number, phaseS: number, flow: (s: number) => number) => (s: number) =>
  BigInt(Math.floor(flow(stepS === 0 ? s : Math.max(0, Math.floor((s - phaseS) / stepS) * stepS + phaseS))));

const constant = (octetsPerSecond: number) => (s: number) => s * octetsPerSecond;

/** Probes as the poller does, poll by poll; each GET takes 5 ms. */
function learn(read: (s: number) => bigint, pollS: number, polls: number): { learner: RefreshLearner; reads: number } {
  const learner = new RefreshLearner();
  let reads = 0;
  for (let poll = 0; poll < polls; poll++) {
    let s = 1_000 + poll * pollS;
    const endsS = s + pollS * 0.8;
    const at = () => ({ upTicks: Math.floor(s * 100), value: read(s) });
    learner.begin('in', at());
    for (let ms = learner.wait(); ms !== undefined && s + ms / 1_000 < endsS - 0.3; ms = learner.wait()) {
      s += ms / 1_000 + 0.005;
      learner.observe(at(), ms);
      reads++;
    }
    learner.end();
  }
  return { learner, reads };
}

describe('the refresh step', () => {
  it.each([
    { stepS: 3, pollS: 5 },
    { stepS: 3, pollS: 30 },
    { stepS: 1, pollS: 5 },
    { stepS: 5, pollS: 30 },
    { stepS: 10, pollS: 30 },
    { stepS: 30, pollS: 30 },
  ])('of $stepS s is learnt with polls each $pollS s, whatever its phase', ({ stepS, pollS }) => {
    for (let phase = 0; phase < 10; phase++) {
      const { learner } = learn(device(stepS, (phase * stepS) / 10, constant(1_000_000)), pollS, 12);
      const { step } = learner;
      expect(step).toMatchObject({ kind: 'cached' });
      if (step.kind !== 'cached') continue;
      expect(step.longestS).toBeGreaterThanOrEqual(stepS - 0.2);
      expect(step.longestS).toBeLessThanOrEqual(stepS * 1.5 + 0.5);
    }
  });

  it('of a device that answers live counters is none, after few reads', () => {
    const { learner, reads } = learn(device(0, 0, constant(1_000_000)), 5, 6);
    expect(learner.step).toEqual({ kind: 'live' });
    expect(reads).toBeLessThanOrEqual(4);
  });

  it.each([
    ['nothing', 10],
    ['one change', 5],
  ])('is suspected after a first probe that saw %s, so that no rate is made over one interval', (_, phaseS) => {
    const { learner } = learn(device(10, phaseS, constant(1_000_000)), 30, 1);
    expect(learner.step).toEqual({ kind: 'suspected' });
    expect(pickOlder([{ ticks: 0 }], 3_000, learner.step)).toBe(-1);
  });

  it('is not learnt from a counter that does not move at all, and no rate is held back for it', () => {
    const { learner } = learn(() => 12_345n, 5, 20);
    expect(learner.step).toEqual({ kind: 'unknown' });
    expect(pickOlder([{ ticks: 0 }, { ticks: 500 }], 1_000, learner.step)).toBe(1);
  });

  it('is not learnt from a counter that hardly moves', () => {
    const { learner } = learn(
      device(0, 0, (s) => Math.floor(s / 3) * 200),
      5,
      20,
    );
    expect(learner.step).toEqual({ kind: 'unknown' });
  });

  it('of a live device under traffic in bursts never lengthens the window of a poll each 30 s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 2 }), (seed) => {
        // Tenths of a second, silent in a third of cases; Lehmer's generator, so that a failure can be told again.
        let state = seed;
        const random = () => {
          state = (state * 48_271) % 2_147_483_647;
          return state / 2_147_483_647;
        };
        for (let i = 0; i < 20; i++) random();
        const sums = [0];
        for (let i = 0; i < 1_500; i++)
          sums.push((sums[i] ?? 0) + (random() < 0.33 ? 0 : 1_500 * Math.ceil(random() * 100)));
        const read = (s: number) => BigInt(sums[Math.min(1_500, Math.floor((s - 1_000) * 10))] ?? 0);
        const { step } = learn(read, 30, 5).learner;
        const windowS = step.kind === 'cached' ? step.longestS * 10 : 0;
        expect(windowS).toBeLessThanOrEqual(30);
      }),
      { numRuns: 100 },
    );
  });

  it('survives a restart of the agent, and is doubted but kept after a restart of the device', () => {
    const { learner } = learn(device(3, 1, constant(1_000_000)), 5, 12);
    const restored = new RefreshLearner(learner.save());
    expect(restored.step).toEqual(learner.step);
    restored.doubt();
    expect(restored.settled).toBe(false);
    expect(restored.step).toEqual(learner.step);
  });
});

describe('the reading to difference against', () => {
  const cached: RefreshStep = { kind: 'cached', stepS: 3, longestS: 3 };
  it.each([
    ['is the one before when the device is live', [0, 500, 1_000], 1_500, { kind: 'live' } as const, 2],
    ['is the newest of those at least 10 steps back', [0, 500, 1_000, 3_500], 4_000, cached, 2],
    ['is none while the window is shorter than 10 steps', [0, 500], 2_000, cached, -1],
    ['is none while a cache is suspected', [0, 500], 2_000, { kind: 'suspected' } as const, -1],
    ['is none without any reading', [], 2_000, cached, -1],
  ])('%s', (_name, ticks, now, step, index) => {
    const readings = ticks.map((t) => ({ ticks: t }));
    expect(pickOlder(readings, now, step)).toBe(index);
  });

  it('is kept in parts of a window, so that a slow step and a fast poll stay within the bound', () => {
    const step: RefreshStep = { kind: 'cached', stepS: 60, longestS: 60 };
    let last: number | undefined;
    let kept = 0;
    for (let now = 0; now <= 60_000; now += 100) {
      if (!isWorthKeeping(last, now, step)) continue;
      last = now;
      kept++;
    }
    expect(kept).toBeLessThanOrEqual(122);
  });
});

describe('rates of a constant flow', () => {
  const poll = (
    stepS: number,
    pollS: number,
    phaseS: number,
    polls: number,
  ): { perSecond: number; spanS: number }[] => {
    const read = device(stepS, phaseS, constant(1_000_000));
    const { learner } = learn(read, pollS, 12);
    const series = new LinkSeries();
    const rates: { perSecond: number; spanS: number }[] = [];
    for (let i = 0; i < polls; i++) {
      // 20 ms of jitter, as a real schedule has.
      const s = 2_000 + i * pollS + (i % 3) * 0.01;
      const value = read(s);
      const reading: LinkReading = {
        upTicks: Math.floor(s * 100),
        atMs: s * 1_000,
        bits: 64,
        inOctets: value,
        outOctets: value,
        sides: {},
      };
      const result = series.advance(reading, { intervalS: pollS }, learner.step);
      if (result.kind === 'rates') rates.push({ perSecond: result.inOctetsPerSecond, spanS: result.spanS });
    }
    return rates;
  };

  it('from a device that refreshes each 3 s come within 12 % each, and 2 % over the run', () => {
    for (let phase = 0; phase < 6; phase++) {
      const rates = poll(3, 5, phase / 2, 60);
      expect(rates.length).toBeGreaterThan(40);
      for (const { perSecond } of rates) expect(Math.abs(perSecond / 1_000_000 - 1)).toBeLessThan(0.12);
      const mean = rates.reduce((sum, r) => sum + r.perSecond, 0) / rates.length;
      expect(Math.abs(mean / 1_000_000 - 1)).toBeLessThan(0.02);
    }
  });

  it('from a live device come within 0.5 % each, over one interval', () => {
    const rates = poll(0, 5, 0, 20);
    expect(rates).toHaveLength(19);
    for (const { perSecond, spanS } of rates) {
      expect(Math.abs(perSecond / 1_000_000 - 1)).toBeLessThan(0.005);
      expect(spanS).toBeLessThan(5.1);
    }
  });
});
