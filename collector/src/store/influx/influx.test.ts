/** What only an InfluxDB can do wrong: refusals of its own, its absence, its end in mid-write, its users. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, type Influxd, startInfluxd } from '../../../../test/harness/influxd.ts';
import { openStore } from '../open.ts';
import { type Point, type Store, StoreUnavailable } from '../store.ts';
import { InfluxRefusal } from './client.ts';
import { writeLines } from './influx.ts';
import { provisionInflux } from './provision.ts';

const log = pino({ enabled: false });
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
const day = 86_400_000;
const start = Math.floor(Date.now() / day) * day - 2 * day;

const check = (id: string, at: number, fields: Point['fields'] = { up: 1 }): Point => ({
  measurement: 'check',
  tags: { operator: 'vnpt', endpoint: 'e', check: id },
  fields,
  at,
});

describe('writeLines', () => {
  const server = (bad: ReadonlySet<string>) => {
    const stored = new Set<string>();
    let requests = 0;
    return {
      stored,
      requests: () => requests,
      // As 2.x and 3 Core do: one bad line, and nothing of the request is stored.
      write: async (_: string, lines: readonly string[]) => {
        requests += 1;
        const found = lines.find((line) => bad.has(line));
        if (found !== undefined) throw new InfluxRefusal(`cannot parse ${found}`);
        for (const line of lines) stored.add(line);
      },
    };
  };
  const lines = Array.from({ length: 1_000 }, (_, i) => `line ${i}`);

  it.each([
    [[], 1],
    [['line 0'], 21],
    [['line 999'], 21],
    [['line 17', 'line 500'], 41],
  ])('of a server that refuses whole requests for %j stores all others in at most %i requests', async (bad, most) => {
    const fake = server(new Set(bad));
    const refused = await writeLines(fake, 'db', lines);
    expect(refused).toStrictEqual(
      bad.map((line) => ({ index: lines.indexOf(line), code: 'invalid', detail: `cannot parse ${line}` })),
    );
    expect(fake.stored.size).toBe(1_000 - bad.length);
    expect(fake.requests()).toBeLessThanOrEqual(most);
  });

  it('does not search a request of which everything was dropped', async () => {
    let requests = 0;
    const write = async () => {
      requests += 1;
      throw new InfluxRefusal('partial write: points beyond retention policy dropped=1000');
    };
    const refused = await writeLines({ write }, 'db', lines);
    expect([requests, refused.length, refused[999]?.index, refused[999]?.code]).toStrictEqual([
      1,
      1_000,
      999,
      'expired',
    ]);
  });

  it('gives up at the first failure that is no refusal', async () => {
    const write = async () => {
      throw new StoreUnavailable('gone');
    };
    await expect(writeLines({ write }, 'db', lines)).rejects.toThrow(new StoreUnavailable('gone'));
  });
});

describe.skipIf(!hasInfluxd())('an influxd', () => {
  let influxd: Influxd;
  const open: Store[] = [];
  const opened = async (options: Partial<Parameters<typeof openStore>[0]> = {}) => {
    const store = await openStore({ kind: 'influx', url: influxd.url, ...options } as Parameters<typeof openStore>[0], {
      log,
      clock,
    });
    open.push(store);
    return store;
  };

  beforeAll(async () => {
    influxd = await startInfluxd();
    await provisionInflux({ url: influxd.url }, log);
  }, 30_000);
  afterAll(async () => {
    for (const store of open) await store.close();
    await influxd.stop();
  }, 30_000);

  const count = async (store: Store, id: string) => {
    const asked = { measurement: 'check', tier: 'raw', fields: ['up'], aggregate: 'count', limit: 1 } as const;
    const [series] = await store.window({ ...asked, where: { check: id }, from: start - 50 * day, to: start + day });
    return series?.points[0]?.values[0];
  };

  it('that knows a field by another type refuses those points only', async () => {
    const body = `check,operator=vnpt,endpoint=e,check=seed status="text" ${start}`;
    const seeded = await fetch(`${influxd.url}/write?db=thongsuot&precision=ms`, { method: 'POST', body });
    expect(seeded.status).toBe(204);
    const store = await opened();
    const points = Array.from({ length: 20 }, (_, i) =>
      check('typed', start + i, i % 7 === 3 ? { status: 200 } : { up: 1 }),
    );
    const outcome = await store.write(points);
    expect(outcome.rejected.map(({ index, code }) => [index, code])).toStrictEqual([
      [3, 'invalid'],
      [10, 'invalid'],
      [17, 'invalid'],
    ]);
    expect(outcome.rejected[0]?.detail).toContain('field type conflict');
    expect([outcome.stored, await count(store, 'typed')]).toStrictEqual([17, 17]);
  });

  it('that keeps less than we believe refuses old points as expired', async () => {
    const store = await opened({ keepMs: { raw: 60 * day } });
    const outcome = await store.write([check('old', Date.now() - 40 * day), check('old', start)]);
    expect(outcome.rejected.map(({ index, code }) => [index, code])).toStrictEqual([[0, 'expired']]);
    expect([outcome.stored, await count(store, 'old')]).toStrictEqual([1, 1]);
  });

  it('without our databases is not ready, and says what creates them', async () => {
    const store = await opened({ database: 'missing' });
    const remedy = /database not found.*create the databases with `collector provision`/;
    await expect(store.write([check('x', start)])).rejects.toThrow(StoreUnavailable);
    await expect(store.write([check('x', start)])).rejects.toThrow(remedy);
    await expect(store.latest('check', {}, start)).rejects.toThrow(remedy);
    expect(await store.health()).toMatchObject({ ready: false, detail: expect.stringMatching(remedy) });
  });

  it('that is provisioned twice keeps its databases and takes the new retention', async () => {
    await provisionInflux({ url: influxd.url, database: 'twice' }, log);
    const store = await opened({ database: 'twice' });
    await store.write([check('kept', start)]);
    await provisionInflux({ url: influxd.url, database: 'twice', keepMs: { raw: 9 * day } }, log);
    expect(await count(store, 'kept')).toBe(1);
    const shown = await fetch(`${influxd.url}/query?q=${encodeURIComponent('SHOW RETENTION POLICIES ON "twice"')}`);
    expect(await shown.text()).toContain('["autogen","216h0m0s"');
  });

  it('killed in mid-stream and started again has everything that it acknowledged, once', async () => {
    const store = await opened();
    const { dir, port } = influxd;
    let acknowledged = 0;
    let failed = 0;
    let next = 0;
    const writing = async (): Promise<void> => {
      while (failed === 0 && next < 100_000) {
        const batch = Array.from({ length: 50 }, (_, i) => check('stream', start + next + i));
        next += 50;
        try {
          acknowledged += (await store.write(batch)).stored;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailable);
          failed += 1;
          next -= 50;
        }
      }
    };
    const stream = writing();
    while (acknowledged < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    await influxd.stop({ signal: 'SIGKILL', keep: true });
    await stream;
    await expect(store.write([check('stream', start)])).rejects.toThrow(StoreUnavailable);
    expect(await store.health()).toMatchObject({ ready: false });

    influxd = await startInfluxd({ again: { dir, port } });
    expect(await store.health()).toMatchObject({ ready: true });
    // The batch that failed may or may not be stored; none that was acknowledged is missing.
    expect(Number(await count(store, 'stream'))).toBeGreaterThanOrEqual(acknowledged);
    await store.write(Array.from({ length: 50 }, (_, i) => check('stream', start + next + i)));
    expect(await count(store, 'stream')).toBe(acknowledged + 50);
  }, 60_000);
});

describe.skipIf(!hasInfluxd())('an influxd with users', () => {
  it('lets the provisioned user in and nobody else', async () => {
    const influxd = await startInfluxd({ auth: true });
    try {
      const first = `CREATE USER root WITH PASSWORD 'boss' WITH ALL PRIVILEGES`;
      await fetch(`${influxd.url}/query?q=${encodeURIComponent(first)}`, { method: 'POST' });
      const user = { username: 'collector', password: `it's "hard" \\ to guess` };
      const admin = { username: 'root', password: 'boss' };
      await expect(provisionInflux({ url: influxd.url, user }, log)).rejects.toThrow(
        /401 .*check the store’s credential/,
      );
      await provisionInflux({ url: influxd.url, admin, user }, log);
      await provisionInflux({ url: influxd.url, admin, user }, log);

      const store = await openStore({ kind: 'influx', url: influxd.url, auth: user }, { log, clock });
      expect(await store.write([check('a', start)])).toStrictEqual({ stored: 1, rejected: [] });
      expect(await store.latest('check', {}, start)).toHaveLength(1);
      await store.close();

      const wrong = await openStore(
        { kind: 'influx', url: influxd.url, auth: { ...user, password: 'guess' } },
        { log, clock },
      );
      await expect(wrong.write([check('a', start)])).rejects.toThrow(StoreUnavailable);
      expect(await wrong.health()).toMatchObject({ ready: false, detail: expect.stringContaining('credential') });
      await wrong.close();
    } finally {
      await influxd.stop();
    }
  }, 30_000);
});
