/** Bounds of the alerts, each with its reason. */

/**
 * Age at receipt above which a sample judges nothing. A batch leaves the live lane at 60 s; twice that spares an agent
 * whose clock is being corrected, and still keeps an old batch that comes again from raising anything.
 */
export const judgedAgeMsMax = 120_000;

/** Samples that an alert keeps as its evidence: enough to see the rise, few enough for one row. */
export const evidenceMax = 10;

/** Resolved alerts in one answer, newest first. */
export const resolvedPerAnswerMax = 1_000;

/** Notifications that every channel has taken are forgotten after this long; alerts themselves stay. */
export const notificationsKeptMs = 30 * 86_400_000;

/** The longest wait that a channel may put on a message; a later time means that the wall clock was set back. */
export const retryMsMax = 300_000;

/** An agent asks a dead device every 5 minutes at last; three of these are more than that, with its jitter. */
export const deviceBackOffMs = 120_000;

/** Endpoints that a sentence names; of more it says how many. */
export const endpointsNamedMax = 5;

/** Endpoints that an alert about ignorance lists in its message and its view. */
export const hiddenEndpointsMax = 50;

/** An alert of missing data waits so long for the verdict on its device or agent, when that is overdue itself. */
export const parentWaitMsMax = 30_000;

/** After its parent has been heard again: until then nothing was read of it, and nothing is said. */
export const parentGraceMs = 5_000;

/** Times of firing and ending that are kept to tell a flapping alert. */
export const flipsMax = 50;

/** Alerts looked through in one look for what is still to be told; the rest waits for the next second. */
export const settledPerLookMax = 10_000;

/** Interval of a condition that time itself judges, each second: it has no gaps, and is never stale. */
export const untimedIntervalMs = 366 * 86_400_000;

/** Incidents that a digest names; of more it says how many. */
export const lateNamedMax = 10;

/** A batch older than this has left the live lane: what it held was not judged. */
export const liveGapMsMin = 60_000;

/** Gaps in the live samples of one agent that wait for their data; the oldest give way. */
export const liveGapsMax = 100;

/** The longest gap that is looked through: what an outbox holds as a rule. */
export const liveGapMsMax = 7 * 86_400_000;
