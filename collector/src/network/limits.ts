/** Bounds of the live picture, each with its reason. */

/** Readings are stale after this many of their intervals: two may be late or lost without meaning anything. */
export const staleIntervals = 3;

/** What delivery may add to a reading's age: one commit a second on the agent, one request of up to a few seconds. */
export const deliveryGraceMs = 5_000;

/**
 * Bursts held for each probed link: 15 minutes at 10 s, the window that loss and delay are judged over, and the two
 * before them that tell the tail of an outage from two lost bursts.
 */
export const burstsPerLinkMax = 92;
export const qualityWindowMs = 900_000;

/** Lost bursts in a row that make a probe fail: fewer are a queue, a busy router or one unlucky shard. */
export const lostBurstsForDown = 3;

/** Lost echoes below which no share of loss is believed: one or two of a few hundred say nothing. */
export const lostEchoesMin = 3;

/** Bursts with a reply below which no mean delay is believed. */
export const answeredBurstsMin = 5;

/**
 * A backup that receives less than this is idle: routing and management chatter, not users. The ratio holds where the
 * capacity is known, the rate where it is not.
 */
export const idleRatioMax = 0.01;
export const idleBitsPerSecondMax = 100_000;

/** Least silence of an agent that counts, however short its interval: one retry of its live lane takes up to 20 s. */
export const silenceMsMin = 30_000;

/** A sweep this late is a stall of our own (suspended machine, full disk): silence does not count it. */
export const stallMsMin = 5_000;

/** Findings held for each operator and source; more are dropped, and the count of them is one log line. */
export const findingsPerSourceMax = 1_000;

/** Worst reserves in the overview: what a person reads at a glance. */
export const worstReservesMax = 10;

/** Points of a series in one answer: a chart has fewer pixels. */
export const seriesPointsMax = 4_000;

/** Points of one read of a series, whatever its step: ten days of bursts at 10 s, and what the step makes of them. */
export const rowsPerReadMax = 100_000;

/** Range up to which a series is read from raw points; above it from a tier that has data. */
export const rawRangeMsMax = 2 * 86_400_000;

/** Bursts kept in the snapshot: enough to judge three of three after a restart. */
export const burstsPerSnapshotMax = 6;

/** Rows of a snapshot that are written in one go: 10 ms of a loop that answers agents and browsers. */
export const rowsPerSnapshotSlice = 500;

/** Changes of role kept of a standby router, the newest: a verdict asks whether there were more than three in a day. */
export const roleChangesPerUnitMax = 16;
