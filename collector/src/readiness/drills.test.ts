import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import type { Fact } from '@thongsuot/contract/sample.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Backup, judgeBackups, missingBackups } from './endpoint.ts';
import { judgeReadiness } from './readiness.ts';
import type { UnitReading } from './sheet.ts';

const now = Date.UTC(2026, 10, 24);
const daysAgo = (days: number) => now - days * 86_400_000;
const drill = (days: number, over: Partial<DrillView> = {}): DrillView => ({
  id: 'd1',
  operator: 'vnpt',
  unit: 'u1',
  kind: 'drill',
  at: daysAgo(days),
  by: 'Nguyễn Văn A',
  result: 'passed',
  runtimeS: null,
  note: '',
  recordedBy: 'ca-truc',
  recordedAt: daysAgo(days),
  ...over,
});
const state = (value: string): Fact => ({ value, unit: 'state' });
const time = (days: number): Fact => ({ value: daysAgo(days), unit: 'time' });

const ups: UnitReading['facts'] = {
  outputSource: state('normal'),
  batteryStatus: state('normal'),
  batteryChargeRatio: { value: 1, unit: 'ratio' },
  runtimeS: { value: 7_200, unit: 's' },
};
const judge = (kind: UnitKind, facts: UnitReading['facts'], drills: DrillView[], over: Partial<UnitReading> = {}) => {
  const reading = { kind, facts, at: now - 1_000, fresh: true, runtimeMinimumS: null, drills, ...over };
  const { readiness, score, reasons } = judgeReadiness(reading, now);
  return [readiness, score, ...reasons.map(({ code, source }) => `${code} ${source}`)];
};

describe('a drill', () => {
  it.each<[string, UnitReading['facts'], DrillView[], unknown[]]>([
    ['none: never tested costs 15', {}, [], ['ready', 85, 'neverTested measured']],
    ['recorded: the reason is gone', {}, [drill(30)], ['ready', 100]],
    ['90 days old to the second counts in full', {}, [drill(90)], ['ready', 100]],
    ['an hour more than 90 days old ages', {}, [drill(90 + 1 / 24)], ['ready', 85, 'testOld drill']],
    ['91 days old ages', {}, [drill(91)], ['ready', 85, 'testOld drill']],
    ['181 days old ages further', {}, [drill(181)], ['conditional', 70, 'testOld drill']],
    ['newer than an old test of the unit’s own counts', { lastTestAt: time(200) }, [drill(1)], ['ready', 100]],
    [
      'older than a test of the unit’s own does not',
      { lastTestAt: time(95) },
      [drill(200)],
      ['ready', 85, 'testOld measured'],
    ],
    ['that failed blocks', {}, [drill(1, { result: 'failed' })], ['notReady', 0, 'testFailed drill']],
    [
      'that failed blocks though the unit’s own test passed since',
      { lastTestResult: state('pass'), lastTestAt: time(1) },
      [drill(10, { result: 'failed' })],
      ['notReady', 0, 'testFailed drill'],
    ],
    ['that passed after one that failed clears it', {}, [drill(1), drill(10, { result: 'failed' })], ['ready', 100]],
    [
      'that passed after a failed test of the unit’s own clears it',
      { lastTestResult: state('error'), lastTestAt: time(10) },
      [drill(1)],
      ['ready', 100],
    ],
    [
      'does not clear a failure without a date',
      { lastTestResult: state('error') },
      [drill(1)],
      ['notReady', 0, 'testFailed measured'],
    ],
    [
      'is not replaced by an inspection: looking is no test',
      {},
      [drill(1, { kind: 'inspection' })],
      ['ready', 85, 'neverTested measured'],
    ],
    [
      'aside, an inspection that failed blocks',
      {},
      [drill(1, { kind: 'inspection', result: 'failed' }), drill(20)],
      ['notReady', 0, 'inspectionFailed inspection'],
    ],
  ])('%s', (_, facts, drills, expected) => {
    expect(judge('ups', { ...ups, ...facts }, drills)).toEqual(expected);
  });

  it('that carried for the required time shows a runtime that the unit does not state; a shorter one shows nothing', () => {
    const { runtimeS: _, ...silent } = ups;
    expect(judge('ups', silent, [drill(1, { runtimeS: 7_200 })])).toEqual(['ready', 100]);
    expect(judge('ups', silent, [drill(1, { runtimeS: 7_199 })])).toEqual(['ready', 90, 'runtimeUnknown measured']);
  });

  it('lets a dormant standby link be ready', () => {
    expect(judge('standbyLink', { operState: state('dormant') }, [drill(1)])).toEqual(['ready', 100]);
    expect(judge('standbyLink', { operState: state('dormant') }, [])[0]).toBe('notReady');
  });

  it('says its age in the reason', () => {
    const { reasons } = judgeReadiness(
      { kind: 'ups', facts: ups, at: now, fresh: true, runtimeMinimumS: null, drills: [drill(91)] },
      now,
    );
    expect(reasons).toEqual([
      {
        code: 'testOld',
        blocker: false,
        penalty: 15,
        fact: null,
        value: 91,
        limit: 90,
        source: 'drill',
        ageS: 91 * 86_400,
      },
    ]);
  });
});

describe('a generator of which nothing is measured', () => {
  it.each<[string, DrillView[], unknown[]]>([
    [
      'is unknown without anybody’s word',
      [],
      ['unknown', null, 'noEvidence measured', 'neverTested measured', 'loadTestOld measured'],
    ],
    [
      'loses 10 with a drill of this month that carried the load',
      [drill(10, { runtimeS: 3_600 })],
      ['ready', 90, 'attestedOnly drill'],
    ],
    [
      'loses 60 more when it was only looked at',
      [drill(10, { kind: 'inspection' })],
      ['notReady', 30, 'neverTested measured', 'loadTestOld measured', 'attestedOnly inspection'],
    ],
    [
      'is unknown again when the word is over half a year old',
      [drill(181)],
      ['unknown', null, 'noEvidence measured', 'testOld drill', 'loadTestOld measured'],
    ],
  ])('%s', (_, drills, expected) => {
    expect(judge('generator', {}, drills)).toEqual(expected);
  });
  it('counts for other kinds only where no device speaks for them', () => {
    expect(judge('ups', {}, [drill(1)])[0]).toBe('unknown');
    expect(judge('ups', {}, [drill(1, { runtimeS: 9_000 })], { attestedOnly: true })).toEqual([
      'ready',
      90,
      'attestedOnly drill',
    ]);
  });
});

describe('the backups of an endpoint', () => {
  const path: Backup = { kind: 'standbyLink', readiness: 'ready', score: 100 };
  const power: Backup = { kind: 'ups', readiness: 'conditional', score: 70 };
  it.each<[string, number, number, Backup[], unknown]>([
    ['of priority 1 with path and power lack nothing', 1, 1, [path, power], []],
    ['of priority 1 without a second path lack it', 1, 1, [power], ['backupPath']],
    ['of priority 1 without anything lack both', 1, 1, [], ['backupPath', 'backupPower']],
    ['of priority 1 that no link serves lack nothing', 1, 0, [], []],
    ['of priority 2 are what is listed', 2, 1, [], []],
  ])('%s', (_, priority, primaries, backups, missing) => {
    expect(missingBackups(priority, primaries, backups)).toEqual(missing);
  });
  it('are as ready as the worst of them', () => {
    expect(judgeBackups([path, power], [])).toEqual({
      readiness: 'conditional',
      score: 70,
      required: 2,
      ready: 1,
      missing: [],
    });
  });
  it('are not ready when one is missing, and nothing is said where nothing is required', () => {
    expect(judgeBackups([path], ['backupPower'])).toMatchObject({
      readiness: 'notReady',
      score: 0,
      required: 2,
      ready: 1,
    });
    expect(judgeBackups([], [])).toMatchObject({ readiness: null, score: null, required: 0 });
  });
  it('whatever they are: ready exactly when all are, and the score is never better than the worst', () => {
    const one = fc.constantFrom<Backup>(
      path,
      power,
      { kind: 'ups', readiness: 'notReady', score: 0 },
      { kind: 'generator', readiness: 'unknown', score: null },
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (backups) => {
        const { readiness, score, ready } = judgeBackups(backups, []);
        expect(readiness === 'ready').toBe(backups.every((b) => b.readiness === 'ready'));
        expect(readiness === 'notReady').toBe(backups.some((b) => b.readiness === 'notReady'));
        expect(ready).toBe(backups.filter((b) => b.readiness === 'ready').length);
        if (score === null) expect(backups.some((b) => b.score === null)).toBe(true);
        else expect(score).toBe(Math.min(...backups.map((b) => b.score ?? 0)));
      }),
    );
  });
});
