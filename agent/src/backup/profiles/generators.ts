import type { Profile } from '../profile-data.ts';

const xats = '1.3.6.1.4.1.318.1.1.18.1';
const himoinsa = '1.3.6.1.4.1.41809.1';

/** A generator behind an APC automatic transfer switch (PowerNet-MIB xATSGenerator). Rows by whatever index there is. */
export const apcGenerator: Profile = {
  name: 'apcGenerator',
  kind: 'generator',
  match: { sysObjectId: ['1.3.6.1.4.1.318.1.3'], probe: { column: `${xats}.2.2` } },
  facts: {
    engineState: [
      {
        oid: `${xats}.2.2`,
        rows: 'first',
        as: 'state',
        states: {
          1: null, // no communication with the generator
          2: 'stopped',
          3: 'ready',
          4: 'starting',
          5: 'running', // idling
          6: 'running',
          9: 'notReady', // not in automatic
          10: 'notReady', // shut down
        },
      },
    ],
    engineMode: [{ oid: `${xats}.2.3`, rows: 'first', as: 'state', states: { 1: 'off', 2: 'manual', 3: 'auto' } }],
    startBatteryVoltageV: [
      { oid: `${xats}.3.1`, rows: 'first', as: 'number', scales: [0.1], band: [4, 40], orZero: true, sentinels: [-1] },
    ],
    fuelRatio: [{ oid: `${xats}.7.3`, rows: 'min', as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1] }],
    starts: [{ oid: `${xats}.6.2`, rows: 'first', as: 'number', scales: [1], band: [0, 1_000_000], sentinels: [-1] }],
    nextServiceAt: [{ oid: `${xats}.6.9`, rows: 'first', as: 'date', future: true }],
  },
  verified: null,
};

/** Himoinsa generators with a C2LAN gateway: panels CEM7 (objects 27–46) and CEC7 (group 55). */
export const himoinsaGenerator: Profile = {
  name: 'himoinsa',
  kind: 'generator',
  // The gateway answers sysObjectID 0.0.
  match: { sysObjectId: ['1.3.6.1.4.1.41809'], sysDescr: /C2LAN SNMP/i, probe: { oid: `${himoinsa}.46.0` } },
  facts: {
    fuelRatio: [{ oid: `${himoinsa}.27.0`, as: 'number', scales: [0.001], band: [0, 1], sentinels: [-1] }],
    startBatteryVoltageV: [
      { oid: `${himoinsa}.29.0`, as: 'number', scales: [0.1], band: [4, 40], orZero: true, sentinels: [-1] },
    ],
    engineMode: [
      {
        oid: `${himoinsa}.46.0`,
        as: 'bits',
        words: [
          [32, 'blocked'],
          [16, 'test'],
          [4, 'auto'],
          [8, 'manual'],
        ],
        otherwise: 'off',
      },
      {
        oid: `${himoinsa}.55.1.28.0`,
        as: 'bits',
        words: [
          [16, 'blocked'],
          [8, 'test'],
          [2, 'auto'],
          [4, 'manual'],
        ],
        otherwise: 'off',
      },
    ],
    engineState: [
      {
        oid: `${himoinsa}.46.0`,
        as: 'bits',
        words: [
          [1, 'running'],
          [2, 'stopped'],
        ],
      },
    ],
    mainsPresent: [
      { oid: `${himoinsa}.46.0`, as: 'flag', mask: 256 },
      { oid: `${himoinsa}.55.1.28.0`, as: 'flag', mask: 64 },
    ],
    alarmNames: [
      { oid: `${himoinsa}.46.0`, as: 'names', bits: true, names: { 32: 'blocked', 128: 'alarm' } },
      { oid: `${himoinsa}.55.1.28.0`, as: 'names', bits: true, names: { 1: 'alarm', 16: 'blocked' } },
    ],
    inputFrequencyHz: [{ oid: `${himoinsa}.55.1.2.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true }],
    outputFrequencyHz: [{ oid: `${himoinsa}.55.1.9.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true }],
  },
  verified: null,
};
