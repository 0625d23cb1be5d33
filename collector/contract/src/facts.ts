/**
 * The facts a unit of backup equipment can state, each with its one unit. Facts are readings, never verdicts: readiness
 * is judged by the collector. Plain constants: the board may import this file.
 */

/** Kinds of backup equipment. */
export const unitKinds = ['ups', 'dcPlant', 'generator', 'standbyLink', 'standbyRouter'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** Unit of a fact's value. `state` and `text` values are strings, `flag` is 0 or 1, `time` is Unix epoch ms. */
export const factUnits = [
  'ratio',
  's',
  'V',
  'A',
  'Hz',
  'W',
  'degC',
  'Ah',
  'count',
  'dBm',
  'bps',
  'flag',
  'state',
  'text',
  'time',
] as const;
export type FactUnit = (typeof factUnits)[number];

export const facts = {
  batteryChargeRatio: 'ratio',
  runtimeS: 's',
  onBatteryS: 's',
  loadRatio: 'ratio',
  /** other, none, normal, bypass, battery, booster, reducer (upsOutputSource, RFC 1628) */
  outputSource: 'state',
  /** normal, low, depleted (upsBatteryStatus, RFC 1628) */
  batteryStatus: 'state',
  batteryVoltageV: 'V',
  batteryCurrentA: 'A',
  batteryTemperatureC: 'degC',
  batteryCapacityAh: 'Ah',
  batteryInstalledAt: 'time',
  inputVoltageV: 'V',
  inputFrequencyHz: 'Hz',
  outputVoltageV: 'V',
  outputFrequencyHz: 'Hz',
  outputCurrentA: 'A',
  outputPowerW: 'W',
  replaceBattery: 'flag',
  /** Number of alarms present on the unit. */
  alarms: 'count',
  /** Names of the alarms present, comma separated, in the words of the MIB. */
  alarmNames: 'text',
  /** pass, warning, error, aborted, inProgress, never */
  lastTestResult: 'state',
  lastTestAt: 'time',
  rectifiers: 'count',
  rectifiersWorking: 'count',
  /** 1 while the mains feed is present. */
  mainsPresent: 'flag',
  fuelRatio: 'ratio',
  startBatteryVoltageV: 'V',
  /** auto, manual, off, test, blocked */
  engineMode: 'state',
  /** running, stopped, starting, ready, notReady */
  engineState: 'state',
  starts: 'count',
  nextServiceAt: 'time',
  /** active, standby, hotStandby, coldStandby, initialize, listen, disabled */
  standbyState: 'state',
  /** up, down, active, standby, absent */
  peerState: 'state',
  /** Changes of role since the unit began to count. */
  transitions: 'count',
  operState: 'state',
  receivePowerDbm: 'dBm',
  /** Rate of the standby link, the worse direction. */
  trafficBitsPerSecond: 'bps',
} as const satisfies Record<string, FactUnit>;

export type FactName = keyof typeof facts;
export const factNames = Object.keys(facts) as FactName[];

/** The most that a ratio may be: 1, but for a load, since an overloaded UPS says 1.12 and must be heard. */
export const factRatioMax = (name: FactName): number => (name === 'loadRatio' ? 10 : 1);

/** Why a fact has no value. */
export const factUnknowns = [
  'notSupported', // the device has no such object
  'sentinel', // the device answered with its own "unknown" (0, -1, 2^32-1, -99999)
  'implausible', // outside the profile's plausibility band
  'noAnswer', // the device did not answer
  'notConfigured',
] as const;
export type FactUnknown = (typeof factUnknowns)[number];
