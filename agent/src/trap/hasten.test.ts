import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../clock.fake.ts';
import { createHasten } from './hasten.ts';
import { hintedPollMsMin } from './limits.ts';

describe('createHasten', () => {
  it('polls at the first hint at once, and once more at the end of the wait for all that came in between', async () => {
    const clock = createManualClock(0);
    const polls: [string, number][] = [];
    const hasten = createHasten(clock, (device) => polls.push([device, clock.monotonicMs()]));
    hasten.hint('pe1');
    hasten.hint('pe1');
    await clock.advance(1_000);
    hasten.hint('pe1');
    hasten.hint('pe2');
    await clock.advance(60_000);
    expect(polls).toEqual([
      ['pe1', 0],
      ['pe2', 1_000],
      ['pe1', hintedPollMsMin],
    ]);
  });

  it('polls nobody once it is stopped', async () => {
    const clock = createManualClock(0);
    const polls: string[] = [];
    const hasten = createHasten(clock, (device) => polls.push(device));
    hasten.hint('pe1');
    hasten.hint('pe1');
    hasten.stop();
    await clock.advance(60_000);
    hasten.hint('pe2');
    expect(polls).toEqual(['pe1']);
  });

  it('of any history: no two polls closer than the wait, and none later than the wait after a hint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 8_000 }), { maxLength: 20 }), async (gaps) => {
        const clock = createManualClock(0);
        const polls: number[] = [];
        const hints: number[] = [];
        const hasten = createHasten(clock, () => polls.push(clock.monotonicMs()));
        for (const gap of gaps) {
          await clock.advance(gap);
          hints.push(clock.monotonicMs());
          hasten.hint('pe1');
        }
        await clock.advance(2 * hintedPollMsMin);
        for (const [i, at] of polls.entries()) {
          if (i > 0) expect(at - (polls[i - 1] ?? 0)).toBeGreaterThanOrEqual(hintedPollMsMin);
        }
        for (const hint of hints) {
          expect(polls.some((at) => at >= hint && at <= hint + hintedPollMsMin)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
