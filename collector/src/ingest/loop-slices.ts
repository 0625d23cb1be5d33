/**
 * Work on batches in slices between which the event loop turns. libuv accepts one connection in each turn of the loop
 * (one accept(2) for each listening socket), so long turns are a queue in front of the door: with 150 agents coming back
 * after an outage, each turn 60 ms of batches, the last of their 450 connections waited five seconds (`bench ingest`).
 */
import { loopSliceMs } from '../limits.ts';

export interface LoopSlices {
  /**
   * Does the work at once when this turn of the loop has room for it, else in a later one, in order of arrival. What it
   * returns or throws is passed on. What waits is bounded by the bodies in flight, each of which waits once.
   */
  run<T>(work: () => T | Promise<T>): Promise<T>;
}

/**
 * @param monotonicMs a clock that no correction of the time moves
 * @param sliceMs after so many milliseconds of work a turn of the loop begins no more of it
 * @param nextTurn calls back in the next turn of the loop
 */
export function createLoopSlices(
  monotonicMs: () => number,
  sliceMs: number = loopSliceMs,
  nextTurn: (begin: () => void) => void = setImmediate,
): LoopSlices {
  const queue: (() => void)[] = [];
  let spentMs = 0;
  let turning = false;
  const timed = (work: () => void) => {
    const begunAt = monotonicMs();
    work();
    spentMs += monotonicMs() - begunAt;
  };
  const turn = () => {
    spentMs = 0;
    turning = false;
    for (let work = queue.shift(); work !== undefined; work = spentMs < sliceMs ? queue.shift() : undefined)
      timed(work);
    if (spentMs > 0) schedule();
  };
  const schedule = () => {
    if (turning) return;
    turning = true;
    nextTurn(turn);
  };
  return {
    run(work) {
      return new Promise((resolve, reject) => {
        const attempt = () => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        };
        if (queue.length === 0 && spentMs < sliceMs) timed(attempt);
        else queue.push(attempt);
        schedule();
      });
    },
  };
}
