/** Time as the agent's parts see it; injected, so that tests own it. */
export interface Clock {
  /** Unix epoch ms, whole: wall time anchored to a monotonic clock, so that it never jumps between two corrections. */
  now(): number;
  /** Milliseconds of a clock that only moves forward; for waits and durations. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
