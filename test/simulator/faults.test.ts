import { describe, expect, it } from 'vitest';
import { Device } from './device.ts';
import type { Fault } from './faults.ts';
import type { Value } from './message.ts';
import { router } from './profiles/router.ts';
import { Flow } from './traffic.ts';

const day = 86_400;
const one = (faults: Fault[]) =>
  new Device({
    id: 'r1',
    address: '127.0.0.1',
    port: 0,
    community: 'public',
    uptimeS: day,
    faults,
    profile: router({
      system: { descr: 'test', objectId: '1.3.6.1.4.1.2011.2.62.2.9', name: 'r1' },
      interfaces: [
        {
          name: 'Gi0/0/1',
          megabits: 1_000,
          in: Flow.constant(80e6),
          out: Flow.constant(8e6),
          baseInOctets: 1_000n,
          baseOutOctets: 0n,
        },
        { name: 'Gi0/0/2', megabits: 1_000, in: Flow.constant(16e6), out: Flow.constant(8e6) },
      ],
    }),
  });

const oids = {
  upTime: '1.3.6.1.2.1.1.3.0',
  boots: '1.3.6.1.6.3.10.2.1.2.0',
  tableChanged: '1.3.6.1.2.1.31.1.5.0',
  name: '1.3.6.1.2.1.31.1.1.1.1.1',
  inOctets: '1.3.6.1.2.1.31.1.1.1.6.1',
  inOctets32: '1.3.6.1.2.1.2.2.1.10.1',
  discontinuity: '1.3.6.1.2.1.31.1.1.1.19.1',
} as const;

/** A value at a second of the simulation, as a number, or the exception's name. */
function at(device: Device, s: number, oid: string): number | bigint | string {
  const { tree, instant } = device.treeAt(Math.round(s * 100));
  const value: Value = tree.get(oid, instant).value;
  if (!('value' in value)) return value.type;
  return Buffer.isBuffer(value.value) ? value.value.toString() : value.value;
}

describe('a healthy device', () => {
  it('counts what its flow says, at the ticks of sysUpTime: the quotient is exact', () => {
    const device = one([]);
    for (const [from, to] of [
      [0, 1],
      [3.17, 5.21],
      [100, 100.01],
    ] as const) {
      const octets = Number(BigInt(at(device, to, oids.inOctets)) - BigInt(at(device, from, oids.inOctets)));
      const ticks = Number(at(device, to, oids.upTime)) - Number(at(device, from, oids.upTime));
      expect((octets * 8 * 100) / ticks).toBeCloseTo(80e6, -3);
    }
  });

  it('has a 32-bit counter that is its 64-bit one modulo 2^32', () => {
    const device = one([]);
    const high = BigInt(at(device, 1_000, oids.inOctets));
    expect(high).toBe(1_000n + 10_000_000n * 1_000n);
    expect(BigInt(at(device, 1_000, oids.inOctets32))).toBe(high % (1n << 32n));
  });
});

describe('a reboot', () => {
  const device = one([{ kind: 'reboot', atS: 10, silentS: 5 }]);

  it('starts sysUpTime and counters at 0 and adds one to snmpEngineBoots', () => {
    expect([at(device, 9.99, oids.upTime), at(device, 9.99, oids.boots)]).toEqual([day * 100 + 999, 1]);
    expect([at(device, 17, oids.upTime), at(device, 17, oids.boots), at(device, 17, oids.inOctets)]).toEqual([
      200,
      2,
      20_000_000n,
    ]);
  });

  it('is silent in between', () => {
    const request = Buffer.from(
      '302602010104067075626c6963a019020107020100020100300e300c06082b060102010103000500',
      'hex',
    );
    expect(device.handle(request, 999)?.delayMs).toBe(0);
    expect(device.handle(request, 1_200)).toBeUndefined();
    expect(device.handle(request, 1_500)?.delayMs).toBe(0);
  });
});

it('a discontinuity starts the counters of its interface anew and says when', () => {
  const device = one([{ kind: 'discontinuity', atS: 20, interface: 'Gi0/0/1' }]);
  expect(at(device, 19.99, oids.discontinuity)).toBe(0);
  expect(at(device, 21, oids.discontinuity)).toBe(day * 100 + 2_000);
  expect(at(device, 21, oids.inOctets)).toBe(10_000_000n);
  expect(at(device, 21, '1.3.6.1.2.1.31.1.1.1.19.2')).toBe(0);
});

it('a jump is said nowhere, and may run a counter back over zero', () => {
  const device = one([{ kind: 'jump', atS: 1, interface: 'Gi0/0/1', octets: -20_000_000n }]);
  expect(at(device, 1, oids.inOctets)).toBe((1n << 64n) + 1_000n + 10_000_000n - 20_000_000n);
  expect(at(device, 1, oids.discontinuity)).toBe(0);
});

it('a sentinel is 2^64−1 as long as it lasts', () => {
  const device = one([{ kind: 'sentinel', fromS: 5, toS: 6 }]);
  expect([4.99, 5, 6].map((s) => at(device, s, oids.inOctets) === (1n << 64n) - 1n)).toEqual([false, true, false]);
});

it('a renumbering moves every row and says so by ifTableLastChange', () => {
  const device = one([{ kind: 'renumber', atS: 30, by: 100 }]);
  expect([at(device, 29, oids.name), at(device, 29, oids.tableChanged)]).toEqual(['Gi0/0/1', 0]);
  expect(at(device, 30, oids.name)).toBe('noSuchInstance');
  expect(at(device, 30, '1.3.6.1.2.1.31.1.1.1.1.101')).toBe('Gi0/0/1');
  expect(at(device, 31, oids.tableChanged)).toBe(day * 100 + 3_000);
});

it('cached counters stand still for their step while sysUpTime runs on', () => {
  const device = one([{ kind: 'cached', stepS: 3, fromS: 0, toS: 100 }]);
  const read = [3, 4, 5.99, 6].map((s) => Number(at(device, s, oids.inOctets)) - 1_000);
  expect(read).toEqual([30_000_000, 30_000_000, 30_000_000, 60_000_000]);
  expect(Number(at(device, 5.99, oids.upTime)) - Number(at(device, 3, oids.upTime))).toBe(299);
});

it('a slow device delays its answer by what is said, and a deaf one gives none', () => {
  const request = Buffer.from(
    '302602010104067075626c6963a019020107020100020100300e300c06082b060102010103000500',
    'hex',
  );
  const device = one([
    { kind: 'slow', delayMs: 700, fromS: 1, toS: 2 },
    { kind: 'deaf', fromS: 3, toS: 4 },
  ]);
  expect([50, 150, 350, 450].map((tick) => device.handle(request, tick)?.delayMs)).toEqual([0, 700, undefined, 0]);
});
