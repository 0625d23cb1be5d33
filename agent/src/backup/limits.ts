/** Every bound of the backup part, with its reason. */

/** OIDs of one GET: the small end of what devices take, since UPS cards are the smallest of them. */
export const oidsPerGetMax = 24;

/** Rows of one column: three phases and a bypass, a battery string per rectifier shelf, alarms of a bad day. */
export const rowsPerColumnMax = 64;

/**
 * Milliseconds a test's start may lie ahead of sysUpTime, for a card that reads its clock twice in one reply. One that
 * lies further ahead (22.6 s seen on an Eaton 93E) is no date: it would read as a test that has just been passed.
 */
export const testAheadMsMax = 1_000;

/** Facts named in one finding's sentence. */
export const factsInFindingMax = 5;

/** Polls after which a unit that was recognised by nothing better than the generic profile is looked at again. */
export const pollsPerIdentification = 60;
