import { afterEach, describe, expect, it } from 'vitest';
import { openTables } from './ledger.ts';
import type { Attempt } from './message.ts';
import type { Notifier } from './notifier.ts';
import { createScene, directory, notification, notifyOptions, recorder, route, type Scene, t0 } from './notify.fake.ts';
import { Planner } from './planner.ts';

const minute = 60_000;
const hour = 60 * minute;
const taken: Attempt = { kind: 'taken' };
const down: Attempt = { kind: 'unavailable', detail: '503', retryAfterMs: null };

const running: Notifier[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
function start(scene: Scene, ...given: Parameters<Scene['start']>): Notifier {
  const notifier = scene.start(...given);
  running.push(notifier);
  return notifier;
}
/** Lets time pass at once: stops, moves the wall clock, starts again on the same file. */
async function later(scene: Scene, ms: number, ...given: Parameters<Scene['start']>): Promise<Notifier> {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  scene.time.wall += ms;
  return start(scene, ...given);
}
const settled = (notifier: Notifier) =>
  expect
    .poll(() => notifier.figures().receivers.map(({ waiting }) => waiting))
    .toEqual(notifier.figures().receivers.map(() => 0));

describe('receivers', () => {
  it('each get each transition once; one that hangs or refuses holds up no other', async () => {
    const scene = createScene();
    const good = recorder('good');
    const hung = recorder('hung', () => new Promise<Attempt>(() => {}));
    const picky = recorder('picky', (m) => (m.id.startsWith('bad') ? { kind: 'refused', detail: '400' } : taken));
    const notifier = scene.start([good.channel, picky.channel, hung.channel]);
    scene.add(notification('bad', 1));
    scene.add(notification('x', 1), notification('y', 1, { alert: { endpoint: 'other' } }));
    await expect.poll(() => good.ids().sort()).toEqual(['bad/1', 'x/1', 'y/1']);
    await expect.poll(() => picky.ids()).toContain('y/1');
    expect(hung.got).toHaveLength(1);
    scene.add(notification('x', 2));
    await expect.poll(() => good.ids().at(-1)).toBe('x/2');
    expect(notifier.figures().receivers.find(({ id }) => id === 'hung')).toMatchObject({ waiting: 4 });
  });

  it('that appear later are told no old news, and of its end only those who were told of the beginning', async () => {
    const scene = createScene();
    const a = recorder('a');
    await settled(start(scene, [a.channel]));
    scene.add(notification('x', 1));
    await expect.poll(a.ids).toEqual(['x/1']);
    const b = recorder('b');
    await later(scene, 0, [a.channel, b.channel]);
    scene.add(notification('x', 2), notification('y', 1));
    await expect.poll(() => [a.ids(), b.ids()]).toEqual([['x/1', 'x/2', 'y/1'], ['y/1']]);
  });

  it('refuse a message of several alerts: it is halved until the one is found that they do not take', async () => {
    const scene = createScene();
    const has = (id: string) => (m: { members: readonly { notification: { id: string } }[] }) =>
      m.members.some((one) => one.notification.id === id);
    const picky = recorder('p', (m) => (has('c/1')(m) ? { kind: 'refused', detail: '422' } : taken));
    const options = { notify: notifyOptions({ routes: { routes: [], fallback: route(['p'], { groupWaitMs: 1 }) } }) };
    const list = ['a', 'b', 'c', 'd'].map((alert) => notification(alert, 1, { alert: { group: 'endpoint/g' } }));
    const notifier = start(scene, [picky.channel], options);
    scene.add(...list);
    scene.time.wall += 1_000;
    for (let i = 0; i < 6; i++) {
      await expect.poll(() => notifier.figures().receivers[0]?.waiting).toBeLessThanOrEqual(4);
      const left = notifier.figures().receivers[0]?.waiting;
      if (left === 1) break;
      await later(scene, 10 * minute, [picky.channel], options);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const got = picky.got.filter((m) => !has('c/1')(m)).flatMap((m) => m.members.map((one) => one.notification.id));
    expect(got.sort()).toEqual(['a/1', 'b/1', 'd/1']);
  });
});

describe('a channel that is down for twelve hours', () => {
  it('gets everything after, a digest of each group, with its age; nothing twice', async () => {
    const scene = createScene();
    const state = { up: false };
    const channel = recorder('w', () => (state.up ? taken : down));
    const options = {
      notify: notifyOptions({
        routes: {
          routes: [],
          fallback: route(['w'], { groupWaitMs: 1_000, groupWaitMsMax: 30_000, groupIntervalMs: 15_000 }),
        },
      }),
    };
    start(scene, [channel.channel], options);
    const all: string[] = [];
    for (let h = 0; h < 12; h++) {
      const list = ['bvdk', 'ubnd', 'ttyt'].flatMap((endpoint) =>
        [1, 2].map((n) =>
          notification(`${endpoint}-${h}`, n, {
            createdAt: scene.time.wall,
            alert: { endpoint, endpointVi: endpoint },
          }),
        ),
      );
      all.push(...list.map(({ id }) => id));
      scene.add(...list);
      await later(scene, hour, [channel.channel], options);
    }
    channel.got.length = 0;
    state.up = true;
    await settled(await later(scene, minute, [channel.channel], options));
    expect(channel.ids().sort()).toEqual(all.sort());
    expect(channel.got.length).toBeLessThanOrEqual(4);
    expect(Math.max(...channel.got.map((m) => m.members.length))).toBeGreaterThanOrEqual(22);
  });

  it('above the bound gives up the oldest, counts them, and says so with the next message', async () => {
    const scene = createScene();
    openTables(scene.file);
    const planner = new Planner({
      file: scene.file,
      log: scene.queue,
      routes: { routes: [], fallback: route(['w']) },
      receivers: ['w'],
      selfGrouping: new Set(),
      directory: () => directory,
      waitingMax: 3,
    });
    scene.add(...Array.from({ length: 8 }, (_, i) => notification(`a${i}`, 1, { createdAt: t0 + i })));
    planner.plan(t0, () => null);
    const channel = recorder('w');
    const notifier = start(scene, [channel.channel]);
    await settled(notifier);
    expect(channel.ids()).toEqual(['a5/1', 'a6/1', 'a7/1']);
    expect(channel.got[0]?.dropped).toEqual({ count: 5, from: t0, to: t0 + 4 });
    expect(notifier.figures().receivers[0]).toMatchObject({ dropped: 5 });
    scene.add(notification('b', 1));
    await expect.poll(() => channel.got.at(-1)?.id).toBe('b/1');
    expect(channel.got.at(-1)?.dropped).toBeNull();
  });
});

describe('an alert that fires on', () => {
  const fires = { acknowledged: false, heldTo: null };
  const withRoute = (receivers: readonly string[], over: Parameters<typeof route>[1]) => ({
    notify: notifyOptions({ routes: { routes: [], fallback: route(receivers, over) } }),
  });

  it('is repeated while nobody has acknowledged it, and no more after', async () => {
    const scene = createScene();
    const a = recorder('a');
    const options = withRoute(['a'], { repeatMs: 4 * hour });
    start(scene, [a.channel], options);
    scene.standings.set('x', fires);
    scene.add(notification('x', 1));
    await expect.poll(a.ids).toEqual(['x/1']);
    await later(scene, 4 * hour - minute, [a.channel], options);
    await later(scene, 2 * minute, [a.channel], options);
    await expect.poll(() => a.got.length).toBe(2);
    expect(a.got[1]?.members[0]?.notification).toMatchObject({ transition: 'repeat', alert: { id: 'x' } });
    expect(a.got[1]?.id).not.toBe('x/1');
    scene.standings.set('x', { acknowledged: true, heldTo: null });
    await later(scene, 5 * hour, [a.channel], options);
    scene.add(notification('x', 2));
    await expect.poll(() => a.ids().at(-1)).toBe('x/2');
    expect(a.got).toHaveLength(3);
  });

  it('goes to the next receivers after its time, once for each step, and they hear of its end', async () => {
    const scene = createScene();
    const [a, chief] = [recorder('a'), recorder('chief')];
    const channels = [a.channel, chief.channel];
    const options = withRoute(['a'], { escalate: [{ afterMs: 15 * minute, receivers: ['chief'] }] });
    start(scene, channels, options);
    scene.standings.set('x', fires);
    scene.add(notification('x', 1));
    await expect.poll(a.ids).toEqual(['x/1']);
    await later(scene, 14 * minute, channels, options);
    expect(chief.got).toEqual([]);
    await later(scene, 2 * minute, channels, options);
    await expect.poll(() => chief.got.map((m) => m.members[0]?.notification.transition)).toEqual(['escalated']);
    await later(scene, hour, channels, options);
    scene.add(notification('x', 2));
    await expect.poll(() => chief.ids().at(-1)).toBe('x/2');
    expect(chief.got).toHaveLength(2);
  });

  it('that is acknowledged in time goes nowhere else', async () => {
    const scene = createScene();
    const [a, chief] = [recorder('a'), recorder('chief')];
    const options = withRoute(['a'], { escalate: [{ afterMs: 15 * minute, receivers: ['chief'] }] });
    start(scene, [a.channel, chief.channel], options);
    scene.standings.set('x', { acknowledged: true, heldTo: null });
    scene.add(notification('x', 1));
    await expect.poll(a.ids).toEqual(['x/1']);
    await later(scene, hour, [a.channel, chief.channel], options);
    scene.add(notification('x', 2));
    await expect.poll(a.ids).toEqual(['x/1', 'x/2']);
    expect(chief.got).toEqual([]);
  });
});

describe('maintenance', () => {
  it('holds what it covers until it ends, both transitions in order, and nothing else', async () => {
    const scene = createScene();
    const a = recorder('a');
    scene.standings.set('x', { acknowledged: false, heldTo: t0 + hour });
    start(scene, [a.channel]);
    scene.add(notification('x', 1));
    scene.add(notification('y', 1));
    await expect.poll(a.ids).toEqual(['y/1']);
    scene.standings.delete('x');
    scene.add(notification('x', 2));
    await later(scene, 30 * minute, [a.channel]);
    await expect.poll(a.ids).toEqual(['y/1']);
    await later(scene, 31 * minute, [a.channel]);
    await expect.poll(a.ids).toEqual(['y/1', 'x/1', 'x/2']);
  });

  it('that is cancelled releases what it held', async () => {
    const scene = createScene();
    const a = recorder('a');
    scene.standings.set('x', { acknowledged: false, heldTo: t0 + hour });
    start(scene, [a.channel]);
    scene.add(notification('x', 1));
    scene.standings.set('x', { acknowledged: false, heldTo: null });
    await later(scene, minute, [a.channel]);
    await expect.poll(a.ids).toEqual(['x/1']);
  });
});

describe('routes', () => {
  const routes = {
    routes: [
      route(['hospital', 'both'], { id: 'hospitals', match: { class: ['HOSPITAL'] } }),
      route(['viettel', 'both'], { id: 'viettel', match: { operator: ['viettel'] } }),
    ],
    fallback: route(['rest']),
  };
  it.each([
    ['a hospital of another operator', { operator: 'vnpt', endpoint: 'bvdk' }, ['both', 'hospital']],
    ['another endpoint of an operator', { operator: 'viettel', endpoint: 'ubnd' }, ['both', 'viettel']],
    ['both at once, each receiver once', { operator: 'viettel', endpoint: 'bvdk' }, ['both', 'hospital', 'viettel']],
    ['what no route names', { operator: 'vnpt', endpoint: 'ubnd' }, ['rest']],
  ])('%s', async (_name, alert, expected) => {
    const scene = createScene();
    const all = ['hospital', 'viettel', 'both', 'rest'].map((id) => recorder(id));
    await settled(
      start(
        scene,
        all.map(({ channel }) => channel),
        { notify: notifyOptions({ routes }) },
      ),
    );
    scene.add(notification('x', 1, { alert }), notification('x', 2, { alert }));
    const told = () => all.filter(({ got }) => got.length > 0).map(({ channel }) => channel.id);
    await expect.poll(() => told().sort()).toEqual(expected);
    await expect.poll(() => all.flatMap((one) => one.ids()).length).toBe(2 * expected.length);
  });
});

describe('"send a test"', () => {
  it('goes past the queue, and says of each receiver what came of it', async () => {
    const scene = createScene();
    const [a, b] = [recorder('a'), recorder('b', () => down)];
    const notifier = start(scene, [a.channel, b.channel]);
    expect(await notifier.test(undefined, 'truc-ca')).toMatchObject([
      { receiver: 'a', ok: true },
      { receiver: 'b', ok: false, detail: '503' },
    ]);
    expect(a.got[0]?.members[0]?.notification).toMatchObject({
      transition: 'test',
      alert: { summary: expect.stringContaining('truc-ca') },
    });
    expect(await notifier.test('none', 'truc-ca')).toBeUndefined();
    expect(await notifier.test('a', 'truc-ca')).toHaveLength(1);
  });
});

describe('a storm', () => {
  const storm = {
    notify: notifyOptions({
      routes: {
        routes: [],
        fallback: route(['w'], { groupWaitMs: 1_000, groupWaitMsMax: 30_000, groupIntervalMs: 15_000 }),
      },
    }),
  };

  it('of 5,000 alerts at as many endpoints leaves as at most 20 messages, each transition in one of them', async () => {
    const scene = createScene();
    const channel = recorder('w');
    const notifier = start(scene, [channel.channel], storm);
    const list = Array.from({ length: 5_000 }, (_, i) =>
      notification(`s${i}`, 1, {
        alert: {
          endpoint: `e${i}`,
          operator: ['vnpt', 'viettel', 'mobifone'][i % 3] ?? '',
          site: `site${i % 60}`,
          area: `area${i % 15}`,
        },
      }),
    );
    scene.add(...list);
    await expect.poll(() => notifier.figures().receivers[0]?.waiting).toBe(5_000);
    await settled(await later(scene, 2_000, [channel.channel], storm));
    expect(channel.got.length).toBeLessThanOrEqual(20);
    expect(channel.ids().sort()).toEqual(list.map(({ id }) => id).sort());
  });

  it('of 300 devices at one site is one message', async () => {
    const scene = createScene();
    const channel = recorder('w');
    start(scene, [channel.channel], storm);
    for (let second = 0; second < 3; second++) {
      scene.add(
        ...Array.from({ length: 100 }, (_, i) =>
          notification(`d${second}-${i}`, 1, {
            alert: { rule: 'deviceUnreachable', endpoint: `e${i}`, site: 'pleiku', link: null },
          }),
        ),
      );
      await later(scene, 500, [channel.channel], storm);
    }
    expect(channel.got).toEqual([]);
    await settled(await later(scene, 1_000, [channel.channel], storm));
    expect(channel.got.map((m) => [m.members.length, m.level, m.key])).toEqual([[300, 'group', 'site/vnpt/pleiku']]);
  });
});
