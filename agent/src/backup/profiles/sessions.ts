/** Sessions over a standby link or with a standby router: whether the other end is there to take over. */
import type { Profile, StateReading } from '../profile-data.ts';

const bgp = '1.3.6.1.2.1.15.3.1';
const bfd = '1.3.6.1.2.1.222.1.2.1';
const bfdDraft = '1.3.6.1.4.1.9.10.137.1.2.1';
const bfdHuawei = '1.3.6.1.4.1.2011.5.25.38.2.3.1';

/** Of several sessions one that is down speaks, unless the unit's `peer` names the row. */
const worst = { rows: 'worst', as: 'state', order: ['down', 'up'] } as const;

/** bgpPeerState (RFC 4273): only established(6) carries routes. Rows by the peer's IPv4 address. */
const bgpState: StateReading = {
  oid: `${bgp}.2`,
  ...worst,
  states: { 1: 'down', 2: 'down', 3: 'down', 4: 'down', 5: 'down', 6: 'up' },
};

/**
 * bfdSessState (RFC 7331), then the draft that IOS has under its own tree: adminDown, down, init, up, failing; then
 * hwBfdSessState (HUAWEI-BFD-MIB), which counts from 0 and has no failing.
 */
const bfdStates = { 1: 'down', 2: 'down', 3: 'down', 4: 'up', 5: 'down' } as const;
const bfdState: readonly StateReading[] = [
  { oid: `${bfd}.11`, ...worst, states: bfdStates },
  { oid: `${bfdDraft}.6`, ...worst, states: bfdStates },
  { oid: `${bfdHuawei}.17`, ...worst, states: { 0: 'down', 1: 'down', 2: 'down', 3: 'up' } },
];

const established = {
  oid: `${bgp}.15`,
  rows: 'sum',
  as: 'number',
  scales: [1],
  band: [0, 4_294_967_295],
} as const;

/** Taken only where the config names them: that a router speaks BGP does not say that a link stands by with it. */
export const bgpLink: Profile = {
  name: 'bgp',
  kind: 'standbyLink',
  match: {},
  // bgpPeerFsmEstablishedTransitions: how often the session came up.
  facts: { peerState: [bgpState], transitions: [established] },
  verified: 'vrp_5720',
};

export const bfdLink: Profile = {
  name: 'bfd',
  kind: 'standbyLink',
  match: {},
  facts: { peerState: bfdState },
  verified: null,
};
