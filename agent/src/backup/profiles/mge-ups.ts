import type { Profile, Reading } from '../profile-data.ts';
import { rfc1628 } from './rfc1628.ts';

const mge = '1.3.6.1.4.1.705.1';
const standard = (name: keyof Profile['facts']): readonly Reading[] => rfc1628.facts[name] ?? [];
/** 65535 is a figure that has reached its end, not one that was measured (Eaton 93E). */
const sentinels = [0, -1, 65_535] as const;

/** MGE, Eaton and Schneider cards with the MG-SNMP-UPS-MIB. UPS-MIB serves what that one lacks, and the other way about. */
export const mgeUps: Profile = {
  name: 'mgeUps',
  kind: 'ups',
  match: { sysObjectId: [mge] },
  facts: {
    ...rfc1628.facts,
    // upsmgBatteryRemainingTime: seconds.
    runtimeS: [
      { oid: `${mge}.5.1.0`, as: 'number', scales: [1], band: [1, 5_184_000], sentinels },
      ...standard('runtimeS'),
    ],
    batteryChargeRatio: [
      ...standard('batteryChargeRatio'),
      { oid: `${mge}.5.2.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1] },
    ],
    batteryVoltageV: [
      { oid: `${mge}.5.5.0`, as: 'number', scales: [0.1], band: [5, 1_000], sentinels },
      ...standard('batteryVoltageV'),
    ],
    batteryCurrentA: [
      ...standard('batteryCurrentA'),
      { oid: `${mge}.5.6.0`, as: 'number', scales: [0.1], band: [-2_000, 2_000] },
    ],
    batteryTemperatureC: [
      ...standard('batteryTemperatureC'),
      { oid: `${mge}.5.7.0`, as: 'number', scales: [1], band: [1, 90], sentinels },
    ],
    // All flags of this MIB are yes(1), no(2).
    batteryStatus: [
      ...standard('batteryStatus'),
      { oid: `${mge}.5.14.0`, as: 'state', states: { 1: 'low', 2: 'normal' } },
    ],
    replaceBattery: [{ oid: `${mge}.5.11.0`, as: 'flag', one: [1], zero: [2] }],
    outputSource: [
      ...standard('outputSource'),
      {
        as: 'decide',
        of: [
          { oid: `${mge}.7.3.0`, equals: 1, word: 'battery' },
          { oid: `${mge}.7.4.0`, equals: 1, word: 'bypass' },
        ],
        otherwise: 'normal',
      },
    ],
    inputVoltageV: [
      { oid: `${mge}.6.2.1.2`, rows: 'min', as: 'number', scales: [0.1], band: [80, 500], orZero: true },
      ...standard('inputVoltageV'),
    ],
    inputFrequencyHz: [
      { oid: `${mge}.6.2.1.3`, rows: 'min', as: 'number', scales: [0.1], band: [45, 65], orZero: true },
      ...standard('inputFrequencyHz'),
    ],
    outputVoltageV: [
      { oid: `${mge}.7.2.1.2`, rows: 'min', as: 'number', scales: [0.1], band: [80, 500], orZero: true },
      ...standard('outputVoltageV'),
    ],
    outputFrequencyHz: [
      { oid: `${mge}.7.2.1.3`, rows: 'min', as: 'number', scales: [0.1], band: [45, 65], orZero: true },
      ...standard('outputFrequencyHz'),
    ],
    outputCurrentA: [
      { oid: `${mge}.7.2.1.5`, rows: 'max', as: 'number', scales: [0.1], band: [0, 5_000] },
      ...standard('outputCurrentA'),
    ],
    // Percent of the rating per phase: on the recording it follows the currents as percent, and not as kVA.
    loadRatio: [
      { oid: `${mge}.7.2.1.4`, rows: 'max', as: 'number', scales: [0.01], band: [0, 2] },
      ...standard('loadRatio'),
    ],
  },
  verified: 'apc-mgeups_galaxy7000, eaton-mgeups_9px, eaton-93e-80',
};
