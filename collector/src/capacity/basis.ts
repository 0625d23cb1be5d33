/** What every figure of capacity carries: the time it speaks of, how much of it was measured, and how it was computed. */

/** The rules by which capacity's figures are made, in the words that stand in a report's appendix on method. */
export const capacityRules = {
  dailyBusyHour: 'the greatest mean of 4 consecutive quarter hours of one day, 90 % of its quarter hours present',
  timeConsistentBusyHour:
    'the hour at the same time of each workday whose mean over at least 5 workdays is the greatest (ITU-T E.600)',
  reserveOfP95: 'capacity less p95 of 5-minute means, each direction apart; the headline is the worse by ratio',
  failover:
    'what fails together against what is left at 80 % of capacity; a shared backup counts once, a shared risk as none',
  theilSen:
    'Theil-Sen slope with its 95 % Sen interval over the daily p95 since the last step, weekday effect removed, limit 80 % of capacity',
} as const;
export type CapacityRule = keyof typeof capacityRules;

export interface Basis {
  /** from ≤ time < to, Unix epoch ms. */
  from: number;
  to: number;
  /** Readings (slots, days) that were present, of those expected. */
  n: number;
  expected: number;
  rule: CapacityRule;
}
