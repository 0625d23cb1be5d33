/**
 * Whose backlog is worked on. All agents drain at once after an outage, and what of it is in work stands in front of the
 * next live batch: so little is in work at once, the rest waits its turn in order of arrival, and live batches pass by.
 * How much is little, the turns themselves tell: while they end soon more is let in, and when they take long (a store
 * that folds, a processor that others use) less, since a live batch goes the same way and takes as long.
 */
import {
  backlogSamplesInWorkMax,
  backlogSamplesInWorkMin,
  backlogSamplesWaitingMax,
  backlogTurnMsMax,
} from '../limits.ts';

export interface BacklogTurns {
  /**
   * Resolves when the batch may be worked on, with what ends its turn (to be called once, whatever happens); undefined
   * at once when too much waits already and the batch has to come again.
   */
  take(samples: number): Promise<(() => void) | undefined>;
}

export interface BacklogBounds {
  /** Samples in work at once: where it begins and never goes below, and what it never exceeds. */
  inWorkMin: number;
  inWorkMax: number;
  waitingMax: number;
  /** A turn that takes longer says that too much is in work. */
  turnMsMax: number;
}

const defaults: BacklogBounds = {
  inWorkMin: backlogSamplesInWorkMin,
  inWorkMax: backlogSamplesInWorkMax,
  waitingMax: backlogSamplesWaitingMax,
  turnMsMax: backlogTurnMsMax,
};

/** Share of what is let in that stays after a turn that took long. */
const shrink = 0.7;
/** Of the samples of a turn that ended soon, the share by which more is let in: at 10,000 a second 500 more a second. */
const growth = 0.05;

/** @param monotonicMs a clock that no correction of the time moves */
export function createBacklogTurns(monotonicMs: () => number, bounds: BacklogBounds = defaults): BacklogTurns {
  const { inWorkMin, inWorkMax, waitingMax, turnMsMax } = bounds;
  const queue: { samples: number; begin: () => void }[] = [];
  let [inWork, waiting, allowed, shrunkAt] = [0, 0, inWorkMin, Number.NEGATIVE_INFINITY];
  const mayBegin = (samples: number) => inWork === 0 || inWork + samples <= allowed;

  const learn = (samples: number, begunAt: number) => {
    const now = monotonicMs();
    if (now - begunAt <= turnMsMax) allowed = Math.min(inWorkMax, allowed + samples * growth);
    // What was let in before the last cut says nothing of it: one slow moment is one cut, however many turns it held up.
    else if (begunAt >= shrunkAt) {
      allowed = Math.max(inWorkMin, allowed * shrink);
      shrunkAt = now;
    }
  };
  const begin = (samples: number) => {
    const begunAt = monotonicMs();
    inWork += samples;
    return () => {
      inWork -= samples;
      learn(samples, begunAt);
      for (let next = queue[0]; next !== undefined && mayBegin(next.samples); next = queue[0]) {
        queue.shift();
        waiting -= next.samples;
        next.begin();
      }
    };
  };
  return {
    async take(samples) {
      if (queue.length === 0 && mayBegin(samples)) return begin(samples);
      if (waiting + samples > waitingMax) return undefined;
      waiting += samples;
      return new Promise((resolve) => {
        queue.push({ samples, begin: () => resolve(begin(samples)) });
      });
    },
  };
}
