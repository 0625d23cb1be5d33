/** What only the embedded store can do wrong: its file, its workers, the end of its process in mid-write. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestsWaitingMax } from '../limits.ts';
import { retentionOf } from '../schema.ts';
import { type Point, type Store, StoreUnavailable } from '../store.ts';
import { openSqlite } from './sqlite.ts';

const log = pino({ enabled: false });
const hour = 3_600_000;
const start = Math.floor(Date.now() / hour) * hour - 10 * hour;
const retention = retentionOf();

const check = (id: string, at: number): Point => ({
  measurement: 'check',
  tags: { operator: 'vnpt', endpoint: 'e', check: id },
  fields: { up: 1 },
  at,
});

const asked = { measurement: 'check', tier: 'raw', fields: ['up'], aggregate: 'count', where: {}, limit: 1 } as const;
const count = async (store: Store) => {
  const [series] = await store.window({ ...asked, from: start, to: start + 20 * hour });
  return series?.points[0]?.values[0] ?? 0;
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'thongsuot-sqlite-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A clock whose monotonic time the test moves: restarts are a second apart on it. */
const testClock = () => {
  let monotonicMs = 0;
  return { now: () => Date.now(), monotonicMs: () => monotonicMs, forward: (ms: number) => (monotonicMs += ms) };
};

describe('openSqlite', () => {
  it('refuses a file that a newer version wrote, and says what to do', () => {
    const path = join(dir, 'newer.db');
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 7');
    db.close();
    expect(() => openSqlite({ path, retention }, log, testClock())).toThrow(
      `${path} has version 7, this program knows 2: a newer version wrote it. Install that version, or name another file.`,
    );
  });

  it('refuses a file that is no database', async () => {
    const path = join(dir, 'text.db');
    await writeFile(path, 'not a database, but long enough to look like a page of one\n'.repeat(100));
    expect(() => openSqlite({ path, retention }, log, testClock())).toThrow(/file is not a database/);
  });

  it('finds what it stored before', async () => {
    const path = join(dir, 'again.db');
    const first = openSqlite({ path, retention }, log, testClock());
    await first.write([check('a', start)]);
    await first.close();
    const second = openSqlite({ path, retention }, log, testClock());
    expect(await count(second)).toBe(1);
    await second.write([check('a', start + 1)]);
    expect(await count(second)).toBe(2);
    await second.close();
  });

  it.each(['writer', 'reader'] as const)(
    'whose %s dies fails what waits, and starts it again with the next request',
    async (role) => {
      const clock = testClock();
      const store = openSqlite({ path: join(dir, `${role}.db`), retention }, log, clock);
      await store.write([check('a', start)]);
      expect(await count(store)).toBe(1);
      const use = () => (role === 'writer' ? store.write([check('b', start)]) : count(store));

      clock.forward(2_000);
      // Long enough to be in work when the thread dies, on a busy machine too.
      const many = Array.from({ length: 20_000 }, (_, i) => check('c', start + i));
      if (role === 'reader') await store.write(many);
      const counts = () => Promise.all(Array.from({ length: requestsWaitingMax - 1 }, () => count(store)));
      const outcome = expect(role === 'writer' ? store.write(many) : counts()).rejects.toThrow(StoreUnavailable);
      await store.workers[role].kill();
      await outcome;
      await use();
      expect(await store.health()).toMatchObject({ ready: true });

      // It lived for less than a second: a worker that dies at its start is not started in a loop.
      await store.workers[role].kill();
      await expect(use()).rejects.toThrow(StoreUnavailable);
      expect(await store.health()).toMatchObject({ ready: false });
      clock.forward(2_000);
      await use();
      expect(await store.health()).toMatchObject({ ready: true });
      await store.close();
      await expect(use()).rejects.toThrow(StoreUnavailable);
    },
  );

  it('turns away what its queue cannot hold', async () => {
    const store = openSqlite({ path: join(dir, 'queue.db'), retention }, log, testClock());
    const writes = Array.from({ length: requestsWaitingMax + 5 }, (_, i) => store.write([check('a', start + i)]));
    const outcomes = await Promise.allSettled(writes);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused.every(({ reason }) => reason instanceof StoreUnavailable)).toBe(true);
    expect(await count(store)).toBe(requestsWaitingMax);
    await store.close();
  });

  it('goes on writing while it folds and removes', async () => {
    const store = openSqlite(
      { path: join(dir, 'busy.db'), retention: retentionOf({ raw: 4 * hour }) },
      log,
      testClock(),
    );
    const recent = Math.floor(Date.now() / hour) * hour - 3 * hour;
    const some = Array.from({ length: 3_000 }, (_, i) => check(`c${i % 500}`, recent + i));
    await store.write(some);
    const [outcome] = await Promise.all([
      store.retain(Date.now() + 2 * hour),
      ...Array.from({ length: 20 }, (_, i) => store.write([check('c0', recent + 2 * hour + i)])),
    ]);
    expect(outcome).toStrictEqual({ removed: 3_000 });
    const [series] = await store.window({ ...asked, from: recent, to: recent + 10 * hour });
    expect([series?.tags['check'], series?.points[0]?.values[0]]).toStrictEqual(['c0', 20]);
    await store.close();
  });

  it('has after a kill -9 of its process what that process had acknowledged', async () => {
    const path = join(dir, 'killed.db');
    const program = `
      import { writeSync } from 'node:fs';
      const { openSqlite } = await import(${JSON.stringify(new URL('./sqlite.ts', import.meta.url).href)});
      const log = { info() {}, warn() {}, error() {}, debug() {} };
      const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
      const retention = ${JSON.stringify(retention)};
      const store = openSqlite({ path: ${JSON.stringify(path)}, retention }, log, clock);
      for (let i = 0; ; i += 1) {
        const tags = { operator: 'vnpt', endpoint: 'e', check: 'a' };
        await store.write([{ measurement: 'check', tags, fields: { up: 1 }, at: ${start} + i }]);
        writeSync(1, i + '\\n');
        if (i % 40 === 39) void store.retain(Date.now());
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line) + 1;
      if (acknowledged === 100) child.kill('SIGKILL');
    }
    await ended;
    const store = openSqlite({ path, retention }, log, testClock());
    expect(acknowledged).toBeGreaterThanOrEqual(100);
    // One more may be there: stored, and killed before it was said.
    expect([acknowledged, acknowledged + 1]).toContain(await count(store));
    await store.close();
  }, 30_000);
});
