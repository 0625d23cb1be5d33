/** Bounds of what writes verdicts to the store, each with its reason. */

/** Between two looks of the recorder: a change of state is in the store within about this long. */
export const recordEveryMs = 1_000;

/** Between two points of one verdict: a panel over any range finds a last one. */
export const verdictEveryMs = 60_000;

/** Endpoints and units judged in one look: some 5 ms, so that a batch never waits for it. 20,000 take 20 s of a minute. */
export const subjectsPerLookMax = 1_000;

/**
 * Points that wait for the store: five minutes of 3,000 endpoints with two operators each, some 20 MB. A longer outage
 * loses the oldest verdicts; the samples that they were made of are not lost, the agents hold those.
 */
export const pointsWaitingMax = 50_000;

/** Points in one write: InfluxDB takes 5,000 lines in 90 ms, the embedded store less. */
export const pointsPerWriteMax = 2_000;

/** Wait after a failed write, doubled up to the second: the store's own breaker probes every 2 s. */
export const retryMsMin = 2_000;
export const retryMsMax = 30_000;

/** What a stop waits for the last verdicts. The whole stop has 8 s, and requests in flight come first. */
export const flushMsMax = 2_000;

/**
 * Minutes that are written anew when an alert turns out to have ended (or begun) in the past: an hour is twelve times
 * the usual wait before an end is believed. The newest are the ones a panel's last value comes from.
 */
export const rewrittenMinutesMax = 60;

/** How far back the start looks for alerts that the store still holds for firing. */
export const reconcileMs = 7 * 86_400_000;

/** Window of a link's capacity. */
export const capacityWindowMs = 86_400_000;

/** The first round of capacity after a start: agents have delivered what they held, and a restart has settled. */
export const capacityFirstMs = 120_000;

/** A round begins this long after its hour's end: the hour's last samples have come by then. */
export const capacityDelayMs = 60_000;

/** A round's reads are spread over this long, well within the hour. */
export const capacitySpreadMs = 600_000;

/** Reads of a round at a time. A link's day takes tens of ms; the board's own reads find the store free in between. */
export const capacityReadsMax = 2;
/** Reads begun in one look however few links there are: a small province is done in seconds. */
export const capacityReadsPerLookMin = 4;

/** Wait of a round after the store did not answer. */
export const capacityRetryMs = 30_000;

/** Days of slots that are read for the hour that is busy each workday: ten workdays. Raw has them on every store. */
export const historyDaysMax = 14;

/** Links whose groups are judged for failover in one look: some 10 ms. 60,000 links take two minutes. */
export const failoverLinksPerLookMax = 500;

/** The most that is read beside a day: intervals of an hour and more are margins enough with this. */
export const pathMarginMsMax = 4 * 3_600_000;
/** Points of one path and day: a reading a second, its margins too. */
export const pathPointsMax = 120_000;
/** Quiet time of a day that is over before it is computed anew: what belongs together comes together. */
export const dayQuietMs = 120_000;
/** A day stays provisional this long at most, whatever its agents still hold. */
export const provisionalMsMax = 8 * 86_400_000;
/** The running day is counted anew each hour, this long after the hour. */
export const runningDelayMs = 300_000;
/** The first computing after a start: agents have delivered what they held. */
export const availabilityFirstMs = 60_000;
/** Reads of path days at a time, and begun in one look: 2,000 links take some four minutes. */
export const pathReadsMax = 2;
export const pathsPerLookMax = 20;
/** Endpoints settled in one look: some 5 ms. */
export const endpointsPerLookMax = 100;
/** Between two sums of one day's groups: each is a walk over all endpoints of the day. */
export const groupsEveryMs = 15_000;
/** Days of measured timelines of links and checks, and of everything else: the year that reports look back. */
export const pathDaysKept = 62;
export const figureDaysKept = 400;
/** Points of one write of days. */
export const dayPointsPerWriteMax = 500;
