import type { Profile } from '../profile-data.ts';

const apc = '1.3.6.1.4.1.318.1.1.1';

/** APC cards with the PowerNet-MIB; the high-precision group first, the older one where it is missing. */
export const apcUps: Profile = {
  name: 'apcUps',
  kind: 'ups',
  match: { sysObjectId: ['1.3.6.1.4.1.318.1.3'], probe: { oid: `${apc}.2.1.1.0` } },
  facts: {
    batteryStatus: [{ oid: `${apc}.2.1.1.0`, as: 'state', states: { 1: null, 2: 'normal', 3: 'low', 4: 'depleted' } }],
    // TimeTicks: hundredths of a second.
    onBatteryS: [{ oid: `${apc}.2.1.2.0`, as: 'number', scales: [0.01], band: [0, 2_592_000] }],
    runtimeS: [{ oid: `${apc}.2.2.3.0`, as: 'number', scales: [0.01], band: [1, 5_184_000], sentinels: [0] }],
    batteryInstalledAt: [{ oid: `${apc}.2.1.3.0`, as: 'date' }],
    batteryChargeRatio: [
      { oid: `${apc}.2.3.1.0`, as: 'number', scales: [0.001], band: [0, 1], sentinels: [-1, 4_294_967_295] },
      { oid: `${apc}.2.2.1.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1, 4_294_967_295] },
    ],
    batteryTemperatureC: [
      { oid: `${apc}.2.3.2.0`, as: 'number', scales: [0.1], band: [1, 90], sentinels: [0, -1] },
      { oid: `${apc}.2.2.2.0`, as: 'number', scales: [1], band: [1, 90], sentinels: [0, -1] },
    ],
    batteryVoltageV: [
      { oid: `${apc}.2.3.4.0`, as: 'number', scales: [0.1], band: [5, 1_000], sentinels: [0, -1] },
      { oid: `${apc}.2.2.8.0`, as: 'number', scales: [1], band: [5, 1_000], sentinels: [0, -1] },
    ],
    replaceBattery: [{ oid: `${apc}.2.2.4.0`, as: 'flag', one: [2], zero: [1] }],
    inputVoltageV: [
      { oid: `${apc}.3.3.1.0`, as: 'number', scales: [0.1], band: [80, 500], orZero: true, sentinels: [-1] },
      { oid: `${apc}.3.2.1.0`, as: 'number', scales: [1], band: [80, 500], orZero: true, sentinels: [-1] },
    ],
    inputFrequencyHz: [
      { oid: `${apc}.3.3.4.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true, sentinels: [-1] },
      { oid: `${apc}.3.2.4.0`, as: 'number', scales: [1], band: [45, 65], orZero: true, sentinels: [-1] },
    ],
    outputSource: [
      {
        oid: `${apc}.4.1.1.0`,
        as: 'state',
        states: {
          1: null,
          2: 'normal', // onLine
          3: 'battery', // onBattery
          4: 'booster', // onSmartBoost
          5: 'none', // timedSleeping
          6: 'bypass', // softwareBypass
          7: 'none', // off
          8: 'none', // rebooting
          9: 'bypass', // switchedBypass
          10: 'bypass', // hardwareFailureBypass
          11: 'none', // sleepingUntilPowerReturn
          12: 'reducer', // onSmartTrim
        },
        otherwise: 'other',
      },
    ],
    outputVoltageV: [
      { oid: `${apc}.4.3.1.0`, as: 'number', scales: [0.1], band: [80, 500], orZero: true, sentinels: [-1] },
      { oid: `${apc}.4.2.1.0`, as: 'number', scales: [1], band: [80, 500], orZero: true, sentinels: [-1] },
    ],
    outputFrequencyHz: [
      { oid: `${apc}.4.3.2.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true, sentinels: [-1] },
      { oid: `${apc}.4.2.2.0`, as: 'number', scales: [1], band: [45, 65], orZero: true, sentinels: [-1] },
    ],
    outputCurrentA: [
      { oid: `${apc}.4.3.4.0`, as: 'number', scales: [0.1], band: [0, 5_000], sentinels: [-1, 4_294_967_295] },
      { oid: `${apc}.4.2.4.0`, as: 'number', scales: [1], band: [0, 5_000], sentinels: [-1, 4_294_967_295] },
    ],
    loadRatio: [
      { oid: `${apc}.4.3.3.0`, as: 'number', scales: [0.001], band: [0, 2], sentinels: [-1] },
      { oid: `${apc}.4.2.3.0`, as: 'number', scales: [0.01], band: [0, 2], sentinels: [-1] },
    ],
    lastTestResult: [
      { oid: `${apc}.7.2.3.0`, as: 'state', states: { 1: 'pass', 2: 'error', 3: 'aborted', 4: 'inProgress' } },
    ],
    lastTestAt: [{ oid: `${apc}.7.2.4.0`, as: 'date' }],
  },
  verified: 'apc_smt750x-nmc2',
};
