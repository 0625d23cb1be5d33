// Goal: whichever engine polls a v2c device, its figures are the same to the last bit.
// Method: both engines ask the same of Debian's snmpd, of simulated devices and of every recording that is there: all
// columns by walks, then all objects in GETs of 24. Where a value moves between two questions, only its type is compared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@thongsuot/agent/clock.ts';
import { createSnmpTransport, type Engines } from '@thongsuot/agent/snmp/engines.ts';
import { createNetSnmpTransport } from '@thongsuot/agent/snmp/netsnmp.ts';
import { createObjectReader } from '@thongsuot/agent/snmp/reader.ts';
import type { SnmpTarget, SnmpTransport, SnmpValue } from '@thongsuot/agent/snmp/transport.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../harness/parts.ts';
import { root } from '../harness/process.ts';
import { type Snmpd, startSnmpd } from '../harness/snmpd.ts';
import { router } from '../simulator/profiles/router.ts';
import { parseRecording, recorded } from '../simulator/recording.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { Flow } from '../simulator/traffic.ts';

const recordings = process.env['THONGSUOT_RECORDINGS'] ?? join(root, '..', 'shared', 'recordings');
const oidsPerGet = 24;
const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
const community = 'test-community';

let reference: SnmpTransport;
let lean: Engines;
beforeAll(() => {
  const log = pino({ level: 'silent' });
  reference = createNetSnmpTransport({ clock, log });
  lean = createSnmpTransport({ clock, log });
});
afterAll(() => {
  reference.close();
  lean.close();
});

const at = (address: string, port: number): SnmpTarget => ({
  address,
  port,
  timeoutMs: 5_000,
  credentials: { version: '2c', community: { reveal: () => community } },
});

/** Everything below the roots by walks, and each object again by GET, with a few that nobody has. */
async function readAll(transport: SnmpTransport, target: SnmpTarget, roots: readonly string[]) {
  const walked = new Map<string, SnmpValue>();
  for (const oid of roots) {
    const rows = await transport.column(target, oid, { deadlineMs: 60_000, rowsMax: 20_000 });
    for (const [index, value] of rows) walked.set(`${oid}.${index}`, value);
  }
  const asked = [...walked.keys(), ...roots.map((oid) => `${oid}.99.99`)];
  const got = new Map<string, SnmpValue>();
  // Halves a GET whose reply is too big, as the agent does.
  const reader = createObjectReader(transport, target);
  for (let i = 0; i < asked.length; i += oidsPerGet) {
    for (const [oid, value] of await reader.get(asked.slice(i, i + oidsPerGet), 10_000)) got.set(oid, value);
  }
  return { walked, got };
}

/** Equal but for what moves by itself; returns how many values were compared to the last bit. */
function compare(ours: Map<string, SnmpValue>, theirs: Map<string, SnmpValue>, again: Map<string, SnmpValue>): number {
  expect([...ours.keys()]).toEqual([...theirs.keys()]);
  let exact = 0;
  for (const [oid, value] of theirs) {
    const moves = !isSame(value, again.get(oid));
    if (moves) expect([oid, ours.get(oid)?.type]).toEqual([oid, value.type]);
    else {
      expect([oid, ours.get(oid)]).toEqual([oid, value]);
      exact++;
    }
  }
  return exact;
}

function isSame(a: SnmpValue, b: SnmpValue | undefined): boolean {
  if (b === undefined || a.type !== b.type) return false;
  const [left, right] = [a, b].map((v) => ('value' in v ? v.value : undefined));
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0;
  return left === right;
}

/** Asks the reference before and after, so that what moved in between is known to. Returns what was compared exactly. */
async function differ(target: SnmpTarget, roots: readonly string[]): Promise<number> {
  const before = await readAll(reference, target, roots);
  const ours = await readAll(lean, target, roots);
  const after = await readAll(reference, target, roots);
  return compare(ours.walked, before.walked, after.walked) + compare(ours.got, before.got, after.got);
}

describe.skipIf(lacks('snmpd'))('on snmpd', () => {
  let snmpd: Snmpd;
  beforeAll(async () => {
    snmpd = await startSnmpd();
  });
  afterAll(() => snmpd.stop());

  it('both engines read the same', async () => {
    const system = '1.3.6.1.2.1.1';
    const roots = [system, '1.3.6.1.2.1.2', '1.3.6.1.2.1.31', '1.3.6.1.2.1.4', '1.3.6.1.2.1.11'];
    expect(await differ(at('127.0.0.1', snmpd.port), roots)).toBeGreaterThan(100);
    expect(lean.stats()).toEqual({ decodedByReference: 0, moved: 0 });
  });
});

describe('on simulated devices', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    const interfaces = Array.from({ length: 60 }, (_, i) => ({
      name: `GigabitEthernet0/0/${i + 1}`,
      alias: i % 3 === 0 ? '' : `Bệnh viện ${i}`,
      megabits: 1_000 * (i + 1),
      in: Flow.constant(0),
      out: Flow.constant(0),
      baseInOctets: 2n ** 64n - BigInt(i) - 2n,
      baseOutOctets: BigInt(i) ** 10n,
    }));
    const system = { descr: 'Router', objectId: '1.3.6.1.4.1.9.1.1', name: 'pe1', location: 'Pleiku' };
    simulator = await startSimulator({
      devices: [{ id: 'pe1', address: '127.0.0.1', port: 0, community, profile: router({ system, interfaces }) }],
    });
  });
  afterAll(() => simulator.stop());

  it('both engines read the same, and fail the same after tooBig', async () => {
    const target = at('127.0.0.1', simulator.device('pe1').boundPort);
    expect(await differ(target, ['1.3.6.1.2.1'])).toBeGreaterThan(1_000);
    simulator.device('pe1').addFault({ kind: 'tooBig', fromS: 0, toS: 1e9, varbindsMax: 8 });
    const oids = Array.from({ length: 20 }, (_, i) => `1.3.6.1.2.1.31.1.1.1.6.${i + 1}`);
    for (const transport of [reference, lean]) {
      const refused = transport.get(target, oids, { deadlineMs: 2_000 });
      await expect(refused).rejects.toMatchObject({ code: 'tooBig' });
    }
    simulator.device('pe1').clearFaults();
    expect(lean.stats()).toEqual({ decodedByReference: 1, moved: 0 });
  });
});

describe('a v3 device', () => {
  const oid = '1.3.6.1.2.1.1.5.0';
  const user = {
    name: 'giamsat',
    authentication: { protocol: 'sha256' as const, password: 'auth-key-of-the-test' },
    privacy: { password: 'priv-key-of-the-test' },
  };
  const system = { descr: 'Router', objectId: '1.3.6.1.4.1.9.1.1', name: 'pe1', location: 'Pleiku' };
  const start = (id: string, port: number) =>
    startSimulator({
      devices: [{ id, address: '127.0.0.1', port, users: [user], profile: router({ system, interfaces: [] }) }],
    });
  const target = (port: number): SnmpTarget => ({
    address: '127.0.0.1',
    port,
    timeoutMs: 500,
    credentials: {
      version: '3',
      user: user.name,
      level: 'authPriv',
      auth: { protocol: 'sha256', key: { reveal: () => user.authentication.password } },
      priv: { protocol: 'aes', key: { reveal: () => user.privacy.password } },
    },
  });
  const nameOf = async (of: SnmpTarget) => {
    const value = (await lean.get(of, [oid], { deadlineMs: 4_000 })).values.get(oid);
    return value?.type === 'octets' ? Buffer.from(value.value).toString() : value?.type;
  };

  it('that restarts, so that its engine counts one boot more, is read by the very request that finds out', async () => {
    const simulator = await start('pe1', 0);
    try {
      const device = simulator.device('pe1');
      const of = target(device.boundPort);
      expect(await nameOf(of)).toBe('pe1');
      device.addFault({ kind: 'reboot', atS: simulator.nowS, silentS: 0 });
      expect(await nameOf(of)).toBe('pe1');
      lean.release(of);
    } finally {
      await simulator.stop();
    }
  });

  it('that is exchanged for another of the same address, with another engine, is read as well', async () => {
    const first = await start('pe1', 0);
    const port = first.device('pe1').boundPort;
    const of = target(port);
    expect(await nameOf(of)).toBe('pe1');
    await first.stop();
    const second = await start('pe1-new', port);
    try {
      expect(await nameOf(of)).toBe('pe1');
      lean.release(of);
    } finally {
      await second.stop();
    }
  });
});

const names = existsSync(recordings) ? readdirSync(recordings).filter((name) => name.endsWith('.snmprec')) : [];
describe.runIf(names.length > 0)('on recordings of real devices', () => {
  it.each(names)('both engines read the same of %s', async (name) => {
    // One value of a reply must fit a datagram of 1,472 octets; one recording holds bitmaps of 2,295, which no reply of
    // the simulator can carry, and a walk ends there with both engines alike.
    const lines = readFileSync(join(recordings, name), 'utf8').split('\n');
    const recording = parseRecording(lines.filter((line) => line.length < 2_600).join('\n'));
    const simulator = await startSimulator({
      devices: [{ id: name, address: '127.0.0.1', port: 0, community, profile: recorded(recording) }],
    });
    try {
      const exact = await differ(at('127.0.0.1', simulator.device(name).boundPort), ['1.0', '1.2', '1.3']);
      // Each object once by a walk and once by a GET; sysUpTime moves.
      expect(exact).toBeGreaterThan(1.9 * recording.objects.length);
    } finally {
      await simulator.stop();
    }
  });
});
