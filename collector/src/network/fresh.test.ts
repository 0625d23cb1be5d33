import { describe, expect, it } from 'vitest';
import { isFresh, isSilent, ListeningClock } from './fresh.ts';

describe('freshness', () => {
  const reading = { at: 100_000, receivedMonotonicMs: 1_000 };
  it.each([
    ['at three intervals and the grace of delivery', 135_000, 36_000, true],
    ['not a moment later by its own time', 135_001, 36_000, false],
    ['not a moment later by its receipt, whatever the wall clock says', 100_000, 36_001, false],
  ])('a reading is fresh %s', (_name, now, monotonicMs, fresh) => {
    expect(isFresh(reading, 10, { now, monotonicMs })).toBe(fresh);
  });
});

describe('silence', () => {
  it.each([
    ['three intervals after its last receipt', 100_000, 0, 60, 280_001, true],
    ['not at three intervals', 100_000, 0, 60, 280_000, false],
    ['not within 30 s, however short its interval', 0, 0, 1, 30_000, false],
    ['never counts time before the collector was ready', 0, 500_000, 10, 530_000, false],
    ['counts from ready for an agent that never spoke', null, 500_000, 10, 530_001, true],
  ])('an agent is silent %s', (_name, last, ready, intervalS, now, silent) => {
    expect(isSilent(last, ready, intervalS, now)).toBe(silent);
  });

  it('a stall of the collector itself does not count', () => {
    const time = { ms: 0 };
    const clock = new ListeningClock(() => time.ms);
    time.ms = 1_200;
    expect(clock.sweep(1_000)).toBe(0);
    time.ms = 602_200;
    expect(clock.sweep(1_000)).toBe(600_000);
    expect(clock.now()).toBe(2_200);
  });
});
