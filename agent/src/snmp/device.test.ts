import { sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createDevicePoller, type DevicePollerOptions } from './device.ts';
import * as oids from './oids.ts';
import { SnmpError, type SnmpTransport, type SnmpValue } from './transport.ts';

/** A device of ten interfaces in memory, and a clock that the test moves. */
class FakeDevice implements SnmpTransport {
  nowMs = 1_700_000_000_000;
  upTicks = 1_000_000;
  octets = 0n;
  names = new Map(Array.from({ length: 10 }, (_, i) => [String(i + 1), `eth${i + 1}`]));
  oidsMax = 100;
  down: SnmpError | undefined;
  /** An interface whose every object fails the whole PDU. */
  poisoned = '';
  missing = new Set<string>();
  gets: string[][] = [];
  columns = 0;

  pass(seconds: number): void {
    this.nowMs += seconds * 1_000;
    this.upTicks += seconds * 100;
    this.octets += BigInt(seconds * 1_000_000);
  }

  async get(_target: unknown, asked: readonly string[]) {
    if (this.down !== undefined) throw this.down;
    this.gets.push([...asked]);
    if (asked.length > this.oidsMax) throw new SnmpError('tooBig', 'too big');
    if (this.poisoned !== '' && asked.some((oid) => oid.endsWith(`.${this.poisoned}`)))
      throw new SnmpError('error', 'answers GeneralError');
    return { at: this.nowMs, values: new Map(asked.map((oid) => [oid, this.#value(oid)])) };
  }

  async column(_target: unknown, oid: string) {
    if (this.down !== undefined) throw this.down;
    this.columns++;
    return new Map([...this.names.keys()].map((index) => [index, this.#value(`${oid}.${index}`)]));
  }

  release(): void {}
  close(): void {}

  #value(oid: string): SnmpValue {
    if (oid === oids.sysUpTime) return { type: 'timeTicks', value: this.upTicks };
    if (oid === oids.ifTableLastChange) return { type: 'timeTicks', value: 0 };
    const dot = oid.lastIndexOf('.');
    const name = this.names.get(oid.slice(dot + 1));
    const column = oid.slice(0, dot);
    if (name === undefined || this.missing.has(column)) return { type: 'noSuchInstance' };
    if (column === oids.ifName) return { type: 'octets', value: Buffer.from(name) };
    if (column === oids.ifCounterDiscontinuityTime) return { type: 'timeTicks', value: 0 };
    if (column === oids.ifType) return { type: 'integer', value: 6 };
    if (column === oids.ifHighSpeed) return { type: 'gauge32', value: 100 };
    if (column === oids.ifOperStatus || column === oids.ifAdminStatus) return { type: 'integer', value: 1 };
    if (column === oids.ifHCInOctets || column === oids.ifHCOutOctets) return { type: 'counter64', value: this.octets };
    return { type: 'counter32', value: Number(this.octets & 0xffffffffn) };
  }
}

function setUp(links: number, more: Partial<DevicePollerOptions> = {}) {
  const device = new FakeDevice();
  const clock: Clock = { now: () => device.nowMs, monotonicMs: () => device.nowMs, sleep: async () => {} };
  const options: DevicePollerOptions = {
    device: {
      id: 'pe1',
      target: { address: '192.0.2.1', credentials: { version: '2c', community: { reveal: () => 'x' } } },
      intervalMs: 30_000,
    },
    links: Array.from({ length: links }, (_, i) => ({
      id: `l${i + 1}`,
      interface: { by: 'name' as const, value: `eth${i + 1}` },
      contract: { inBitsPerSecond: 200_000_000, outBitsPerSecond: 20_000_000 },
      intervalS: 30,
    })),
    transport: device,
    clock,
    log: pino({ level: 'silent' }),
    ...more,
  };
  const poller = createDevicePoller(options);
  // No time for probes of the refresh step: each test says what it costs.
  const poll = async (p = poller) => {
    device.gets = [];
    const result = await p.poll(new AbortController().signal, 200);
    for (const sample of result.samples) expect(sampleSchema.safeParse(sample).error).toBe(undefined);
    const links = result.samples.filter((s) => s.kind === 'link');
    const own = result.samples.filter((s) => s.kind === 'device');
    expect([links.length, own.length]).toEqual([options.links.length, 1]);
    return { ...result, links, device: own[0] };
  };
  return { device, options, poller, poll };
}

describe('a poll', () => {
  it('binds, reads, and from the second on makes rates and capacities', async () => {
    const { device, poll } = setUp(1);
    expect((await poll()).links[0]).toMatchObject({ oper: 'up', noRate: 'firstReading' });
    device.pass(30);
    const { links, findings } = await poll();
    expect(links[0]).toEqual({
      kind: 'link',
      at: device.nowMs,
      link: 'l1',
      intervalS: 30,
      oper: 'up',
      admin: 'up',
      spanS: 30,
      inBitsPerSecond: 8_000_000,
      outBitsPerSecond: 8_000_000,
      inErrorsPerSecond: 1_000_000,
      outErrorsPerSecond: 1_000_000,
      inDiscardsPerSecond: 1_000_000,
      outDiscardsPerSecond: 1_000_000,
      capacityIn: { bitsPerSecond: 100_000_000, limitedBy: 'physical', physicalBitsPerSecond: 100_000_000 },
      capacityOut: { bitsPerSecond: 20_000_000, limitedBy: 'contract', physicalBitsPerSecond: 100_000_000 },
    });
    expect(findings).toEqual([]);
  });

  it('starts each PDU with sysUpTime, keeps a link with its name in one, and walks nothing', async () => {
    const { device, poll } = setUp(10);
    await poll();
    device.pass(30);
    const { columns } = device;
    await poll();
    expect(device.columns).toBe(columns);
    expect(device.gets).toHaveLength(2);
    for (const asked of device.gets) {
      expect(asked[0]).toBe(oids.sysUpTime);
      expect(asked.length).toBeLessThanOrEqual(52);
      const indexes = new Set(
        asked.filter((oid) => oid.startsWith('1.3.6.1.2.1.2.2')).map((oid) => oid.split('.').at(-1)),
      );
      for (const index of indexes) {
        for (const column of [oids.ifName, oids.ifHCInOctets, oids.ifHCOutOctets])
          expect(asked).toContain(`${column}.${index}`);
      }
    }
  });

  it('halves what is too big, and remembers', async () => {
    const { device, poll } = setUp(10);
    device.oidsMax = 25;
    expect((await poll()).links.every((l) => l.oper === 'up')).toBe(true);
    device.pass(30);
    await poll();
    expect(device.gets.every((asked) => asked.length <= 25)).toBe(true);
  });

  it('asks octets and state only where even one link is too big', async () => {
    const { device, poll } = setUp(2);
    device.oidsMax = 6;
    await poll();
    device.pass(30);
    expect((await poll()).links).toMatchObject([{ inBitsPerSecond: 8_000_000 }, { inBitsPerSecond: 8_000_000 }]);
  });

  it('lets one wrong link cost that link only', async () => {
    const { device, poll } = setUp(5);
    await poll();
    device.pass(30);
    device.poisoned = '3';
    const { links, findings, device: own } = await poll();
    expect(links.map((l) => l.unknown ?? 'read')).toEqual(['read', 'read', 'deviceError', 'read', 'read']);
    expect(findings).toMatchObject([{ code: 'deviceError', subject: { link: 'l3' } }]);
    expect(own).toMatchObject({ reachable: true });
  });

  it('falls back to 32-bit counters where there are no others', async () => {
    const { device, poll } = setUp(1);
    device.missing = new Set([oids.ifHCInOctets, oids.ifHCOutOctets]);
    const seen = [];
    for (let i = 0; i < 3; i++) {
      const { links } = await poll();
      seen.push(links[0]?.inBitsPerSecond ?? links[0]?.noRate);
      device.pass(30);
    }
    expect(seen).toEqual(['firstReading', 'firstReading', 8_000_000]);
  });
});

describe('identity', () => {
  it('voids a reading whose interface bears another name, binds anew at once, and goes on', async () => {
    const { device, poll } = setUp(1);
    await poll();
    device.pass(30);
    device.names = new Map([
      ['1', 'eth9'],
      ['7', 'eth1'],
    ]);
    const changed = await poll();
    expect(changed.links[0]).toMatchObject({ unknown: 'bindingChanged' });
    expect(changed.findings).toMatchObject([{ code: 'bindingChanged', subject: { link: 'l1' } }]);
    device.pass(30);
    expect((await poll()).links[0]).toMatchObject({ oper: 'up', noRate: 'firstReading' });
    device.pass(30);
    expect((await poll()).links[0]).toMatchObject({ inBitsPerSecond: 8_000_000 });
  });

  it('says missing of an interface that went, and finds it when it is back', async () => {
    const { device, poll } = setUp(2, { metadataIntervalMs: 60_000 });
    await poll();
    device.pass(30);
    device.names.delete('2');
    const gone = await poll();
    expect(gone.links.map((l) => l.unknown)).toEqual([undefined, 'interfaceMissing']);
    expect(gone.findings).toMatchObject([{ code: 'interfaceMissing', subject: { link: 'l2' } }]);
    device.names.set('22', 'eth2');
    device.pass(70);
    expect((await poll()).links[1]).toMatchObject({ oper: 'up', noRate: 'firstReading' });
  });

  it('says ambiguous of two interfaces of one name, and reads neither', async () => {
    const { device, poll } = setUp(1);
    device.names.set('8', 'eth1');
    const { links, findings } = await poll();
    expect(links[0]).toMatchObject({ unknown: 'interfaceAmbiguous' });
    expect(findings).toMatchObject([{ code: 'interfaceAmbiguous', detail: expect.stringContaining('ifIndex 1, 8') }]);
  });
});

describe('a device', () => {
  it.each([
    ['timeout', 'deviceUnreachable', 'timeout'],
    ['credentialsRefused', 'credentialsRefused', 'credentialsRefused'],
    ['network', 'deviceUnreachable', 'network'],
  ] as const)('that fails with %s makes every link unknown, never down', async (code, unknown, failure) => {
    const { device, poll } = setUp(2);
    await poll();
    device.pass(30);
    device.down = new SnmpError(code, 'no answer from 192.0.2.1:161');
    const { links, device: own, findings } = await poll();
    expect(links.map((l) => l.unknown)).toEqual([unknown, unknown]);
    expect(own).toMatchObject({ reachable: false, failure });
    expect(findings).toMatchObject([{ subject: { device: 'pe1' }, detail: expect.stringContaining('check') }]);
  });

  it('that restarted says so once, makes no rate across it, and is bound anew', async () => {
    const { device, poll } = setUp(1);
    await poll();
    device.pass(30);
    device.upTicks = 1_500;
    device.octets = 7n;
    const { columns } = device;
    const restarted = await poll();
    expect(restarted.links[0]).toMatchObject({ noRate: 'restart' });
    expect(restarted.device).toMatchObject({ restarted: true, uptimeS: 15 });
    expect(device.columns).toBeGreaterThan(columns);
    device.pass(30);
    const after = await poll();
    expect(after.links[0]).toMatchObject({ inBitsPerSecond: 8_000_000 });
    expect(after.device).toMatchObject({ restarted: false });
  });

  it('keeps its rates over a restart of the agent, and starts anew from a damaged file', async () => {
    const { device, options, poller, poll } = setUp(1);
    await poll();
    const saved: unknown = JSON.parse(JSON.stringify(poller.save()));
    device.pass(30);
    expect((await poll(createDevicePoller({ ...options, saved }))).links[0]).toMatchObject({ spanS: 30 });
    const damaged = await poll(createDevicePoller({ ...options, saved: { version: 1, links: 'x' } }));
    expect(damaged.links[0]).toMatchObject({ noRate: 'firstReading' });
  });
});
