/** Bounds of delivery, each with its reason; `Retry-After` and the age of the live lane stand in the contract. */

/** Deadline of one request from connect to the last octet of the answer. Live: an alert must not wait behind a dead line. */
export const requestMsMax = { live: 10_000, backlog: 30_000 } as const;

/** First and longest wait of the exponential back-off. */
export const backoffMsBase = { live: 1_000, backlog: 2_000 } as const;
export const backoffMsMax = { live: 10_000, backlog: 60_000 } as const;

/** Full jitter begins at 0; a wait below this would be a spin. */
export const backoffMsMin = 50;

/** Requests in flight. */
export const slots = { live: 1, backlog: 2 } as const;

/** A proxy opens the way to the collector within this time: well below the live lane's deadline, so that its name is told. */
export const tunnelMsMax = 8_000;

/** A series that the collector refused for its budget stands as a finding this long. */
export const budgetFindingMs = 600_000;

/** A collector that has taken nothing for this long is gone, not restarting: no repair on a working day takes longer. */
export const goneMsMin = 24 * 3_600_000;
/** Or this long already, when this much of the outbox's octets or age is used: somebody needs the other half to act. */
export const goneSoonMsMin = 3_600_000;
export const goneFillRatio = 0.5;

/** Share of the time that a slot of the backlog lane may spend in requests; the rest of the line is the live lane's. */
export const backlogDutyRatio = 0.8;

/** A refusal of the credential or of the address is asked about at most once a minute. */
export const refusedMsMin = 60_000;
/** Added at random, so that agents with the same expired credential do not ask together. */
export const refusedJitterMs = 15_000;

/** When the collector answers again, the backlog starts within this long: a province of agents comes back at once. */
export const resumeSpreadMs = 5_000;

/** Batches looked at to find the next: a minute of commits, doubled for splits and batches tried again. */
export const liveLookMax = 128;
export const backlogLookMax = 16;

/** How often a lane looks for batches without being told of a commit: batches grow old, held ones fall due. */
export const idleMs = 1_000;

/** Characters of a refusal's detail that are kept from what the other side sent. */
export const foreignTextMax = 200;

/** Batches in a row that may be put aside because they cannot be parsed; with more the versions differ, not the batches. */
export const unparsedInRowMax = 3;

/**
 * Single samples that wait because something on the way takes nothing so large; others go past them. Fewer than
 * `backlogLookMax`, so that the lane sees past them; with more it is the way that is refused.
 */
export const parkedMax = 8;
/** A parked batch that has not been tried for this long has left the outbox. */
export const parkedForgetMs = 600_000;

/** The inventory is sent at most this often because it was asked for: it travels first, and the answers until it has come all ask for it. */
export const inventoryWantedMsMin = 15_000;
