/**
 * Codes that come over the API as plain strings, with what the board must know to word them. A code that is not listed
 * here is shown as it is: the collector may be newer than the page.
 */

/** Unit of an alert's value and threshold, by its rule. `none`: the rule compares states, no figure is printed. */
export const ruleUnits = {
  utilization: 'ratio',
  reserveLow: 'ratio',
  failoverReserveShort: 'bps',
  exhaustionNear: 'days',
  linkDown: 'none',
  endpointIsolated: 'none',
  endpointOnBackup: 'none',
  loss: 'ratio',
  latency: 'ms',
  jitter: 'ms',
  unitNotReady: 'score',
  portalDown: 'none',
  certificateNearExpiry: 'days',
  agentSilent: 's',
  deviceUnreachable: 'none',
} as const satisfies Record<string, 'ratio' | 'bps' | 'days' | 'ms' | 's' | 'score' | 'none'>;
export type RuleCode = keyof typeof ruleUnits;

/** States that the facts of a unit can name; `fact.state` where one word means two things. */
export const factStateWords = [
  'outputSource.normal',
  'outputSource.none',
  'bypass',
  'battery',
  'booster',
  'reducer',
  'other',
  'normal',
  'low',
  'depleted',
  'pass',
  'warning',
  'error',
  'aborted',
  'inProgress',
  'never',
  'auto',
  'manual',
  'off',
  'test',
  'blocked',
  'running',
  'stopped',
  'starting',
  'ready',
  'notReady',
  'active',
  'standby',
  'hotStandby',
  'coldStandby',
  'initialize',
  'listen',
  'disabled',
  'up',
  'down',
  'absent',
  'testing',
  'unknown',
  'dormant',
  'notPresent',
  'lowerLayerDown',
] as const;
export type FactStateWord = (typeof factStateWords)[number];

/**
 * Reasons of readiness by their code, with the unit of value and limit: `fact` is the unit that the fact has, the others
 * are what the reason counts in.
 */
export const readinessReasonUnits = {
  noReading: 'none',
  stale: 's',
  noEvidence: 'none',
  chargeLow: 'fact',
  chargeBelowFull: 'fact',
  runtimeUnknown: 'fact',
  runtimeShort: 'fact',
  batteryStatus: 'fact',
  replaceBattery: 'none',
  batteryHot: 'fact',
  batteryOld: 'years',
  outputSource: 'fact',
  onBattery: 'none',
  loadHigh: 'fact',
  rectifiersBelowN: 'fact',
  rectifierSpareLost: 'fact',
  alarm: 'fact',
  notInAuto: 'fact',
  engineNotReady: 'none',
  fuelLow: 'fact',
  startBatteryLow: 'fact',
  serviceOverdue: 'fact',
  operNotUp: 'fact',
  probeLoss: 'ratio',
  capacityShort: 'bps',
  reserveThin: 'bps',
  sharedRisk: 'none',
  standbyState: 'fact',
  twoActive: 'none',
  peerAbsent: 'fact',
  coldStandby: 'none',
  testFailed: 'none',
  testWarning: 'fact',
  neverTested: 'none',
  testAgeUnknown: 'none',
  testOld: 'days',
} as const satisfies Record<string, 'fact' | 'none' | 'days' | 'years' | 's' | 'ratio' | 'bps'>;
export type ReadinessReasonCode = keyof typeof readinessReasonUnits;
