import { describe, expect, it } from 'vitest';
import { hintOf, type Notification } from './notifications.ts';

const v1 = (enterprise: string, generic: number, specific = 0): Notification => ({ enterprise, generic, specific });

describe('hintOf', () => {
  const cases: [string, Notification, string | undefined][] = [
    ['linkDown of v2c', { oid: '1.3.6.1.6.3.1.1.5.3' }, 'linkDown'],
    ['linkDown of v1 is generic trap 2', v1('1.3.6.1.4.1.9.1.1', 2), 'linkDown'],
    ['linkUp of v1 is generic trap 3', v1('1.3.6.1.4.1.9.1.1', 3), 'linkUp'],
    ['coldStart is found by sysUpTime at the next poll', { oid: '1.3.6.1.6.3.1.1.5.1' }, undefined],
    ['a UPS on battery', { oid: '1.3.6.1.2.1.33.2.1' }, 'upsTrapOnBattery'],
    ['a UPS on battery in v1', v1('1.3.6.1.2.1.33.2', 6, 1), 'upsTrapOnBattery'],
    ['an APC UPS on battery', { oid: '1.3.6.1.4.1.318.0.5' }, 'upsOnBattery'],
    ['an APC UPS back on mains, in v1', v1('1.3.6.1.4.1.318', 6, 9), 'powerRestored'],
    ['a new VRRP master', { oid: '1.3.6.1.2.1.68.0.1' }, 'vrrpTrapNewMaster'],
    ['a new VRRP master in v1, where the enterprise is the MIB', v1('1.3.6.1.2.1.68', 6, 1), 'vrrpTrapNewMaster'],
    ['a new VRRPv3 master', { oid: '1.3.6.1.2.1.207.0.1' }, 'vrrpv3NewMaster'],
    ['BGP falls back, by RFC 4273', { oid: '1.3.6.1.2.1.15.0.2' }, 'bgpBackwardTransNotification'],
    ['BGP falls back, by RFC 1657', { oid: '1.3.6.1.2.1.15.7.2' }, 'bgpBackwardTransition'],
    ['BGP falls back in v1', v1('1.3.6.1.2.1.15.7', 6, 2), 'bgpBackwardTransition'],
    ['a failed login is none of ours', { oid: '1.3.6.1.6.3.1.1.5.5' }, undefined],
  ];
  for (const [name, notification, is] of cases) it(name, () => expect(hintOf(notification)).toBe(is));
});
