/** Every bound of the ICMP part, with its reason. */

/**
 * Targets of one fping process, which sends each round of them at once. Its raw socket is given every echo of this
 * machine, on loopback request and reply, and 212,992 octets of buffer (net.core.rmem_default) hold 277 of them: 120
 * targets are 240. No router with a shallow buffer or an ICMP policer sees more at once either.
 */
export const targetsPerShardMax = 120;

/** Shards that run at once. Two cores carry four; the rest wait their turn. */
export const shardsAtOnceMax = 4;

/** Milliseconds between the starts of two shards: the rounds of four, 200 ms apart each, fall beside each other. */
export const shardStaggerMs = 50;

/**
 * Milliseconds between two echoes of one fping process: none. fping sleeps between any two, which costs four times the
 * processor of all the rest.
 */
export const echoIntervalMs = 0;

/** The same where fping lets nobody but root send without a pause. */
export const echoIntervalMsUnprivileged = 1;

/** Targets of one burst. The largest agent watches 1,000 targets; above this the rest are not asked, and it is said. */
export const targetsPerBurstMax = 5_000;

/** Targets that npm `ping` is asked for: it starts one process each, twelve times dearer than fping. */
export const fallbackTargetsMax = 50;

/** Processes of npm `ping` at once. */
export const fallbackAtOnceMax = 10;

/** Octets of output read from one fping process: 150 lines of 20 figures and as many ICMP remarks fit four times. */
export const outputOctetsMax = 262_144;

/** Between two looks at how much a process has written: a runaway fills no memory. */
export const outputLookMs = 500;

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
