import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../duty/actor.ts';
import {
  createScene,
  department,
  emptyDirectory,
  inventory,
  link,
  reading,
  register,
  rules,
  type Scene,
  t0,
} from './live.fake.ts';

const hour = 3_600_000;
const so: Actor = { name: 'so', role: 'department', operator: null };
const zone = { id: 'z1', area: 'pleiku', from: t0 + 60_000, to: t0 + hour, order: '1580/UBND-KGVX' };

const directories: string[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function open(): Scene {
  const directory = mkdtempSync(join(tmpdir(), 'thongsuot-zones-'));
  directories.push(directory);
  const scene = createScene({ path: join(directory, 'operational.db') });
  listed(scene);
  return scene;
}
/** The inventory is there again after each start, as ingest gives it. */
function listed(scene: Scene): void {
  const ups = { id: 'ups1', kind: 'ups' as const, device: 'ups1', protects: ['a1'], intervalS: 60 };
  scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')], { units: [ups] }));
}
function pass(scene: Scene, ms: number): void {
  scene.time.wall += ms;
  scene.time.mono += ms;
}
/** Readings of `a1` at this load, each 10 s. */
function play(scene: Scene, load: number, count: number): void {
  for (let i = 0; i < count; i++) {
    pass(scene, 10_000);
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall - 1_000, load)]);
  }
}
const endpoint = ({ live }: Scene) => live.views.endpoint(department, 'bvdk');
const firing = ({ live }: Scene) => live.views.alerts(department, 'firing').map(({ rule }) => rule);
const endings = ({ live }: Scene) => live.views.alerts(department, 'resolved').map(({ ending }) => ending);

describe('a zone in the live picture', () => {
  it('begins within a second of its date, fires what its thresholds ask for, and ends it as zoneEnded', async () => {
    const scene = open();
    scene.duty.declareZone(zone, so);
    play(scene, 0.65, 4);
    expect([endpoint(scene)?.zone, firing(scene)]).toEqual([null, []]);
    pass(scene, 60_000);
    vi.useFakeTimers();
    await scene.live.start();
    vi.advanceTimersByTime(1_000);
    expect(endpoint(scene)?.zone).toEqual({ id: 'z1', order: '1580/UBND-KGVX', to: t0 + hour, cadenceS: 10 });
    // 65 % is below the 70 % of a hospital and above the 60 % of an outbreak.
    play(scene, 0.65, 4);
    expect(firing(scene)).toEqual(['utilization']);
    pass(scene, hour);
    vi.advanceTimersByTime(1_000);
    expect([firing(scene), endings(scene), endpoint(scene)?.zone]).toEqual([[], ['zoneEnded'], null]);
    vi.useRealTimers();
    await scene.live.stop();
  });

  it('that ended leaves an alert that holds without it', () => {
    const scene = open();
    scene.duty.declareZone({ ...zone, from: t0 }, so);
    play(scene, 0.9, 4);
    expect(firing(scene)).toEqual(['utilization']);
    scene.duty.endZone('z1', '', so);
    expect([firing(scene), endings(scene)]).toEqual([['utilization'], []]);
  });

  it('outlives a restart, and one that ended meanwhile ends its alerts as zoneEnded', async () => {
    const scene = open();
    scene.duty.declareZone({ ...zone, from: t0 }, so);
    play(scene, 0.65, 4);
    await scene.live.stop();
    const again = scene.reopen();
    listed(again);
    expect([endpoint(again)?.zone?.id, firing(again)]).toEqual(['z1', ['utilization']]);
    pass(again, hour);
    await again.live.stop();
    const third = again.reopen();
    listed(third);
    await third.live.start();
    expect([endpoint(third)?.zone, firing(third), endings(third)]).toEqual([null, [], ['zoneEnded']]);
    await third.live.stop();
  });
});

describe('a config that is read again', () => {
  it('leaves the zone in force, and its change of thresholds is in the audit trail', async () => {
    const scene = open();
    await scene.live.start();
    scene.duty.declareZone({ ...zone, from: t0 }, so);
    const layer = { thresholds: { utilizationWarning: 0.55 }, source: 'Hợp đồng 7' };
    scene.live.reload({ ...register, classes: { HOSPITAL: layer } }, rules, emptyDirectory);
    expect(endpoint(scene)?.zone?.id).toBe('z1');
    expect(scene.live.desk.thresholds(department, 'bvdk', 'vnpt')?.figures).toMatchObject({
      utilizationWarning: { value: 0.55, source: 'Hợp đồng 7' },
      utilizationCritical: { value: 0.75, source: 'zone 1580/UBND-KGVX' },
    });
    const changes = scene.duty.audited(null, 0, t0 + hour).filter(({ action }) => action === 'thresholdChanged');
    expect(changes.map(({ who, subject, from, to }) => [who, subject, from, to])).toEqual([
      ['collector.yaml', 'classes.HOSPITAL.utilizationWarning', null, 0.55],
    ]);
    await scene.live.stop();
  });
});

describe('a drill in the live picture', () => {
  it('changes the unit’s score and reasons at once, and its endpoint’s', () => {
    const scene = open();
    pass(scene, 10_000);
    const facts = {
      outputSource: { value: 'normal', unit: 'state' as const },
      batteryStatus: { value: 'normal', unit: 'state' as const },
      batteryChargeRatio: { value: 1, unit: 'ratio' as const },
      runtimeS: { value: 9_000, unit: 's' as const },
    };
    scene.send('vnpt', 'vnpt-1', [{ kind: 'unit', at: scene.time.wall, unit: 'ups1', intervalS: 60, facts }]);
    const unit = () => {
      const [view] = scene.live.views.units(department);
      return [view?.score, view?.reasons.map(({ code, source }) => `${code} ${source}`)];
    };
    expect(unit()).toEqual([85, ['neverTested measured']]);
    expect(endpoint(scene)?.readiness).toEqual({
      readiness: 'notReady',
      score: 0,
      required: 2,
      ready: 1,
      missing: ['backupPath'],
    });
    const done = { operator: 'vnpt', unit: 'ups1', kind: 'drill' as const, by: 'A', at: scene.time.wall };
    scene.duty.recordDrill({ ...done, id: 'd1', result: 'passed' }, so);
    expect(unit()).toEqual([100, []]);
    scene.duty.recordDrill({ ...done, id: 'd2', at: done.at + 1, result: 'failed' }, so);
    expect(unit()).toEqual([0, ['testFailed drill']]);
    expect(endpoint(scene)?.backups).toMatchObject([
      { operator: 'vnpt', kind: 'ups', unit: 'ups1', readiness: 'notReady' },
    ]);
  });

  it('of a backup link that no unit stands for counts for its endpoint; one without traffic or probe is unknown', () => {
    const scene = open();
    const backup = link('b2', 'bvdk', { role: 'backup', sharedRisk: ['duct'] });
    scene.live.inventory(inventory('viettel', 'viettel-1', [backup]));
    const standby = () => endpoint(scene)?.backups?.find((one) => one.link === 'b2');
    pass(scene, 10_000);
    scene.send('viettel', 'viettel-1', [reading('b2', scene.time.wall, 0)]);
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.9)]);
    expect(standby()).toMatchObject({ kind: 'standbyLink', unit: null, readiness: 'notReady' });
    expect(standby()?.reasons[0]).toMatchObject({ code: 'capacityShort', blocker: true, value: 90e6, limit: 80e6 });
    pass(scene, 10_000);
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.3)]);
    expect(standby()).toMatchObject({ readiness: 'unknown', score: null });
    // It carries traffic: that it works is seen.
    scene.send('viettel', 'viettel-1', [reading('b2', scene.time.wall, 0.2)]);
    expect(standby()).toMatchObject({ readiness: 'ready', score: 80, reasons: [{ code: 'neverTested', penalty: 20 }] });
    const done = { operator: 'viettel', unit: 'b2', kind: 'drill' as const, by: 'B', at: scene.time.wall };
    scene.duty.recordDrill({ ...done, id: 'd1', result: 'passed' }, so);
    expect(standby()).toMatchObject({ readiness: 'ready', score: 100, reasons: [] });
  });
});
