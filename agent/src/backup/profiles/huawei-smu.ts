import type { Profile } from '../profile-data.ts';

const site = '1.3.6.1.4.1.2011.6.164.1';

/**
 * Huawei site power monitored by an SMU (HUAWEI-SITE-MONITOR-MIB). The card answers net-snmp's sysObjectID, so it is
 * known by its own words. Currents are whole amperes, voltages tenths of a volt, capacity tenths of a percent.
 */
export const huaweiSmu: Profile = {
  name: 'huaweiSmu',
  kind: 'dcPlant',
  match: {
    sysObjectId: ['1.3.6.1.4.1.2011.6.164'],
    probe: { oid: `${site}.1.1.4.0`, text: /^HUAWEI SMU/i },
  },
  facts: {
    batteryChargeRatio: [{ oid: `${site}.4.4.2.1.3`, rows: 'min', as: 'number', scales: [0.001], band: [0, 1] }],
    batteryCapacityAh: [
      { oid: `${site}.4.4.2.1.4`, rows: 'sum', as: 'number', scales: [1], band: [1, 100_000], sentinels: [0, -1] },
    ],
    // No recording shows a sensor: whole degrees and tenths are told apart by the band.
    batteryTemperatureC: [
      {
        oid: `${site}.4.4.2.1.6`,
        rows: 'max',
        as: 'number',
        scales: [1, 0.1],
        band: [-10, 90],
        sentinels: [-99_999, 4_294_867_297],
      },
    ],
    batteryCurrentA: [{ oid: `${site}.4.2.1.0`, as: 'number', scales: [1], band: [-5_000, 5_000] }],
    alarmNames: [
      {
        oid: `${site}.4.4.2.1.99`,
        rows: 'first',
        as: 'names',
        names: {
          1: null,
          2: 'batteryTemperatureHigh',
          3: 'batteryTemperatureLow',
          4: 'batteryLoopBreak',
          5: 'batteryOverCurrent',
          6: 'batteryUnbalance',
          255: null,
        },
      },
    ],
    lastTestResult: [
      {
        oid: `${site}.4.3.100.1.4`,
        rows: 'first',
        as: 'state',
        states: { 1: 'never', 2: 'pass', 3: 'warning', 4: 'error', 255: null },
      },
    ],
    inputVoltageV: [
      { oid: `${site}.5.2.1.1.4`, rows: 'min', as: 'number', scales: [0.1], band: [80, 500], orZero: true },
    ],
    // 80 V, in tenths: below it rectifiers have nothing to work on.
    mainsPresent: [{ oid: `${site}.5.2.1.1.4`, rows: 'min', as: 'flag', atLeast: 800 }],
    outputVoltageV: [{ oid: `${site}.6.1.3.0`, as: 'number', scales: [0.1], band: [20, 100], orZero: true }],
    outputCurrentA: [{ oid: `${site}.6.1.4.0`, as: 'number', scales: [1], band: [0, 10_000] }],
    rectifiers: [{ oid: `${site}.3.1.4.0`, as: 'number', scales: [1], band: [0, 200] }],
    // hwSiteDGWorkStatus: the generator as the plant sees it.
    engineState: [{ oid: `${site}.1.1.9.0`, as: 'state', states: { 1: 'stopped', 2: 'running', 255: null } }],
  },
  verified: 'huawei-smu',
};
