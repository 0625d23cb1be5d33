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
