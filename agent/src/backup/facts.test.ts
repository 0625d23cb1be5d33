import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, type RawValues, readOne } from './facts.ts';
import type { SnmpValue } from './object-reader.ts';
import type { NumberReading, Profile, Reading } from './profile-data.ts';
import { apcUps } from './profiles/apc-ups.ts';
import { himoinsaGenerator } from './profiles/generators.ts';
import { huaweiSmu } from './profiles/huawei-smu.ts';
import { mgeUps } from './profiles/mge-ups.ts';
import { rfc1628 } from './profiles/rfc1628.ts';
import { vrrpV2 } from './profiles/standby.ts';
import { readFacts } from './read.ts';

const ups = '1.3.6.1.2.1.33.1';
const at = Date.UTC(2020, 7, 4, 3, 0, 0);
const int = (value: number): SnmpValue => ({ type: 'integer', value });
const gauge = (value: number): SnmpValue => ({ type: 'gauge32', value });
const ticks = (value: number): SnmpValue => ({ type: 'timeTicks', value });
const text = (value: string): SnmpValue => ({ type: 'octets', value: Buffer.from(value) });
const oid = (value: string): SnmpValue => ({ type: 'oid', value });

/** A poll: instances by OID, columns by OID and suffix. */
const raw = (
  instances: Record<string, SnmpValue>,
  columns: Record<string, Record<string, SnmpValue>> = {},
  more: Partial<RawValues> = {},
): RawValues => ({
  at,
  instances: new Map(Object.entries(instances)),
  columns: new Map(Object.entries(columns).map(([name, rows]) => [name, new Map(Object.entries(rows))])),
  failed: new Set(),
  ...more,
});
const read = (profile: Profile, name: keyof Profile['facts'], values: RawValues): unknown => {
  const fact = readFacts(profile, values).facts[name];
  return fact === undefined ? 'no such fact' : 'value' in fact ? fact.value : fact.unknown;
};

describe('UPS-MIB on cards that stretch it', () => {
  const runtime = `${ups}.2.3.0`;
  const cases: [string, keyof Profile['facts'], RawValues, unknown][] = [
    ['minutes become seconds', 'runtimeS', raw({ [runtime]: int(22) }), 1_320],
    ['Huawei UPS5000: minutes -1 are unknown', 'runtimeS', raw({ [runtime]: int(-1) }), 'sentinel'],
    ['Huawei UPS2000: minutes 2^32-1 are unknown', 'runtimeS', raw({ [runtime]: gauge(4_294_967_295) }), 'sentinel'],
    [
      'Phoenixtec, Santak: minutes 0 at full charge are unknown, not an empty battery',
      'runtimeS',
      raw({ [runtime]: int(0) }),
      'sentinel',
    ],
    ['Santak: TimeTicks instead of INTEGER are the same minutes', 'runtimeS', raw({ [runtime]: ticks(30) }), 1_800],
    ['minutes that no battery lasts are implausible', 'runtimeS', raw({ [runtime]: int(1_000_000) }), 'implausible'],
    ['an object that the card lacks is not supported', 'runtimeS', raw({}), 'notSupported'],
    ['Delta: NULL is not supported', 'batteryCurrentA', raw({ [`${ups}.2.6.0`]: { type: 'null' } }), 'notSupported'],
    ['a charge of 0 is a reading: an empty battery', 'batteryChargeRatio', raw({ [`${ups}.2.4.0`]: int(0) }), 0],
    ['a charge of -1 is unknown', 'batteryChargeRatio', raw({ [`${ups}.2.4.0`]: int(-1) }), 'sentinel'],
    ['a charge of 130 % is implausible', 'batteryChargeRatio', raw({ [`${ups}.2.4.0`]: int(130) }), 'implausible'],
    ['a temperature of -1 is a missing sensor', 'batteryTemperatureC', raw({ [`${ups}.2.7.0`]: int(-1) }), 'sentinel'],
    ['upsBatteryStatus unknown(1) is unknown', 'batteryStatus', raw({ [`${ups}.2.1.0`]: int(1) }), 'sentinel'],
    ['upsBatteryStatus 9 is implausible', 'batteryStatus', raw({ [`${ups}.2.1.0`]: int(9) }), 'implausible'],
    [
      'volts by the MIB',
      'inputVoltageV',
      raw({}, { [`${ups}.3.3.1.3`]: { '1': int(227), '2': int(221), '3': int(233) } }),
      221,
    ],
    ['Huawei UPS5000: volts in tenths', 'inputVoltageV', raw({}, { [`${ups}.3.3.1.3`]: { '1': int(2_199) } }), 219.9],
    [
      'Huawei UPS5000: hertz in hundredths',
      'inputFrequencyHz',
      raw({}, { [`${ups}.3.3.1.2`]: { '1': int(4_999) } }),
      49.99,
    ],
    ['mains of 0 V is a reading: a failure', 'inputVoltageV', raw({}, { [`${ups}.3.3.1.3`]: { '1': int(0) } }), 0],
    [
      'a phase at 0 V is seen among three',
      'inputVoltageV',
      raw({ [`${ups}.3.2.0`]: int(3) }, { [`${ups}.3.3.1.3`]: { '1': int(230), '2': int(0), '3': int(231) } }),
      0,
    ],
    [
      'rows above upsInputNumLines are phases that the UPS does not have',
      'inputVoltageV',
      raw({ [`${ups}.3.2.0`]: int(1) }, { [`${ups}.3.3.1.3`]: { '1': int(230), '2': int(0), '3': int(0) } }),
      230,
    ],
    ['Eastpower: an extra .0 in the index', 'loadRatio', raw({}, { [`${ups}.4.4.1.5`]: { '1.0': gauge(9) } }), 0.09],
    [
      'the most loaded phase speaks',
      'loadRatio',
      raw({}, { [`${ups}.4.4.1.5`]: { '1': int(21), '2': int(64) } }),
      0.64,
    ],
    ['an overload is told as it is', 'loadRatio', raw({}, { [`${ups}.4.4.1.5`]: { '1': int(117) } }), 1.17],
    [
      'a load beyond what a UPS survives is implausible',
      'loadRatio',
      raw({}, { [`${ups}.4.4.1.5`]: { '1': int(201) } }),
      'implausible',
    ],
    [
      'Generex: negative watts are implausible',
      'outputPowerW',
      raw({}, { [`${ups}.4.4.1.4`]: { '1': int(-26) } }),
      'implausible',
    ],
    ['Generex: outputSource 4 is on bypass', 'outputSource', raw({ [`${ups}.4.1.0`]: int(4) }), 'bypass'],
    [
      'a sum with an unknown phase is unknown',
      'outputPowerW',
      raw({}, { [`${ups}.4.4.1.4`]: { '1': int(500), '2': int(-1) } }),
      'sentinel',
    ],
    [
      'alarms are named in the words of the MIB',
      'alarmNames',
      raw(
        { [`${ups}.6.1.0`]: gauge(2) },
        { [`${ups}.6.2.1.2`]: { '5': oid(`${ups}.6.3.1`), '9': oid(`${ups}.6.3.13`) } },
      ),
      'batteryBad,chargerFailed',
    ],
    [
      'an alarm of the maker’s own keeps its OID',
      'alarmNames',
      raw({ [`${ups}.6.1.0`]: gauge(1) }, { [`${ups}.6.2.1.2`]: { '1': oid('1.3.6.1.4.1.9.9') } }),
      '1.3.6.1.4.1.9.9',
    ],
    ['no alarm present is an empty list', 'alarmNames', raw({ [`${ups}.6.1.0`]: gauge(0) }), ''],
    ['noTestsInitiated is never', 'lastTestResult', raw({ [`${ups}.7.3.0`]: int(6) }), 'never'],
    [
      'a pass that started at 0 is never: the battery was not tested',
      'lastTestResult',
      raw({ [`${ups}.7.3.0`]: int(1), [`${ups}.7.5.0`]: ticks(0) }),
      'never',
    ],
    [
      'a pass with a start is a pass',
      'lastTestResult',
      raw({ [`${ups}.7.3.0`]: int(1), [`${ups}.7.5.0`]: ticks(5) }),
      'pass',
    ],
    [
      'an error that started at 0 stays an error',
      'lastTestResult',
      raw({ [`${ups}.7.3.0`]: int(3), [`${ups}.7.5.0`]: ticks(0) }),
      'error',
    ],
    [
      'a test is dated by sysUpTime',
      'lastTestAt',
      raw({ [`${ups}.7.5.0`]: ticks(100_000) }, {}, { upTime: 460_000 }),
      at - 3_600_000,
    ],
    [
      'Eaton 93E: a start ahead of sysUpTime is no date',
      'lastTestAt',
      raw({ [`${ups}.7.5.0`]: ticks(67_425_991) }, {}, { upTime: 67_423_732 }),
      'implausible',
    ],
    ['a start of 0 is no date', 'lastTestAt', raw({ [`${ups}.7.5.0`]: ticks(0) }, {}, { upTime: 5 }), 'sentinel'],
    ['an object that was asked and not answered', 'runtimeS', raw({}, {}, { failed: new Set([runtime]) }), 'noAnswer'],
  ];
  for (const [name, fact, values, expected] of cases)
    it(name, () => expect(read(rfc1628, fact, values)).toEqual(expected));
});

describe('makers’ profiles', () => {
  const apc = '1.3.6.1.4.1.318.1.1.1';
  const mge = '1.3.6.1.4.1.705.1';
  const smu = '1.3.6.1.4.1.2011.6.164.1';
  const him = '1.3.6.1.4.1.41809.1';
  const cases: [string, Profile, keyof Profile['facts'], RawValues, unknown][] = [
    [
      'APC: the finer figure first',
      apcUps,
      'batteryChargeRatio',
      raw({ [`${apc}.2.3.1.0`]: gauge(985), [`${apc}.2.2.1.0`]: gauge(98) }),
      0.985,
    ],
    [
      'APC: the older group where the finer is missing',
      apcUps,
      'batteryChargeRatio',
      raw({ [`${apc}.2.2.1.0`]: gauge(98) }),
      0.98,
    ],
    ['APC: runtime in TimeTicks', apcUps, 'runtimeS', raw({ [`${apc}.2.2.3.0`]: ticks(360_000) }), 3_600],
    ['APC: replace yes(2)', apcUps, 'replaceBattery', raw({ [`${apc}.2.2.4.0`]: int(2) }), 1],
    [
      'APC: a day in the device’s zone',
      apcUps,
      'batteryInstalledAt',
      raw({ [`${apc}.2.1.3.0`]: text('06/15/19') }),
      Date.UTC(2019, 5, 14, 17),
    ],
    [
      'APC: a day that does not exist is implausible',
      apcUps,
      'lastTestAt',
      raw({ [`${apc}.7.2.4.0`]: text('02/30/20') }),
      'implausible',
    ],
    [
      'APC: a test in the future is implausible',
      apcUps,
      'lastTestAt',
      raw({ [`${apc}.7.2.4.0`]: text('01/01/2031') }),
      'implausible',
    ],
    ['APC: Unknown is unknown', apcUps, 'lastTestAt', raw({ [`${apc}.7.2.4.0`]: text('Unknown') }), 'sentinel'],
    ['APC: a state after the list is other', apcUps, 'outputSource', raw({ [`${apc}.4.1.1.0`]: int(13) }), 'other'],
    ['MGE: on battery', mgeUps, 'outputSource', raw({ [`${mge}.7.3.0`]: int(1), [`${mge}.7.4.0`]: int(2) }), 'battery'],
    [
      'MGE: neither battery nor bypass is normal',
      mgeUps,
      'outputSource',
      raw({ [`${mge}.7.3.0`]: int(2), [`${mge}.7.4.0`]: int(2) }),
      'normal',
    ],
    ['MGE: half of the answer is none', mgeUps, 'outputSource', raw({ [`${mge}.7.4.0`]: int(2) }), 'notSupported'],
    [
      'MGE: a runtime at the end of its counter falls back on UPS-MIB',
      mgeUps,
      'runtimeS',
      raw({ [`${mge}.5.1.0`]: int(65_535), [`${ups}.2.3.0`]: int(1_092) }),
      65_520,
    ],
    [
      'SMU: the emptiest string speaks',
      huaweiSmu,
      'batteryChargeRatio',
      raw({}, { [`${smu}.4.4.2.1.3`]: { '1': gauge(1_000), '2': gauge(415) } }),
      0.415,
    ],
    [
      'SMU: -99999 is a missing sensor',
      huaweiSmu,
      'batteryTemperatureC',
      raw({}, { [`${smu}.4.4.2.1.6`]: { '1': int(-99_999) } }),
      'sentinel',
    ],
    [
      'SMU: a broken battery loop is named',
      huaweiSmu,
      'alarmNames',
      raw({}, { [`${smu}.4.4.2.1.99`]: { '1': int(1), '2': int(4) } }),
      'batteryLoopBreak',
    ],
    [
      'SMU: mains away',
      huaweiSmu,
      'mainsPresent',
      raw({}, { [`${smu}.5.2.1.1.4`]: { '1': gauge(2_358), '2': gauge(12) } }),
      0,
    ],
    [
      'Himoinsa: blocked wins over automatic',
      himoinsaGenerator,
      'engineMode',
      raw({ [`${him}.46.0`]: int(2 + 4 + 32) }),
      'blocked',
    ],
    [
      'Himoinsa: automatic and stopped',
      himoinsaGenerator,
      'engineState',
      raw({ [`${him}.46.0`]: int(2 + 4 + 256) }),
      'stopped',
    ],
    ['Himoinsa: mains present', himoinsaGenerator, 'mainsPresent', raw({ [`${him}.46.0`]: int(2 + 4 + 256) }), 1],
    ['Himoinsa: panel CEC7', himoinsaGenerator, 'engineMode', raw({ [`${him}.55.1.28.0`]: int(64 + 4) }), 'manual'],
    [
      'VRRP: a group that initialises speaks for all',
      vrrpV2,
      'standbyState',
      raw({}, { '1.3.6.1.2.1.68.1.3.1.3': { '3.1': int(2), '3.2': int(1) } }),
      'initialize',
    ],
    [
      'VRRP: backup is standby',
      vrrpV2,
      'standbyState',
      raw({}, { '1.3.6.1.2.1.68.1.3.1.3': { '3.1': int(2) } }),
      'standby',
    ],
    [
      'VRRP: changes of all groups',
      vrrpV2,
      'transitions',
      raw(
        {},
        {
          '1.3.6.1.2.1.68.2.4.1.1': { '3.1': { type: 'counter32', value: 2 }, '3.2': { type: 'counter32', value: 5 } },
        },
      ),
      7,
    ],
  ];
  for (const [name, profile, fact, values, expected] of cases)
    it(name, () => expect(read(profile, fact, values)).toEqual(expected));
});

describe('readOne', () => {
  const anyValue: fc.Arbitrary<SnmpValue> = fc.oneof(
    fc.integer().map(int),
    fc.nat().map(ticks),
    fc.string().map(text),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): SnmpValue => ({ type: 'counter64', value })),
    fc.constantFrom<SnmpValue>({ type: 'null' }, { type: 'noSuchObject' }, { type: 'endOfMibView' }),
  );
  const readings = [rfc1628, apcUps, mgeUps, huaweiSmu, himoinsaGenerator, vrrpV2].flatMap((profile) =>
    Object.values(profile.facts).flat(),
  );

  it('never states a number outside its band, and never throws, whatever a device answers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readings),
        fc.array(anyValue, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (reading: Reading, values, upTime) => {
          const name = reading.as === 'decide' ? (reading.of[0]?.oid ?? '') : reading.oid;
          const rows = Object.fromEntries(values.map((value, i) => [String(i + 1), value]));
          const outcome: Outcome = readOne(reading, raw({ [name]: values[0] ?? int(0) }, { [name]: rows }, { upTime }));
          if (!('value' in outcome)) return;
          if (reading.as === 'number') {
            const value = Number(outcome.value);
            const single = reading.rows !== 'sum';
            if (single && value !== 0) expect(value).toBeGreaterThanOrEqual(reading.band[0]);
            if (single) expect(value).toBeLessThanOrEqual(reading.band[1]);
          }
          if (reading.as === 'flag') expect([0, 1]).toContain(outcome.value);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the scale of a voltage that lies in the band', () => {
    const reading = rfc1628.facts.inputVoltageV?.[0] as NumberReading;
    fc.assert(
      fc.property(fc.integer({ min: 80, max: 500 }), fc.constantFrom(1, 10), (volts, per) => {
        expect(readOne(reading, raw({}, { [reading.oid]: { '1': int(volts * per) } }))).toEqual({ value: volts });
      }),
    );
  });
});
