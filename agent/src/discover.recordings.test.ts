// Goal: what `discover` says of a real device is what an independent system read of it, figure by figure.
// Method: the recordings of real devices that lie beside the project, where they do, with that system's reading of them.
// Where ours differs the case says why. Each sensor of a UPS or DC plant either feeds one of our facts, or stands in a
// list of what the facts leave out: a new sensor that stands in neither fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactName } from '@thongsuot/contract/facts.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parseRecording, playRecording } from './backup/recorded.fake.ts';
import type { Clock } from './clock.ts';
import type { toReport } from './discover/report.ts';
import { discover } from './discover.ts';
import { SnmpError, type SnmpTransport } from './snmp/transport.ts';

const folder = process.env['THONGSUOT_RECORDINGS'] ?? join(import.meta.dirname, '../..', '..', 'shared', 'recordings');
const clock: Clock = { now: () => 1_596_510_000_000, monotonicMs: () => 0, sleep: async () => {} };

type Report = ReturnType<typeof toReport>;
interface Expected {
  ports?: {
    ifIndex: number;
    ifDescr: string;
    ifName: string;
    ifAlias: string;
    ifSpeed: number | null;
    ifOperStatus: string | null;
    ifAdminStatus: string | null;
    ifInOctets: number | null;
    ifOutOctets: number | null;
  }[];
  sensors?: { sensor_class: string; sensor_oid: string; sensor_current: number }[];
}

async function report(recording: string): Promise<Report> {
  const objects = parseRecording(readFileSync(join(folder, `${recording}.snmprec`), 'utf8'));
  const player = playRecording(objects);
  const transport: SnmpTransport = {
    get: async (_target, oids, { deadlineMs }) => ({ at: clock.now(), values: await player.get(oids, deadlineMs) }),
    column: async (_target, oid, { rowsMax, deadlineMs }) => new Map(await player.column(oid, rowsMax, deadlineMs)),
    release: () => {},
    close: () => {},
  };
  let text = '';
  const code = await discover(
    ['192.0.2.1'],
    { json: true, probe: '0s' },
    {
      transport,
      clock,
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      out: (part) => {
        text += part;
      },
      err: (part) => {
        throw new SnmpError('error', part);
      },
    },
  );
  expect(code).toBe(0);
  return JSON.parse(text);
}

const expectedOf = (recording: string): Expected =>
  JSON.parse(readFileSync(join(folder, 'expected', `${recording}.json`), 'utf8'));

/** Where the other system says something else, with the reason why ours stands. */
const differences: Record<
  string,
  { why: string; fields: Partial<Record<keyof Report['interfaces'][number], unknown>> }
> = {
  'deltaups *': {
    why: 'ifDescr ends in NULs, which it prints as dots (RFC 2579: a DisplayString has printable characters)',
    fields: { descr: 'as the device wrote it, without NULs' },
  },
  'iosxe_asr920 29': {
    why: 'the device has no octet counter for this interface: none is not 0 (promise 4)',
    fields: { inOctets: null, outOctets: null },
  },
  'zxr10_5928 *': {
    why: 'ifSpeed 4,294,967,295 means "more than that" (RFC 2863 ifSpeed), and there is no ifHighSpeed that says how much',
    fields: { speedBitsPerSecond: null },
  },
};

const withPorts: [recording: string, ports: number][] = [
  ['apc-mgeups_galaxy7000', 2],
  ['apc_smt750x-nmc2', 2],
  ['deltaups', 5],
  ['eaton-mgeups_9px', 2],
  ['iosxe_asr920', 33],
  ['routeros_crs317', 20],
  ['smartax', 37],
  ['vrp_5720', 65],
  ['zxr10_5928', 45],
];

describe.runIf(existsSync(folder))('interfaces of recorded devices', () => {
  it.each(withPorts)('%s: all %i have the same name, speed, states and counters', async (recording, count) => {
    const { interfaces } = await report(recording);
    const { ports = [] } = expectedOf(recording);
    expect(ports.length).toBe(count);
    for (const port of ports) {
      const of = (index: string) => differences[`${recording} ${index}`]?.fields ?? {};
      const ours = interfaces.find(({ name, descr }) =>
        name === null ? descr === port.ifName || isPadded(descr, port) : name === port.ifName,
      );
      expect([recording, port.ifIndex, ours === undefined]).toEqual([recording, port.ifIndex, false]);
      const counter = (octets: number | null) => (octets === null ? null : String(octets));
      const theirs = {
        // Where a device has no ifName the other system repeats ifDescr; an ifAlias it has not, too.
        name: ours?.name === null ? null : port.ifName,
        speedBitsPerSecond: port.ifSpeed,
        operStatus: port.ifOperStatus,
        adminStatus: port.ifAdminStatus,
        inOctets: counter(port.ifInOctets),
        outOctets: counter(port.ifOutOctets),
        ...(port.ifSpeed === 4_294_967_295 && of('*').speedBitsPerSecond === null && { speedBitsPerSecond: null }),
        ...of(String(port.ifIndex)),
      };
      expect([port.ifIndex, ours]).toEqual([port.ifIndex, expect.objectContaining(theirs)]);
      if (ours?.alias !== null && ours?.alias !== '' && port.ifAlias !== port.ifDescr)
        expect([port.ifIndex, ours?.alias]).toEqual([port.ifIndex, port.ifAlias]);
    }
  });

  // The other system leaves some interfaces out by its own configuration; none of ours is one that the device has not.
  it.each([
    ['huawei-s5720', 39],
    ['cisco-c3750', 19],
    ['smartax', 42],
    ['iosxe_asr920', 37],
    ['zxr10_5928', 45],
  ])('%s: every one of its %i rows is listed', async (recording, rows) => {
    expect((await report(recording)).interfaces.length).toBe(rows);
  });
});

/** Dots where the device padded with NULs. */
const isPadded = (descr: string | null, port: { ifDescr: string }): boolean =>
  descr !== null && port.ifDescr.replace(/\.+$/, '') === descr;

/** Sensor by the end of its OID → the fact that it feeds; a factor where the fact has another unit. */
type Feeds = Record<string, FactName | [FactName, number] | [FactName, Record<number, unknown>]>;
const outputSource = { 3: 'normal' };
const rfc1628: Feeds = {
  '1.3.6.1.2.1.33.1.2.1.0': ['batteryStatus', { 2: 'normal' }],
  '1.3.6.1.2.1.33.1.2.2.0': ['onBatteryS', 60],
  '1.3.6.1.2.1.33.1.2.3.0': ['runtimeS', 60],
  '1.3.6.1.2.1.33.1.2.4.0': ['batteryChargeRatio', 0.01],
  '1.3.6.1.2.1.33.1.2.5.0': 'batteryVoltageV',
  '1.3.6.1.2.1.33.1.2.6.0': 'batteryCurrentA',
  '1.3.6.1.2.1.33.1.2.7.0': 'batteryTemperatureC',
  '1.3.6.1.2.1.33.1.3.3.1.2.1': 'inputFrequencyHz',
  '1.3.6.1.2.1.33.1.3.3.1.3.1': 'inputVoltageV',
  '1.3.6.1.2.1.33.1.4.1.0': ['outputSource', outputSource],
  '1.3.6.1.2.1.33.1.4.2.0': 'outputFrequencyHz',
  '1.3.6.1.2.1.33.1.4.4.1.2.1': 'outputVoltageV',
  '1.3.6.1.2.1.33.1.4.4.1.3.1': 'outputCurrentA',
  '1.3.6.1.2.1.33.1.4.4.1.4.1': 'outputPowerW',
  '1.3.6.1.2.1.33.1.4.4.1.5.1': ['loadRatio', 0.01],
};
const mge = '1.3.6.1.4.1.705.1';
const apc = '1.3.6.1.4.1.318.1.1.1';
const smu = '1.3.6.1.4.1.2011.6.164.1';
const cases: {
  recording: string;
  feeds: Feeds;
  /** What the facts leave out, by OID or its beginning, each with the reason. */
  leftOut: Record<string, string>;
  /** Facts in which we say something else, with the reason. */
  ours: Partial<Record<string, { why: string; says: unknown }>>;
}[] = [
  { recording: 'deltaups', feeds: rfc1628, leftOut: {}, ours: {} },
  {
    recording: 'eaton-mgeups_9px',
    feeds: { ...rfc1628, [`${mge}.5.1.0`]: 'runtimeS', [`${mge}.5.11.0`]: ['replaceBattery', { 2: 0 }] },
    leftOut: {
      '1.3.6.1.2.1.33.1.3.3.1.4': 'input current is no fact of readiness',
      '1.3.6.1.2.1.33.1.3.3.1.5': 'input power is none either',
      '1.3.6.1.2.1.33.1.5': 'nor is the bypass feed while nothing runs on it',
      [`${mge}.5.9`]: 'a flag of the vendor that outputSource and replaceBattery cover',
      [`${mge}.5.14`]: 'covered by batteryStatus',
      [`${mge}.5.15`]: 'charger state, covered by batteryStatus',
      [`${mge}.5.16`]: 'covered by replaceBattery',
      [`${mge}.6`]: 'input states, covered by outputSource',
      [`${mge}.7`]: 'output states, covered by outputSource',
      '1.3.6.1.4.1.534.1.6': 'ambient temperature of the room, not of the battery',
    },
    ours: {
      batteryTemperatureC: {
        why: 'the card has no battery sensor and answers 0, while its room is at 17 °C',
        says: 'sentinel',
      },
      // 24 minutes and 1,464 s are one reading: the vendor's object has the seconds.
      'runtimeS 1.3.6.1.2.1.33.1.2.3.0': { why: 'RFC 1628 has whole minutes of the same 1,464 s', says: 1_464 },
    },
  },
  {
    recording: 'apc-mgeups_galaxy7000',
    feeds: {
      [`${mge}.5.1.0`]: 'runtimeS',
      [`${mge}.5.2.0`]: ['batteryChargeRatio', 0.01],
      [`${mge}.5.5.0`]: 'batteryVoltageV',
      [`${mge}.5.6.0`]: 'batteryCurrentA',
      [`${mge}.5.7.0`]: 'batteryTemperatureC',
      [`${mge}.5.11.0`]: ['replaceBattery', { 2: 0 }],
      // Of three phases: the lowest voltage and frequency, the highest current.
      [`${mge}.6.2.1.2.1.0`]: 'inputVoltageV',
      [`${mge}.6.2.1.3.1.0`]: 'inputFrequencyHz',
      [`${mge}.7.2.1.2.1.0`]: 'outputVoltageV',
      [`${mge}.7.2.1.3.1.0`]: 'outputFrequencyHz',
      [`${mge}.7.2.1.5.3.0`]: 'outputCurrentA',
      '1.3.6.1.2.1.33.1.4.4.1.5.1.0': ['loadRatio', 0.01],
    },
    leftOut: {
      [`${mge}.6.2.1.2`]: 'another phase, not the lowest',
      [`${mge}.6.2.1.3`]: 'another phase of the same frequency',
      [`${mge}.6.2.1.6`]: 'input current is no fact of readiness',
      [`${mge}.7.2.1.2`]: 'another phase of the same voltage',
      [`${mge}.7.2.1.3`]: 'another phase of the same frequency',
      [`${mge}.7.2.1.4`]: 'apparent power in VA, which is not W',
      [`${mge}.7.2.1.5`]: 'another phase, not the highest',
      [`${mge}.5.9`]: 'a flag that outputSource and replaceBattery cover',
      [`${mge}.5.14`]: 'covered by batteryStatus',
      [`${mge}.5.15`]: 'charger state, covered by batteryStatus',
      [`${mge}.5.16`]: 'covered by replaceBattery',
      [`${mge}.6.3`]: 'input states, covered by outputSource',
      [`${mge}.6.4`]: 'input states, covered by outputSource',
      [`${mge}.7`]: 'output states, covered by outputSource',
      '1.3.6.1.2.1.33.1.4.4.1.2.1.0': 'phase to neutral, where the vendor’s table has phase to phase',
      '1.3.6.1.2.1.33.1.3.3.1.3.1.0': 'phase to neutral, where the vendor’s table has phase to phase',
    },
    ours: {
      loadRatio: { why: 'the other system reads one phase (9 %); the most loaded of the three has 11 %', says: 0.11 },
    },
  },
  {
    recording: 'apc_smt750x-nmc2',
    feeds: {
      [`${apc}.2.3.1.0`]: ['batteryChargeRatio', 0.01],
      [`${apc}.2.2.3.0`]: ['runtimeS', 60],
      [`${apc}.2.2.4.0`]: ['replaceBattery', { 1: 0 }],
      [`${apc}.2.3.2.0`]: 'batteryTemperatureC',
      [`${apc}.2.3.4.0`]: 'batteryVoltageV',
      [`${apc}.3.3.1.0`]: 'inputVoltageV',
      [`${apc}.3.3.4.0`]: 'inputFrequencyHz',
      [`${apc}.4.1.1.0`]: ['outputSource', { 2: 'normal' }],
      [`${apc}.4.3.1.0`]: 'outputVoltageV',
      [`${apc}.4.3.2.0`]: 'outputFrequencyHz',
      [`${apc}.4.3.3.0`]: ['loadRatio', 0.01],
      [`${apc}.4.3.4.0`]: 'outputCurrentA',
    },
    leftOut: { '1.3.6.1.4.1.318.1.1.25': 'a thermometer of the room, not of the battery' },
    ours: {},
  },
  {
    recording: 'huawei-smu',
    feeds: {
      [`${smu}.4.4.2.1.3.1`]: ['batteryChargeRatio', 0.01],
      [`${smu}.3.1.4.0`]: 'rectifiers',
      [`${smu}.4.2.1.0`]: 'batteryCurrentA',
      [`${smu}.6.1.4.0`]: 'outputCurrentA',
      [`${smu}.5.2.1.1.4.1`]: 'inputVoltageV',
      [`${smu}.6.1.3.0`]: 'outputVoltageV',
    },
    leftOut: {
      [`${smu}.1.1.9`]: 'state of a generator, which the dcPlant states as engineState',
      [`${smu}.2.2`]: 'states of the monitoring unit itself',
      [`${smu}.3.1`]: 'settings and sums of the rectifiers, covered by outputVoltageV and outputCurrentA',
      [`${smu}.4.1.3`]: 'how many batteries are built in, no reading',
      [`${smu}.4.2`]: 'how the battery is charged, no fact of readiness',
      [`${smu}.5.1.4`]: 'how many feeds are built in, no reading',
      [`${smu}.6.1.6`]: 'how many outputs are built in, no reading',
      [`${smu}.6.2`]: 'one output of the sum that is stated',
      [`${smu}.7.2`]: 'thresholds of the load disconnection, settings',
    },
    ours: {},
  },
];

describe.runIf(existsSync(folder))('figures of recorded backup equipment', () => {
  it.each(cases)('$recording: each is ours too, or it is said why not', async ({ recording, feeds, leftOut, ours }) => {
    const { units } = await report(recording);
    const [unit, ...more] = units;
    expect(more).toEqual([]);
    let compared = 0;
    for (const { sensor_oid, sensor_current } of expectedOf(recording).sensors ?? []) {
      const oid = sensor_oid.replace(/^\./, '');
      const feed = feeds[oid];
      if (feed === undefined) {
        const reason = Object.keys(leftOut).find((start) => oid === start || oid.startsWith(`${start}.`));
        expect([oid, reason === undefined ? 'stands nowhere' : 'left out']).toEqual([oid, 'left out']);
        continue;
      }
      const [name, by] = typeof feed === 'string' ? [feed, 1] : feed;
      const fact = unit?.facts[name];
      const said = fact === undefined ? undefined : 'value' in fact ? fact.value : fact.unknown;
      const different = ours[`${name} ${oid}`] ?? ours[name];
      const wanted = typeof by === 'number' ? sensor_current * by : by[sensor_current];
      if (different !== undefined) expect([oid, said]).toEqual([oid, different.says]);
      else if (typeof wanted === 'number')
        expect([oid, Math.abs(Number(said) - wanted) <= Math.abs(wanted) * 1e-9]).toEqual([oid, true]);
      else expect([oid, said]).toEqual([oid, wanted]);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(Object.keys(feeds).length - 2);
  });
});

describe.runIf(existsSync(folder))('the readings of the other system', () => {
  it('are each held against ours: ports, and sensors of backup equipment', () => {
    const files = readdirSync(join(folder, 'expected')).map((file) => file.replace('.json', ''));
    const units = new Set(cases.map(({ recording }) => recording));
    const seen = [...new Set([...withPorts.map(([recording]) => recording), ...units])].sort();
    expect(files.sort()).toEqual(seen);
    // Backup equipment is what states a charge, a runtime or a load.
    const equipment = files.filter((file) =>
      expectedOf(file).sensors?.some(({ sensor_class }) => ['charge', 'runtime', 'load'].includes(sensor_class)),
    );
    expect(equipment.filter((file) => !units.has(file))).toEqual([]);
  });
});
