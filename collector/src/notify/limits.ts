/** Bounds of notify, each with its reason. */

/** One attempt over HTTP, from the name's resolution to the end of the answer. */
export const attemptMsMax = 10_000;
/** One attempt over SMTP: greylisting servers and virus scanners take their time before they answer DATA. */
export const mailAttemptMsMax = 60_000;

/** Octets read of an answer: only its status and a field count, a few words of it go into the log. */
export const answerOctetsMax = 16_384;
export const answerDetailLengthMax = 200;

/** Waits after a failure: doubled each time, at most 5 minutes, so that a receiver that returns hears of it soon. */
export const retryMsMin = 1_000;
export const retryMsMax = 300_000;

/** How often a channel looks for what its timers say, beside being woken: a restart forgets its timers. */
export const lookEveryMs = 5_000;

/** Members of one message: 0.5 MB of JSON, and 5,000 alerts at once are ten messages. */
export const membersMax = 500;
/** Members that a text spells out; the rest is counted. A page and a half. */
export const membersSpeltMax = 30;
/** Notifications assigned to receivers in one transaction. */
export const planMax = 1_000;
/** Transitions that wait for one receiver: a week of a province in trouble. Above it the oldest are given up, counted and told. */
export const waitingMax = 100_000;
/** Reminders and escalations made in one look, so that a look stays short. */
export const followMax = 500;
/** Alerts told again to an Alertmanager in one request. */
export const refreshMax = 500;

/** Refusals after which a message is split in two halves, to find the one that the receiver cannot take. */
export const splitAfterRefusals = 2;
/** Refusals after which later transitions of the same alerts go past: "resolved" is not held up for ever. */
export const yieldAfterRefusals = 5;

/** A message says how late it is from here on; below, its times speak for themselves. */
export const lateMsMin = 600_000;

/** What receivers have taken is kept this long, to answer "was I told?". */
export const sentKeptMs = 30 * 86_400_000;
/** What waits for a receiver that the config no longer names is kept this long, should it be named again. */
export const orphanKeptMs = 7 * 86_400_000;
/** How often what is old is forgotten. */
export const retainEveryMs = 600_000;

/** An attempt of the heartbeat; the next one waits for its end. */
export const heartbeatMsMax = 10_000;
