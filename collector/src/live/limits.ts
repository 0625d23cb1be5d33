/** Bounds of the live part's routine, each with its reason. */

/** Between two looks at what has become stale or silent: a state is late by it at most. */
export const sweepEveryMs = 1_000;

/** Between two events to a page: faster than anybody reads, slow enough to tell many samples at once. */
export const flushEveryMs = 500;

/** Between two snapshots: what a restart has to learn anew. */
export const snapshotEveryMs = 60_000;

/** Subjects told in one flush; with more, reading the lists anew is cheaper for both sides. */
export const changesPerFlushMax = 2_000;

/** Raw points of the embedded store (store/open.ts), for whoever does not say how long they are kept. */
export const rawKeepMsDefault = 14 * 86_400_000;

/** After the store did not answer: when late data is looked through again. */
export const lateRetryMs = 60_000;
