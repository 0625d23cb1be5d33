/** Bounds of the outbox, each with its reason. */

/** One commit a second: at most a second of samples dies with the process, at one fsync a second. */
export const commitIntervalMs = 1_000;

/** Samples that wait in memory for the disk: a minute of the largest agent (334 a second). Above it the oldest go. */
export const memorySamplesMax = 20_000;
/** Octets of them as JSON: keeps a stuck disk from costing the agent its memory. */
export const memoryOctetsMax = 16_777_216;

/** Octets of a batch's JSON outside its samples: the head's six numbers and names are below 250. */
export const headOctetsMax = 512;

/**
 * Level of gzip. Batches of 100 samples take 29 octets a sample at level 2 for 0.8 µs of CPU, 25 at zlib's own level 6
 * for 2.2 µs: four octets less are not worth as much as all the rest of a sample's way through the outbox.
 */
export const gzipLevel = 2;

/** Oldest batches dropped in one commit, so that a bound lowered in the config never holds the event loop for long. */
export const dropsPerCommitMax = 5_000;

/** Shortest time between two gap records of one collector: a drop a second for a day becomes 1,440 of them, not 86,400. */
export const gapIntervalMs = 60_000;

/** Samples held for a second try, the file over; more of them are dead letters at once. Ten full batches. */
export const heldSamplesMax = 20_000;
/** How often a sample is tried again before it is a dead letter, and how long it may be held. */
export const heldTriesMax = 12;
export const heldMsMax = 86_400_000;
/** Wait before a sample without inventory goes again: the inventory travels first. Doubles with each try up to the most. */
export const heldDelayMs = 15_000;
export const heldDelayMsMax = 600_000;
/** A sample from the future goes again this long after its time may be taken. */
export const heldFutureMarginMs = 2_000;

/** Dead letters kept for the engineer; more replace the oldest, and all are counted. */
export const deadLettersMax = 1_000;
/** Characters kept of each: a part of an inventory has half a million, and the outbox is for samples. */
export const deadLetterLengthMax = 16_384;

/** Whole batches put aside because the collector could not parse them; more replace the oldest, and all are counted. */
export const quarantinedBatchesMax = 20;

/** Outbox files put aside because they could not be read; the oldest beyond it are deleted, since each may be as large as the outbox. */
export const corruptFilesMax = 2;

/** A file up to this size is checked whole at the start (`quick_check`, about a second); in a larger one damage is found when it is read. */
export const quickCheckOctetsMax = 268_435_456;

/** Keys and octets per value of what pollers remember over a restart: a device's last counters are below 16 kB. */
export const memoryKeysMax = 10_000;
export const memoryValueOctetsMax = 262_144;

/** Free pages that start the shrinking of the file (4 MiB), and pages given back per commit (2 MiB). */
export const vacuumFreePagesMin = 4_096;
export const vacuumPagesPerCommit = 2_048;

/** Octets of a page. A batch of 100 samples is about 2.8 kB; pages of 4 kB would waste a third of the disk. */
export const pageOctets = 1_024;

/** The write-ahead log is cut back to this after a checkpoint. */
export const walOctetsMax = 4_194_304;

/** How long after the last drop the finding `outboxDropped` stays. */
export const droppedFindingMs = 600_000;

/** Octets on disk of one sample in a batch of about 100, compressed, indexes and page waste included (measured). */
export const diskOctetsPerSample = 33;

/**
 * The range of times in a batch's head, that of the contract (`id.ts`). A machine whose clock begins in 1970 must not make
 * all its batches unreadable: the answer to one that can be read corrects the clock.
 */
export const headTimeMsMin = 946_684_800_000;
export const headTimeMsMax = 4_102_444_800_000;
