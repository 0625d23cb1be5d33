/** Bounds of notify, each with its reason. */

/** One attempt, from the name's resolution to the end of the answer. */
export const attemptMsMax = 10_000;

/** Octets read of an answer: only its status counts, a few words of it go into the log. */
export const answerOctetsMax = 16_384;
export const answerDetailLengthMax = 200;

/** Waits after a failure: doubled each time, at most 5 minutes, so that a receiver that returns hears of it soon. */
export const retryMsMin = 1_000;
export const retryMsMax = 300_000;

/** Notifications taken from the queue at once. */
export const dueMax = 20;

/** How often a channel looks for rows whose wait is over, beside being woken: a restart forgets its timers. */
export const lookEveryMs = 5_000;
