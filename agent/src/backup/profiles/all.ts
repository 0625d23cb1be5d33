import type { Profile } from '../profile-data.ts';
import { apcUps } from './apc-ups.ts';
import { deltaUps } from './delta-ups.ts';
import { eatonXups } from './eaton-xups.ts';
import { eltekDp7, eltekSp2 } from './eltek.ts';
import { apcGenerator, himoinsaGenerator } from './generators.ts';
import { huaweiSmu } from './huawei-smu.ts';
import { mgeUps } from './mge-ups.ts';
import { netsure } from './netsure.ts';
import { ciscoRedundancy, entityStateRedundancy, huaweiRedundancy, juniperRedundancy } from './redundancy.ts';
import { rfc1628 } from './rfc1628.ts';
import { bfdLink, bgpLink } from './sessions.ts';
import { hsrpRouter, standbyLink, vrrpV2, vrrpV3 } from './standby.ts';
import { emersonUps, vertivUps } from './vertiv-ups.ts';

/** Every profile. Where two match alike, the earlier one holds. */
export const profiles: readonly Profile[] = [
  apcUps,
  mgeUps,
  eatonXups,
  emersonUps,
  deltaUps,
  vertivUps,
  rfc1628,
  huaweiSmu,
  netsure,
  eltekSp2,
  eltekDp7,
  apcGenerator,
  himoinsaGenerator,
  vrrpV3,
  vrrpV2,
  hsrpRouter,
  juniperRedundancy,
  ciscoRedundancy,
  entityStateRedundancy,
  huaweiRedundancy,
  standbyLink,
  bgpLink,
  bfdLink,
];
