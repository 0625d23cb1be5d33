import type { Logger } from 'pino';
import type { Condition } from './collector-state.ts';

/** Logs how a collector fares, at each change and no other time. Times are monotonic ms. */
export interface Teller {
  tell(now: { condition: Condition; detail: string }, nowMs: number, retryMs: number): void;
  /** New certificates cannot be used and the old ones stay; undefined: new ones can. */
  unusable(detail: string | undefined): void;
}

export const createTeller = (collector: string, log: Logger, startMs: number): Teller => {
  let said: { condition: Condition; sinceMs: number } = { condition: 'answering', sinceMs: startMs };
  return {
    tell: ({ condition, detail }, nowMs, retryMs) => {
      if (condition === said.condition) return;
      const afterMs = Math.round(nowMs - said.sinceMs);
      said = { condition, sinceMs: nowMs };
      switch (condition) {
        case 'answering':
          log.info({ collector, afterMs }, 'Collector answers again');
          return;
        case 'refused':
          log.error(
            { collector, detail },
            'Collector refuses this agent; batches wait in the outbox, and once a minute it is asked again',
          );
          return;
        case 'throttled':
          log.warn({ collector, detail, retryMs }, 'Collector limits this agent to its budget; live batches wait');
          return;
        case 'unreachable':
          log.warn(
            { collector, detail, retryMs },
            'Collector does not answer as it should; batches wait in the outbox, will retry',
          );
      }
    },
    unusable: (detail) => {
      if (detail === undefined) log.info({ collector }, 'New certificates are in use');
      else {
        log.warn(
          { collector, detail },
          'Certificates have changed and cannot be used yet; the connections stay on the old ones. Replace certificate and key together',
        );
      }
    },
  };
};
