/** What a round does when things are not as they should be, and the marks of points that the collector makes itself. */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createDirtyHours } from '../ingest/dirty.ts';
import { openOperationalFile } from '../operational.ts';
import { type Point, type Store, StoreUnavailable, type WindowQuery } from '../store/store.ts';
import { dayMs, dayOf, hourMs } from './bucket.ts';
import { chunksOf } from './compute.ts';
import { createDirtyDays } from './dirty-days.ts';
import {
  cellsPerReadMax,
  failedPauseMs,
  quietMs,
  rollupFirstMs,
  slowCallMs,
  slowPauseMs,
  unavailablePauseMs,
} from './limits.ts';
import { markingStore } from './marking-store.ts';
import { RollupWorker } from './worker.ts';

const t0 = dayOf(Date.parse('2020-08-04T05:00:00Z')) + 10 * hourMs;

function build(
  change: { window?: Store['window']; write?: Store['write']; unavailable?: () => string | undefined } = {},
) {
  const operational = openOperationalFile(':memory:');
  const clock = { wall: t0, mono: 0, now: () => clock.wall, monotonicMs: () => clock.mono };
  const dirty = createDirtyHours(operational, clock.monotonicMs);
  const days = createDirtyDays(operational);
  const asked: WindowQuery[] = [];
  const written: [string, Point][] = [];
  const waits: number[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  const tags = { operator: 'vnpt', site: 's', endpoint: 'e', link: 'l1' };
  const worker = new RollupWorker({
    store: {
      async window(query) {
        asked.push(query);
        if (change.window !== undefined) return change.window(query);
        const values = query.fields.map((name) => (query.aggregate === 'count' ? 1 : name === 'in_bps' ? 7 : null));
        return [{ tags, points: [{ at: query.from, values }] }];
      },
      async write(points, tier = 'raw') {
        written.push(...points.map((point): [string, Point] => [tier, point]));
        return change.write === undefined ? { stored: points.length, rejected: [] } : change.write(points, tier);
      },
    },
    operational,
    dirty,
    days,
    clock,
    log,
    keepMs: { raw: 14 * dayMs, '5m': 180 * dayMs },
    storeUnavailable: change.unavailable ?? (() => undefined),
    completeTo: () => 0,
    delay: async (ms) => void waits.push(ms),
  });
  const markHours = (...hours: number[]) =>
    dirty.mark(
      hours.map((hour) => ({ operator: 'vnpt', agent: 'a1', measurement: 'link' as const, hour })),
      t0 - quietMs,
    );
  const pass = (ms: number) => {
    clock.wall += ms;
    clock.mono += ms;
  };
  return { operational, clock, dirty, days, asked, written, waits, logged, worker, markHours, pass };
}

describe('a round', () => {
  it('writes the hour, then marks its day, and the day once it has ended', async () => {
    const { worker, written, dirty, days, markHours, pass } = build();
    markHours(t0 - hourMs);
    await worker.round();
    expect(written.map(([tier, { at }]) => [tier, at])).toEqual([
      ['5m', t0 - hourMs],
      ['1h', t0 - hourMs],
    ]);
    expect(dirty.figures().hours).toBe(0);
    expect(days.figures()).toEqual({ days: 1, oldest: dayOf(t0) });
    pass(14 * hourMs);
    await worker.round();
    expect(written.slice(2).map(([tier, { at }]) => [tier, at])).toEqual([['1d', dayOf(t0)]]);
    expect(worker.figures()).toMatchObject({ dirtyDays: 0, rounds: 2, written: 3, expired: 0, failed: 0 });
  });

  it('waits with a day for its hours, an hour at most', async () => {
    const { worker, written, days, dirty, pass } = build();
    days.mark({ operator: 'vnpt', measurement: 'link', day: dayOf(t0) - dayMs }, t0);
    const late = { operator: 'vnpt', agent: 'a1', measurement: 'link' as const, hour: t0 - dayMs };
    dirty.mark([late], t0 + hourMs);
    await worker.round();
    expect(written).toEqual([]);
    pass(hourMs);
    await worker.round();
    expect(written.map(([tier]) => tier)).toEqual(['1d']);
    expect(dirty.figures().hours).toBe(1);
  });

  it('never recomputes an hour whose raw points have begun to expire: it is counted and said, the figures stay', async () => {
    const { worker, asked, written, dirty, logged, markHours } = build();
    markHours(t0 - 14 * dayMs);
    await worker.round();
    expect([asked, written]).toEqual([[], []]);
    expect(dirty.figures().hours).toBe(0);
    expect(worker.figures()).toMatchObject({ expired: 1, dirtyDays: 0 });
    expect(logged[0]).toMatch(/^Rollup is not recomputed: what it is made of has begun to expire/);
  });

  it('keeps the mark of an hour that fails, lets it be for an hour, and goes on with the others', async () => {
    let broken = true;
    const { worker, dirty, logged, markHours, pass } = build({
      async window({ from }) {
        if (broken && from === t0 - hourMs) throw new RangeError('more than 1000000 points');
        return [];
      },
    });
    markHours(t0 - hourMs, t0 - 2 * hourMs);
    await worker.round();
    await worker.round();
    expect(dirty.figures()).toEqual({ hours: 1, oldest: t0 - hourMs });
    expect(worker.figures().failed).toBe(1);
    expect(logged.filter((line) => line.startsWith('Rollup failed'))).toHaveLength(1);
    broken = false;
    pass(failedPauseMs);
    await worker.round();
    expect(dirty.figures().hours).toBe(0);
  });

  it('ends when the store does not answer, says so once, keeps the marks, and goes on later', async () => {
    let down = true;
    const { worker, dirty, asked, logged, markHours, pass } = build({
      async window() {
        if (down) throw new StoreUnavailable('no answer');
        return [];
      },
    });
    markHours(t0 - hourMs, t0 - 2 * hourMs);
    await worker.round();
    expect(asked).toHaveLength(1);
    worker.look();
    expect(asked).toHaveLength(1);
    pass(unavailablePauseMs);
    await worker.round();
    expect(dirty.figures().hours).toBe(2);
    down = false;
    await worker.round();
    expect(dirty.figures().hours).toBe(0);
    expect(logged).toEqual([
      'Rollups wait: the store does not answer them',
      'Rollups go on: the store answers them again',
    ]);
  });

  it('asks nothing of a store whose breaker is open', async () => {
    const { worker, asked, markHours } = build({ unavailable: () => 'no answer' });
    markHours(t0 - hourMs);
    await worker.round();
    expect(asked).toEqual([]);
  });

  it('leaves the store to others for as long as each call took, and for a minute when it is slow', async () => {
    let tookMs = 200;
    const { worker, waits, asked, clock, markHours, pass } = build({
      async window() {
        clock.mono += tookMs;
        return [];
      },
    });
    markHours(t0 - hourMs, t0 - 2 * hourMs, t0 - 3 * hourMs);
    tookMs = slowCallMs;
    pass(rollupFirstMs);
    await worker.round();
    expect(asked).toHaveLength(1);
    expect(waits).toEqual([slowCallMs]);
    worker.look();
    expect(asked).toHaveLength(1);
    pass(slowPauseMs);
    tookMs = 200;
    await worker.round();
    expect(waits.slice(1)).toEqual([200, 200]);
  });

  it('counts what the store refuses for good and does not try it for ever', async () => {
    const { worker, dirty, logged, markHours } = build({
      write: async () => ({ stored: 0, rejected: [{ index: 0, code: 'invalid', detail: 'no such field' }] }),
    });
    markHours(t0 - hourMs);
    await worker.round();
    expect(worker.figures()).toMatchObject({ failed: 2, written: 0 });
    expect(dirty.figures().hours).toBe(0);
    expect(logged).toEqual(['Store refused figures of a rollup for good, which is a defect']);
  });

  it('begins none for a minute after the start, and none after the stop', async () => {
    const { worker, asked, markHours, pass } = build();
    markHours(t0 - hourMs);
    worker.look();
    expect(asked).toEqual([]);
    pass(rollupFirstMs);
    worker.look();
    expect(asked).toHaveLength(1);
    await worker.stop();
    worker.look();
    expect(asked).toHaveLength(1);
  });
});

describe('chunks of series', () => {
  it('hold as many values as memory has room for, a larger series alone, and each series once', () => {
    const cells = new Map([
      ['a', cellsPerReadMax - 1],
      ['b', 1],
      ['c', 2 * cellsPerReadMax],
      ['d', 5],
    ]);
    expect([...chunksOf(cells)]).toEqual([['a', 'b'], ['c'], ['d']]);
    const many = new Map(Array.from({ length: 130 }, (_, i) => [`l${i}`, 1]));
    expect([...chunksOf(many)].map((chunk) => chunk.length)).toEqual([64, 64, 2]);
  });
});

describe('points that the collector makes itself', () => {
  const endpoint = (at: number): Point => ({
    measurement: 'endpoint',
    tags: { operator: 'all', endpoint: 'e' },
    fields: { state: 'up' },
    at,
  });
  const marks = ({ operational }: ReturnType<typeof build>) =>
    operational.db
      .prepare('SELECT agent, measurement, hour, generation FROM ingest_dirty_hour ORDER BY hour')
      .all()
      .map((row) => ({ ...row }));

  it('mark their hour before they are written: once while it is under way, each time when it has ended', async () => {
    const it = build();
    const seen: number[] = [];
    const store = markingStore(
      {
        write: async (points: readonly Point[]) => {
          seen.push(marks(it).length);
          return { stored: points.length, rejected: [] };
        },
      } as unknown as Store,
      it,
    );
    const alert: Point = { ...endpoint(t0), measurement: 'alert' };
    await store.write([endpoint(t0 + 1), endpoint(t0 + 2), alert]);
    await store.write([endpoint(t0 + 3)]);
    const row = { agent: '', measurement: 'endpoint', hour: t0 };
    expect(marks(it)).toEqual([{ ...row, generation: 1 }]);
    expect(seen).toEqual([1, 1]);
    it.pass(hourMs);
    await store.write([endpoint(t0 + 4)]);
    await store.write([endpoint(t0 + 5)]);
    expect(marks(it)).toEqual([{ ...row, generation: 3 }]);
    await store.write([endpoint(t0)], '1h');
    expect(marks(it)).toEqual([{ ...row, generation: 3 }]);
  });

  it('are not written when their hour cannot be marked: they come again', async () => {
    const it = build();
    it.operational.db.exec('ALTER TABLE ingest_dirty_hour RENAME TO away');
    const writes: unknown[] = [];
    const store = markingStore(
      {
        write: async () => {
          writes.push(0);
          return { stored: 1, rejected: [] };
        },
      } as unknown as Store,
      it,
    );
    await expect(store.write([endpoint(t0)])).rejects.toThrow(StoreUnavailable);
    expect(writes).toEqual([]);
  });

  it('hold their hour while they are written', async () => {
    const it = build();
    let end = () => {};
    const store = markingStore(
      {
        write: () =>
          new Promise((resolve) => {
            end = () => resolve({ stored: 1, rejected: [] });
          }),
      } as unknown as Store,
      it,
    );
    it.pass(2 * hourMs);
    const writing = store.write([endpoint(t0)]);
    it.pass(2 * quietMs);
    const when = { now: it.clock.now(), quietMs, settleMs: 0, togetherMs: 0, completeTo: () => 0 };
    expect(it.dirty.due(when, 9)).toEqual([]);
    end();
    await writing;
    expect(it.dirty.due(when, 9)).toHaveLength(1);
  });
});
