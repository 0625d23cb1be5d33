/** Time as the collector's parts see it; injected, so that tests own it. */
export interface Clock {
  /** Unix epoch ms of the wall clock. */
  now(): number;
  /** Milliseconds of a clock that only moves forward; silence and time-outs are judged on it. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};
