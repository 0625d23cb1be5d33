import { describe, expect, it } from 'vitest';
import { writeLingerMs } from '../limits.ts';
import { openOperationalFile } from '../operational.ts';
import { createDirtyHours, type DueWhen, hourMs, type Mark } from './dirty.ts';

const minute = 60_000;
const mark = (agent: string, hour = 0, change: Partial<Mark> = {}): Mark => ({
  operator: 'vnpt',
  agent,
  measurement: 'link',
  hour,
  ...change,
});

function build() {
  const operational = openOperationalFile(':memory:');
  const clock = { mono: 0 };
  const dirty = createDirtyHours(operational, () => clock.mono);
  const complete = new Map<string, number>();
  const when = (now: number): DueWhen => ({
    now,
    quietMs: 2 * minute,
    settleMs: 5_000,
    togetherMs: 5 * minute,
    completeTo: (operator, agent) => complete.get(`${operator}/${agent}`) ?? 0,
  });
  const due = (now: number, max = 100) =>
    dirty.due(when(now), max).map(({ hour, marks }) => [hour / hourMs, marks.map(({ agent }) => agent).join()]);
  return { operational, clock, dirty, complete, when, due };
}

describe('an hour is due', () => {
  it('once it has been quiet for 2 minutes, and not while points come', () => {
    const { dirty, due } = build();
    dirty.mark([mark('a1')], 0);
    dirty.mark([mark('a1')], minute);
    expect(due(3 * minute - 1)).toEqual([]);
    expect(due(3 * minute)).toEqual([[0, 'a1']]);
  });

  it('or once completeTo of its agent has passed it, the last group commit let end', () => {
    const { dirty, due, complete } = build();
    dirty.mark([mark('a1')], hourMs);
    complete.set('vnpt/a1', hourMs - 1);
    expect(due(hourMs + 5_000)).toEqual([]);
    complete.set('vnpt/a1', hourMs);
    expect(due(hourMs + 4_999)).toEqual([]);
    expect(due(hourMs + 5_000)).toEqual([[0, 'a1']]);
  });

  it('with the other agents of the operator, unless one of them waits for long', () => {
    const { dirty, due } = build();
    dirty.mark([mark('a1'), mark('a2')], 0);
    dirty.mark([mark('a2')], 4 * minute);
    expect(due(4 * minute)).toEqual([]);
    // Only what is settled is answered for: the other agent’s mark stays.
    expect(due(5 * minute)).toEqual([[0, 'a1']]);
    expect(due(6 * minute)).toEqual([[0, 'a2,a1']]);
  });

  it('of the collector’s own points not before it has ended: it is marked once', () => {
    const { dirty, due } = build();
    dirty.mark([mark('', 0, { measurement: 'endpoint' })], 0);
    expect(due(hourMs - 1)).toEqual([]);
    expect(due(hourMs)).toEqual([[0, '']]);
  });

  it('not while its points are being written, nor a while after a write that may still land', () => {
    const { dirty, due, clock } = build();
    dirty.mark([mark('a1')], 0);
    const first = dirty.hold([mark('a1')]);
    const second = dirty.hold([mark('a2'), mark('a1')]);
    first('written');
    expect(due(hourMs)).toEqual([]);
    second('unknown');
    clock.mono = writeLingerMs - 1;
    expect(due(hourMs)).toEqual([]);
    clock.mono = writeLingerMs;
    expect(due(hourMs)).toEqual([[0, 'a1']]);
  });

  it('newest first, in portions, and none is left out for ever', () => {
    const { dirty, due } = build();
    dirty.mark(
      [0, 1, 2, 3, 4].map((i) => mark('a1', i * hourMs)),
      0,
    );
    const seen = [due(9 * hourMs, 2), due(9 * hourMs, 2), due(9 * hourMs, 2), due(9 * hourMs, 2)];
    expect(seen.map((some) => some.map(([hour]) => hour))).toEqual([[4, 3], [2, 1], [0], [4, 3]]);
  });
});

describe('clearing an hour', () => {
  it('leaves a mark that was made anew since it was found, even within one millisecond', () => {
    const { dirty, when, due } = build();
    dirty.mark([mark('a1'), mark('a2')], 0);
    const [found] = dirty.due(when(hourMs), 1);
    if (found === undefined) throw new Error('nothing is due');
    dirty.mark([mark('a1')], 0);
    dirty.clear(found);
    expect(due(hourMs)).toEqual([[0, 'a1']]);
  });

  it('leaves other operators, measurements and hours alone', () => {
    const { dirty, when } = build();
    const others = [mark('a1', 0, { operator: 'viettel' }), mark('a1', 0, { measurement: 'ping' }), mark('a1', hourMs)];
    dirty.mark([mark('a1'), ...others], 0);
    const own = dirty
      .due(when(9 * hourMs), 9)
      .find((one) => one.operator === 'vnpt' && one.measurement === 'link' && one.hour === 0);
    if (own === undefined) throw new Error('nothing is due');
    dirty.clear(own);
    expect(dirty.figures()).toEqual({ hours: 3, oldest: 0 });
  });
});

describe('the marks', () => {
  it('say which hours of a range are out of date', () => {
    const { dirty } = build();
    dirty.mark([mark('a1', hourMs), mark('a2', hourMs), mark('a1', 3 * hourMs), mark('a1', 4 * hourMs)], 0);
    expect(dirty.within('vnpt', 'link', hourMs + 1, 4 * hourMs)).toEqual([hourMs, 3 * hourMs]);
    expect(dirty.within('viettel', 'link', 0, 9 * hourMs)).toEqual([]);
  });

  it('that an older version of the program made are taken over', () => {
    const operational = openOperationalFile(':memory:');
    operational.migrate('ingestCommit', [
      `CREATE TABLE ingest_dirty_hour (
     operator TEXT NOT NULL, agent TEXT NOT NULL, measurement TEXT NOT NULL, hour INTEGER NOT NULL,
     marked_at INTEGER NOT NULL, PRIMARY KEY (operator, agent, measurement, hour)) STRICT, WITHOUT ROWID`,
    ]);
    operational.db.exec("INSERT INTO ingest_dirty_hour VALUES ('vnpt', 'a1', 'link', 0, 5)");
    const dirty = createDirtyHours(operational, () => 0);
    expect(dirty.figures()).toEqual({ hours: 1, oldest: 0 });
    dirty.mark([mark('a1')], 9);
    const rows = operational.db.prepare('SELECT marked_at, generation FROM ingest_dirty_hour').all();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ marked_at: 9, generation: 2 }]);
  });
});
