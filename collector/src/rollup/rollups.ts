/** Puts the rollups together: the marks, the worker, and what reads the tiers. */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { createDirtyHours, type DirtyHours } from '../ingest/dirty.ts';
import type { OperationalFile } from '../operational.ts';
import type { Store } from '../store/store.ts';
import { createDirtyDays } from './dirty-days.ts';
import { markingStore } from './marking-store.ts';
import type { Staleness } from './read.ts';
import { type RollupFigures, RollupWorker } from './worker.ts';

export interface Rollups {
  /** Where ingest marks the hours of what it stores. */
  readonly dirty: DirtyHours;
  /** The store for those parts that make raw points themselves: it marks the hours that they change. */
  readonly store: Store;
  /** What is not up to date, for those who read the tiers. */
  readonly stale: Staleness;
  figures(): RollupFigures;
  /** Begins the rounds. */
  start(how: RollupSources): void;
  /** Begins nothing more and waits for the call to the store that is under way. */
  stop(): Promise<void>;
}

/** What the worker asks of ingest. */
export interface RollupSources {
  /** Why the store takes nothing now, or undefined while it does. */
  storeUnavailable(): string | undefined;
  /** Up to when an agent’s data is whole, Unix epoch ms; 0 when it is not known. */
  completeTo(operator: string, agent: string): number;
}

export interface RollupsOptions {
  store: Store;
  operational: OperationalFile;
  clock: Clock;
  log: Logger;
  /** How long raw points and 5-minute figures are kept, in ms. */
  keepMs: { raw: number; '5m': number };
}

export function createRollups(options: RollupsOptions): Rollups {
  const { store, operational, clock } = options;
  const dirty = createDirtyHours(operational, () => clock.monotonicMs());
  const days = createDirtyDays(operational);
  let sources: RollupSources | undefined;
  const worker = new RollupWorker({
    ...options,
    dirty,
    days,
    storeUnavailable: () => sources?.storeUnavailable(),
    completeTo: (operator, agent) => sources?.completeTo(operator, agent) ?? 0,
  });
  return {
    dirty,
    store: markingStore(store, { operational, dirty, clock }),
    stale: { hours: dirty.within, days: days.within },
    figures: () => worker.figures(),
    start(how) {
      sources = how;
      worker.start();
    },
    stop: () => worker.stop(),
  };
}
