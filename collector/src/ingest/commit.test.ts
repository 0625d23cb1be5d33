import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { type Point, type Store, StoreUnavailable, type WriteOutcome } from '../store/store.ts';
import { type CommitEntry, type CommitOutcome, createCommitter } from './commit.ts';

const hour = 3_600_000;
const point = (at: number): Point => ({
  measurement: 'link',
  tags: { operator: 'vnpt', site: 's', endpoint: 'e', link: 'l1' },
  fields: { in_bps: 1 },
  at,
});
const entry = (...ats: number[]): CommitEntry => ({
  operator: 'vnpt',
  agent: 'a1',
  points: ats.map((at, index) => ({ index, point: point(at) })),
});
const kinds = (outcomes: readonly CommitOutcome[]) => outcomes.map(({ kind }) => kind);

function build(write: (points: readonly Point[]) => Promise<WriteOutcome>, writeMsMax = 1_000) {
  const operational = openOperationalFile(':memory:');
  const clock = { wall: 1_000, mono: 0, now: () => clock.wall, monotonicMs: () => clock.mono };
  const states: (string | undefined)[] = [];
  const committer = createCommitter({
    operational,
    store: { write } as Store,
    journals: [],
    clock,
    log: pino({ level: 'silent' }),
    onStore: (state) => states.push(state),
    waitMs: 2,
    writeMsMax,
  });
  return { operational, clock, states, committer };
}

describe('the group commit', () => {
  it('writes batches that come together in one write, and gives each the verdicts on its own points', async () => {
    const writes: number[][] = [];
    const { committer, operational } = build(async (points) => {
      writes.push(points.map(({ at }) => at));
      return { stored: points.length - 1, rejected: [{ index: 2, code: 'expired', detail: 'old' }] };
    });
    const outcomes = await Promise.all([committer.commit(entry(1, 2)), committer.commit(entry(hour + 3, 4))]);
    expect(writes).toEqual([[1, 2, hour + 3, 4]]);
    expect(outcomes).toEqual([
      { kind: 'stored', rejected: [] },
      { kind: 'stored', rejected: [{ index: 0, code: 'expired', detail: 'old' }] },
    ]);
    expect(operational.db.prepare('SELECT agent, measurement, hour FROM ingest_dirty_hour').all()).toEqual([
      { agent: 'a1', measurement: 'link', hour: 0 },
      { agent: 'a1', measurement: 'link', hour },
    ]);
  });

  it('marks the hours before the store has the points: a crash between the two costs a recomputation, never an hour', async () => {
    let marked = 0;
    const { committer, operational } = build(async (points) => {
      marked = operational.db.prepare('SELECT * FROM ingest_dirty_hour').all().length;
      return { stored: points.length, rejected: [] };
    });
    await committer.commit(entry(1));
    expect(marked).toBe(1);
  });

  it('answers nothing before the store has confirmed', async () => {
    const confirm = Promise.withResolvers<WriteOutcome>();
    const { committer } = build(() => confirm.promise);
    let answered = false;
    const outcome = committer.commit(entry(1)).finally(() => {
      answered = true;
    });
    await new Promise((wake) => setTimeout(wake, 20));
    expect(answered).toBe(false);
    confirm.resolve({ stored: 1, rejected: [] });
    expect((await outcome).kind).toBe('stored');
  });

  it('opens the breaker at the third failure, refuses at once, probes with one batch and closes again', async () => {
    let down = true;
    let writes = 0;
    const { committer, clock, states } = build(async (points) => {
      writes++;
      if (down) throw new StoreUnavailable('connection refused');
      return { stored: points.length, rejected: [] };
    });
    for (let i = 0; i < 3; i++) expect((await committer.commit(entry(1))).kind).toBe('unavailable');
    expect(states).toEqual(['connection refused']);
    expect(committer.unavailable()).toBe('connection refused');
    await committer.commit(entry(1));
    expect(writes).toBe(3);
    clock.mono = 2_000;
    down = false;
    expect(kinds(await Promise.all([committer.commit(entry(1)), committer.commit(entry(2))])).sort()).toEqual([
      'stored',
      'unavailable',
    ]);
    expect(states).toEqual(['connection refused', undefined]);
    expect(kinds(await Promise.all([committer.commit(entry(1)), committer.commit(entry(2))]))).toEqual([
      'stored',
      'stored',
    ]);
  });

  it('opens the breaker at the first time-out', async () => {
    const { committer, states } = build(() => new Promise(() => {}), 10);
    expect((await committer.commit(entry(1))).kind).toBe('unavailable');
    expect(states).toEqual(['no answer in 10 ms']);
  });

  it('answers the sender of a probe before a slow store does, and takes the store back when it has', async () => {
    let slow = false;
    const released = Promise.withResolvers<WriteOutcome>();
    const { committer, clock, states } = build(
      () => (slow ? released.promise : Promise.reject(new StoreUnavailable('gone'))),
      60_000,
    );
    for (let i = 0; i < 3; i++) await committer.commit(entry(1));
    slow = true;
    clock.mono = 2_000;
    expect(await committer.commit(entry(1))).toEqual({ kind: 'unavailable', detail: 'gone', retryAfterS: 2 });
    expect(states).toEqual(['gone']);
    released.resolve({ stored: 1, rejected: [] });
    await committer.stop();
    expect(states).toEqual(['gone', undefined]);
  });

  it('takes an inventory while the store is down: it needs no store', async () => {
    const { committer } = build(() => new Promise(() => {}), 5);
    await committer.commit(entry(1));
    expect((await committer.commit(entry())).kind).toBe('stored');
  });

  it('writes what is waiting when it stops, and nothing after', async () => {
    const { committer } = build(async (points) => ({ stored: points.length, rejected: [] }));
    const waiting = committer.commit(entry(1));
    await committer.stop();
    expect((await waiting).kind).toBe('stored');
    expect((await committer.commit(entry(2))).kind).toBe('unavailable');
  });

  it('an operational file that cannot be written is answered unavailable, and the points are not sent', async () => {
    let writes = 0;
    const { committer, operational } = build(async () => {
      writes++;
      return { stored: 1, rejected: [] };
    });
    operational.db.exec('DROP TABLE ingest_dirty_hour');
    expect((await committer.commit(entry(1))).kind).toBe('unavailable');
    expect(writes).toBe(0);
  });

  it('a probe that fails at the operational file is tried again: the breaker never waits for ever', async () => {
    let down = true;
    const { committer, clock, operational } = build(async (points) => {
      if (down) throw new StoreUnavailable('connection refused');
      return { stored: points.length, rejected: [] };
    });
    for (let i = 0; i < 3; i++) await committer.commit(entry(1));
    operational.db.exec('ALTER TABLE ingest_dirty_hour RENAME TO away');
    clock.mono = 2_000;
    expect((await committer.commit(entry(1))).kind).toBe('unavailable');
    operational.db.exec('ALTER TABLE away RENAME TO ingest_dirty_hour');
    down = false;
    clock.mono = 3_999;
    expect((await committer.commit(entry(1))).kind).toBe('unavailable');
    clock.mono = 4_000;
    expect((await committer.commit(entry(1))).kind).toBe('stored');
    expect(committer.unavailable()).toBe(undefined);
  });
});
