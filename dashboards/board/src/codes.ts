/**
 * What the board must know to word the contract's codes beside the words themselves. At run time a code may be unknown:
 * the collector may be newer than the page; it is then shown as it is.
 */
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

/** Unit of an alert's value and threshold, by its rule. `none`: no figure is printed, the summary says what there is. */
export const ruleUnits: Record<AlertRule, 'ratio' | 'bps' | 'days' | 's' | 'score' | 'none'> = {
  utilization: 'ratio',
  reserveBelowCommitment: 'ratio',
  failoverReserveShort: 'bps',
  exhaustionNear: 'days',
  linkDown: 'none',
  endpointIsolated: 'none',
  endpointOnBackup: 'none',
  quality: 'none',
  unitNotReady: 'score',
  portalDown: 'none',
  certificateNearExpiry: 'days',
  agentSilent: 's',
  deviceUnreachable: 'none',
  noData: 'none',
};

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
