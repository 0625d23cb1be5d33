/** Bounds of the simulator, with their reasons. */

/** Octets of one reply: an Ethernet frame less IPv4 and UDP headers, as most devices keep it. */
export const replyOctetsMax = 1_472;

/** Varbinds in one reply, whatever GETBULK asks for: what fits into a reply by far. */
export const replyVarbindsMax = 200;

/** Nesting of BER values that the decoder follows: a v3 message has 5 levels. */
export const berDepthMax = 8;

/** Arcs of an object identifier (RFC 2578 §3.5). */
export const oidArcsMax = 128;

/** Delayed replies of one device waiting at a time; beyond it a slow device forgets requests, as real ones do. */
export const delayedRepliesMax = 64;

/** Faults that one device keeps: a scripted day has a handful. */
export const faultsPerDeviceMax = 1_000;

/** Seconds by which the manager's idea of the engine's time may differ (RFC 3414 §2.2.3). */
export const timeWindowS = 150;

/** Octets of a recording that are read: the largest public ones have 30 MB. */
export const recordingOctetsMax = 67_108_864;

/** Octets of the file that lists cut addresses: 10,000 addresses with room. */
export const cutFileOctetsMax = 262_144;

/** Octets that the fping stand-in reads from its standard input, and from fping: 10,000 targets of 20 echoes. */
export const fpingOctetsMax = 4_194_304;

/** How often a change of the scenario's cuts is looked for. */
export const cutPollMs = 100;
