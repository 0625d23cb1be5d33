/** Bounds of the schedule, each with its reason. */

/**
 * Runs of answering devices at once. What they may send at once the sockets bound (64 PDUs each); a run that learns a
 * device's refresh step mostly waits, for 10 s at the start of the agent, and 50 of them held up all others.
 */
export const liveSlotsDefault = 250;

/** Runs of devices that do not answer, on slots of their own: 10 time-outs of 5 s still try 120 dead devices a minute. */
export const deadSlotsDefault = 10;

/** Waits before a device that did not answer is asked again: soon, to measure a short outage, then ever more rarely. */
export const backoffStepsMs = [15_000, 60_000, 300_000] as const;

/** A back-off varies by this share to either side, so that devices that died together are not asked together. */
export const backoffJitterRatio = 0.1;

/** Jobs of one agent: 500 devices with a poll, metadata and units each, 1,000 targets and as many checks, twice over. */
export const jobsMax = 10_000;

/** Longest sleep of the schedule's loop: a bound on what a defect in the waking could cost. */
export const sleepMsMax = 60_000;

/** How long after its deadline a run keeps its slot if it does not heed the abort. */
export const stuckMs = 2_000;

/** How long `stop` waits for runs to heed the abort. */
export const stopMsMax = 5_000;

/** The lag reported is the worst of this long, counted in `lagBuckets` parts. */
export const lagWindowMs = 60_000;
export const lagBuckets = 6;

/** A correction of the clock below this is noise of the network: 50 ms is also the collector's group commit. */
export const correctionMsMin = 50;

/** While a clock that is ahead waits for the collector's, it runs at this share of its speed. */
export const slewRate = 0.5;

/** From this offset on the machine's clock is a finding. NTP keeps clocks within a second; 30 s needs a person. */
export const clockOffsetFindingMs = 30_000;
