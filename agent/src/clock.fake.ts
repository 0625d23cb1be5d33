import type { Clock } from './clock.ts';

/** A clock that stands still until `advance`, for tests of everything that waits. */
export interface ManualClock extends Clock {
  /** Moves time on by `ms`, waking sleepers in the order of their times and letting what they start run in between. */
  advance(ms: number): Promise<void>;
  /** Lets everything run that needs no time. */
  settle(): Promise<void>;
}

interface Sleeper {
  atMs: number;
  wake(): void;
}

// Promise chains of the code under test are a few links long; each turn of the event loop runs all that are ready.
const turns = 3;

/** A clock that shows `startMs` and a monotonic time of 0. */
export const createManualClock = (startMs: number): ManualClock => {
  let elapsedMs = 0;
  const sleepers = new Set<Sleeper>();
  const settle = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return {
    now: () => startMs + Math.floor(elapsedMs),
    monotonicMs: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { atMs: elapsedMs + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    settle,
    advance: async (ms) => {
      const untilMs = elapsedMs + ms;
      await settle();
      for (;;) {
        let next: Sleeper | undefined;
        for (const sleeper of sleepers) {
          if (sleeper.atMs <= untilMs && (next === undefined || sleeper.atMs < next.atMs)) next = sleeper;
        }
        if (next === undefined) break;
        elapsedMs = Math.max(elapsedMs, next.atMs);
        next.wake();
        await settle();
      }
      elapsedMs = untilMs;
      await settle();
    },
  };
};
