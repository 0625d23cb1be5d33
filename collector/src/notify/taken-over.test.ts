import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { OperationalQueue } from '../alert/queue.ts';
import { openOperationalFile } from '../operational.ts';
import { createNotifier } from './notifier.ts';
import { directory, notification, notifyOptions, recorder, route, t0 } from './notify.fake.ts';

/** The tables as the version before routes made them, with its account of each channel. */
const earlierTables = [
  `CREATE TABLE alert_notification (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, alert TEXT NOT NULL, created_at INTEGER NOT NULL,
     body TEXT NOT NULL) STRICT`,
  'CREATE INDEX alert_notification_alert ON alert_notification (alert, seq)',
  'CREATE TABLE alert_channel (id TEXT PRIMARY KEY, done_to INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  `CREATE TABLE alert_delivery (
     channel TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES alert_notification (seq) ON DELETE CASCADE,
     sent_at INTEGER, retry_at INTEGER, tries INTEGER NOT NULL, detail TEXT, PRIMARY KEY (channel, seq)
   ) STRICT, WITHOUT ROWID`,
];

/** A: told of a1 (1), a1's end (4) waits. B: a1 (1) waits, has a2 (2). Both: a3 (3) waits; C is gone from the config. */
function earlierFile() {
  const file = openOperationalFile(':memory:');
  file.migrate('alert queue', earlierTables);
  const all = [notification('a1', 1), notification('a2', 1), notification('a3', 1), notification('a1', 2)];
  for (const one of all)
    file.db
      .prepare('INSERT INTO alert_notification (id, alert, created_at, body) VALUES (?, ?, ?, ?)')
      .run(one.id, one.alert.id, one.createdAt, JSON.stringify(one));
  for (const [id, doneTo] of [
    ['A', 2],
    ['B', 0],
    ['C', 0],
  ] as const)
    file.db.prepare('INSERT INTO alert_channel VALUES (?, ?)').run(id, doneTo);
  file.db.prepare('INSERT INTO alert_delivery VALUES (?, ?, ?, NULL, 1, NULL)').run('B', 2, t0);
  return file;
}

function begin(file: ReturnType<typeof earlierFile>, queue: OperationalQueue, repeatMs: number | null = null) {
  const [a, b] = [recorder('A'), recorder('B')];
  const time = { wall: t0 + 3_600_000 };
  const notifier = createNotifier({
    notify: notifyOptions({ routes: { routes: [], fallback: route(['A', 'B'], { repeatMs }) } }),
    directory,
    file,
    notifications: queue,
    standings: () => new Map([['a2', { acknowledged: false, heldTo: null }]]),
    clock: { now: () => time.wall, monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    random: () => 0,
    newId: () => Math.random().toString(36).slice(2),
    channels: [a.channel, b.channel],
  });
  notifier.start();
  return { a, b, notifier, time };
}

describe('a file of the version before routes', () => {
  it('keeps what its channels had not taken; each channel gets that, and nothing it had', async () => {
    const file = earlierFile();
    const { a, b, notifier } = begin(file, new OperationalQueue(file));
    await vi.waitFor(() => {
      expect(a.ids().sort()).toEqual(['a1/2', 'a3/1']);
      expect(b.ids().sort()).toEqual(['a1/1', 'a1/2', 'a3/1']);
    });
    await notifier.stop();
    const again = begin(file, new OperationalQueue(file));
    await again.notifier.stop();
    expect([...again.a.ids(), ...again.b.ids()]).toEqual([]);
  });

  it('tells of an end whoever was told of the beginning, by either version', async () => {
    const file = earlierFile();
    const queue = new OperationalQueue(file);
    const { a, b, notifier } = begin(file, queue);
    await vi.waitFor(() => expect(a.ids()).toContain('a3/1'));
    file.transaction(() => queue.add([notification('a2', 2), notification('a3', 2)]));
    queue.announce();
    await vi.waitFor(() => {
      for (const one of [a, b]) expect(one.ids()).toEqual(expect.arrayContaining(['a2/2', 'a3/2']));
    });
    await notifier.stop();
  });

  it('reminds of what it had told, one period after the new version began', async () => {
    const file = earlierFile();
    const queue = new OperationalQueue(file);
    const first = begin(file, queue, 600_000);
    await vi.waitFor(() => expect(first.a.ids()).toContain('a3/1'));
    expect(first.a.ids().filter((id) => id.startsWith('a2'))).toEqual([]);
    first.time.wall += 600_000;
    queue.announce();
    await vi.waitFor(() => expect(first.a.ids().filter((id) => id.startsWith('a2'))).toEqual(['a2/1/r1/A']));
    await first.notifier.stop();
  });
});
