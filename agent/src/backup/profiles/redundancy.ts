/** Standby inside a chassis: a second routing engine or supervisor, by the vendors' tables and ENTITY-STATE-MIB. */
import type { Profile } from '../profile-data.ts';

const rf = '1.3.6.1.4.1.9.9.176.1.1';
const juniper = '1.3.6.1.4.1.2636.3.1.14.1';
const huawei = '1.3.6.1.4.1.2011.5.25.31.1.1.1.1.3';
const entityState = '1.3.6.1.2.1.131.1.1.1.6';

/**
 * Cisco, CISCO-RF-MIB. SNMP is answered by the unit that is active: the standby one is its peer, so that the unit's own
 * state here is `cRFStatusPeerUnitState` and its peer's is `cRFStatusUnitState`. Taken only where the config names it:
 * every IOS has this MIB, with or without a second supervisor.
 */
export const ciscoRedundancy: Profile = {
  name: 'ciscoRf',
  kind: 'standbyRouter',
  match: {},
  facts: {
    standbyState: [
      {
        oid: `${rf}.4.0`,
        as: 'state',
        states: {
          1: null, // notKnown
          2: 'disabled',
          3: 'initialize',
          4: 'initialize', // negotiation
          5: 'coldStandby',
          6: 'coldStandby', // its configuration is being brought up to date
          7: 'coldStandby', // its file system
          8: 'coldStandby', // its data
          9: 'hotStandby',
          10: 'active',
          11: 'active',
          12: 'active',
          13: 'active',
          14: 'active',
          15: 'active',
          16: 'active',
          17: 'standby', // standbyWarm
        },
      },
    ],
    peerState: [
      {
        oid: `${rf}.2.0`,
        as: 'state',
        states: { 1: null, 2: 'down', 3: 'down', 4: 'down', 14: 'active' },
        otherwise: 'up',
      },
    ],
  },
  verified: null,
};

/** Juniper, jnxRedundancyTable: the rows are the routing engines of one chassis. Without a backup there is none to stand by. */
export const juniperRedundancy: Profile = {
  name: 'juniperRedundancy',
  kind: 'standbyRouter',
  match: { probe: { column: `${juniper}.7` } },
  facts: {
    standbyState: [
      {
        oid: `${juniper}.7`,
        rows: 'worst',
        as: 'state',
        states: { 1: null, 2: 'active', 3: 'standby', 4: 'disabled' },
        order: ['disabled', 'standby', 'active'],
      },
    ],
    transitions: [{ oid: `${juniper}.8`, rows: 'max', as: 'number', scales: [1], band: [0, 4_294_967_295] }],
  },
  verified: null,
};

/** Of all parts of a chassis the ones that stand by speak, a cold one first: most parts just provide their service. */
const chassis = {
  rows: 'worst',
  as: 'state',
  order: ['coldStandby', 'hotStandby', 'active'],
  // Boards, ports, fans and sensors each have a row: 82 on a small switch.
  rowsMax: 512,
} as const;

/**
 * Huawei, hwEntityStandbyStatus. Every Huawei device has this table, so it is taken only where the config names it. On
 * the recording, one board that provides its service and 81 parts that have no such state.
 */
export const huaweiRedundancy: Profile = {
  name: 'huaweiRedundancy',
  kind: 'standbyRouter',
  match: {},
  facts: {
    standbyState: [{ oid: huawei, ...chassis, states: { 1: null, 2: 'hotStandby', 3: 'coldStandby', 4: 'active' } }],
  },
  verified: 'vrp_5720',
};

/** Any chassis with ENTITY-STATE-MIB (RFC 4268), entStateStandby; where the config names it, as with Huawei's. */
export const entityStateRedundancy: Profile = {
  name: 'entityState',
  kind: 'standbyRouter',
  match: {},
  facts: {
    standbyState: [
      { oid: entityState, ...chassis, states: { 1: null, 2: 'hotStandby', 3: 'coldStandby', 4: 'active' } },
    ],
  },
  verified: null,
};
