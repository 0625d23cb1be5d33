/** Every bound of the ICMP part, with its reason. */

/**
 * Targets of one fping process. At one echo a millisecond a shard of 150 sends a round in 150 ms, inside the usual
 * period of 200 ms, and no router with a shallow buffer or an ICMP policer sees more than that at once.
 */
export const targetsPerShardMax = 150;

/** Shards that run at once. Two cores carry four; the rest wait their turn. */
export const shardsAtOnceMax = 4;

/** Milliseconds between the starts of two shards, so that their first rounds do not fall together. */
export const shardStaggerMs = 40;

/** Milliseconds between two echoes of one fping process. Values between 0 and 1 save nothing; 0 sends a storm. */
export const echoIntervalMs = 1;

/** Targets of one burst. The largest agent watches 1,000 targets; above this the rest are not asked, and it is said. */
export const targetsPerBurstMax = 5_000;

/** Targets that npm `ping` is asked for: it starts one process each, twelve times dearer than fping. */
export const fallbackTargetsMax = 50;

/** Processes of npm `ping` at once. */
export const fallbackAtOnceMax = 10;

/** Octets of output read from one fping process: 150 lines of 20 figures and as many ICMP remarks fit four times. */
export const outputOctetsMax = 262_144;

/** What an fping process may take beyond its own arithmetic before it is killed: start, name look-up, a busy machine. */
export const graceMs = 5_000;

/** Remarks of fping (ICMP errors, messages) that are kept for a finding's sentence. */
export const remarksMax = 8;

/** Milliseconds between two self-tests while ICMP does not work: a permission comes back by hand, not by itself. */
export const selfTestAgainMs = 30_000;

/** Addresses remembered as having answered once. Ten times what one agent probes; the oldest go first. */
export const knownMax = 10_000;

/** The rule "own path" for a burst in which all fall at once needs this many targets that answered before. */
export const fallTargetsMin = 5;

/** … and this share of them silent in one burst. */
export const fallRatioMin = 0.8;
