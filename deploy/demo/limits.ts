/** Bounds of the demo, with their reasons. */

/** How long the collector may take until it answers: a slow laptop that compiles for the first time. */
export const readyMsMax = 60_000;

/** How long the simulator may take until all devices are bound. */
export const simulatorReadyMsMax = 30_000;

/** How long a process may take to stop before it is killed by its id: an agent finishes a commit and a delivery. */
export const stopMsMax = 6_000;

/** Connections through the relay at a time: one agent has three in flight. */
export const relayConnectionsMax = 32;

/** Octets of a process's log that are shown when it dies. */
export const logTailOctetsMax = 2_000;

/** How often the scenario is looked at. */
export const scenarioPollMs = 200;

/** How long pictures wait for a figure of every link: the first minute of a slow laptop. */
export const liveMsMax = 120_000;

/** How long they wait for the alert of the surge, which begins 50 s into the day. */
export const surgeSeenMsMax = 90_000;

/** Longest `--seconds`: a day. */
export const secondsMax = 86_400;
