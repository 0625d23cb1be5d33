import type { Profile, Reading } from '../profile-data.ts';
import { rfc1628 } from './rfc1628.ts';

const power = '1.3.6.1.4.1.476.1.42.3.5';
const emerson = '1.3.6.1.4.1.13400.2.1.3.1';
const standard = (name: keyof Profile['facts']): readonly Reading[] => rfc1628.facts[name] ?? [];

/**
 * Vertiv and Liebert cards with LIEBERT-GP-POWER-MIB. Known by the battery's own object: the same sysObjectID stands in
 * front of air conditioners (the recording vertiv-power is one), which are no UPS.
 */
export const vertivUps: Profile = {
  name: 'vertivUps',
  kind: 'ups',
  match: { probe: { oid: `${power}.1.19.0` } },
  facts: {
    ...rfc1628.facts,
    batteryChargeRatio: [
      { oid: `${power}.1.19.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1, 2_147_483_647] },
      ...standard('batteryChargeRatio'),
    ],
    // Minutes.
    runtimeS: [
      {
        oid: `${power}.1.18.0`,
        as: 'number',
        scales: [60],
        band: [60, 5_184_000],
        sentinels: [0, -1, 65_535, 2_147_483_647],
      },
      ...standard('runtimeS'),
    ],
    outputSource: [
      {
        oid: `${power}.3.55.0`,
        as: 'state',
        states: { 1: 'other', 2: 'none', 3: 'normal', 4: 'bypass', 5: 'battery', 6: 'booster', 7: 'reducer' },
      },
      ...standard('outputSource'),
    ],
    lastTestResult: [
      {
        oid: `${power}.1.8.0`,
        as: 'state',
        // systemFailure(5) and inhibited(6): the test was not made.
        states: { 1: null, 2: 'pass', 3: 'error', 4: 'inProgress', 5: 'aborted', 6: 'aborted' },
      },
      ...standard('lastTestResult'),
    ],
  },
  verified: null,
};

/**
 * Single-phase UPS of Emerson Network Power behind a UPSWeb card. Its MIB is not public: only the objects are read of
 * which the figures of the recording (2205, 500, 2198, 500) leave no doubt. Battery facts are not among them, so that
 * such a unit is never ready by this profile alone; `objects` in the config adds what its own papers say.
 */
export const emersonUps: Profile = {
  name: 'emersonUps',
  kind: 'ups',
  match: { sysObjectId: ['1.3.6.1.4.1.13400.2.1'] },
  facts: {
    ...rfc1628.facts,
    inputVoltageV: [
      ...standard('inputVoltageV'),
      { oid: `${emerson}.3.2.1.0`, as: 'number', scales: [0.1], band: [80, 500], orZero: true },
    ],
    inputFrequencyHz: [
      ...standard('inputFrequencyHz'),
      { oid: `${emerson}.3.2.6.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true },
    ],
    outputVoltageV: [
      ...standard('outputVoltageV'),
      { oid: `${emerson}.4.2.1.0`, as: 'number', scales: [0.1], band: [80, 500], orZero: true },
    ],
    outputFrequencyHz: [
      ...standard('outputFrequencyHz'),
      { oid: `${emerson}.4.2.2.0`, as: 'number', scales: [0.1], band: [45, 65], orZero: true },
    ],
  },
  verified: 'emerson-network-power',
};
