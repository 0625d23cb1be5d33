/**
 * Closed lists of what the collector concludes: its rules of alerting, its reasons of readiness, and why it holds a link
 * for down, degraded or unknown. What an agent reads stands in `reasons.ts`. Plain constants: the board may import this
 * file.
 */

/** Conditions that raise an alert (DESIGN §8, Alert). */
export const alertRules = [
  'utilization', // of a link's worse direction, by the thresholds of its endpoint
  'reserveBelowCommitment',
  'failoverReserveShort', // the backups could not carry what the primary carries
  'exhaustionNear', // the trend reaches the capacity within the horizon
  'linkDown',
  'endpointIsolated', // every path is down
  'endpointOnBackup', // no primary is up, a backup carries
  'quality', // loss, delay or jitter of the echoes
  'unitNotReady',
  'portalDown',
  'certificateNearExpiry',
  'agentSilent',
  'deviceUnreachable',
  'noData', // a link or unit of which nothing is known, though its agent speaks
] as const;
export type AlertRule = (typeof alertRules)[number];

/** What the value and the limit of a reason count in; `fact`: the unit that its fact has; `none`: no figure is meant. */
export type ReasonUnit = 'fact' | 'none' | 'days' | 'years' | 's' | 'ratio' | 'perMillion' | 'bps';

/** Why a unit of backup equipment is not wholly ready, or not known to be, with the unit of value and limit. */
export const readinessReasons = {
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
  sessionDown: 'fact', // the BGP or BFD session over a standby link is not established
  receivePowerLow: 'fact', // what the port receives is below what the config asks for
  probeLoss: 'ratio',
  errorsHigh: 'perMillion', // frames with errors on a standby link
  capacityShort: 'bps',
  reserveThin: 'bps',
  sharedRisk: 'none',
  standbyState: 'fact',
  twoActive: 'none',
  peerAbsent: 'fact',
  coldStandby: 'none',
  roleChanges: 'fact', // more changes of role in a day than are chance
  testFailed: 'none',
  testWarning: 'fact',
  neverTested: 'none',
  testAgeUnknown: 'none',
  testOld: 'days',
  loadTestOld: 'days', // no drill carried the load lately
  inspectionFailed: 'none', // somebody looked, and found it wanting
  attestedOnly: 'days', // nothing is measured; somebody saw it work
} as const satisfies Record<string, ReasonUnit>;
export type ReadinessReasonCode = keyof typeof readinessReasons;

/** Why a link is down or degraded. */
export const linkCauses = [
  'oper', // ifOperStatus is down, lowerLayerDown or notPresent
  'admin', // the same, and somebody has switched it off: ifAdminStatus is down
  'probe', // its far end has not answered 3 bursts in a row
  'loss', // critical
  'delay', // critical
  'capacity', // what is physically up is below the contract
  'receivePower', // the optical level received is below the least that the config allows
] as const;
export type LinkCause = (typeof linkCauses)[number];

/** Why a link is unknown though its readings say nothing wrong. */
export const linkDoubts = [
  'unverified', // an idle backup that nothing probes
  'stale', // what is known of it is older than 3 intervals
] as const;
export type LinkDoubt = (typeof linkDoubts)[number];
