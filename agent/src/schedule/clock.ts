import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { anchor, corrected, wallAt } from './anchored-time.ts';
import { clockOffsetFindingMs } from './limits.ts';

/** The agent's clock: wall time at the start, carried by the monotonic clock, corrected by the collector's answers. */
export interface CorrectedClock extends Clock {
  /**
   * Takes `offsetMs`, this clock less the collector's as just learnt from an answer, give or take `uncertaintyMs`
   * (half the round trip). How it is applied stands in `anchored-time.ts`. With several collectors only one of them
   * may correct: the first of the config.
   */
  correct(offsetMs: number, uncertaintyMs?: number): void;
  /** The machine's clock, uncorrected, less the collector's, whole ms; 0 until learnt. */
  offsetMs(): number;
}

/** Where the clock reads the world; replaced in tests. */
export interface ClockSources {
  wallMs(): number;
  monotonicMs(): number;
}

const machine: ClockSources = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

// setTimeout takes 32 bits with sign; more would fire at once.
const timerMsMax = 2_147_483_647;

/** Starts a clock. The machine's wall clock is read once, here: later jumps of it (NTP, an operator) change nothing. */
export const createClock = (sources: ClockSources = machine): CorrectedClock => {
  const uncorrected = anchor(sources.wallMs(), sources.monotonicMs());
  let time = uncorrected;
  let offsetMs = 0;
  return {
    now: () => Math.floor(wallAt(time, sources.monotonicMs())),
    monotonicMs: () => sources.monotonicMs(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(Math.max(0, ms), timerMsMax));
        signal?.addEventListener('abort', done, { once: true });
      }),
    correct: (learntMs, uncertaintyMs = 0) => {
      if (!Number.isFinite(learntMs)) return;
      const monotonicMs = sources.monotonicMs();
      const collectorMs = wallAt(time, monotonicMs) - learntMs;
      offsetMs = Math.round(wallAt(uncorrected, monotonicMs) - collectorMs);
      time = corrected(time, monotonicMs, learntMs, uncertaintyMs);
    },
    offsetMs: () => offsetMs,
  };
};

/** The finding `clockOffset` when the machine's clock differs from the collector's by more than 30 s. */
export const clockFindings = (offsetMs: number): PresentFinding[] => {
  if (Math.abs(offsetMs) <= clockOffsetFindingMs) return [];
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  return [
    {
      code: 'clockOffset',
      subject: {},
      detail:
        `The clock of this machine is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the collector’s, more than ` +
        `${clockOffsetFindingMs / 1_000} s. Samples carry the collector’s time; set the machine’s clock by NTP and restart the agent`,
    },
  ];
};
