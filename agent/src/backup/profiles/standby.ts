import type { Profile, StateReading } from '../profile-data.ts';

const vrrp2 = '1.3.6.1.2.1.68';
const vrrp3 = '1.3.6.1.2.1.207';
const hsrp = '1.3.6.1.4.1.9.9.106.1.2.1.1';

/** Of several groups the least ready one speaks: a group that initialises protects nothing. */
const vrrpState = (oid: string): StateReading => ({
  oid,
  rows: 'worst',
  as: 'state',
  states: { 1: 'initialize', 2: 'standby', 3: 'active' },
  order: ['initialize', 'active', 'standby'],
});

/** A router that stands by under VRRPv3 (RFC 6527, which covers version 2 as well). */
export const vrrpV3: Profile = {
  name: 'vrrpV3',
  kind: 'standbyRouter',
  match: { probe: { column: `${vrrp3}.1.1.1.1.6` } },
  facts: {
    standbyState: [vrrpState(`${vrrp3}.1.1.1.1.6`)],
    transitions: [{ oid: `${vrrp3}.1.2.5.1.1`, rows: 'sum', as: 'number', scales: [1], band: [0, 4_294_967_295] }],
  },
  verified: null,
};

/** A router that stands by under VRRPv2 (RFC 2787). */
export const vrrpV2: Profile = {
  name: 'vrrpV2',
  kind: 'standbyRouter',
  match: { probe: { column: `${vrrp2}.1.3.1.3` }, generic: true },
  facts: {
    standbyState: [vrrpState(`${vrrp2}.1.3.1.3`)],
    transitions: [{ oid: `${vrrp2}.2.4.1.1`, rows: 'sum', as: 'number', scales: [1], band: [0, 4_294_967_295] }],
  },
  verified: null,
};

/** A Cisco router that stands by under HSRP (CISCO-HSRP-MIB cHsrpGrpTable). */
export const hsrpRouter: Profile = {
  name: 'hsrp',
  kind: 'standbyRouter',
  match: { probe: { column: `${hsrp}.15` } },
  facts: {
    standbyState: [
      {
        oid: `${hsrp}.15`,
        rows: 'worst',
        as: 'state',
        states: { 1: 'initialize', 2: 'initialize', 3: 'listen', 4: 'listen', 5: 'standby', 6: 'active' },
        order: ['initialize', 'listen', 'active', 'standby'],
      },
    ],
    // cHsrpGrpStandbyRouter: 0.0.0.0 where nobody would take over. The standby itself reads its own address there.
    peerState: [{ oid: `${hsrp}.14`, rows: 'first', as: 'address', some: 'up', none: 'absent' }],
  },
  verified: null,
};

/**
 * A standby link has no objects of its own: its interface is read with the links, and its facts are given to the unit
 * from there (`outside` in `unit.ts`): what is checked on the recordings is how links are read (`discover.recordings.test.ts`).
 */
export const standbyLink: Profile = {
  name: 'interface',
  kind: 'standbyLink',
  match: { generic: true },
  facts: {},
  verified: 'iosxe_asr920, routeros_crs317, smartax, vrp_5720, zxr10_5928',
};
