import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkSample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { parseRecording, playRecording } from '../backup/recorded.fake.ts';
import { readObjects } from './objects.fake.ts';
import * as oids from './oids.ts';
import { OpticalLevels } from './optical-levels.ts';
import { findSensors, huaweiToDbm, juniperToDbm, routerosToDbm, sensorValue, zxr10ToDbm } from './optics.ts';
import type { ObjectReader } from './reader.ts';
import { SnmpError, type SnmpValue } from './transport.ts';

const left = () => 5_000;
const link = (index: string, name?: string) => ({ index, name });

/** Level of each of these interfaces, as a poll would state it. */
async function levels(reader: ObjectReader, sysObjectId: string, links: ReturnType<typeof link>[]) {
  const sensors = await findSensors(reader, sysObjectId, links, left);
  const found: Record<string, number | undefined> = {};
  for (const [index, sensor] of sensors) found[index] = sensor.toDbm(await reader.get(sensor.oids, 0));
  return found;
}
const pointer = (index: number): SnmpValue => ({ type: 'oid', value: `${oids.ifIndexColumn}.${index}` });

describe('what a value means', () => {
  it.each([
    ['Huawei, microwatts', huaweiToDbm(536), -2.708],
    ['Huawei, hundredths of a dBm', huaweiToDbm(-178), -1.78],
    ['Huawei without an optic', huaweiToDbm(-1), undefined],
    ['RouterOS, thousandths', routerosToDbm(-5_213), -5.213],
    ['RouterOS without a module', routerosToDbm(0), undefined],
    ['ZTE, written out', zxr10ToDbm('-5.21'), -5.21],
    ['ZTE, with its unit', zxr10ToDbm(' -5.2 dBm '), -5.2],
    ['ZTE without a module', zxr10ToDbm('N/A'), undefined],
    ['ZTE, a zero', zxr10ToDbm('0.00'), undefined],
    ['Juniper, hundredths', juniperToDbm(-1_234), -12.34],
    ['a sensor in tenths of a milli-unit', sensorValue(6_310, 8, 1), 0.631],
    ['a sensor in micro-units', sensorValue(500, 7, 0), 0.0005],
  ])('%s', (_name, dbm, expected) => {
    if (expected === undefined) expect(dbm).toBe(undefined);
    else expect(dbm).toBeCloseTo(expected, 3);
  });
});

describe('the sensor of an interface', () => {
  const sensor = (
    table: string,
    entity: number,
    type: number,
    value: number,
    status = 1,
    scale = 9,
    precision = 1,
  ) => ({
    [`${table}.1.${entity}`]: type,
    [`${table}.2.${entity}`]: scale,
    [`${table}.3.${entity}`]: precision,
    [`${table}.4.${entity}`]: value,
    [`${table}.5.${entity}`]: status,
  });
  const cisco = oids.ciscoEntSensorTable;
  const tree = {
    [`${oids.entAliasMappingIdentifier}.100.0`]: pointer(7),
    [`${oids.entPhysicalContainedIn}.101`]: 100,
    [`${oids.entPhysicalContainedIn}.102`]: 101,
    [`${oids.entPhysicalContainedIn}.103`]: 101,
    [`${oids.entPhysicalName}.102`]: 'Te1/1 Transmit Power Sensor',
    [`${oids.entPhysicalName}.103`]: 'Te1/1 Receive Power Sensor',
  };

  it('is on Cisco the one that receives, under the port that the interface is', async () => {
    const reader = readObjects({ ...tree, ...sensor(cisco, 102, 14, -21), ...sensor(cisco, 103, 14, -87) });
    expect(await levels(reader, '1.3.6.1.4.1.9.1.1', [link('7'), link('8')])).toEqual({ 7: -8.7 });
  });

  it('says nothing while it does not work', async () => {
    const reader = readObjects({ ...tree, ...sensor(cisco, 103, 14, -87, 2) });
    expect(await levels(reader, '1.3.6.1.4.1.9.1.1', [link('7')])).toEqual({ 7: undefined });
  });

  it('is elsewhere one of ENTITY-SENSOR-MIB in watts', async () => {
    const reader = readObjects({ ...tree, ...sensor(oids.entPhySensorTable, 103, 6, 5_000, 1, 7, 1) });
    expect(await levels(reader, '1.3.6.1.4.1.25506.1', [link('7')])).toEqual({ 7: -3.01 });
  });

  it('costs one request where there is no such table', async () => {
    const reader = readObjects({});
    expect(await levels(reader, '', [link('7')])).toEqual({});
    expect(reader.asked).toEqual([`${oids.entPhySensorTable}.1`]);
  });

  it('is on RouterOS the row of that name, and on Juniper the row of that ifIndex', async () => {
    const mikrotik = '1.3.6.1.4.1.14988.1.1.19.1.1';
    const reader = readObjects({ [`${mikrotik}.2.9`]: 'sfp9', [`${mikrotik}.10.9`]: -7_120 });
    expect(await levels(reader, '1.3.6.1.4.1.14988.1', [link('3', 'sfp9'), link('4', 'ether1')])).toEqual({ 3: -7.12 });
    const juniper = readObjects({ '1.3.6.1.4.1.2636.3.60.1.1.1.1.5.512': -430 });
    expect(await levels(juniper, '1.3.6.1.4.1.2636.1.1.1.2.21', [link('512')])).toEqual({ 512: -4.3 });
  });

  it.each(['1.3.6.1.4.1.3902.3.103.11.1.1.18', '1.3.6.1.4.1.3902.3.126.1.2.1.4'])(
    'is on ZTE the row of that ifIndex in %s, as text',
    async (column) => {
      const reader = readObjects({ [`${column}.7`]: { type: 'octets', value: Buffer.from('-9.87') } });
      expect(await levels(reader, '1.3.6.1.4.1.3902.3.100.20', [link('7'), link('8')])).toEqual({ 7: -9.87 });
    },
  );

  it('never states what no receiver can have', async () => {
    const juniper = readObjects({ '1.3.6.1.4.1.2636.3.60.1.1.1.1.5.1': 9_999 });
    expect(await levels(juniper, '1.3.6.1.4.1.2636.1', [link('1')])).toEqual({ 1: undefined });
  });
});

describe('levels in a poll', () => {
  const sample = {
    kind: 'link' as const,
    at: 1_596_510_000_000,
    link: 'l1',
    intervalS: 30,
    oper: 'up' as const,
    noRate: 'firstReading' as const,
  };
  const row = '1.3.6.1.4.1.2636.3.60.1.1.1.1.5.1';
  const juniper = (dbm: number) =>
    readObjects({ [oids.sysObjectID]: { type: 'oid', value: '1.3.6.1.4.1.2636.1' }, [row]: dbm });
  const { signal } = new AbortController();
  const when = (metadataAtMs: number | undefined, nowMs: number) => ({ metadataAtMs, nowMs, left, signal });

  it('come with the sample, are read each five minutes and anew after a binding', async () => {
    const optics = new OpticalLevels();
    await optics.refresh(juniper(-400), [link('1')], when(undefined, 0));
    expect(optics.withLevel(sample, '1')).toEqual(sample);
    await optics.refresh(juniper(-400), [link('1')], when(1, 0));
    const withLevel = optics.withLevel(sample, '1');
    expect(withLevel.receivePowerDbm).toBe(-4);
    expect(linkSample.safeParse(withLevel).success).toBe(true);
    await optics.refresh(juniper(-500), [link('1')], when(1, 299_000));
    expect(optics.withLevel(sample, '1').receivePowerDbm).toBe(-4);
    await optics.refresh(juniper(-500), [link('1')], when(1, 300_000));
    expect(optics.withLevel(sample, '1').receivePowerDbm).toBe(-5);
    await optics.refresh(juniper(-600), [link('2')], when(2, 301_000));
    expect(optics.withLevel(sample, '1')).toEqual(sample);
    expect(optics.withLevel({ ...sample, unknown: 'deviceError' }, '2')).not.toHaveProperty('receivePowerDbm');
  });

  it('that cannot be read cost nothing but themselves, and an old one is not passed on', async () => {
    const optics = new OpticalLevels();
    await optics.refresh(juniper(-400), [link('1')], when(1, 0));
    const dead: ObjectReader = {
      get: () => Promise.reject(new SnmpError('timeout', 'x')),
      column: () => Promise.reject(new SnmpError('timeout', 'x')),
    };
    await optics.refresh(dead, [link('1')], when(1, 300_000));
    expect(optics.withLevel(sample, '1')).toEqual(sample);
  });
});

const folder =
  process.env['THONGSUOT_RECORDINGS'] ?? join(import.meta.dirname, '../../..', '..', 'shared', 'recordings');

describe.runIf(existsSync(folder))('levels of a recorded Huawei switch', () => {
  it('are what an independent system read from it, port by port', async () => {
    const objects = parseRecording(readFileSync(join(folder, 'vrp_5720.snmprec'), 'utf8'));
    const player = playRecording(objects);
    const reader: ObjectReader = {
      get: async (asked, ms) => new Map(await player.get(asked, ms)),
      column: async (oid, rows, ms) => new Map(await player.column(oid, rows, ms)),
    };
    const names = [...objects].flatMap(([oid, value]) =>
      oid.startsWith(`${oids.ifName}.`) && value.type === 'octets'
        ? [link(oid.slice(oids.ifName.length + 1), Buffer.from(value.value).toString())]
        : [],
    );
    const found = await levels(reader, '1.3.6.1.4.1.2011.2.23.291', names);
    const ours = names.flatMap(({ index, name }) => (found[index] === undefined ? [] : [[`${name} Rx`, found[index]]]));
    const { sensors } = JSON.parse(readFileSync(join(folder, 'expected', 'vrp_5720.json'), 'utf8')) as {
      sensors: { sensor_class: string; sensor_descr: string; sensor_current: number }[];
    };
    const theirs = sensors
      .filter((sensor) => sensor.sensor_class === 'dbm' && sensor.sensor_descr.endsWith(' Rx'))
      .map((sensor) => [sensor.sensor_descr, Math.round(sensor.sensor_current * 100) / 100]);
    expect(theirs.length).toBe(3);
    expect(ours).toEqual(theirs);
  });
});
