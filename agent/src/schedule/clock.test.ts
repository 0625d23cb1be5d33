import { describe, expect, it } from 'vitest';
import { clockFindings, createClock } from './clock.ts';

const start = 1_780_000_000_000;

const sources = () => {
  const at = { wallMs: start, monotonicMs: 5_000 };
  return { at, wallMs: () => at.wallMs, monotonicMs: () => at.monotonicMs };
};

describe('createClock', () => {
  it('is deaf to jumps of the machine’s clock after the start', () => {
    const machine = sources();
    const clock = createClock(machine);
    machine.at.wallMs -= 3_600_000;
    machine.at.monotonicMs += 10.7;
    expect(clock.now()).toBe(start + 10);
  });

  it('tells the offset of the machine’s own clock, also when a second answer agrees with the corrected one', () => {
    const clock = createClock(sources());
    expect(clock.offsetMs()).toBe(0);
    clock.correct(-7_200_000, 20);
    expect(clock.now()).toBe(start + 7_200_000);
    clock.correct(3, 20);
    expect(clock.offsetMs()).toBe(-7_199_997);
    expect(clock.now()).toBe(start + 7_200_000);
  });

  it('ignores a correction that is no number', () => {
    const clock = createClock(sources());
    clock.correct(Number.NaN);
    expect(clock.offsetMs()).toBe(0);
    expect(clock.now()).toBe(start);
  });

  it('sleeps until the time is over, and ends at once when it is aborted before or meanwhile', async () => {
    const clock = createClock();
    const before = clock.monotonicMs();
    await clock.sleep(20);
    expect(clock.monotonicMs() - before).toBeGreaterThanOrEqual(19);
    const abort = new AbortController();
    const long = clock.sleep(2 ** 40, abort.signal);
    abort.abort();
    await long;
    await clock.sleep(2 ** 40, abort.signal);
    expect(clock.monotonicMs() - before).toBeLessThan(5_000);
  });
});

describe('clockFindings', () => {
  it('says nothing up to 30 s', () => {
    expect(clockFindings(-30_000)).toEqual([]);
  });
  it('names the direction and the remedy above 30 s', () => {
    expect(clockFindings(3_600_000)).toEqual([
      {
        code: 'clockOffset',
        subject: {},
        detail:
          'The clock of this machine is 3600 s ahead of the collector’s, more than 30 s. Samples carry the collector’s time; set the machine’s clock by NTP and restart the agent',
      },
    ]);
  });
});
