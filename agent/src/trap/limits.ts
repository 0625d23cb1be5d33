/** Every bound of the trap receiver, with its reason. A trap is a hint: losing one costs nothing but the wait for the next poll. */

/** Octets of a notification that is looked at. RFC 3417 §3.2.1 asks for 484; the longest of ours, with ten varbinds, is below 1,000. */
export const notificationOctetsMax = 2_048;

/** Notifications of one device that are decoded: this many at once, and one more each `decodeRefillMs`. */
export const decodesAtOnceMax = 20;
export const decodeRefillMs = 1_000;

/** Between two polls of one device for the sake of traps: what comes in between is answered by one poll at its end. */
export const hintedPollMsMin = 5_000;

/**
 * Between two looks at an SNMP engine that has not yet proved itself. The library derives a key for each engine id it
 * is shown, at 2 ms of a core, and keeps it for ever: whoever forges ids must not choose how many.
 */
export const strangeEngineMsMin = 60_000;

/** Engine ids of one device that have proved themselves: two routing engines, and one that was replaced. */
export const knownEnginesMax = 4;

/** Devices behind one address: virtual systems and contexts. What more there are get no hints. */
export const credentialsPerAddressMax = 8;

/** Between two resolutions of the devices that are given by name. */
export const resolveMs = 600_000;

/** Until a socket that failed is opened again. */
export const reopenMs = 10_000;
