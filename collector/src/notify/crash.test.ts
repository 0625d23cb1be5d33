import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import type { Notification } from '../alert/notification.ts';
import { OperationalQueue } from '../alert/queue.ts';
import { type OperationalFile, openOperationalFile } from '../operational.ts';
import type { Attempt, Channel, Message } from './message.ts';
import { createNotifier } from './notifier.ts';
import { directory, notification, notifyOptions, t0 } from './notify.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-notify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Killed extends Error {}

/** Counts the steps that a process takes; at the one that is set it dies, and does nothing any more. */
function fuse(killAt: number) {
  const state = { steps: 0, dead: false };
  return {
    state,
    step() {
      if (state.dead) throw new Killed();
      if (++state.steps !== killAt) return;
      state.dead = true;
      throw new Killed();
    },
  };
}

/** The file as a process sees it that may die before and after each of its writes and commits. */
function mortal(file: OperationalFile, step: () => void): OperationalFile {
  const statement = (one: StatementSync) =>
    new Proxy(one, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (key === 'run') step();
          const result: unknown = Reflect.apply(value, target, given);
          if (key === 'run') step();
          return result;
        };
      },
    });
  const db = new Proxy(file.db, {
    get(target, key) {
      if (key === 'prepare') return (sql: string) => statement(target.prepare(sql));
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as DatabaseSync;
  return {
    db,
    migrate: (owner, statements) => file.migrate(owner, statements),
    transaction(work) {
      step();
      const result = file.transaction(() => {
        const made = work();
        step();
        return made;
      });
      step();
      return result;
    },
    close: () => file.close(),
  };
}

interface Got {
  message: string;
  members: string[];
  uncertain: boolean;
}

/** What receivers of two kinds have: `hook` keeps ids, `mail` does not and is told of doubt. */
interface World {
  hook: Got[];
  mail: Got[];
}

/** One life of the process on the file: it runs until it is killed, or until nothing waits. Returns its steps. */
async function live(path: string, world: World, log: readonly Notification[], killAt: number): Promise<number> {
  const file = openOperationalFile(path);
  // The process dies here, never the machine: what was committed is there without waiting for the disk.
  file.db.exec('PRAGMA synchronous = OFF');
  const { step, state } = fuse(killAt);
  const channelOf = (id: 'hook' | 'mail'): Channel => ({
    id,
    takes: 'groups',
    async send(message: Message, { attempting }): Promise<Attempt> {
      const dies: Attempt = { kind: 'unavailable', detail: 'killed', retryAfterMs: null };
      try {
        if (id === 'mail') attempting();
        step();
        await Promise.resolve();
        world[id].push({
          message: message.id,
          members: message.members.map((one) => one.notification.id),
          uncertain: message.uncertain,
        });
        step();
        await Promise.resolve();
        return { kind: 'taken' };
      } catch (error) {
        if (error instanceof Killed) return dies;
        throw error;
      }
    },
  });
  let waitingAt = Number.POSITIVE_INFINITY;
  try {
    const mortalFile = mortal(file, step);
    const queue = new OperationalQueue(mortalFile);
    const notifier = createNotifier({
      notify: notifyOptions({ receivers: ['hook', 'mail'] }),
      directory,
      file: mortalFile,
      notifications: queue,
      standings: () => new Map(),
      clock: { now: () => t0, monotonicMs: () => performance.now() },
      log: pino({ level: 'silent' }),
      random: () => 0,
      newId: () => Math.random().toString(36).slice(2),
      channels: [channelOf('hook'), channelOf('mail')],
    });
    notifier.start();
    // The keeper adds each transition in a transaction of its own, once.
    for (const one of log) {
      const there = file.db.prepare('SELECT 1 FROM alert_notification WHERE id = ?').get(one.id) !== undefined;
      if (there) continue;
      try {
        mortalFile.transaction(() => queue.add([one]));
        queue.announce();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        break;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (!state.dead && waitingAt > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const planned = file.db.prepare('SELECT planned_to FROM notify_cursor').get() as { planned_to: number };
      const { receivers } = notifier.figures();
      waitingAt = receivers.reduce((sum, one) => sum + one.waiting, 0) + (queue.newest() - planned.planned_to);
    }
    await notifier.stop();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  file.close();
  return state.steps;
}

/** What is promised, of everything that arrived in all the lives together. */
function judge(world: World, log: readonly Notification[], kills: number): void {
  const all = log.map(({ id }) => id).sort();
  for (const got of [world.hook, world.mail]) {
    const byId = new Map<string, string[]>();
    for (const { message, members } of got) {
      // The same id always has the same members: a receiver that keeps ids may forget the second one.
      expect(members).toEqual(byId.get(message) ?? members);
      byId.set(message, members);
    }
    expect([...byId.values()].flat().sort()).toEqual(all);
    const order = [...byId.values()].flat();
    for (const alert of new Set(log.map((one) => one.alert.id))) {
      const own = order.filter((id) => id.startsWith(`${alert}/`));
      expect(own).toEqual([...own].sort());
    }
  }
  const repeats = world.mail.filter(
    ({ message }, i) => world.mail.findIndex((other) => other.message === message) !== i,
  );
  expect(repeats.length).toBeLessThanOrEqual(kills);
  expect(repeats.filter(({ uncertain }) => !uncertain)).toEqual([]);
}

let files = 0;
const newPath = () => join(folder, `${++files}.db`);
const story = ['x', 'y'].flatMap((alert) => [notification(alert, 1), notification(alert, 2)]);

describe('a process that is killed', () => {
  it('at any one of its steps loses nothing and repeats nothing by id; a mail at most once, and marked', async () => {
    const whole: World = { hook: [], mail: [] };
    const steps = await live(newPath(), whole, story, Number.POSITIVE_INFINITY);
    judge(whole, story, 0);
    expect(steps).toBeGreaterThan(40);
    let killed = 0;
    for (let killAt = 1; killAt <= steps; killAt++) {
      const world: World = { hook: [], mail: [] };
      const path = newPath();
      if ((await live(path, world, story, killAt)) >= killAt) killed++;
      await live(path, world, story, Number.POSITIVE_INFINITY);
      judge(world, story, 1);
    }
    expect(killed).toBeGreaterThan(40);
  }, 60_000);

  it('again and again, at random steps of random stories, keeps the promise', async () => {
    const alerts = fc.array(fc.constantFrom('p', 'q', 'r', 's', 't'), { minLength: 1, maxLength: 14 });
    const kills = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(alerts, kills, async (names, killAts) => {
        const counts = new Map<string, number>();
        const log = names.map((alert) => {
          const n = (counts.get(alert) ?? 0) + 1;
          counts.set(alert, n);
          return notification(alert, n, { transition: n === 1 ? 'firing' : n === 2 ? 'severity' : 'resolved' });
        });
        const world: World = { hook: [], mail: [] };
        const path = newPath();
        for (const killAt of killAts) await live(path, world, log, killAt);
        await live(path, world, log, Number.POSITIVE_INFINITY);
        judge(world, log, killAts.length);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
