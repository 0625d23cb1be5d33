import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';
import { type Fact, unitSample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { oidsPerGetMax } from './limits.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Profile } from './profile-data.ts';
import { parseRecording, playRecording } from './recorded.fake.ts';
import { createUnitPoller, profileNames, type UnitOptions } from './unit.ts';

const log = pino({ level: 'silent' });
const at = Date.UTC(2020, 7, 4, 3, 0, 0);
let monotonic = 0;
const clock: Clock = { now: () => at, monotonicMs: () => monotonic, sleep: () => Promise.resolve() };
const signal = new AbortController().signal;

const poller = (
  kind: UnitKind,
  reader: ObjectReader | undefined,
  more: Partial<UnitOptions> & { profile?: string; peer?: string; objects?: Profile['facts'] } = {},
) => {
  const { profile, peer, objects, ...rest } = more;
  return createUnitPoller({
    unit: { id: 'u1', kind, profile, peer, objects, intervalS: 60 },
    ...(reader === undefined ? {} : { reader }),
    clock,
    log,
    ...rest,
  });
};
const plain = (facts: Partial<Record<FactName, Fact>> | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts ?? {}).map(([name, fact]) => [name, 'value' in fact ? fact.value : fact.unknown]),
  );

/** A small UPS made up for these tests. */
const upsLines = [
  '1.3.6.1.2.1.1.1.0|4|UPS card',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
  '1.3.6.1.2.1.1.3.0|67|500000',
  '1.3.6.1.2.1.33.1.2.1.0|2|2',
  '1.3.6.1.2.1.33.1.2.3.0|66|4294967295',
  '1.3.6.1.2.1.33.1.2.4.0|2|97',
  '1.3.6.1.2.1.33.1.3.3.1.3.1|2|9',
  '1.3.6.1.2.1.33.1.4.1.0|2|5',
  'not a line of a recording',
];
const upsDevice = parseRecording(upsLines.join('\n'));

describe('createUnitPoller', () => {
  it('states every fact of the profile, as the contract has it, and finds what cannot be', async () => {
    const poll = await poller('ups', playRecording(upsDevice)).poll(signal, 5_000);
    const sample = poll.samples[0];
    expect(unitSample.safeParse(sample).success).toBe(true);
    expect(sample).toMatchObject({ kind: 'unit', unit: 'u1', at, intervalS: 60 });
    expect(plain(sample?.facts)).toMatchObject({
      batteryStatus: 'normal',
      batteryChargeRatio: 0.97,
      runtimeS: 'sentinel',
      inputVoltageV: 'implausible',
      outputSource: 'battery',
      loadRatio: 'notSupported',
    });
    expect(poll.findings.map((f) => [f.code, f.subject])).toEqual([['factImplausible', { unit: 'u1' }]]);
    expect(poll.findings[0]?.detail).toContain('inputVoltageV (9)');
    expect([poll.profile, poll.verified]).toEqual(['rfc1628', true]);
  });

  it('makes every fact noAnswer while the device is silent, and recognises what stands there afterwards', async () => {
    let silent = false;
    let device = upsDevice;
    const reader: ObjectReader = {
      get: (...args) => playRecording(device, () => silent).get(...args),
      column: (...args) => playRecording(device, () => silent).column(...args),
    };
    const unit = poller('ups', reader);
    await unit.poll(signal, 5_000);
    silent = true;
    const dead = await unit.poll(signal, 5_000);
    expect(new Set(Object.values(plain(dead.samples[0]?.facts)))).toEqual(new Set(['noAnswer']));
    expect(Object.keys(dead.samples[0]?.facts ?? {})).toContain('runtimeS');
    expect(dead.findings.map((f) => f.code)).toEqual(['deviceUnreachable']);
    silent = false;
    device = parseRecording('1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.318.1.3.27\n1.3.6.1.4.1.318.1.1.1.4.1.1.0|2|2');
    const back = await unit.poll(signal, 5_000);
    expect(back.profile).toBe('apcUps');
    expect(plain(back.samples[0]?.facts)['outputSource']).toBe('normal');
  });

  it('states the core facts of its kind as noAnswer where the device never answered', async () => {
    const poll = await poller(
      'generator',
      playRecording(new Map(), () => true),
    ).poll(signal, 5_000);
    expect(plain(poll.samples[0]?.facts)).toEqual({
      engineMode: 'noAnswer',
      engineState: 'noAnswer',
      fuelRatio: 'noAnswer',
      startBatteryVoltageV: 'noAnswer',
    });
    expect(poll.profile).toBe('none');
  });

  it('keeps the part that answered', async () => {
    const whole = playRecording(upsDevice);
    const reader: ObjectReader = { get: whole.get, column: () => Promise.reject(new Error('no answer in 1000 ms')) };
    const poll = await poller('ups', reader, { profile: 'rfc1628' }).poll(signal, 5_000);
    expect(plain(poll.samples[0]?.facts)).toMatchObject({ batteryChargeRatio: 0.97, inputVoltageV: 'noAnswer' });
    expect(poll.findings.map((f) => f.code)).toEqual([]);
  });

  it('asks in small GETs, halves one that is too big, and never beyond its time', async () => {
    const sizes: number[] = [];
    const whole = playRecording(upsDevice);
    const reader: ObjectReader = {
      column: whole.column,
      get: (oids, deadlineMs) => {
        sizes.push(oids.length);
        expect(deadlineMs).toBeLessThanOrEqual(5_000);
        return oids.length > 5
          ? Promise.reject(Object.assign(new Error('tooBig'), { code: 'tooBig' }))
          : whole.get(oids, deadlineMs);
      },
    };
    const poll = await poller('ups', reader, { profile: 'rfc1628' }).poll(signal, 5_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(oidsPerGetMax);
    expect(plain(poll.samples[0]?.facts)).toMatchObject({ batteryChargeRatio: 0.97, outputSource: 'battery' });

    const late = playRecording(upsDevice);
    const slow: ObjectReader = {
      get: (oids, deadlineMs) => {
        monotonic += 4_000;
        return late.get(oids, deadlineMs);
      },
      column: (...args) => {
        monotonic += 4_000;
        return late.column(...args);
      },
    };
    const cut = await poller('ups', slow, { profile: 'rfc1628' }).poll(signal, 5_000);
    const facts = plain(cut.samples[0]?.facts);
    expect(facts['batteryChargeRatio']).toBe(0.97);
    expect(Object.values(facts)).toContain('noAnswer');
  });

  it('says so where nothing recognises the device, and takes a named profile at its word', async () => {
    const linux = playRecording(parseRecording('1.3.6.1.2.1.1.1.0|4|Linux'));
    for (const kind of ['generator', 'ups'] as const) {
      const poll = await poller(kind, linux).poll(signal, 5_000);
      expect([poll.profile, poll.verified]).toEqual(['none', false]);
      expect(poll.findings.map((f) => [f.code, f.subject])).toEqual([['unitUnrecognised', { unit: 'u1' }]]);
      expect(poll.findings[0]?.detail).toContain(profileNames(kind)[0]);
    }
    const named = await poller('generator', linux, { profile: 'himoinsa' }).poll(signal, 5_000);
    expect([named.profile, named.verified]).toEqual(['himoinsa', false]);
    expect(named.findings.map((f) => f.code)).toEqual(['profileUnverified']);
    expect(() => poller('ups', linux, { profile: 'himoinsa' })).toThrow('expected one of apcUps, mgeUps');
  });

  it('states a standby link by the facts that are given from outside', async () => {
    const outside = () => ({ operState: { value: 'up', unit: 'state' } }) as const;
    const poll = await poller('standbyLink', undefined, { outside }).poll(signal, 5_000);
    expect(poll.samples[0]?.facts).toEqual({
      operState: { value: 'up', unit: 'state' },
      trafficBitsPerSecond: { unknown: 'notConfigured' },
    });
    expect([poll.profile, poll.verified, poll.findings]).toEqual(['interface', true, []]);
  });

  it('reads a standby router by the VRRP that it speaks', async () => {
    const router = parseRecording(
      [
        '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.2011.2.62.2',
        '1.3.6.1.2.1.207.1.1.1.1.6.7.1.1|2|2',
        '1.3.6.1.2.1.207.1.2.5.1.1.7.1.1|65|3',
      ].join('\n'),
    );
    const poll = await poller('standbyRouter', playRecording(router)).poll(signal, 5_000);
    expect(poll.profile).toBe('vrrpV3');
    expect(plain(poll.samples[0]?.facts)).toEqual({ standbyState: 'standby', transitions: 3 });
  });

  it('reads a generator behind an APC transfer switch', async () => {
    const base = '1.3.6.1.4.1.318.1.1.18.1';
    const lines = [
      '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.318.1.3.34',
      `${base}.2.2.0|2|9`,
      `${base}.2.3.0|2|1`,
      `${base}.3.1.0|2|-1`,
      `${base}.7.3.0|2|42`,
    ];
    const poll = await poller('generator', playRecording(parseRecording(lines.join('\n')))).poll(signal, 5_000);
    expect(plain(poll.samples[0]?.facts)).toMatchObject({
      engineState: 'notReady',
      engineMode: 'off',
      startBatteryVoltageV: 'sentinel',
      fuelRatio: 0.42,
    });
  });

  const chassis = (rows: Record<string, string>, id = '1.3.6.1.4.1.99999') =>
    playRecording(
      parseRecording(
        [`1.3.6.1.2.1.1.2.0|6|${id}`, ...Object.entries(rows).map(([name, value]) => `${name}|2|${value}`)].join('\n'),
      ),
    );
  const juniper = '1.3.6.1.4.1.2636.3.1.14.1';
  const rf = '1.3.6.1.4.1.9.9.176.1.1';
  const entity = '1.3.6.1.2.1.131.1.1.1.6';
  it.each([
    [
      'Juniper: a backup routing engine stands by',
      { [`${juniper}.7.9.1.0.0`]: '2', [`${juniper}.7.9.2.0.0`]: '3', [`${juniper}.8.9.1.0.0`]: '4' },
      'juniperRedundancy',
      { standbyState: 'standby', transitions: 4 },
    ],
    [
      'Juniper: a routing engine that is disabled speaks before the one that is master',
      { [`${juniper}.7.9.1.0.0`]: '2', [`${juniper}.7.9.2.0.0`]: '4' },
      'juniperRedundancy',
      { standbyState: 'disabled', transitions: 'notSupported' },
    ],
    [
      'Cisco: the standby supervisor is the peer of the one that answers',
      { [`${rf}.2.0`]: '14', [`${rf}.4.0`]: '9' },
      'ciscoRf',
      { standbyState: 'hotStandby', peerState: 'active' },
    ],
    [
      'Cisco: a supervisor that is not there is disabled',
      { [`${rf}.2.0`]: '14', [`${rf}.4.0`]: '2' },
      'ciscoRf',
      { standbyState: 'disabled', peerState: 'active' },
    ],
    [
      'ENTITY-STATE: of all that provide their service the one that stands by cold speaks',
      { [`${entity}.1`]: '4', [`${entity}.2`]: '1', [`${entity}.3`]: '2', [`${entity}.4`]: '3' },
      'entityState',
      { standbyState: 'coldStandby' },
    ],
  ])('%s', async (_, rows, profile, facts) => {
    // Juniper's rows are there only where there are two; the tables of the others stand in every chassis.
    const named = profile === 'juniperRedundancy' ? {} : { profile };
    const poll = await poller('standbyRouter', chassis(rows), named).poll(signal, 5_000);
    expect([poll.profile, plain(poll.samples[0]?.facts)]).toEqual([profile, facts]);
  });

  it('takes no chassis for a standby router unasked', async () => {
    const rows = { [`${rf}.2.0`]: '14', [`${rf}.4.0`]: '9', [`${entity}.1`]: '2' };
    expect((await poller('standbyRouter', chassis(rows)).poll(signal, 5_000)).profile).toBe('none');
  });

  it('reads Delta’s own objects where a card has them, and says that a battery is to be replaced', async () => {
    const dups = '1.3.6.1.4.1.2254.2.4';
    const rows = { [`${dups}.7.1.0`]: '2', [`${dups}.7.5.0`]: '40', [`${dups}.7.8.0`]: '93', [`${dups}.5.1.0`]: '1' };
    const poll = await poller('ups', chassis(rows, dups)).poll(signal, 5_000);
    expect([poll.profile, poll.verified]).toEqual(['deltaUps', false]);
    expect(plain(poll.samples[0]?.facts)).toMatchObject({
      replaceBattery: 1,
      runtimeS: 2_400,
      batteryChargeRatio: 0.93,
      outputSource: 'battery',
    });
  });

  it('reads a Liebert UPS by the objects of its battery', async () => {
    const power = '1.3.6.1.4.1.476.1.42.3.5';
    const rows = {
      [`${power}.1.8.0`]: '2',
      [`${power}.1.18.0`]: '25',
      [`${power}.1.19.0`]: '98',
      [`${power}.3.55.0`]: '3',
    };
    const poll = await poller('ups', chassis(rows, '1.3.6.1.4.1.476.1.42')).poll(signal, 5_000);
    expect(poll.profile).toBe('vertivUps');
    expect(plain(poll.samples[0]?.facts)).toMatchObject({
      batteryChargeRatio: 0.98,
      runtimeS: 1_500,
      outputSource: 'normal',
      lastTestResult: 'pass',
    });
  });

  it('reads a NetSure plant on one phase, and its mains when they fail', async () => {
    const ees = '1.3.6.1.4.1.6302.2.1';
    const plant = (volts: string) =>
      chassis({ [`${ees}.2.2.0`]: '53500', [`${ees}.2.6.1.0`]: volts, [`${ees}.2.6.2.0`]: '0' }, ees);
    const up = await poller('dcPlant', plant('228400')).poll(signal, 5_000);
    expect(plain(up.samples[0]?.facts)).toMatchObject({ outputVoltageV: 53.5, inputVoltageV: 228.4, mainsPresent: 1 });
    const failed = await poller('dcPlant', plant('0')).poll(signal, 5_000);
    expect(plain(failed.samples[0]?.facts)).toMatchObject({ inputVoltageV: 0, mainsPresent: 0 });
  });

  it('reads the objects that the config states, alone or over those of a profile, and calls them unverified', async () => {
    const panel = chassis({
      '1.3.6.1.4.1.99999.1.0': '640',
      '1.3.6.1.4.1.99999.2.0': '3',
      '1.3.6.1.4.1.99999.3.0': '9',
    });
    const objects: Profile['facts'] = {
      fuelRatio: [{ oid: '1.3.6.1.4.1.99999.1.0', as: 'number', scales: [0.001], band: [0, 1] }],
      engineMode: [{ oid: '1.3.6.1.4.1.99999.2.0', as: 'state', states: { 1: 'manual', 3: 'auto' } }],
      startBatteryVoltageV: [{ oid: '1.3.6.1.4.1.99999.3.0', as: 'number', scales: [0.1], band: [4, 40] }],
    };
    const alone = await poller('generator', panel, { objects }).poll(signal, 5_000);
    expect([alone.profile, alone.verified]).toEqual(['config', false]);
    // 0.9 V is no start battery, and is not passed on.
    expect(plain(alone.samples[0]?.facts)).toEqual({
      fuelRatio: 0.64,
      engineMode: 'auto',
      startBatteryVoltageV: 'implausible',
    });
    expect(alone.findings.map(({ code }) => code)).toEqual(['profileUnverified', 'factImplausible']);
    const over = await poller('generator', panel, { profile: 'himoinsa', objects }).poll(signal, 5_000);
    expect([over.profile, over.verified]).toEqual(['himoinsa', false]);
    expect(plain(over.samples[0]?.facts)).toMatchObject({ fuelRatio: 0.64, engineMode: 'auto' });
  });

  it('reads the one BFD session that a standby link runs over, beside what its interface says', async () => {
    const outside = () => ({ operState: { value: 'up', unit: 'state' } }) as const;
    const router = chassis({ '1.3.6.1.2.1.222.1.2.1.11.7': '4', '1.3.6.1.2.1.222.1.2.1.11.8': '2' });
    const one = await poller('standbyLink', router, { profile: 'bfd', peer: '7', outside }).poll(signal, 5_000);
    expect(plain(one.samples[0]?.facts)).toEqual({ peerState: 'up', operState: 'up' });
    const all = await poller('standbyLink', router, { profile: 'bfd', outside }).poll(signal, 5_000);
    expect(plain(all.samples[0]?.facts)).toEqual({ peerState: 'down', operState: 'up' });
  });

  it.each([
    ['established', 3, 'up'],
    ['beginning', 2, 'down'],
    ['shut by its owner', 0, 'down'],
  ])('reads a BFD session of a Huawei router that is %s (%d)', async (_, state, word) => {
    const router = chassis({ '1.3.6.1.4.1.2011.5.25.38.2.3.1.17.16385': String(state) });
    const poll = await poller('standbyLink', router, { profile: 'bfd' }).poll(signal, 5_000);
    expect(plain(poll.samples[0]?.facts)).toMatchObject({ peerState: word });
  });

  it('gives no sample when it is stopped', async () => {
    const abort = new AbortController();
    const running = poller('ups', playRecording(upsDevice)).poll(abort.signal, 5_000);
    abort.abort();
    expect((await running).samples).toEqual([]);
  });
});

/** Recordings of real devices, kept beside the project, where present. None of them is part of it. */
const folder =
  process.env['THONGSUOT_RECORDINGS'] ?? join(import.meta.dirname, '../../..', '..', 'shared', 'recordings');

describe.runIf(existsSync(folder))('on recordings of real devices', () => {
  const cases: {
    recording: string;
    kind: UnitKind;
    /** Named in the config, where the device would be read by another profile or by none. */
    named?: string;
    peer?: string;
    profile: string;
    facts: Record<string, unknown>;
    implausible?: string[];
  }[] = [
    {
      recording: 'deltaups',
      kind: 'ups',
      profile: 'rfc1628',
      facts: {
        batteryStatus: 'normal',
        batteryChargeRatio: 1,
        runtimeS: 1_320,
        batteryVoltageV: 41.2,
        batteryCurrentA: 'notSupported',
        batteryTemperatureC: 23,
        inputVoltageV: 121,
        inputFrequencyHz: 59.9,
        outputSource: 'normal',
        outputVoltageV: 121,
        outputCurrentA: 8.1,
        outputPowerW: 951,
        loadRatio: 0.79,
      },
    },
    {
      recording: 'eaton-93e-80',
      kind: 'ups',
      profile: 'mgeUps',
      // upsmgBatteryRemainingTime stands at 65535; UPS-MIB says 1092 min.
      facts: {
        runtimeS: 65_520,
        batteryVoltageV: 521,
        inputVoltageV: 227,
        inputFrequencyHz: 50,
        outputFrequencyHz: 49,
        outputCurrentA: 27,
        outputPowerW: 11_400,
        loadRatio: 0.21,
        alarms: 0,
        alarmNames: '',
        lastTestResult: 'pass',
        lastTestAt: 'implausible',
        replaceBattery: 0,
      },
      implausible: ['lastTestAt'],
    },
    {
      recording: 'eaton-mgeups_9px',
      kind: 'ups',
      profile: 'mgeUps',
      facts: {
        runtimeS: 1_464,
        batteryVoltageV: 52,
        batteryTemperatureC: 'sentinel',
        inputVoltageV: 237,
        inputFrequencyHz: 50.1,
        outputSource: 'normal',
        outputVoltageV: 230,
        outputPowerW: 310,
        loadRatio: 0.35,
        replaceBattery: 0,
      },
    },
    {
      recording: 'apc-mgeups_galaxy7000',
      kind: 'ups',
      profile: 'mgeUps',
      facts: {
        batteryChargeRatio: 1,
        runtimeS: 7_260,
        batteryVoltageV: 594,
        batteryTemperatureC: 23,
        batteryStatus: 'normal',
        inputVoltageV: 409,
        outputVoltageV: 400,
        outputSource: 'normal',
        outputCurrentA: 41,
        loadRatio: 0.11,
        replaceBattery: 0,
      },
    },
    {
      recording: 'apc_smt750x-nmc2',
      kind: 'ups',
      profile: 'apcUps',
      facts: {
        batteryChargeRatio: 1,
        runtimeS: 109_762,
        batteryTemperatureC: 23.4,
        batteryVoltageV: 54.7,
        inputVoltageV: 119.1,
        inputFrequencyHz: 60,
        outputSource: 'normal',
        outputVoltageV: 119.1,
        outputCurrentA: 0,
        loadRatio: 0,
        replaceBattery: 0,
      },
    },
    {
      recording: 'huawei-smu',
      kind: 'dcPlant',
      profile: 'huaweiSmu',
      facts: {
        batteryChargeRatio: 1,
        batteryCurrentA: 0,
        inputVoltageV: 235.8,
        mainsPresent: 1,
        outputVoltageV: 53.5,
        outputCurrentA: 7,
        rectifiers: 2,
      },
    },
    // The card stands in an air conditioner: the sysObjectID of Liebert alone makes no UPS.
    { recording: 'vertiv-power', kind: 'ups', profile: 'none', facts: { runtimeS: 'notSupported' } },
    {
      recording: 'eaton-93e-80',
      kind: 'ups',
      named: 'eatonXups',
      profile: 'eatonXups',
      // xupsBatTimeRemaining stands at 65535 as well: UPS-MIB holds. Its own test object says unknown.
      facts: {
        batteryChargeRatio: 1,
        runtimeS: 65_520,
        batteryVoltageV: 521,
        batteryCurrentA: 0,
        inputVoltageV: 227,
        inputFrequencyHz: 50,
        outputSource: 'normal',
        outputVoltageV: 220,
        outputFrequencyHz: 49,
        outputCurrentA: 27,
        outputPowerW: 11_400,
        loadRatio: 0.21,
        alarms: 0,
        replaceBattery: 'notSupported',
        lastTestResult: 'pass',
      },
      implausible: ['lastTestAt'],
    },
    {
      recording: 'emerson-network-power',
      kind: 'ups',
      profile: 'emersonUps',
      facts: {
        inputVoltageV: 220.5,
        inputFrequencyHz: 50,
        outputVoltageV: 219.8,
        outputFrequencyHz: 50,
        batteryStatus: 'notSupported',
        runtimeS: 'notSupported',
      },
    },
    {
      recording: 'vrp_5720',
      kind: 'standbyRouter',
      named: 'huaweiRedundancy',
      profile: 'huaweiRedundancy',
      // One board provides its service and none stands by.
      facts: { standbyState: 'active' },
    },
    {
      recording: 'vrp_5720',
      kind: 'standbyLink',
      named: 'bgp',
      profile: 'bgp',
      // Two peers, both established; the switch has no transitions column.
      facts: { peerState: 'up', transitions: 'notSupported' },
    },
    {
      recording: 'vrp_5720',
      kind: 'standbyLink',
      named: 'bgp',
      peer: '5.5.5.5',
      profile: 'bgp',
      facts: { peerState: 'up' },
    },
    {
      recording: 'vrp_5720',
      kind: 'standbyLink',
      named: 'bgp',
      peer: '9.9.9.9',
      profile: 'bgp',
      facts: { peerState: 'notSupported' },
    },
    // The generic profile of a kind is of no use where the device has none of its objects.
    { recording: 'smartax', kind: 'dcPlant', profile: 'none', facts: { mainsPresent: 'notSupported' } },
  ];
  for (const { recording, kind, named, peer, profile, facts, implausible = [] } of cases) {
    it(`${recording} as a ${kind} is read by ${profile}${peer === undefined ? '' : ` for ${peer}`}`, async () => {
      const device = parseRecording(readFileSync(join(folder, `${recording}.snmprec`), 'utf8'));
      const poll = await poller(kind, playRecording(device), {
        ...(named !== undefined && { profile: named }),
        ...(peer !== undefined && { peer }),
      }).poll(signal, 60_000);
      expect(poll.profile).toBe(profile);
      expect(poll.verified).toBe(profile !== 'none');
      expect(plain(poll.samples[0]?.facts)).toMatchObject(facts);
      expect(unitSample.safeParse(poll.samples[0]).success).toBe(true);
      const stated = Object.entries(plain(poll.samples[0]?.facts)).filter(([, value]) => value === 'implausible');
      expect(stated.map(([name]) => name)).toEqual(implausible);
    });
  }
});
