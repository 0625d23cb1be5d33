import type { Profile } from '../profile-data.ts';
import { apcUps } from './apc-ups.ts';
import { apcGenerator, himoinsaGenerator } from './generators.ts';
import { huaweiSmu } from './huawei-smu.ts';
import { mgeUps } from './mge-ups.ts';
import { rfc1628 } from './rfc1628.ts';
import { hsrpRouter, standbyLink, vrrpV2, vrrpV3 } from './standby.ts';

/** Every profile. Where two match alike, the earlier one holds. */
export const profiles: readonly Profile[] = [
  apcUps,
  mgeUps,
  rfc1628,
  huaweiSmu,
  apcGenerator,
  himoinsaGenerator,
  vrrpV3,
  vrrpV2,
  hsrpRouter,
  standbyLink,
];
