import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createFake } from '../app.fake.ts';
import { createScene, inventory, link, reading, t0 } from '../live/live.fake.ts';
import type { Point, Store } from '../store/store.ts';
import { PointQueue } from './queue.ts';
import { MemoryStore } from './recorder.fake.ts';

const point = (at: number): Point => ({
  measurement: 'endpoint',
  tags: { operator: 'all', endpoint: 'bvdk' },
  fields: { paths: 1 },
  at,
});
const queueOn = (write: Store['write']) =>
  new PointQueue({
    store: { write },
    clock: { now: () => t0, monotonicMs: () => 0 },
    log: pino({ level: 'silent' }),
    perWriteMax: 2,
  });

describe('the queue of verdicts', () => {
  it('writes in order, one write at a time, so many points in each', async () => {
    const written: number[][] = [];
    let now = 0;
    const queue = queueOn(async (points) => {
      expect(++now).toBe(1);
      await Promise.resolve();
      now -= 1;
      written.push(points.map(({ at }) => at));
      return { stored: points.length, rejected: [] };
    });
    queue.add([1, 2, 3].map(point));
    const pumped = queue.pump();
    queue.add([point(4)]);
    await Promise.all([pumped, queue.pump()]);
    expect(written).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('counts what the store refuses for good, and does not offer it again', async () => {
    const queue = queueOn(async () => ({ stored: 1, rejected: [{ index: 0, code: 'expired', detail: 'too old' }] }));
    queue.add([point(1), point(2)]);
    await queue.pump();
    expect([queue.waiting(), queue.dropped(), queue.rejected()]).toEqual([0, 0, 1]);
  });

  it('drops and counts a write that fails as none should: it would fail for ever', async () => {
    const queue = queueOn(async () => {
      throw new TypeError('a defect');
    });
    queue.add([point(1), point(2), point(3)]);
    await queue.pump();
    expect([queue.waiting(), queue.dropped(), queue.rejected()]).toEqual([1, 2, 0]);
  });
});

describe('in the live part', () => {
  it('verdicts and alerts reach the store, the last of them by the stop', async () => {
    const store = new MemoryStore();
    const rules = { utilization: { forMs: 0, keepFiringForMs: 0, clearBelow: 0.05 } };
    const scene = createScene({ store, rules });
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
    await scene.live.start();
    for (const load of [0.95, 0.95]) {
      scene.time.wall += 10_000;
      scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall - 1_000, load)]);
    }
    await scene.live.stop();
    const [alert] = store.of('alert');
    expect(alert).toMatchObject({ series: 'vnpt/bvdk/utilization/critical', fields: { firing: 1, value: 0.95 } });
    expect(store.of('endpoint').find(({ series }) => series === 'vnpt/bvdk')?.fields).toMatchObject({ state: 'up' });
    expect(scene.live.recorded()).toMatchObject({ waiting: 0, dropped: 0 });
  });
});

describe('/metrics', () => {
  it('says how many verdicts wait, were given up, and how old the last write is', async () => {
    const fake = await createFake();
    await fake.app.fastify.ready();
    const lines = (await fake.app.fastify.inject('/metrics')).body.split('\n');
    expect(lines.filter((line) => line.startsWith('thongsuot_collector_recorder_'))).toEqual([
      'thongsuot_collector_recorder_waiting_points 3',
      'thongsuot_collector_recorder_last_write_age_seconds 4.5',
      'thongsuot_collector_recorder_dropped_points_total{reason="waiting"} 2',
      'thongsuot_collector_recorder_dropped_points_total{reason="rejected"} 1',
    ]);
    // A counter that is read twice has not doubled.
    expect((await fake.app.fastify.inject('/metrics')).body).toContain('reason="waiting"} 2\n');
    await fake.app.fastify.close();
  });
});
