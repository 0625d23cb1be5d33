/** Bounds of reports and answers about figures, with their reasons. */

/** Days of one answer: what is kept of days. */
export const periodDaysMax = 400;

/** Incidents of one answer: a year of a province with a bad network. The newest are kept. */
export const incidentsMax = 2_000;

/** Nights kept: one for each day of the longest period. */
export const nightsKept = 400;

/** Worst endpoints, links and units of a report's tables: what a meeting reads. */
export const worstMax = 20;
/** Incidents and order violations printed; the rest is counted. */
export const printedMax = 200;
