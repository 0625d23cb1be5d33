/** Folding and retention, against a plain map of the points. */
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retentionOf } from '../schema.ts';
import type { Point } from '../store.ts';
import { openForWriting } from './file.ts';
import { createReading } from './read.ts';
import { createWriting } from './write.ts';

const hour = 3_600_000;
const start = 1_596_499_200_000;

const check = (id: string, at: number, fields: Point['fields']): Point => ({
  measurement: 'check',
  tags: { operator: 'vnpt', endpoint: 'e', check: id },
  fields,
  at,
});

const everything = { measurement: 'check', tier: 'raw', fields: ['up', 'status'], where: {}, limit: 10_000 } as const;
const all = (db: DatabaseSync) => createReading(db).window({ ...everything, from: 0, to: start * 2 });
const rows = (db: DatabaseSync, table: 'slice' | 'block') =>
  Number(db.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.['n']);

function finish<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

describe('createWriting', () => {
  it('folds a write’s slice into one block per series and hour', () => {
    const db = openForWriting(':memory:');
    const writing = createWriting(db);
    writing.append(
      [check('a', start, { up: 1 }), check('a', start + hour, { up: 0 }), check('b', start, { up: 1 })],
      'raw',
    );
    const before = all(db);
    expect([rows(db, 'slice'), rows(db, 'block')]).toStrictEqual([1, 0]);
    finish(writing.fold(start));
    expect([rows(db, 'slice'), rows(db, 'block')]).toStrictEqual([0, 3]);
    expect(all(db)).toStrictEqual(before);
    db.close();
  });

  it('syncs every write, also between two steps of folding, which sync with the next write', () => {
    const db = openForWriting(':memory:');
    const synchronous = () => Number(db.prepare('PRAGMA synchronous').get()?.['synchronous']);
    const writing = createWriting(db);
    const points = Array.from({ length: 60 }, (_, n) => check(`c${n}`, start, { up: 1 }));
    writing.append(points, 'raw');
    const levels: number[] = [];
    for (const _ of writing.fold(start)) levels.push(synchronous());
    expect(new Set(levels)).toEqual(new Set([2]));
    expect(levels.length).toBeGreaterThan(2);
    db.close();
  });

  it('is due once an hour, five minutes past it, and at once after a start with old slices', () => {
    const db = openForWriting(':memory:');
    const writing = createWriting(db);
    expect(writing.foldDue(start + hour - 1)).toBe(false);
    writing.append([check('a', start, { up: 1 })], 'raw');
    expect(writing.foldDue(start + hour + 299_999)).toBe(false);
    expect(writing.foldDue(start + hour + 300_000)).toBe(true);
    expect(createWriting(db).foldDue(start + hour + 300_000)).toBe(true);
    finish(writing.fold(start + hour + 300_000));
    expect(writing.foldDue(start + hour + 300_001)).toBe(false);
    expect(writing.foldDue(start + 2 * hour + 300_000)).toBe(true);
    db.close();
  });

  it('loses nothing and doubles nothing when folding is cut off anywhere, with writes in between', () => {
    const one = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      at: fc.integer({ min: 0, max: 40 }).map((i) => start + i * 300_000),
      fields: fc
        .record(
          { up: fc.integer({ min: 0, max: 1 }), status: fc.integer({ min: 100, max: 599 }) },
          { requiredKeys: [] },
        )
        .filter((fields) => Object.keys(fields).length > 0),
    });
    const action = fc.oneof(
      fc.record({ write: fc.array(one, { minLength: 1, maxLength: 10 }) }),
      fc.record({ foldSteps: fc.integer({ min: 1, max: 6 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
        const db = openForWriting(':memory:');
        const model = new Map<string, Map<number, Record<string, number>>>();
        let writing = createWriting(db);
        for (const each of actions) {
          if ('write' in each) {
            writing.append(
              each.write.map(({ id, at, fields }) => check(id, at, fields as Point['fields'])),
              'raw',
            );
            for (const { id, at, fields } of each.write) {
              const series = model.get(id) ?? new Map<number, Record<string, number>>();
              model.set(id, series.set(at, { ...series.get(at), ...fields }));
            }
          } else {
            const steps = writing.fold(start);
            for (let i = 0; i < each.foldSteps; i += 1) steps.next();
            // As after a crash: what memory held of the fold is gone.
            writing = createWriting(db);
          }
          const expected = [...model]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([id, series]) => ({
              tags: { operator: 'vnpt', endpoint: 'e', check: id },
              points: [...series]
                .sort(([a], [b]) => a - b)
                .map(([at, fields]) => ({ at, values: [fields['up'] ?? null, fields['status'] ?? null] })),
            }));
          expect(all(db)).toStrictEqual(expected);
        }
        db.close();
      }),
    );
  });

  it('removes whole blocks that a tier no longer keeps, and counts their points', () => {
    const db = openForWriting(':memory:');
    const writing = createWriting(db);
    writing.append(
      [0, 1, 2, 3].map((i) => check('a', start + (i * hour) / 2, { up: 1 })),
      'raw',
    );
    writing.append([check('a', start, { up_mean: 1 })], '5m');
    finish(writing.fold(start));
    const retention = retentionOf({ raw: 10 * hour });
    expect(finish(writing.remove(start + 11 * hour - 1, retention))).toBe(0);
    expect(finish(writing.remove(start + 11 * hour, retention))).toBe(2);
    expect(all(db)[0]?.points.map(({ at }) => at)).toStrictEqual([start + hour, start + 1.5 * hour]);
    expect(finish(writing.remove(start + 100 * hour, retention))).toBe(2);
    expect([all(db), rows(db, 'block')]).toStrictEqual([[], 1]);
    db.close();
  });

  it('gives no id away in a transaction that failed', () => {
    const db = openForWriting(':memory:');
    const writing = createWriting(db);
    const broken = { ...check('a', start, { up: 1 }), at: Number.NaN };
    expect(() => writing.append([broken], 'raw')).toThrow(/NOT NULL|datatype mismatch/);
    expect(db.isTransaction).toBe(false);
    writing.append([check('a', start, { up: 1 })], 'raw');
    expect(all(db).map(({ tags }) => tags['check'])).toStrictEqual(['a']);
    db.close();
  });
});
