import type { Profile } from '../profile-data.ts';

const ees = '1.3.6.1.4.1.6302.2.1';
const lines = `${ees}.2.6`;

/**
 * DC plants of Emerson and Vertiv with a NetSure controller (EES-POWER-MIB). Everything in thousandths. The lines of the
 * mains are read together and the highest speaks: a plant on one phase has 0 on the two others.
 */
export const netsure: Profile = {
  name: 'netsure',
  kind: 'dcPlant',
  match: { sysObjectId: ['1.3.6.1.4.1.6302.2.1'], probe: { oid: `${ees}.1.1.0`, text: /emerson|vertiv/i } },
  facts: {
    outputVoltageV: [{ oid: `${ees}.2.2.0`, as: 'number', scales: [0.001], band: [20, 100], orZero: true }],
    outputCurrentA: [{ oid: `${ees}.2.3.0`, as: 'number', scales: [0.001], band: [0, 10_000] }],
    loadRatio: [{ oid: `${ees}.2.4.0`, as: 'number', scales: [0.01], band: [0, 2], sentinels: [-1] }],
    inputVoltageV: [{ oid: lines, rows: 'max', as: 'number', scales: [0.001], band: [80, 500], orZero: true }],
    // 80 V, in thousandths: below it rectifiers have nothing to work on.
    mainsPresent: [{ oid: lines, rows: 'max', as: 'flag', atLeast: 80_000 }],
  },
  verified: null,
};
