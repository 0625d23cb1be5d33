import type { Profile, Reading } from '../profile-data.ts';
import { rfc1628 } from './rfc1628.ts';

const dups = '1.3.6.1.4.1.2254.2.4';
const standard = (name: keyof Profile['facts']): readonly Reading[] => rfc1628.facts[name] ?? [];
const volts = { as: 'number', scales: [0.1], band: [80, 500], orZero: true, sentinels: [-1] } as const;
const hertz = { as: 'number', scales: [0.1], band: [45, 65], orZero: true, sentinels: [-1] } as const;

/**
 * Delta cards that have the battery group of DeltaUPS-MIB. UPS-MIB holds where the card speaks it too; Delta's own
 * objects add when the battery is to be replaced. Of three phases the first is read: each has objects of its own.
 */
export const deltaUps: Profile = {
  name: 'deltaUps',
  kind: 'ups',
  // Not by sysObjectID: cards of other makers answer Delta's and have none of its objects (Minuteman).
  match: { probe: { oid: `${dups}.7.1.0` } },
  facts: {
    ...rfc1628.facts,
    // dupsBatteryCondition: good(0), weak(1), replace(2).
    replaceBattery: [{ oid: `${dups}.7.1.0`, as: 'flag', one: [2], zero: [0, 1] }],
    batteryStatus: [
      ...standard('batteryStatus'),
      { oid: `${dups}.7.2.0`, as: 'state', states: { 0: 'normal', 1: 'low', 2: 'depleted' } },
    ],
    onBatteryS: [
      ...standard('onBatteryS'),
      { oid: `${dups}.7.4.0`, as: 'number', scales: [1], band: [0, 2_592_000], sentinels: [-1] },
    ],
    runtimeS: [
      ...standard('runtimeS'),
      { oid: `${dups}.7.5.0`, as: 'number', scales: [60], band: [60, 5_184_000], sentinels: [0, -1, 65_535] },
    ],
    batteryVoltageV: [
      ...standard('batteryVoltageV'),
      { oid: `${dups}.7.6.0`, as: 'number', scales: [0.1], band: [5, 1_000], sentinels: [0, -1] },
    ],
    batteryChargeRatio: [
      ...standard('batteryChargeRatio'),
      { oid: `${dups}.7.8.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1] },
    ],
    batteryTemperatureC: [
      ...standard('batteryTemperatureC'),
      { oid: `${dups}.7.9.0`, as: 'number', scales: [1], band: [1, 90], sentinels: [0, -1] },
    ],
    inputFrequencyHz: [...standard('inputFrequencyHz'), { oid: `${dups}.4.2.0`, ...hertz }],
    inputVoltageV: [...standard('inputVoltageV'), { oid: `${dups}.4.3.0`, ...volts }],
    outputSource: [
      ...standard('outputSource'),
      {
        oid: `${dups}.5.1.0`,
        as: 'state',
        states: {
          0: 'normal',
          1: 'battery',
          2: 'bypass',
          3: 'reducer',
          4: 'booster',
          5: 'bypass', // manualBypass
          6: 'other',
          7: 'none',
        },
      },
    ],
    outputFrequencyHz: [...standard('outputFrequencyHz'), { oid: `${dups}.5.2.0`, ...hertz }],
    outputVoltageV: [...standard('outputVoltageV'), { oid: `${dups}.5.4.0`, ...volts }],
    loadRatio: [
      ...standard('loadRatio'),
      { oid: `${dups}.5.7.0`, as: 'number', scales: [0.01], band: [0, 2], sentinels: [-1] },
    ],
    lastTestResult: [
      ...standard('lastTestResult'),
      {
        oid: `${dups}.8.2.0`,
        as: 'state',
        states: { 0: 'never', 1: 'pass', 2: 'inProgress', 3: 'warning', 4: 'error', 5: 'error' },
      },
    ],
  },
  verified: null,
};
