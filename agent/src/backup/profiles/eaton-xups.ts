import type { Profile, Reading } from '../profile-data.ts';
import { rfc1628 } from './rfc1628.ts';

const xups = '1.3.6.1.4.1.534.1';
const standard = (name: keyof Profile['facts']): readonly Reading[] => rfc1628.facts[name] ?? [];

/** Eaton and Powerware cards with the XUPS-MIB. UPS-MIB serves what that one lacks: on battery since, alarm names, tests. */
export const eatonXups: Profile = {
  name: 'eatonXups',
  kind: 'ups',
  match: { sysObjectId: [xups] },
  facts: {
    ...rfc1628.facts,
    // Seconds; 65535 is a figure that has reached its end (Eaton 93E).
    runtimeS: [
      { oid: `${xups}.2.1.0`, as: 'number', scales: [1], band: [1, 5_184_000], sentinels: [0, -1, 65_535] },
      ...standard('runtimeS'),
    ],
    batteryVoltageV: [
      { oid: `${xups}.2.2.0`, as: 'number', scales: [1], band: [5, 1_000], sentinels: [0, -1] },
      ...standard('batteryVoltageV'),
    ],
    batteryCurrentA: [
      { oid: `${xups}.2.3.0`, as: 'number', scales: [1], band: [-2_000, 2_000] },
      ...standard('batteryCurrentA'),
    ],
    batteryChargeRatio: [
      { oid: `${xups}.2.4.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1] },
      ...standard('batteryChargeRatio'),
    ],
    // xupsBatteryFailure, then xupsBatteryAged: yes(1), no(2).
    replaceBattery: [
      { oid: `${xups}.2.7.0`, as: 'flag', one: [1], zero: [2] },
      { oid: `${xups}.2.9.0`, as: 'flag', one: [1], zero: [2] },
    ],
    inputFrequencyHz: [
      { oid: `${xups}.3.1.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true, sentinels: [-1] },
      ...standard('inputFrequencyHz'),
    ],
    inputVoltageV: [
      {
        oid: `${xups}.3.4.1.2`,
        rows: 'min',
        lines: `${xups}.3.3.0`,
        as: 'number',
        scales: [1],
        band: [80, 500],
        orZero: true,
      },
      ...standard('inputVoltageV'),
    ],
    loadRatio: [
      { oid: `${xups}.4.1.0`, as: 'number', scales: [0.01], band: [0, 2], sentinels: [-1] },
      ...standard('loadRatio'),
    ],
    outputFrequencyHz: [
      { oid: `${xups}.4.2.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true, sentinels: [-1] },
      ...standard('outputFrequencyHz'),
    ],
    outputVoltageV: [
      {
        oid: `${xups}.4.4.1.2`,
        rows: 'min',
        lines: `${xups}.4.3.0`,
        as: 'number',
        scales: [1],
        band: [80, 500],
        orZero: true,
      },
      ...standard('outputVoltageV'),
    ],
    outputCurrentA: [
      { oid: `${xups}.4.4.1.3`, rows: 'max', as: 'number', scales: [1], band: [0, 5_000], sentinels: [-1] },
      ...standard('outputCurrentA'),
    ],
    outputPowerW: [
      { oid: `${xups}.4.4.1.4`, rows: 'sum', as: 'number', scales: [1], band: [0, 5_000_000], sentinels: [-1] },
      ...standard('outputPowerW'),
    ],
    outputSource: [
      {
        oid: `${xups}.4.5.0`,
        as: 'state',
        states: {
          1: 'other',
          2: 'none',
          3: 'normal',
          4: 'bypass',
          5: 'battery',
          6: 'booster',
          7: 'reducer',
          8: 'normal', // parallelCapacity
          9: 'normal', // parallelRedundant
          10: 'normal', // highEfficiencyMode
          11: 'bypass', // maintenanceBypass
          12: 'normal', // essMode
        },
      },
      ...standard('outputSource'),
    ],
    alarms: [{ oid: `${xups}.7.1.0`, as: 'number', scales: [1], band: [0, 1_000] }, ...standard('alarms')],
    lastTestResult: [
      {
        oid: `${xups}.8.2.0`,
        as: 'state',
        states: { 1: null, 2: 'pass', 3: 'error', 4: 'inProgress', 5: null, 6: 'aborted', 7: null },
      },
      ...standard('lastTestResult'),
    ],
  },
  verified: 'eaton-93e-80',
};
