import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, type Influxd, startInfluxd } from '../../../../test/harness/influxd.ts';
import { leaseMs } from '../limits.ts';
import { openStore } from '../open.ts';
import type { Point, Store } from '../store.ts';
import { provisionInflux } from './provision.ts';

const log = pino({ enabled: false });
const start = Math.floor(Date.now() / 1000) * 1000 - 600_000;

const point = (operator: string, at: number): Point => ({
  measurement: 'link',
  tags: { operator, site: 'pleiku', endpoint: 'bv-tinh', link: 'l1' },
  fields: { in_bps: 1_000 },
  at,
});

describe.runIf(hasInfluxd())('an InfluxDB that more than one wants to write', () => {
  let influxd: Influxd;
  let bases = 0;
  const open: Store[] = [];

  beforeAll(async () => {
    influxd = await startInfluxd();
  }, 30_000);
  afterAll(async () => {
    for (const store of open) await store.close();
    await influxd.stop();
  });

  /** Collectors on a database of their own test, with a clock that the test moves. */
  async function scene(mirror: string[] = []) {
    bases += 1;
    const database = `t${bases}`;
    await provisionInflux({ url: influxd.url, database, mirror }, log);
    const time = { now: start };
    const clock = { now: () => time.now, monotonicMs: () => time.now };
    const collector = async (id: string) => {
      const options = { kind: 'influx' as const, url: influxd.url, database, mirror };
      const store = await openStore(options, { log, clock, holder: { id, place: `${id}.example` } });
      open.push(store);
      return store;
    };
    return { time, collector, database };
  }

  it('lets one collector write, and tells the other whose it is and until when', async () => {
    const { collector } = await scene();
    const [a, b] = [await collector('a'), await collector('b')];
    await a.write([point('vnpt', start)]);
    const until = new Date(start + leaseMs).toISOString();
    await expect(b.write([point('vnpt', start + 1)])).rejects.toThrow(
      `the collector on a.example writes to t${bases} and holds it until ${until}`,
    );
    await expect(b.health()).resolves.toMatchObject({ ready: false });
    await expect(a.health()).resolves.toMatchObject({ ready: true });
  });

  it('lets it go on for as long as it renews its word', async () => {
    const { collector, time } = await scene();
    const [a, b] = [await collector('a'), await collector('b')];
    for (let i = 0; i < 20; i += 1) {
      time.now += leaseMs / 4;
      await a.write([point('vnpt', time.now)]);
      await expect(b.write([point('vnpt', time.now + 1)])).rejects.toThrow('a.example');
    }
  });

  it('passes it on at once after an orderly stop, and after the word has ended when the other was killed', async () => {
    const { collector, time } = await scene();
    const [a, b, c] = [await collector('a'), await collector('b'), await collector('c')];
    await a.write([point('vnpt', start)]);
    await a.close();
    time.now += 1;
    await b.write([point('vnpt', start + 1)]);
    time.now += leaseMs;
    await c.write([point('vnpt', start + 2)]);
    // The one that stood still meanwhile does not write any more.
    await expect(b.write([point('vnpt', start + 3)])).rejects.toThrow('c.example');
  });

  it('does not let a collector that was killed wait for itself', async () => {
    const { collector } = await scene();
    const before = await collector('a');
    await before.write([point('vnpt', start)]);
    const after = await collector('a');
    await expect(after.write([point('vnpt', start + 1)])).resolves.toMatchObject({ stored: 1 });
  });

  it('leaves exactly one of two that begin at the same moment', async () => {
    const { collector } = await scene();
    const [a, b] = [await collector('a'), await collector('b')];
    const both = await Promise.allSettled([a.write([point('vnpt', start)]), b.write([point('vnpt', start + 1)])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('writes the points of a mirrored operator a second time, and nobody else’s', async () => {
    const { collector, database } = await scene(['vnpt']);
    const store = await collector('a');
    await store.write([point('vnpt', start), point('viettel', start)]);
    await store.write([{ ...point('vnpt', start), fields: { in_bps: 5, n: 10 } }], '5m');
    const own = await openStore(
      { kind: 'influx', url: influxd.url, database: `${database}_vnpt` },
      { log, clock: { now: () => start, monotonicMs: () => start } },
    );
    open.push(own);
    const window = {
      measurement: 'link',
      fields: ['in_bps'],
      where: {},
      from: start,
      to: start + 1,
      limit: 10,
    } as const;
    expect((await own.window({ ...window, tier: 'raw' })).map(({ tags }) => tags['operator'])).toEqual(['vnpt']);
    expect(await own.window({ ...window, tier: '5m' })).toHaveLength(1);
    expect(await store.window({ ...window, tier: 'raw' })).toHaveLength(2);
  });

  it('acknowledges nothing that a mirror does not have, and names the database that is missing', async () => {
    bases += 1;
    const database = `t${bases}`;
    await provisionInflux({ url: influxd.url, database }, log);
    const clock = { now: () => start, monotonicMs: () => start };
    const store = await openStore({ kind: 'influx', url: influxd.url, database, mirror: ['vnpt'] }, { log, clock });
    open.push(store);
    await expect(store.write([point('vnpt', start)])).rejects.toThrow(`${database}_vnpt`);
    await expect(store.health()).resolves.toMatchObject({
      ready: false,
      detail: expect.stringContaining('collector provision'),
    });
  });
});
