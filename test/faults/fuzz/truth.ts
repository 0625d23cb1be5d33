/** What the fuzzed devices hold, who may read it, and how an answer is held against it. */
import type { SnmpValue, UserCredentials } from '@thongsuot/agent/snmp/transport.ts';
import type { User } from '../../simulator/engine.ts';
import { router } from '../../simulator/profiles/router.ts';
import { Flow } from '../../simulator/traffic.ts';

export const fuzzedCommunity = 'fuzzed';
const authentication = 'auth-key-of-the-fuzz';
const privacy = 'priv-key-of-the-fuzz';

export const fuzzedDeviceUser: User = {
  name: 'giamsat',
  authentication: { protocol: 'sha256', password: authentication },
  privacy: { password: privacy },
};

export const fuzzedUser: UserCredentials = {
  version: '3',
  user: fuzzedDeviceUser.name,
  level: 'authPriv',
  auth: { protocol: 'sha256', key: { reveal: () => authentication } },
  priv: { protocol: 'aes', key: { reveal: () => privacy } },
};

const names = ['GigabitEthernet0/0/1', 'Bệnh viện Đa khoa'];
const megabits = [1_000, 10_000];

export const fuzzedProfile = router({
  system: { descr: 'Router', objectId: '1.3.6.1.4.1.2011.2.62.2.5', name: 'pe-fuzz' },
  interfaces: names.map((name, i) => ({
    name,
    megabits: megabits[i] ?? 0,
    in: Flow.constant(1e6),
    out: Flow.constant(1e6),
  })),
});

/** ifName and ifHighSpeed of both interfaces, sysName: what does not move. RFC 2863, RFC 3418. */
export const fuzzedOids = [
  '1.3.6.1.2.1.31.1.1.1.1.1',
  '1.3.6.1.2.1.31.1.1.1.1.2',
  '1.3.6.1.2.1.31.1.1.1.15.1',
  '1.3.6.1.2.1.31.1.1.1.15.2',
  '1.3.6.1.2.1.1.5.0',
];
const truth = [...names, ...megabits, 'pe-fuzz'];

/** Whether every object reads what the device holds. */
export function isTruth(values: ReadonlyMap<string, SnmpValue>): boolean {
  return fuzzedOids.every((oid, i) => {
    const value = values.get(oid);
    if (value?.type === 'octets') return Buffer.from(value.value).toString() === truth[i];
    return value?.type === 'gauge32' && value.value === truth[i];
  });
}
