/**
 * Whose backlog is worked on. All agents drain at once after an outage, and what of it is in work stands in front of the
 * next live batch: so little is in work at once, the rest waits its turn in order of arrival, and live batches pass by.
 */
import { backlogSamplesInWorkMax, backlogSamplesWaitingMax } from '../limits.ts';

export interface BacklogTurns {
  /**
   * Resolves when the batch may be worked on, with what ends its turn (to be called once, whatever happens); undefined
   * at once when too much waits already and the batch has to come again.
   */
  take(samples: number): Promise<(() => void) | undefined>;
}

export function createBacklogTurns(
  inWorkMax = backlogSamplesInWorkMax,
  waitingMax = backlogSamplesWaitingMax,
): BacklogTurns {
  const queue: { samples: number; begin: () => void }[] = [];
  let [inWork, waiting] = [0, 0];
  const mayBegin = (samples: number) => inWork === 0 || inWork + samples <= inWorkMax;
  const begin = (samples: number) => {
    inWork += samples;
    return () => {
      inWork -= samples;
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
