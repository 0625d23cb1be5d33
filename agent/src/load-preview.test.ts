import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { AgentConfig } from './config/schema.ts';
import { formatLoad, previewLoad } from './load-preview.ts';
import { createDevicePoller } from './snmp/device.ts';
import { deviceLoad } from './snmp/load.ts';
import { readObjects } from './snmp/objects.fake.ts';
import * as oids from './snmp/oids.ts';
import type { SnmpTransport } from './snmp/transport.ts';

const octets = { type: 'counter64' as const, value: 1n };

/** PDUs and objects that the poller really asks for, once `count` links are bound. */
async function asked(count: number, members: readonly string[]) {
  const objects: Parameters<typeof readObjects>[0] = { [oids.sysUpTime]: { type: 'timeTicks', value: 100 } };
  for (let index = 1000; index < 1000 + Math.max(count, members.length); index++)
    Object.assign(objects, {
      [`${oids.ifName}.${index}`]: `eth${index}`,
      [`${oids.ifOperStatus}.${index}`]: 1,
      [`${oids.ifHCInOctets}.${index}`]: octets,
      [`${oids.ifHCOutOctets}.${index}`]: octets,
      ...Object.fromEntries(
        [
          oids.ifAdminStatus,
          oids.ifCounterDiscontinuityTime,
          oids.ifInErrors,
          oids.ifOutErrors,
          oids.ifInDiscards,
          oids.ifOutDiscards,
        ].map((column) => [`${column}.${index}`, 1]),
      ),
    });
  const reader = readObjects(objects);
  const gets: (readonly string[])[] = [];
  const transport: SnmpTransport = {
    async get(_target, asking) {
      gets.push(asking);
      return { at: 0, values: await reader.get(asking, 0) };
    },
    column: async (_target, oid, { rowsMax }) => new Map(await reader.column(oid, rowsMax, 0)),
    release: () => {},
    close: () => {},
  };
  const poller = createDevicePoller({
    device: {
      id: 'd',
      target: { address: 'x', credentials: { version: '2c', community: { reveal: () => 'x' } } },
      intervalMs: 30_000,
    },
    links: Array.from({ length: count }, (_, i) => ({
      id: `l${i}`,
      interface: { by: 'name' as const, value: `eth${1000 + i}` },
      intervalS: 30,
      ...(i === 0 && members.length > 0 && { members }),
    })),
    transport,
    clock: { now: () => 0, monotonicMs: () => 0, sleep: async () => {} },
    log: pino({ level: 'silent' }),
  });
  const { signal } = new AbortController();
  // 200 ms leave no time for probes of the refresh step.
  await poller.poll(signal, 200);
  gets.length = 0;
  await poller.poll(signal, 200);
  return { pdus: gets.length, objects: gets.flat().length };
}

describe('the load that is foretold', () => {
  it.each([
    [0, 0],
    [1, 0],
    [4, 0],
    [5, 0],
    [9, 0],
    [40, 0],
    [3, 2],
    [1, 60],
  ])('of %i links and %i ports of a group is what a bound poll asks', async (count, ports) => {
    const members = Array.from({ length: ports }, (_, i) => `eth${1000 + i}`);
    const links = Array.from({ length: count }, (_, i) => ({
      interface: { by: 'name' as const, value: `eth${1000 + i}` },
      ...(i === 0 && { members }),
    }));
    const { pdus, objects } = deviceLoad(links, '2c');
    expect({ pdus, objects }).toEqual(await asked(count, members));
  });

  it('counts octets of three links as one datagram each way, within the path’s 1,500', () => {
    const link = { interface: { by: 'name' as const, value: 'x' } };
    const { pdus, requestOctets, replyOctets } = deviceLoad([link, link, link], '2c');
    expect(pdus).toBe(1);
    expect(requestOctets).toBeGreaterThan(32 * 16);
    expect(replyOctets).toBeLessThan(1_500);
    expect(deviceLoad([link], '3').requestOctets - deviceLoad([link], '2c').requestOctets).toBe(110);
  });

  const config = {
    defaults: { interval: 30_000, probeInterval: 10_000, unitInterval: 60_000, checkInterval: 60_000, timeout: 2_000 },
    devices: [
      { id: 'pe1', address: '10.0.0.1', port: 161, snmp: { version: '2c', community: { env: 'C' } } },
      { id: 'ups1', address: '10.0.0.2', port: 161, interval: 60_000, snmp: { version: '1', community: { env: 'C' } } },
    ],
    links: [{ id: 'l1', endpoint: 'e', role: 'primary', device: 'pe1', interface: { name: 'a' }, sharedRisk: [] }],
    units: [
      { id: 'u1', kind: 'ups', device: 'ups1', protects: [] },
      { id: 'u2', kind: 'standbyLink', link: 'l1', protects: [] },
    ],
  } as unknown as AgentConfig;

  it('is told by device and second, units included', () => {
    const [pe1, ups1] = previewLoad(config);
    expect(pe1).toMatchObject({ device: 'pe1', links: 1, units: 0, pdusPerPollMax: 1 });
    expect(pe1?.pdusPerSecond).toBeCloseTo(1 / 30, 9);
    expect(pe1?.objectsPerSecond).toBeCloseTo(12 / 30, 9);
    expect(ups1?.requestsPerSecond).toBeCloseTo(2 / 60, 9);
    expect(ups1?.pdusPerPollMax).toBeGreaterThan(1);
  });

  it('counts the objects that the config states, and the session that a standby link runs over', () => {
    const figure = (n: number) => [{ oid: `1.3.6.1.4.1.99999.${n}.0`, as: 'number', scales: [1], band: [0, 1] }];
    const objects = { fuelRatio: figure(1), startBatteryVoltageV: figure(2) };
    const of = (unit: object) =>
      previewLoad({
        ...config,
        links: [],
        units: [{ id: 'u', device: 'pe1', protects: [], ...unit }],
      } as unknown as AgentConfig)[0];
    const none = previewLoad({ ...config, links: [], units: [] } as unknown as AgentConfig)[0];
    const more = (unit: object) => ((of(unit)?.objectsPerSecond ?? 0) - (none?.objectsPerSecond ?? 0)) * 60;
    expect(more({ kind: 'generator', objects })).toBeCloseTo(2, 6);
    expect(more({ kind: 'generator', profile: 'himoinsa', objects })).toBeGreaterThan(2);
    expect(of({ kind: 'standbyLink', link: 'l1', profile: 'bgp', peer: '10.0.0.9' })?.units).toBe(1);
    expect(more({ kind: 'standbyLink', link: 'l1', profile: 'bgp', peer: '10.0.0.9' })).toBeCloseTo(2, 6);
  });

  it('is a table with the busiest device first and the sum last', () => {
    const lines = formatLoad(previewLoad(config)).split('\n');
    expect(lines.slice(1, 4).map((line) => line.split(' ')[0])).toEqual(['ups1', 'pe1', 'all']);
  });
});
