import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { type FactName, facts, type UnitKind, unitKinds } from '@thongsuot/contract/facts.ts';
import type { Fact } from '@thongsuot/contract/sample.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReadiness } from './readiness.ts';
import type { UnitReading } from './sheet.ts';

const now = Date.UTC(2026, 10, 24);
const daysAgo = (days: number) => now - days * 86_400_000;

type Values = Partial<Record<FactName, number | string | null>>;
const known = (values: Values) =>
  Object.fromEntries(
    (Object.keys(values) as FactName[]).map((name) => {
      const value = values[name] ?? null;
      const fact: Fact = value === null ? { unknown: 'sentinel' } : { value, unit: facts[name] };
      return [name, fact];
    }),
  );
/** A drill in which the unit carried its load. */
const loadDrill = (days: number, over: Partial<DrillView> = {}): DrillView => ({
  id: `d${days}`,
  operator: 'vnpt',
  unit: 'u1',
  at: daysAgo(days),
  by: 'Nguyễn Văn An',
  kind: 'drill',
  result: 'passed',
  runtimeS: 1_800,
  note: '',
  recordedBy: 'vnpt',
  recordedAt: daysAgo(days),
  ...over,
});
const reading = (kind: UnitKind, values: Values, over: Partial<UnitReading> = {}): UnitReading => ({
  kind,
  facts: known(values),
  at: now - 1000,
  fresh: true,
  runtimeMinimumS: null,
  ...(kind === 'generator' && { drills: [loadDrill(120)] }),
  ...over,
});
const summary = (unit: UnitReading) => {
  const { readiness, score, reasons } = judgeReadiness(unit, now);
  return { readiness, score, codes: reasons.map((r) => r.code) };
};

const good: Record<UnitKind, Values> = {
  ups: {
    outputSource: 'normal',
    batteryStatus: 'normal',
    batteryChargeRatio: 1,
    runtimeS: 7200,
    loadRatio: 0.4,
    batteryTemperatureC: 25,
    replaceBattery: 0,
    lastTestResult: 'pass',
    lastTestAt: daysAgo(30),
  },
  dcPlant: {
    mainsPresent: 1,
    rectifiers: 4,
    rectifiersWorking: 4,
    batteryChargeRatio: 0.98,
    runtimeS: 10_000,
    lastTestResult: 'pass',
    lastTestAt: daysAgo(10),
  },
  generator: {
    engineMode: 'auto',
    engineState: 'ready',
    fuelRatio: 0.8,
    startBatteryVoltageV: 27,
    lastTestResult: 'pass',
    lastTestAt: daysAgo(7),
  },
  standbyLink: { operState: 'up', lastTestResult: 'pass', lastTestAt: daysAgo(60) },
  standbyRouter: { standbyState: 'standby', peerState: 'active', lastTestResult: 'pass', lastTestAt: daysAgo(100) },
};

describe('readiness of a unit', () => {
  it.each(unitKinds)('a good %s is ready with all points and no reason', (kind) => {
    expect(summary(reading(kind, good[kind]))).toEqual({ readiness: 'ready', score: 100, codes: [] });
  });

  it.each(unitKinds)('a %s without a reading, or with a stale one, is unknown: neither ready nor failed', (kind) => {
    expect(judgeReadiness(null, now)).toMatchObject({ readiness: 'unknown', score: null });
    expect(summary(reading(kind, good[kind], { fresh: false }))).toEqual({
      readiness: 'unknown',
      score: null,
      codes: ['stale'],
    });
  });

  it.each(unitKinds)('a %s that states nothing decisive is unknown, and never tested is said', (kind) => {
    expect(summary(reading(kind, {}, { drills: [] }))).toMatchObject({
      readiness: 'unknown',
      score: null,
      codes: expect.arrayContaining(['noEvidence', 'neverTested']),
    });
  });

  it.each<[string, UnitKind, Values, string, number | null, string[]]>([
    ['a UPS on bypass is not ready', 'ups', { outputSource: 'bypass' }, 'notReady', 0, ['outputSource']],
    ['a UPS loaded to 80 % loses nothing', 'ups', { loadRatio: 0.8 }, 'ready', 100, []],
    ['a UPS loaded above 80 % loses 15', 'ups', { loadRatio: 0.81 }, 'ready', 85, ['loadHigh']],
    ['an overloaded UPS loses as much', 'ups', { loadRatio: 1.12 }, 'ready', 85, ['loadHigh']],
    ['a UPS on battery is conditional on nothing yet', 'ups', { outputSource: 'battery' }, 'ready', 90, ['onBattery']],
    ['a low battery is not ready', 'ups', { batteryStatus: 'low' }, 'notReady', 0, ['batteryStatus']],
    ['charge below half is not ready', 'ups', { batteryChargeRatio: 0.49 }, 'notReady', 0, ['chargeLow']],
    [
      'charge costs one point for each 2 % below 90',
      'ups',
      { batteryChargeRatio: 0.6 },
      'ready',
      85,
      ['chargeBelowFull'],
    ],
    ['runtime below the minimum costs 25', 'ups', { runtimeS: 4000 }, 'conditional', 75, ['runtimeShort']],
    ['runtime below half the minimum is not ready', 'ups', { runtimeS: 3599 }, 'notReady', 0, ['runtimeShort']],
    ['an unknown runtime costs 10', 'ups', { runtimeS: null }, 'ready', 90, ['runtimeUnknown']],
    ['a battery to be replaced is not ready', 'ups', { replaceBattery: 1 }, 'notReady', 0, ['replaceBattery']],
    [
      'an alarm in the words of the MIB blocks',
      'ups',
      { alarmNames: 'upsAlarmChargerFailed' },
      'notReady',
      0,
      ['alarm'],
    ],
    ['an alarm that does not block costs nothing', 'ups', { alarmNames: 'upsAlarmOnBattery' }, 'ready', 100, []],
    ['a failed test is not ready', 'ups', { lastTestResult: 'error' }, 'notReady', 0, ['testFailed']],
    ['never tested is a reason', 'ups', { lastTestResult: 'never', lastTestAt: null }, 'ready', 85, ['neverTested']],
    ['a test without a date is of unknown age', 'ups', { lastTestAt: null }, 'ready', 85, ['testAgeUnknown']],
    ['a test half a year old costs 30', 'ups', { lastTestAt: daysAgo(181) }, 'conditional', 70, ['testOld']],
    [
      'an old hot battery adds up',
      'ups',
      { batteryInstalledAt: daysAgo(2000), batteryTemperatureC: 41 },
      'notReady',
      55,
      ['batteryOld', 'batteryHot'],
    ],
    [
      'one of four rectifiers lost is the spare',
      'dcPlant',
      { rectifiersWorking: 3 },
      'ready',
      80,
      ['rectifierSpareLost'],
    ],
    [
      'two of four rectifiers lost is below N',
      'dcPlant',
      { rectifiersWorking: 2 },
      'notReady',
      0,
      ['rectifiersBelowN'],
    ],
    [
      'mains lost and half empty is not ready',
      'dcPlant',
      { mainsPresent: 0, batteryChargeRatio: 0.4 },
      'notReady',
      0,
      ['chargeLow', 'onBattery'],
    ],
    [
      'half empty with the mains there fills up: half a point for each hundredth, and no blocker',
      'dcPlant',
      { mainsPresent: 1, batteryChargeRatio: 0.4 },
      'conditional',
      75,
      ['chargeBelowFull'],
    ],
    [
      'half empty and nothing known of the mains is not ready',
      'dcPlant',
      { mainsPresent: null, batteryChargeRatio: 0.4 },
      'notReady',
      0,
      ['chargeLow'],
    ],
    ['fuel for less than two hours is not ready', 'generator', { runtimeS: 7_199 }, 'notReady', 0, ['fuelLow']],
    ['fuel for two hours will do', 'generator', { runtimeS: 7_200 }, 'ready', 100, []],
    ['a generator not in auto is not ready', 'generator', { engineMode: 'manual' }, 'notReady', 0, ['notInAuto']],
    ['fuel below a half costs 15', 'generator', { fuelRatio: 0.3 }, 'ready', 85, ['fuelLow']],
    ['fuel below a tenth is not ready', 'generator', { fuelRatio: 0.05 }, 'notReady', 0, ['fuelLow']],
    [
      'a weak start battery of a 12 V set',
      'generator',
      { startBatteryVoltageV: 11.4 },
      'notReady',
      0,
      ['startBatteryLow'],
    ],
    [
      'a weak start battery of a 24 V set',
      'generator',
      { startBatteryVoltageV: 22.5 },
      'notReady',
      0,
      ['startBatteryLow'],
    ],
    ['a generator not started for 40 days', 'generator', { lastTestAt: daysAgo(40) }, 'ready', 80, ['testOld']],
    ['a generator not started for 100 days', 'generator', { lastTestAt: daysAgo(100) }, 'conditional', 60, ['testOld']],
    ['a standby link that is down', 'standbyLink', { operState: 'down' }, 'notReady', 0, ['operNotUp']],
    ['a dormant standby link with a passed drill', 'standbyLink', { operState: 'dormant' }, 'ready', 100, []],
    [
      'a dormant standby link without a drill',
      'standbyLink',
      { operState: 'dormant', lastTestAt: null },
      'notReady',
      0,
      ['operNotUp', 'testAgeUnknown'],
    ],
    ['a standby link whose session stands', 'standbyLink', { peerState: 'up' }, 'ready', 100, []],
    [
      'a standby link whose BGP peer is not established',
      'standbyLink',
      { peerState: 'down' },
      'notReady',
      0,
      ['sessionDown'],
    ],
    ['a standby link that nobody asked of its session', 'standbyLink', { peerState: null }, 'ready', 100, []],
    ['a plant whose battery loop is broken', 'dcPlant', { alarmNames: 'batteryLoopBreak' }, 'notReady', 0, ['alarm']],
    ['two active routers', 'standbyRouter', { standbyState: 'active' }, 'notReady', 0, ['twoActive']],
    ['a router without its peer', 'standbyRouter', { peerState: 'absent' }, 'notReady', 0, ['peerAbsent']],
    ['a router in cold standby', 'standbyRouter', { standbyState: 'coldStandby' }, 'ready', 80, ['coldStandby']],
  ])('%s', (_name, kind, change, readiness, score, codes) => {
    expect(summary(reading(kind, { ...good[kind], ...change }))).toEqual({ readiness, score, codes });
  });

  it.each([
    [
      'cannot carry the primary at 80 %',
      { capacityBitsPerSecond: 100e6, primaryP95BitsPerSecond: 81e6 },
      ['capacityShort'],
    ],
    ['carries it with room', { capacityBitsPerSecond: 100e6, primaryP95BitsPerSecond: 50e6 }, []],
    ['lies in the same duct', { sharesRisk: true }, ['sharedRisk']],
    ['loses echoes', { lossRatio: 0.02 }, ['probeLoss']],
    ['says no limit for its light', {}, []],
    ['receives as much light as it should', { receivePowerMinDbm: -21.4 }, []],
    ['receives less light than it should', { receivePowerMinDbm: -20 }, ['receivePowerLow']],
  ])('a standby link that %s', (_name, standby, codes) => {
    expect(summary(reading('standbyLink', { ...good.standbyLink, receivePowerDbm: -21.4 }, { standby })).codes).toEqual(
      codes,
    );
  });

  it.each<[string, DrillView[], number, unknown[]]>([
    ['half a year ago', [loadDrill(180)], 100, []],
    ['more than half a year ago', [loadDrill(181)], 80, [['noLoadTest', 181, 180, 'drill']]],
    ['never', [], 80, [['noLoadTest', null, 180, 'measured']]],
    ['never, though it was started', [loadDrill(8, { runtimeS: null })], 80, [['noLoadTest', null, 180, 'measured']]],
    [
      'never, though somebody looked at it',
      [loadDrill(8, { kind: 'inspection' })],
      80,
      [['noLoadTest', null, 180, 'measured']],
    ],
    ['once, before a drill without load', [loadDrill(8, { runtimeS: null }), loadDrill(90)], 100, []],
  ])('a generator that carried its load %s', (_name, drills, score, reasons) => {
    const verdict = judgeReadiness(reading('generator', good.generator, { drills }), now);
    expect(verdict.score).toBe(score);
    expect(verdict.reasons.map(({ code, value, limit, source }) => [code, value, limit, source])).toEqual(reasons);
  });

  it.each([
    [3, 100, []],
    [4, 85, ['roleUnstable']],
  ])('a standby router with %d changes of role in a day', (roleChanges, score, codes) => {
    expect(summary(reading('standbyRouter', good.standbyRouter, { roleChanges }))).toMatchObject({ score, codes });
  });

  it('each reason carries the fact, its value, the limit it missed, its source and its age', () => {
    const { reasons } = judgeReadiness(reading('ups', { ...good.ups, runtimeS: 4000 }, { runtimeMinimumS: 5000 }), now);
    expect(reasons).toEqual([
      {
        code: 'runtimeShort',
        blocker: false,
        penalty: 25,
        fact: 'runtimeS',
        value: 4000,
        limit: 5000,
        source: 'measured',
        ageS: 1,
      },
    ]);
  });

  it('whatever the facts: blocked is not ready, unknown has no score, and the score is 100 less the penalties', () => {
    const number = fc.double({ min: 0, max: 100_000, noNaN: true });
    const some = fc.record(
      {
        batteryChargeRatio: fc.double({ min: 0, max: 1, noNaN: true }),
        runtimeS: number,
        outputSource: fc.constantFrom('normal', 'battery', 'bypass', 'none', 'other'),
        lastTestResult: fc.constantFrom('pass', 'warning', 'error', 'never'),
        lastTestAt: fc.integer({ min: 0, max: now }),
        engineMode: fc.constantFrom('auto', 'manual', 'off'),
        operState: fc.constantFrom('up', 'down', 'dormant', 'unknown'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...unitKinds), some, (kind, values) => {
        const { readiness, score, reasons } = judgeReadiness(reading(kind, values), now);
        const blocked = reasons.some((r) => r.blocker);
        const points = Math.max(0, 100 - reasons.reduce((sum, r) => sum + r.penalty, 0));
        expect(score === null).toBe(readiness === 'unknown');
        if (blocked) expect([readiness, score]).toEqual(['notReady', 0]);
        else if (score !== null) {
          expect(score).toBe(points);
          expect(readiness).toBe(points >= 80 ? 'ready' : points >= 60 ? 'conditional' : 'notReady');
        }
      }),
    );
  });
});
