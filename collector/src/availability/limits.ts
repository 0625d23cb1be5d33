/** Bounds and rules of availability, with their reasons. */

/** A probe speaks until the next one; a longer silence than this many intervals is a gap, and unknown. */
export const gapIntervals = 3;

/** Time up between two failures within which they are one incident: shorter than anybody's repair. */
export const flapMs = 120_000;

/** Failures below which a mean time between them is a coincidence. */
export const failuresMin = 3;

/** Coverage below which a percentage is flagged. */
export const coverageRatioMin = 0.99;

/** The longest single maintenance that is excluded: a night's work. */
export const maintenanceMsMax = 8 * 3_600_000;

/** What is excluded of one month at most: else a link in permanent maintenance is always available. */
export const maintenanceMsPerMonthMax = 24 * 3_600_000;

/** Days of one computation: a year and its margins. */
export const daysMax = 400;
