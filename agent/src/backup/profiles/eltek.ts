import type { Profile } from '../profile-data.ts';

const dp7 = '1.3.6.1.4.1.12148.9';
const sp2 = '1.3.6.1.4.1.12148.10';
const mainsVoltages = `${sp2}.3.4.1.6`;
const batteryStatus = `${sp2}.10.1.0`;

/** DC plants of Eltek with the first Smartpack controller (ELTEK-DISTRIBUTED-MIB). */
export const eltekDp7: Profile = {
  name: 'eltekDp7',
  kind: 'dcPlant',
  match: { sysObjectId: [dp7], probe: { oid: `${dp7}.3.2.0` } },
  facts: {
    batteryVoltageV: [{ oid: `${dp7}.3.2.0`, as: 'number', scales: [0.01], band: [20, 100] }],
    batteryCurrentA: [{ oid: `${dp7}.3.3.0`, as: 'number', scales: [1], band: [-5_000, 5_000] }],
    batteryTemperatureC: [{ oid: `${dp7}.3.4.0`, as: 'number', scales: [1], band: [-10, 90] }],
    // batteryBreakerStatus: a battery that is cut off is a loop that is broken.
    alarmNames: [{ oid: `${dp7}.3.5.0`, as: 'names', names: { 0: null, 1: 'batteryLoopBreak' } }],
    outputCurrentA: [{ oid: `${dp7}.5.3.0`, as: 'number', scales: [1], band: [0, 10_000] }],
    inputVoltageV: [{ oid: `${dp7}.6.1.0`, as: 'number', scales: [1], band: [80, 500], orZero: true }],
    // 80 V: below it rectifiers have nothing to work on.
    mainsPresent: [{ oid: `${dp7}.6.1.0`, as: 'flag', atLeast: 80 }],
  },
  verified: null,
};

/**
 * DC plants of Eltek with Smartpack2, Smartpack S or Compack (SP2-MIB). Currents and the remaining capacity are left out:
 * whether they are A or tenths, Ah or percent, is a setting of the controller that its objects do not tell.
 */
export const eltekSp2: Profile = {
  name: 'eltekSp2',
  kind: 'dcPlant',
  // Some controllers have no sysObjectID at all.
  match: { sysObjectId: [sp2], probe: { oid: batteryStatus } },
  facts: {
    batteryVoltageV: [{ oid: `${sp2}.10.5.5.0`, as: 'number', scales: [0.01], band: [20, 100] }],
    batteryTemperatureC: [{ oid: `${sp2}.10.7.5.0`, as: 'number', scales: [1], band: [-10, 90] }],
    batteryCapacityAh: [{ oid: `${sp2}.10.11.5.0`, as: 'number', scales: [1], band: [1, 100_000], sentinels: [0] }],
    alarmNames: [
      {
        oid: batteryStatus,
        as: 'names',
        names: { 1: null, 2: 'batteryMinorAlarm', 3: 'batteryMajorAlarm', 4: 'batteryDisabled', 5: 'batteryLoopBreak' },
      },
    ],
    // Whole volts or tenths, by a setting: told apart by the band. The line with the highest speaks for all.
    inputVoltageV: [{ oid: mainsVoltages, rows: 'max', as: 'number', scales: [1, 0.1], band: [80, 500], orZero: true }],
    mainsPresent: [{ oid: mainsVoltages, rows: 'max', as: 'flag', atLeast: 80 }],
  },
  verified: null,
};
