/**
 * What every store promises, run on both: the embedded one, and a real influxd. Where no influxd is installed its half
 * is left out, and the test command says so.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tier } from '@thongsuot/contract/storage.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, type Influxd, startInfluxd } from '../../../test/harness/influxd.ts';
import { aggregated, type Row } from './aggregate.ts';
import { provisionInflux } from './influx/provision.ts';
import { openStore } from './open.ts';
import type { Aggregate, Point, Store, StoredSeries, WindowQuery } from './store.ts';

const log = pino({ enabled: false });
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };

const hour = 3_600_000;
const day = 24 * hour;
/** Midnight UTC five days ago: no point below is expired on either store, none in the future. */
const start = Math.floor(Date.now() / day) * day - 5 * day;

let operators = 0;
/** An operator that no other test writes for. */
const newOperator = () => {
  operators += 1;
  return `op${operators}`;
};

const link = (operator: string, at: number, fields: Point['fields'], tags: Record<string, string> = {}): Point => ({
  measurement: 'link',
  tags: { operator, site: 'pleiku', endpoint: 'bv-tinh', link: 'l1', ...tags },
  fields,
  at,
});

const points = (series: readonly StoredSeries[]) => series.map((one) => one.points);

const kinds = [
  { kind: 'sqlite' as const, there: true },
  { kind: 'influx' as const, there: hasInfluxd() },
];
const stores = new Map<string, Store>();
let dir: string;
let influxd: Influxd | undefined;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'thongsuot-store-'));
  stores.set('sqlite', await openStore({ kind: 'sqlite', path: join(dir, 'samples.db') }, { log, clock }));
  if (!hasInfluxd()) return;
  influxd = await startInfluxd();
  await provisionInflux({ url: influxd.url }, log);
  stores.set('influx', await openStore({ kind: 'influx', url: influxd.url }, { log, clock }));
}, 30_000);

afterAll(async () => {
  for (const store of stores.values()) await store.close();
  await influxd?.stop();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

for (const { kind, there } of kinds) {
  describe.skipIf(!there)(
    `the ${kind} store${there ? '' : ' (influxd is not installed: apt-get install influxdb)'}`,
    () => {
      const store = () => stores.get(kind) as Store;
      /** What the embedded store has not folded yet and what it has must read alike. */
      const settle = () => store().retain(Date.now());

      const ask = (operator: string, change: Partial<WindowQuery> = {}): Promise<StoredSeries[]> =>
        store().window({
          measurement: 'link',
          tier: 'raw',
          fields: ['in_bps'],
          where: { operator },
          from: start,
          to: start + day,
          limit: 1_000,
          ...change,
        });

      it('says what it is and that it is ready', async () => {
        const { ready, description } = await store().health();
        expect(ready).toBe(true);
        expect(description).toMatch(kind === 'sqlite' ? /^SQLite 3\.\d+\.\d+ at / : /^InfluxDB 1\.\S+ at http:/);
      });

      it('takes a window as half open: from is in it, to is not', async () => {
        const operator = newOperator();
        await store().write([0, 1, 2, 3].map((i) => link(operator, start + i, { in_bps: i })));
        for (const folded of [false, true]) {
          if (folded) await settle();
          const found = await ask(operator, { from: start + 1, to: start + 3 });
          expect(points(found)).toStrictEqual([
            [
              { at: start + 1, values: [1] },
              { at: start + 2, values: [2] },
            ],
          ]);
        }
      });

      it('reads the series whose tag has one of the values asked for, whatever is in them', async () => {
        const operator = newOperator();
        const ids = ['l1', "o'hara", 'chư-prông "2"', 'l4'];
        await store().write(ids.map((id, i) => link(operator, start + i, { in_bps: i, oper: 'up' }, { link: id })));
        for (const folded of [false, true]) {
          if (folded) await settle();
          const oneOf = { tag: 'link', values: [...ids.slice(1, 3), 'none'] };
          const raw = await ask(operator, { oneOf });
          expect(raw.map(({ tags }) => tags['link'])).toStrictEqual([...ids.slice(1, 3)].sort());
          const counted = await ask(operator, { oneOf, fields: ['in_bps', 'oper'], aggregate: 'count' });
          expect(points(counted)).toStrictEqual([[{ at: start, values: [1, 1] }], [{ at: start, values: [1, 1] }]]);
        }
      });

      it('leaves out buckets and series without a point, and answers nothing for a window without any', async () => {
        const operator = newOperator();
        await store().write([
          link(operator, start, { in_bps: 1 }),
          link(operator, start + hour, { in_bps: 3 }),
          link(operator, start + 2 * day, { in_bps: 9 }, { link: 'l2' }),
        ]);
        const found = await ask(operator, { aggregate: 'mean', everyMs: 300_000 });
        expect(points(found)).toStrictEqual([
          [
            { at: start, values: [1] },
            { at: start + hour, values: [3] },
          ],
        ]);
        expect(await ask(operator, { from: start + 1, to: start + 2 })).toStrictEqual([]);
        expect(await ask(operator, { from: start + 2, to: start + 1 })).toStrictEqual([]);
        expect(await ask(operator, { fields: ['out_bps'] })).toStrictEqual([]);
      });

      it('merges the fields of one key, the later write winning, before and after folding', async () => {
        const operator = newOperator();
        await store().write([link(operator, start, { in_bps: 1, oper: 'up' })]);
        await store().write([link(operator, start, { in_bps: 2, out_bps: 7 })]);
        const fields = ['in_bps', 'out_bps', 'oper'];
        expect(points(await ask(operator, { fields }))).toStrictEqual([[{ at: start, values: [2, 7, 'up'] }]]);
        await settle();
        expect(points(await ask(operator, { fields }))).toStrictEqual([[{ at: start, values: [2, 7, 'up'] }]]);
        await store().write([link(operator, start, { out_bps: 8 })]);
        expect(points(await ask(operator, { fields }))).toStrictEqual([[{ at: start, values: [2, 8, 'up'] }]]);
        await settle();
        expect(points(await ask(operator, { fields }))).toStrictEqual([[{ at: start, values: [2, 8, 'up'] }]]);
      });

      it('stores a batch that comes three times once', async () => {
        const operator = newOperator();
        const batch = Array.from({ length: 100 }, (_, i) => link(operator, start + i * 1_000, { in_bps: i }));
        for (let i = 0; i < 3; i += 1) expect(await store().write(batch)).toStrictEqual({ stored: 100, rejected: [] });
        expect(points(await ask(operator, { aggregate: 'count' }))).toStrictEqual([[{ at: start, values: [100] }]]);
        await settle();
        await store().write(batch);
        expect(points(await ask(operator, { aggregate: 'count' }))).toStrictEqual([[{ at: start, values: [100] }]]);
      });

      it('keeps text as it is, and knows its last and its count only', async () => {
        const operator = newOperator();
        const states = ['up', 'a"b', 'c\\', 'd\ne', "f'g", 'không rõ'];
        await store().write(states.map((oper, i) => link(operator, start + i, { oper })));
        const fields = ['oper'];
        const values = points(await ask(operator, { fields }))[0]?.map((point) => point.values[0]);
        expect(values).toStrictEqual(states);
        const last = await ask(operator, { fields, aggregate: 'last' });
        expect(points(last)).toStrictEqual([[{ at: start, values: ['không rõ'] }]]);
        const count = await ask(operator, { fields: ['oper', 'in_bps'], aggregate: 'count' });
        expect(points(count)).toStrictEqual([[{ at: start, values: [6, 0] }]]);
        expect(await ask(operator, { fields, aggregate: 'mean' })).toStrictEqual([]);
        expect(await ask(operator, { fields, aggregate: 'p95' })).toStrictEqual([]);
      });

      it('ranks p95 as ⌈0.95·n⌉', async () => {
        const operator = newOperator();
        for (const [i, n] of [1, 11, 20, 21, 39].entries()) {
          const from = start + i * hour;
          await store().write(Array.from({ length: n }, (_, k) => link(operator, from + k, { in_bps: n - k })));
        }
        const found = await ask(operator, { aggregate: 'p95', everyMs: hour });
        expect(points(found)[0]?.map(({ values }) => values[0])).toStrictEqual([1, 11, 19, 20, 38]);
      });

      it('keeps the newest points and the newest buckets of a limit, per series', async () => {
        const operator = newOperator();
        const two = ['l1', 'l2'];
        await store().write(
          two.flatMap((id) =>
            Array.from({ length: 9 }, (_, i) => link(operator, start + i * hour, { in_bps: i }, { link: id })),
          ),
        );
        for (const folded of [false, true]) {
          if (folded) await settle();
          for (const change of [{}, { aggregate: 'last' as const, everyMs: hour }]) {
            const found = await ask(operator, { ...change, limit: 2 });
            const newest = [
              { at: start + 7 * hour, values: [7] },
              { at: start + 8 * hour, values: [8] },
            ];
            expect(found.map(({ tags }) => tags['link'])).toStrictEqual(two);
            expect(points(found)).toStrictEqual([newest, newest]);
          }
        }
      });

      it('answers with the newest point of each series since a time', async () => {
        const operator = newOperator();
        await store().write([
          link(operator, start, { in_bps: 1, oper: 'up' }),
          link(operator, start + 10, { oper: 'down' }),
          link(operator, start + 5, { in_bps: 2 }, { link: 'l2' }),
          link(operator, start - hour, { in_bps: 3 }, { link: 'l3' }),
        ]);
        for (const folded of [false, true]) {
          if (folded) await settle();
          const found = await store().latest('link', { operator }, start);
          expect(found.map(({ tags, points: [point] }) => [tags['link'], point?.at])).toStrictEqual([
            ['l1', start + 10],
            ['l2', start + 5],
          ]);
          // In the order of the contract’s fields: role, in_bps, …, oper is the 14th; the newest point has no in_bps.
          expect([found[0]?.points[0]?.values[1], found[0]?.points[0]?.values[13]]).toStrictEqual([null, 'down']);
        }
        // Written after folding: an older point does not hide the newest, one at its time joins it.
        await store().write([link(operator, start + 7, { in_bps: 5 }), link(operator, start + 10, { in_bps: 6 })]);
        const [first] = await store().latest('link', { operator, link: 'l1' }, start);
        expect([first?.points[0]?.at, first?.points[0]?.values[1], first?.points[0]?.values[13]]).toStrictEqual([
          start + 10,
          6,
          'down',
        ]);
      });

      it('lists the series that have a point since a time', async () => {
        const operator = newOperator();
        const unit = (id: string, at: number): Point => ({
          measurement: 'unit',
          tags: { operator, site: 's', unit: id, kind: 'ups' },
          fields: { score: 90 },
          at,
        });
        await store().write([unit('new', start + 5), unit('old', start - 5)]);
        for (const folded of [false, true]) {
          if (folded) await settle();
          const units = async (from: number) =>
            (await store().series('unit', from)).filter((tags) => tags['operator'] === operator);
          expect(await units(start)).toStrictEqual([{ operator, site: 's', unit: 'new', kind: 'ups' }]);
          expect((await units(start - 5)).map((tags) => tags['unit'])).toStrictEqual(['new', 'old']);
        }
      });

      it('keeps the tiers apart', async () => {
        const operator = newOperator();
        await store().write([link(operator, start, { in_bps: 1 })]);
        await store().write([link(operator, start, { in_bps_mean: 2, n: 10, oper_last: 'up' })], '5m');
        const fields = ['in_bps', 'in_bps_mean', 'n', 'oper_last'];
        expect(points(await ask(operator, { fields, tier: 'raw' }))).toStrictEqual([
          [{ at: start, values: [1, null, null, null] }],
        ]);
        expect(points(await ask(operator, { fields, tier: '5m' }))).toStrictEqual([
          [{ at: start, values: [null, 2, 10, 'up'] }],
        ]);
        expect(await ask(operator, { fields, tier: '1h' })).toStrictEqual([]);
      });

      it('takes every id for what it is, whatever it looks like', async () => {
        const operator = newOperator();
        const ids = [
          'Chư Prông',
          'a,b=c d',
          `x' OR 'a'='a`,
          `"; DROP DATABASE thongsuot; --`,
          '$1; {} `',
          '😀',
          'link',
          ' leading and trailing ',
          '#comment',
          `nel${String.fromCharCode(0x85)}`,
          '%00&db=other',
        ];
        await store().write(ids.map((id, i) => link(operator, start, { in_bps: i }, { link: id })));
        for (const [i, id] of ids.entries()) {
          const found = await ask(operator, { where: { operator, link: id } });
          expect(found.map(({ tags }) => tags['link'])).toStrictEqual([id]);
          expect(points(found)).toStrictEqual([[{ at: start, values: [i] }]]);
        }
        expect(await ask(operator)).toHaveLength(ids.length);
        expect(await ask(operator, { where: { operator, link: "l1' OR 'a'='a" } })).toStrictEqual([]);
      });

      it('refuses single points and stores the others', async () => {
        const operator = newOperator();
        const good = link(operator, start, { in_bps: 1 });
        const outcome = await store().write([
          good,
          link(operator, start, { in_bps: Number.NaN }),
          link(operator, start, { in_bps: 1 }, { link: 'ends with a backslash\\' }),
          link(operator, Date.now() - 31 * day, { in_bps: 1 }),
          { ...good, at: start + 1 },
        ]);
        expect(outcome.stored).toBe(2);
        expect(outcome.rejected.map(({ index, code }) => [index, code])).toStrictEqual([
          [1, 'invalid'],
          [2, 'invalid'],
          [3, 'expired'],
        ]);
        expect(points(await ask(operator, { aggregate: 'count' }))).toStrictEqual([[{ at: start, values: [2] }]]);
      });

      it('takes an empty write and one of 5,000 points', async () => {
        const operator = newOperator();
        expect(await store().write([])).toStrictEqual({ stored: 0, rejected: [] });
        const many = Array.from({ length: 5_000 }, (_, i) =>
          link(
            operator,
            start + (i % 100) * 30_000,
            { in_bps: i, out_bps: 1, oper: 'up' },
            { link: `l${Math.floor(i / 100)}` },
          ),
        );
        expect(await store().write(many)).toStrictEqual({ stored: 5_000, rejected: [] });
        const found = await ask(operator, { aggregate: 'count' });
        expect(found).toHaveLength(50);
        expect(found.every(({ points: [one] }) => one?.values[0] === 100)).toBe(true);
      });

      it('takes writes that come at the same time', async () => {
        const operator = newOperator();
        const writes = Array.from({ length: 20 }, (_, i) => store().write([link(operator, start + i, { in_bps: i })]));
        await Promise.all(writes);
        expect(points(await ask(operator, { aggregate: 'sum' }))).toStrictEqual([[{ at: start, values: [190] }]]);
      });

      it('refuses a query that is none, as a mistake of the caller', async () => {
        await expect(ask('x', { fields: [] })).rejects.toThrow(RangeError);
        await expect(ask('x', { where: { 'link" = \'\' OR "a': 'b' } })).rejects.toThrow(RangeError);
      });
    },
  );
}

describe.skipIf(!hasInfluxd())('both stores', () => {
  const aggregates: Aggregate[] = ['mean', 'max', 'min', 'sum', 'count', 'last', 'p95'];

  // Three days, so that there are several shards; times on a grid, so that keys collide.
  const rate = fc.oneof(
    // Of one magnitude with every bit in use, so that the order of adding shows in the last bits…
    { arbitrary: fc.integer({ min: -1e9, max: 1e9 }).map((i) => (i / 7) * 1e5), weight: 9 },
    // …and of every magnitude there is.
    { arbitrary: fc.double({ noNaN: true, min: -1e15, max: 1e15 }), weight: 1 },
  );
  const one = fc.record({
    at: fc.integer({ min: 0, max: 3 * 480 }).map((i) => start + i * 180_000 - hour),
    link: fc.constantFrom('l1', 'l2'),
    fields: fc
      .record({ in_bps: rate, out_bps: fc.double({ noNaN: true, min: 0, max: 1 }) }, { requiredKeys: [] })
      .filter((fields) => Object.keys(fields).length > 0),
  });
  const plan = fc.record({
    // The databases of the tiers have shards of a day and of a week: the order of adding must not depend on it.
    tier: fc.constantFrom<Tier>('raw', '5m'),
    writes: fc.array(fc.array(one, { minLength: 1, maxLength: 150, size: 'max' }), { minLength: 1, maxLength: 3 }),
    foldAfter: fc.integer({ min: 0, max: 3 }),
    from: fc.oneof(fc.constant(-hour), fc.integer({ min: -hour, max: day })),
    length: fc.oneof(fc.constant(3 * day), fc.integer({ min: 1, max: 3 * day })),
    everyMs: fc.constantFrom(undefined, 300_000, hour, day, 2 * day),
    limit: fc.constantFrom(1, 3, 10_000),
  });

  it('answer random questions about random points alike to the last bit, and as the definition says', async () => {
    const sqlite = stores.get('sqlite') as Store;
    const influx = stores.get('influx') as Store;
    await fc.assert(
      fc.asyncProperty(plan, async ({ tier, writes, foldAfter, from, length, everyMs, limit }) => {
        const operator = newOperator();
        const model = new Map<string, Map<number, Record<string, number>>>();
        for (const [i, some] of writes.entries()) {
          const batch = some.map(({ at, link: id, fields }) =>
            link(operator, at, fields as Point['fields'], { link: id }),
          );
          await Promise.all([sqlite.write(batch, tier), influx.write(batch, tier)]);
          if (i === foldAfter) await sqlite.retain(Date.now());
          for (const { at, link: id, fields } of some) {
            const rows = model.get(id) ?? new Map<number, Record<string, number>>();
            rows.set(at, { ...rows.get(at), ...fields });
            model.set(id, rows);
          }
        }
        const query = {
          measurement: 'link',
          tier,
          fields: ['out_bps', 'in_bps'],
          where: { operator },
          limit,
        } as const;
        const window = { from: start + from, to: start + from + length };
        for (const aggregate of [undefined, ...aggregates]) {
          const asked: WindowQuery = {
            ...query,
            ...window,
            ...(aggregate !== undefined && { aggregate, ...(everyMs !== undefined && { everyMs }) }),
          };
          const [a, b] = await Promise.all([sqlite.window(asked), influx.window(asked)]);
          expect(a).toStrictEqual(b);
          expect(points(a)).toStrictEqual(expected(model, asked));
        }
        const [a, b] = await Promise.all([
          sqlite.latest('link', { operator }, start),
          influx.latest('link', { operator }, start),
        ]);
        expect(a).toStrictEqual(b);
      }),
      { numRuns: 40, seed: 20_200_804 },
    );
  }, 120_000);

  /** The answer by the definition, from a plain map of the points. */
  function expected(
    model: ReadonlyMap<string, ReadonlyMap<number, Record<string, number>>>,
    { fields, from, to, aggregate, everyMs, limit }: WindowQuery,
  ): Row[][] {
    return [...model]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, rows]) => {
        const list = [...rows]
          .filter(([at]) => at >= from && at < to)
          .sort(([a], [b]) => a - b)
          .map(([at, values]) => ({
            at,
            values: fields.map((field) => (values[field] === undefined ? null : values[field] + 0)),
          }));
        return (aggregate === undefined ? list : aggregated(list, aggregate, everyMs, from)).slice(-limit);
      })
      .filter((list) => list.length > 0);
  }
});
