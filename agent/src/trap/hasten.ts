/** Hints → polls: the first hint polls its device at once, and those of the next 5 s share one poll at their end. */
import type { Clock } from '../clock.ts';
import { hintedPollMsMin } from './limits.ts';

export interface Hasten {
  /** A device hinted that something has changed. */
  hint(device: string): void;
  stop(): void;
}

/** `poll` is called with a device's id, at most once each 5 s for one device; the last hint is always followed by a poll. */
export function createHasten(clock: Clock, poll: (device: string) => void): Hasten {
  const stopping = new AbortController();
  /** When each device was last polled for a hint. One entry for a device of the config, and no more. */
  const lastMs = new Map<string, number>();
  const waiting = new Set<string>();
  const pollNow = (device: string): void => {
    lastMs.set(device, clock.monotonicMs());
    poll(device);
  };
  return {
    hint(device) {
      if (waiting.has(device) || stopping.signal.aborted) return;
      const last = lastMs.get(device);
      const waitMs = last === undefined ? 0 : last + hintedPollMsMin - clock.monotonicMs();
      if (waitMs <= 0) return pollNow(device);
      waiting.add(device);
      void clock.sleep(waitMs, stopping.signal).then(() => {
        waiting.delete(device);
        if (!stopping.signal.aborted) pollNow(device);
      });
    },
    stop: () => stopping.abort(),
  };
}
