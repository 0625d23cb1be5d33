/** Bounds of the rollup worker and of what reads its tiers, each with its reason. */

/** Between two looks for hours to recompute. */
export const rollupEveryMs = 10_000;

/** The first look after a start: a write that was under way when the last process ended has landed by then or never. */
export const rollupFirstMs = 60_000;

/** An hour is recomputed once nothing has come for it for so long (DESIGN §8). */
export const quietMs = 120_000;

/** Of an hour that its agent says is whole; the rest of its last batches’ group commit. */
export const settleMs = 5_000;

/** Agents whose hour is settled wait for the others of the operator: half a minute of retries, then some. */
export const togetherMs = 300_000;

/** Hours and days in one round; a province of three operators makes 18 of the first an hour. */
export const hoursPerRoundMax = 64;
export const daysPerRoundMax = 16;
/** Marked days looked at in one round, newest first: those of two weeks, of which few are due. */
export const daysPerLookMax = 256;

/** Work of one round, the waits not counted; what is left comes with the next. */
export const roundMsMax = 30_000;

/** Longest wait after one call to the store: as long as the call took, so that half of the store’s time is others’. */
export const politeMsMax = 5_000;

/** A call that takes longer than this ends the round, and the next one waits: the store has no time for us. */
export const slowCallMs = 3_000;
export const slowPauseMs = 60_000;

/** Wait after the store did not answer. */
export const unavailablePauseMs = 30_000;

/** An hour that failed in a way it should not is tried again after this long, and so many of them are remembered. */
export const failedPauseMs = 3_600_000;
export const failedHoursMax = 1_000;

/** Series read at once: what one query of the store may name. */
export const seriesPerReadMax = 64;

/** Values read or held at once, some 16 MB: an hour of 200 links at 30 s. One series may exceed it. */
export const cellsPerReadMax = 1_000_000;

/** Points in one write: an hour of 80 links, 60,000 values; the embedded store’s writer is free again in 50 ms. */
export const pointsPerWriteMax = 1_000;

/** Raw fields whose figures are read in one query for a day: five figures each, within the store’s 64. */
export const fieldsPerDayReadMax = 12;

/** Before raw points expire their hour is no longer recomputed: a round and its reads end in this time. */
export const expiryMarginMs = 600_000;

/** A day with hours still to come is computed without them after this long, and again when they have come. */
export const dayWaitMs = 3_600_000;

/** Hours that lag behind which a chart reads from raw points: two days. What is older is read as the tier has it. */
export const rawTailMsMax = 2 * 86_400_000;
