import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { measurements } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { slotMs } from '../capacity/percentile.ts';
import { M, t0 } from '../live/live.fake.ts';
import { openStore } from '../store/open.ts';
import { toPoints } from '../store/point.ts';
import type { Point } from '../store/store.ts';
import { alertRecord, recorderScene } from './recorder.fake.ts';

const minute = 60_000;
const upsSample = (at: number): Extract<Sample, { kind: 'unit' }> => ({
  kind: 'unit',
  at,
  unit: 'ups1',
  intervalS: 60,
  facts: {
    batteryChargeRatio: { value: 1, unit: 'ratio' },
    runtimeS: { value: 9_000, unit: 's' },
    loadRatio: { value: 0.3, unit: 'ratio' },
    outputSource: { value: 'normal', unit: 'state' },
    batteryStatus: { value: 'normal', unit: 'state' },
    alarms: { value: 0, unit: 'count' },
  },
});

describe('the verdicts on endpoints', () => {
  it('are written for all operators together and for each that serves it, with the worst reserve of each', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.readings(0.75);
    await scene.look();
    const up = { state: 'up', isolated: 0, on_backup: 0 };
    expect(scene.memory.of('endpoint')).toEqual([
      { series: 'all/bvdk', at: t0, fields: { ...up, worst_reserve_ratio: 0.25, paths_up: 2, paths: 2 } },
      { series: 'all/ubnd', at: t0, fields: { ...up, worst_reserve_ratio: 0.8, paths_up: 1, paths: 1 } },
      // A backup that is not in use has no headline: the contract's worst reserve is of primaries.
      { series: 'viettel/bvdk', at: t0, fields: { ...up, paths_up: 1, paths: 1 } },
      { series: 'viettel/ubnd', at: t0, fields: { ...up, worst_reserve_ratio: 0.8, paths_up: 1, paths: 1 } },
      { series: 'vnpt/bvdk', at: t0, fields: { ...up, worst_reserve_ratio: 0.25, paths_up: 1, paths: 1 } },
    ]);
  });

  it('are written at a change of state at once, and otherwise once a minute', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.readings(0.75);
    await scene.look();
    const count = scene.memory.points.size;
    scene.readings(0.6);
    await scene.look(5_000);
    expect(scene.memory.points.size, 'a reserve that moves is no change of state').toBe(count);
    scene.time.wall += 5_000;
    scene.readings('down');
    await scene.look();
    const cut = t0 + 10_000;
    expect(scene.memory.of('endpoint').filter(({ at }) => at === cut)).toEqual([
      {
        series: 'all/bvdk',
        at: cut,
        fields: { state: 'degraded', isolated: 0, on_backup: 1, worst_reserve_ratio: 0.7, paths_up: 1, paths: 2 },
      },
      { series: 'vnpt/bvdk', at: cut, fields: { state: 'down', isolated: 1, on_backup: 0, paths_up: 0, paths: 1 } },
    ]);
    await scene.look(50_000);
    expect(scene.memory.of('endpoint').filter(({ at }) => at === t0 + minute)).toHaveLength(5);
  });

  it('end with an unknown one when an operator serves the endpoint no more', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.readings(0.75);
    await scene.look();
    const instant = { now: scene.time.wall, monotonicMs: 0 };
    const gone = { operator: 'viettel', agent: 'viettel-1', hash: 'y', at: t0 + 1, site: 'pleiku', version: '1' };
    scene.picture.inventory({ ...gone, intervalS: 10, devices: [], links: [], units: [], checks: [] }, instant);
    await scene.look(1_000);
    const last = scene.memory.of('endpoint').filter(({ at, series }) => at > t0 && series === 'viettel/bvdk');
    expect(last).toEqual([
      {
        series: 'viettel/bvdk',
        at: t0 + 1_000,
        fields: { state: 'unknown', isolated: 0, on_backup: 0, paths_up: 0, paths: 0 },
      },
    ]);
  });
});

describe('the verdict on a unit', () => {
  it('stands at the time of its newest sample, once a minute and at a change', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.apply('vnpt', upsSample(t0 - 7_000));
    await scene.look();
    const [first] = scene.memory.of('unit');
    expect(first).toMatchObject({ series: 'vnpt/pleiku/ups1/ups', at: t0 - 7_000 });
    expect(first?.fields).toHaveProperty('score');
    const low = upsSample(t0 + 4_000);
    low.facts = { ...low.facts, batteryChargeRatio: { value: 0.2, unit: 'ratio' } };
    scene.apply('vnpt', low);
    await scene.look(5_000);
    expect(scene.memory.of('unit').at(-1)).toMatchObject({ at: t0 + 4_000, fields: { score: 0, ready: 0 } });
    scene.apply('vnpt', { ...low, at: t0 + 8_000 });
    await scene.look(5_000);
    expect(scene.memory.of('unit'), 'the same verdict on a newer sample waits for the minute').toHaveLength(2);
    await scene.look(minute);
    expect(scene.memory.of('unit').at(-1)?.at).toBe(t0 + 8_000);
  });
});

describe('what waits for the store', () => {
  it('is kept while the store does not answer, and written when it does', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.memory.down = true;
    await scene.look();
    const { waiting } = scene.recorder.figures();
    expect(waiting).toBe(5);
    await scene.look(1_000);
    expect(scene.memory.writes, 'a failed write is not repeated at once').toBe(1);
    scene.memory.down = false;
    await scene.look(2_000);
    expect(scene.memory.points.size).toBe(5);
    expect(scene.recorder.figures()).toEqual({ waiting: 0, dropped: 0, rejected: 0, lastWriteAgeS: 0 });
  });

  it('is bounded: the oldest give way and are counted', async () => {
    const scene = recorderScene({ queue: { waitingMax: 7, perWriteMax: 2 } });
    scene.populate();
    scene.memory.down = true;
    await scene.look();
    await scene.look(minute);
    expect(scene.recorder.figures()).toMatchObject({ waiting: 7, dropped: 3, lastWriteAgeS: null });
    scene.memory.down = false;
    await scene.look(30_000);
    const times = scene.memory.of('endpoint').map(({ at }) => at);
    expect(times.filter((at) => at === t0)).toHaveLength(2);
    expect(times.filter((at) => at === t0 + minute)).toHaveLength(5);
  });

  it('is flushed by a stop, which does not wait longer than its bound for a store that hangs', async () => {
    const scene = recorderScene();
    scene.populate();
    scene.recorder.noted(scene.picture.changes);
    await scene.recorder.stop();
    expect(scene.memory.of('endpoint').map(({ series }) => series)).toEqual([
      'all/bvdk',
      'all/ubnd',
      'viettel/bvdk',
      'viettel/ubnd',
      'vnpt/bvdk',
    ]);

    const asked: number[] = [];
    const queue = { delay: async (ms: number) => void asked.push(ms) };
    const hanging = recorderScene({ queue });
    hanging.memory.write = () => new Promise(() => {});
    hanging.populate();
    hanging.recorder.noted(hanging.picture.changes);
    await hanging.recorder.stop(1_500);
    expect(asked).toEqual([1_500]);
    expect(hanging.recorder.figures().waiting).toBe(5);
  });
});

describe('alerts', () => {
  it('left firing in the store by a process that was killed are ended at the start, those that fire are not', async () => {
    const scene = recorderScene({ open: [alertRecord({})] });
    const tags = { operator: 'vnpt', endpoint: 'bvdk', rule: 'utilization', severity: 'warning' };
    const values = Object.keys(measurements.alert.fields).map((field) => (field === 'firing' ? 1 : 0.9));
    const points = [{ at: t0 - minute, values }];
    scene.memory.latest = async () => [
      { tags, points },
      { tags: { ...tags, rule: 'linkDown' }, points },
    ];
    await scene.look();
    // The points come after this look's write.
    await scene.look(1_000);
    expect(scene.memory.of('alert')).toEqual([
      { series: 'vnpt/bvdk/linkDown/warning', at: t0, fields: { firing: 0 } },
      { series: 'vnpt/bvdk/utilization/warning', at: t0, fields: { firing: 1, value: 0.9, threshold: 0.8 } },
    ]);
  });
});

describe('on the embedded store', () => {
  it('window and latest give the verdicts back, a unit’s joined to its facts, capacity from what was stored', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'thongsuot-recorder-'));
    const scene = recorderScene();
    const clock = { now: () => scene.time.wall, monotonicMs: () => scene.time.mono };
    const store = await openStore(
      { kind: 'sqlite', path: join(directory, 'store.db') },
      { log: pino({ level: 'silent' }), clock },
    );
    try {
      const real = recorderScene({ store });
      real.populate();
      real.readings(0.75);
      const at = t0 - 7_000;
      real.apply('vnpt', upsSample(at));
      const unit = { kind: 'ups' } as const;
      const placed = { operator: 'vnpt', agent: 'vnpt-1', site: 'pleiku', endpoint: 'bvdk', link: null, unit };
      await store.write(toPoints({ ...placed, sample: upsSample(at) }));
      const day = Array.from(
        { length: 288 },
        (_, i): Point => ({
          measurement: 'link',
          tags: { operator: 'vnpt', site: 'pleiku', endpoint: 'bvdk', link: 'a1' },
          fields: { in_bps: i % 10 === 0 ? 80 * M : 20 * M, out_bps: 10 * M },
          at: t0 - (i + 1) * slotMs,
        }),
      );
      await store.write(day);
      await real.look();
      real.recorder.alert(alertRecord({}));
      // The round begins two minutes after the start and takes the last whole slot a minute before.
      await real.look(2 * minute);
      await expect
        .poll(async () => {
          await real.look(1_000);
          return (await store.latest('capacity', {}, t0 - minute)).length;
        })
        .toBe(3);
      const fieldsOf = async (
        measurement: 'endpoint' | 'alert' | 'unit' | 'capacity',
        where: Record<string, string>,
      ) => {
        const [series] = await store.latest(measurement, where, t0 - 10 * minute);
        const values = series?.points.at(-1)?.values ?? [];
        return Object.fromEntries(
          Object.keys(measurements[measurement].fields).flatMap((field, i) =>
            values[i] === null || values[i] === undefined ? [] : [[field, values[i]]],
          ),
        );
      };
      expect(await fieldsOf('capacity', { operator: 'vnpt', link: 'a1' })).toEqual({
        p95_in_bps: 80 * M,
        p95_out_bps: 10 * M,
        busy_hour_in_bps: 30 * M,
        busy_hour_out_bps: 10 * M,
        reserve_in_bps: 20 * M,
        reserve_out_bps: 90 * M,
        n: 288,
        expected: 288,
      });
      expect(await fieldsOf('capacity', { operator: 'viettel', link: 'b1' })).toEqual({ n: 0, expected: 288 });
      expect(await fieldsOf('alert', { rule: 'utilization' })).toEqual({ firing: 1, value: 0.9, threshold: 0.8 });
      expect(await fieldsOf('unit', { unit: 'ups1' })).toMatchObject({ battery_charge_ratio: 1, runtime_s: 9_000 });
      expect(Object.keys(await fieldsOf('unit', { unit: 'ups1' }))).toEqual(expect.arrayContaining(['score', 'ready']));
      const [states] = await store.window({
        measurement: 'endpoint',
        tier: 'raw',
        fields: ['state', 'worst_reserve_ratio'],
        where: { operator: 'all', endpoint: 'bvdk' },
        from: t0,
        to: t0 + 1,
        limit: 10,
      });
      expect(states?.points).toEqual([{ at: t0, values: ['up', 0.25] }]);
      await real.recorder.stop();
    } finally {
      await store.close();
      rmSync(directory, { recursive: true });
    }
  });
});
