/** Bounds of what people declare, each with its reason. */

/** Longest single window of maintenance: a night's work, and the most that availability leaves out (its limits.ts). */
export const maintenanceMsMax = 8 * 3_600_000;
/** How far ahead maintenance and zones are announced: a year's plan. */
export const aheadMsMax = 366 * 86_400_000;
/** Longest zone; one that is needed for longer is declared anew, by somebody who still wants it. */
export const zoneMsMax = 366 * 86_400_000;
/** How long before its declaration a zone may have begun: the date of an order that was typed in late. */
export const zonePastMsMax = 31 * 86_400_000;
/** How old a drill may be when it is recorded: a paper log from before the system. */
export const drillPastMsMax = 10 * 366 * 86_400_000;
/** How far the clock of whoever records a drill may be ahead. */
export const clockAheadMsMax = 60_000;

/** Zones not yet over: every area of the province several times. */
export const zonesOpenMax = 1_000;
/** Windows of maintenance not yet over, of one operator: his sites, five times over. */
export const maintenanceOpenMax = 2_000;
/** Drills kept in memory for each unit, newest first: readiness asks for the last of each kind. */
export const drillsHeldPerUnitMax = 10;
/** Drills of one unit in the file: weekly for ten years. */
export const drillsPerUnitMax = 520;
/** Notes on one subject: nobody reads more. */
export const notesPerSubjectMax = 200;

/** Lines of one answer, newest first; older ones are asked for by time. */
export const listedMax = 10_000;

/** Seconds between two polls that a zone asks of agents: the cadence of echoes at priority 1. */
export const zoneCadenceS = 10;
