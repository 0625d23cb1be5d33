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
const reading = (kind: UnitKind, values: Values, over: Partial<UnitReading> = {}): UnitReading => ({
  kind,
  facts: known(values),
  at: now - 1000,
  fresh: true,
  runtimeMinimumS: null,
  ...(kind === 'generator' && { drills: [loadTest(150)] }),
  ...over,
});
const loadTest = (days: number, runtimeS: number | null = 3600): DrillView => ({
  id: `d${days}`,
  operator: 'vnpt',
  unit: 'u1',
  kind: 'drill',
  at: daysAgo(days),
  by: 'Nguyễn Văn A',
  result: 'passed',
  runtimeS,
  note: '',
  recordedBy: 'ca-truc',
  recordedAt: daysAgo(days),
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
      'half empty while the mains stand, it is charging: its points are lost and no more',
      'dcPlant',
      { mainsPresent: 1, batteryChargeRatio: 0.49 },
      'conditional',
      79,
      ['chargeBelowFull'],
    ],
    [
      'half empty while nothing is known of the mains',
      'dcPlant',
      { mainsPresent: null, batteryChargeRatio: 0.49 },
      'notReady',
      0,
      ['chargeLow'],
    ],
    ['a warm battery', 'dcPlant', { batteryTemperatureC: 31 }, 'ready', 95, ['batteryHot']],
    ['fuel for less than two hours', 'generator', { runtimeS: 7_199 }, 'notReady', 0, ['runtimeShort']],
    ['fuel for two hours', 'generator', { runtimeS: 7_200 }, 'ready', 100, []],
    ['an overdue service', 'generator', { nextServiceAt: daysAgo(1) }, 'ready', 85, ['serviceOverdue']],
    ['an engine that is shut down', 'generator', { engineState: 'notReady' }, 'notReady', 0, ['engineNotReady']],
    ['an emergency stop', 'generator', { alarmNames: 'emergencyStop' }, 'notReady', 0, ['alarm']],
    ['a router that initialises', 'standbyRouter', { standbyState: 'initialize' }, 'notReady', 0, ['standbyState']],
    ['a router not drilled for 181 days', 'standbyRouter', { lastTestAt: daysAgo(181) }, 'ready', 85, ['testOld']],
    ['a standby link not drilled for 91 days', 'standbyLink', { lastTestAt: daysAgo(91) }, 'ready', 80, ['testOld']],
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
    ['has frames with errors', { errorRatio: 1.1e-6 }, ['errorsHigh']],
    ['has as few errors as may be', { errorRatio: 1e-6 }, []],
    ['is left with little room', { capacityBitsPerSecond: 100e6, primaryP95BitsPerSecond: 80e6 }, ['reserveThin']],
    ['says no limit for its light', {}, []],
    ['receives as much light as it should', { receivePowerMinDbm: -21.4 }, []],
    ['receives less light than it should', { receivePowerMinDbm: -20 }, ['receivePowerLow']],
  ])('a standby link that %s', (_name, standby, codes) => {
    expect(summary(reading('standbyLink', { ...good.standbyLink, receivePowerDbm: -21.4 }, { standby })).codes).toEqual(
      codes,
    );
  });

  it.each<[string, DrillView[], string[]]>([
    ['180 days ago counts', [loadTest(180)], []],
    ['181 days ago is too long ago', [loadTest(181)], ['loadTestOld']],
    ['never is said', [], ['loadTestOld']],
    ['is not a start without load', [loadTest(5, null)], ['loadTestOld']],
  ])('a generator that carried the load %s', (_, drills, codes) => {
    expect(summary(reading('generator', good.generator, { drills })).codes).toEqual(codes);
  });

  it.each<[string, number, DrillView[], string[]]>([
    ['three times costs nothing', 3, [], []],
    ['four times costs 15', 4, [], ['roleChanges']],
    ['four times in a drill was meant', 4, [loadTest(0.5)], []],
  ])('a standby router that changed roles in a day %s', (_, times, drills, codes) => {
    const roleChanges = Array<number>(times).fill(daysAgo(0.5));
    expect(summary(reading('standbyRouter', good.standbyRouter, { roleChanges, drills })).codes).toEqual(codes);
  });

  it.each<[UnitReading, object]>([
    [
      reading('standbyRouter', good.standbyRouter, { roleChanges: Array<number>(5).fill(now - 60_000) }),
      { code: 'roleChanges', penalty: 15, fact: 'transitions', value: 5, limit: 3, source: 'measured', ageS: 1 },
    ],
    [
      reading('standbyLink', good.standbyLink, { standby: { errorRatio: 2e-6 } }),
      { code: 'errorsHigh', blocker: true, value: 2e-6, limit: 1e-6, source: 'measured', ageS: 1 },
    ],
    [
      reading('generator', good.generator, { drills: [loadTest(200)] }),
      { code: 'loadTestOld', penalty: 20, value: 200, limit: 180, source: 'drill', ageS: 200 * 86_400 },
    ],
    [
      reading('generator', { ...good.generator, runtimeS: 600 }),
      { code: 'runtimeShort', blocker: true, fact: 'runtimeS', value: 600, limit: 7_200, source: 'measured', ageS: 1 },
    ],
  ])('a reason says what was found against what is asked for, from where and how old', (unit, reason) => {
    expect(judgeReadiness(unit, now).reasons).toEqual([expect.objectContaining(reason)]);
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
