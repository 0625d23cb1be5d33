import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryUnit } from '@thongsuot/contract/inventory.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AlertKeeper } from '../alert/keeper.ts';
import { OperationalQueue } from '../alert/queue.ts';
import { observeFailover } from '../alert/rule-failover.ts';
import type { Rules } from '../alert/rule-options.ts';
import { collectorConfig } from '../config/schema.ts';
import type { Placed } from '../network/placed.ts';
import { RegisterIndex } from '../network/register.ts';
import { openOperationalFile } from '../operational.ts';
import { type Store, type StoredSeries, StoreUnavailable, type WindowQuery } from '../store/store.ts';
import { rulesOf } from '../wiring.ts';
import {
  createScene,
  department,
  emptyStore,
  inventory,
  link,
  operatorViewer,
  reading,
  register,
  type Scene,
  t0,
} from './live.fake.ts';

const now = { forMs: 0, keepFiringForMs: 0 };
const rules: Rules = {
  linkDown: now,
  deviceUnreachable: { forMs: 20_000, keepFiringForMs: 0 },
  agentSilent: now,
  noData: now,
};
const device = (id: string, at: number, reachable: boolean): Placed['sample'] => ({
  kind: 'device',
  at,
  device: id,
  intervalS: 10,
  reachable,
  ...(reachable ? {} : { failure: 'timeout' as const }),
});
const unknown = (id: string, at: number): Placed['sample'] => ({
  kind: 'link',
  at,
  link: id,
  intervalS: 10,
  unknown: 'deviceUnreachable',
});
const messages = (scene: Scene) =>
  (scene.file.db.prepare('SELECT body FROM alert_notification ORDER BY seq').all() as { body: string }[]).map((row) =>
    JSON.parse(row.body),
  );
const told = (scene: Scene) => messages(scene).map(({ transition, alert }) => `${alert.rule} ${transition}`);
const firing = (scene: Scene) =>
  scene.live.views.alerts(department, 'firing').map((a) => `${a.rule} ${a.link ?? a.device ?? a.agent ?? a.endpoint}`);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets seconds pass; `each` is what agents send in each of them. */
async function pass(scene: Scene, seconds: number, each: (s: number) => void = () => {}): Promise<void> {
  for (let s = 1; s <= seconds; s++) {
    scene.time.wall += 1_000;
    scene.time.mono += 1_000;
    each(s);
    await vi.advanceTimersByTimeAsync(1_000);
  }
}
const started = async (over: Parameters<typeof createScene>[0] = {}) => {
  const scene = createScene({ rules, ...over });
  scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk'), link('a2', 'ubnd', { device: 'pe2' })]));
  await scene.live.start();
  return scene;
};
/** Everything that the agent watches, each 10 s. */
const speak =
  (scene: Scene, how: { pe1?: boolean } = {}) =>
  (s: number) => {
    if (s % 10 !== 0) return;
    const at = scene.time.wall;
    const up = how.pe1 ?? true;
    scene.send('vnpt', 'vnpt-1', [
      device('pe1', at, up),
      device('pe2', at, true),
      up ? reading('a1', at, 0.3) : unknown('a1', at),
      reading('a2', at, 0.3),
    ]);
  };

describe('an agent that falls silent', () => {
  it('is one alert that takes the highest priority of what it hides and names its endpoints; it ends when heard', async () => {
    const scene = await started();
    await pass(scene, 20, speak(scene));
    await pass(scene, 120);
    expect(told(scene)).toEqual(['agentSilent firing']);
    const [message] = messages(scene);
    expect(message.alert).toMatchObject({
      priority: 1,
      severity: 'critical',
      group: 'site/vnpt/pleiku',
      hides: { endpoints: [{ id: 'bvdk' }, { id: 'ubnd' }] },
    });
    expect(message.alert.summary).toContain('Tạm thời không theo dõi được: Bệnh viện Đa khoa tỉnh, UBND tỉnh.');
    const alerts = scene.live.views.alerts(department, 'firing');
    const silent = alerts.find((a) => a.rule === 'agentSilent');
    const hidden = alerts.filter((a) => a.rule === 'noData');
    expect(silent?.hides).toEqual({ alerts: 2, endpoints: ['bvdk', 'ubnd'] });
    expect(hidden.map((a) => a.suppressedBy)).toEqual([silent?.id, silent?.id]);
    await pass(scene, 60, speak(scene));
    expect(firing(scene)).toEqual([]);
    expect(told(scene)).toEqual(['agentSilent firing', 'agentSilent resolved']);
    await scene.live.stop();
  });

  it('never hides a failure that was measured, which fires on and is stale', async () => {
    const scene = await started();
    await pass(scene, 10, speak(scene));
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall + 1, 0, 'down')]);
    await pass(scene, 60);
    expect(told(scene)).toEqual(['linkDown firing', 'agentSilent firing']);
    const down = scene.live.views.alerts(department, 'firing').find((a) => a.rule === 'linkDown');
    expect(down).toMatchObject({ stale: true, suppressedBy: null });
    await scene.live.stop();
  });

  it('is not said of a collector that stood still for 60 s itself', async () => {
    const scene = await started();
    await pass(scene, 20, speak(scene));
    scene.time.wall += 60_000;
    scene.time.mono += 60_000;
    await pass(scene, 9);
    await pass(scene, 20, speak(scene));
    expect(told(scene)).toEqual([]);
    await scene.live.stop();
  });

  it.each([3_600_000, -3_600_000])(
    'is judged by receipt on the monotonic clock: a wall clock set by %i ms says nothing',
    async (ms) => {
      const scene = await started({ rules: { agentSilent: now } });
      await pass(scene, 20, speak(scene));
      scene.time.wall += ms;
      await pass(scene, 20, speak(scene));
      expect(told(scene)).toEqual([]);
      await pass(scene, 40);
      expect(told(scene)).toEqual(['agentSilent firing']);
      await scene.live.stop();
    },
  );

  it('a collector that starts listens anew: what fired ends only when the agent is heard', async () => {
    const scene = await started({ rules: { agentSilent: now } });
    await pass(scene, 60);
    expect(told(scene)).toEqual(['agentSilent firing']);
    await scene.live.stop();
    const next = createScene({ operational: scene.file, rules: { agentSilent: now }, at: scene.time.wall });
    next.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
    await next.live.start();
    await pass(next, 60);
    expect([firing(next), told(next)]).toEqual([['agentSilent vnpt-1'], ['agentSilent firing']]);
    await pass(next, 10, speak(next));
    expect(told(next)).toEqual(['agentSilent firing', 'agentSilent resolved']);
    await next.live.stop();
  });
});

describe('a device that does not answer', () => {
  it('hides the missing data of its links, which waits for its verdict, and of no others', async () => {
    const scene = await started();
    await pass(scene, 20, speak(scene));
    await pass(scene, 60, speak(scene, { pe1: false }));
    expect(told(scene)).toEqual(['deviceUnreachable firing']);
    expect(firing(scene)).toEqual(['deviceUnreachable pe1', 'noData a1']);
    await pass(scene, 60, speak(scene));
    expect(told(scene)).toEqual(['deviceUnreachable firing', 'deviceUnreachable resolved']);
    await scene.live.stop();
  });

  it('missing data waits 30 s at most for the verdict on a device that is overdue', async () => {
    const scene = await started({ rules: { ...rules, deviceUnreachable: { forMs: 600_000, keepFiringForMs: 0 } } });
    await pass(scene, 20, speak(scene));
    await pass(scene, 38, speak(scene, { pe1: false }));
    expect(told(scene)).toEqual([]);
    await pass(scene, 5, speak(scene, { pe1: false }));
    expect(told(scene)).toEqual(['noData firing']);
    await scene.live.stop();
  });

  it('300 of one site go by one group', async () => {
    const scene = createScene({ rules: { deviceUnreachable: now } });
    const ids = Array.from({ length: 300 }, (_, i) => `d${i}`);
    scene.live.inventory(
      inventory(
        'vnpt',
        'vnpt-1',
        ids.map((id) => link(`l-${id}`, 'bvdk', { device: id })),
        {
          devices: ids.map((id) => ({ id, intervalS: 10 })),
        },
      ),
    );
    scene.send(
      'vnpt',
      'vnpt-1',
      ids.map((id) => device(id, scene.time.wall, false)),
    );
    expect(messages(scene)).toHaveLength(300);
    expect(new Set(messages(scene).map(({ alert }) => alert.group))).toEqual(new Set(['site/vnpt/pleiku']));
  });

  it('that leaves its inventory ends its alert as removed', async () => {
    const scene = await started({ rules: { deviceUnreachable: now } });
    scene.send('vnpt', 'vnpt-1', [device('pe1', scene.time.wall, false)]);
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [], { at: t0 + 1, devices: [] }));
    expect(scene.live.views.alerts(department, 'resolved')).toMatchObject([{ ending: 'removed', device: 'pe1' }]);
    await scene.live.stop();
  });
});

describe('maintenance', () => {
  const work = (scene: Scene, fromS: number, toS: number) =>
    scene.duty.announceMaintenance(
      {
        id: 'work-1',
        operator: 'vnpt',
        subjects: [{ kind: 'link', id: 'a1' }],
        from: scene.time.wall + fromS * 1_000,
        to: scene.time.wall + toS * 1_000,
      },
      { name: 'so', role: 'department', operator: null },
    );
  const say = (scene: Scene, oper: 'up' | 'down') => (s: number) => {
    if (s % 10 === 0) scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.1, oper)]);
  };
  const only: Rules = { linkDown: now };

  it('postpones and never drops: what still fires when the work ends is told then', async () => {
    const scene = await started({ rules: only });
    work(scene, 5, 65);
    await pass(scene, 60, say(scene, 'down'));
    expect([firing(scene), told(scene)]).toEqual([['linkDown a1'], []]);
    expect(scene.live.views.alerts(department, 'firing')).toMatchObject([{ maintenance: true }]);
    await pass(scene, 10, say(scene, 'down'));
    expect(told(scene)).toEqual(['linkDown firing']);
    await scene.live.stop();
  });

  it('what began and ended within it is history, and told to nobody', async () => {
    const scene = await started({ rules: only });
    work(scene, 5, 65);
    await pass(scene, 30, say(scene, 'down'));
    await pass(scene, 60, say(scene, 'up'));
    expect(told(scene)).toEqual([]);
    expect(scene.live.views.alerts(department, 'resolved')).toMatchObject([{ rule: 'linkDown', ending: 'cleared' }]);
    await scene.live.stop();
  });

  it('an end within it is told after it; if it fires again meanwhile, it is the same alert and nothing is told', async () => {
    const scene = await started({ rules: only });
    await pass(scene, 10, say(scene, 'down'));
    work(scene, 1, 61);
    await pass(scene, 20, say(scene, 'up'));
    await pass(scene, 60, say(scene, 'down'));
    const [alert] = scene.live.views.alerts(department, 'firing');
    expect([told(scene), messages(scene)[0].alert.id]).toEqual([['linkDown firing'], alert?.id]);
    await pass(scene, 10, say(scene, 'up'));
    expect(messages(scene).map((m) => m.id)).toEqual([`${alert?.id}/1`, `${alert?.id}/2`]);
    await scene.live.stop();
  });
});

describe('an alert that comes and goes', () => {
  it('is told until it flaps, then once it has settled, and only if it differs from what was told last', async () => {
    const scene = await started({ rules: { linkDown: now, flapping: { transitions: 5, withinMs: 300_000 } } });
    const flip = (turns: number) =>
      pass(scene, turns * 20, (s) => {
        if (s % 10 === 0)
          scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.1, s % 20 === 10 ? 'down' : 'up')]);
      });
    await flip(20);
    expect(told(scene)).toEqual([
      'linkDown firing',
      'linkDown resolved',
      'linkDown firing',
      'linkDown resolved',
      'linkDown firing',
    ]);
    expect(messages(scene).at(-1).alert.summary).toContain('chập chờn');
    await pass(scene, 300, (s) => {
      if (s % 10 === 0) scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.1)]);
    });
    expect(told(scene).slice(5)).toEqual(['linkDown resolved']);
    await scene.live.stop();
  });
});

describe('taking an alert on', () => {
  const fire = async (rule: Rules = { utilization: { ...now, clearBelow: 0.05 } }) => {
    const scene = await started({ rules: rule });
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.72)]);
    const [alert] = scene.live.views.alerts(department, 'firing');
    return { scene, id: alert?.id ?? '' };
  };

  it('keeps name and note beside it, writes the audit trail, and is asked again when it becomes worse', async () => {
    const { scene, id } = await fire();
    const own = operatorViewer('vnpt');
    expect(scene.live.alertDesk.acknowledge(own, id, 'đã cử đội')).toMatchObject({
      acknowledged: { by: 'vnpt', at: scene.time.wall, note: 'đã cử đội' },
    });
    scene.live.alertDesk.acknowledge(own, id, 'đã cử đội');
    expect(scene.duty.audited('vnpt', 0, scene.time.wall + 1)).toMatchObject([
      { action: 'alertAcknowledged', who: 'vnpt', subject: `alert ${id}`, note: 'đã cử đội' },
    ]);
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall + 10_000, 0.95)]);
    expect(told(scene)).toEqual(['utilization firing', 'utilization severity']);
    expect(scene.live.views.alerts(department, 'firing')).toMatchObject([{ id, acknowledged: null }]);
    await scene.live.stop();
  });

  it('is refused to another operator, to an operator for a whole endpoint, and once it has ended', async () => {
    const { scene, id } = await fire({ utilization: { ...now, clearBelow: 0.05 }, endpointIsolated: now });
    const code = (work: () => unknown) => {
      try {
        work();
        return 'taken';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const take = (who: Parameters<Scene['live']['alertDesk']['acknowledge']>[0], alert: string) =>
      code(() => scene.live.alertDesk.acknowledge(who, alert, ''));
    expect(take(operatorViewer('viettel'), id)).toBe('notFound');
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall + 10_000, 0, 'down')]);
    const isolated = scene.live.views.alerts(department, 'firing').find((a) => a.rule === 'endpointIsolated')?.id ?? '';
    expect(take(operatorViewer('vnpt'), isolated)).toBe('forbidden');
    expect(take(department, isolated)).toBe('taken');
    expect(take(department, id)).toBe('conflict');
    await scene.live.stop();
  });
});

describe('data that comes late', () => {
  /** A store that holds what a1 said in two hours that nobody heard: 15 minutes of them down. */
  const from = t0 + 60_000;
  const downAt = from + 1_800_000;
  const upAt = downAt + 900_000;
  const rows = Array.from({ length: 740 }, (_, i) => t0 + i * 10_000);
  const store = {
    ...emptyStore,
    window: async ({ measurement, where, from, to }: WindowQuery): Promise<StoredSeries[]> =>
      measurement !== 'link' || where['link'] !== 'a1'
        ? []
        : [
            {
              tags: {},
              points: rows
                .filter((at) => at >= from && at < to)
                .map((at) => ({ at, values: [at >= downAt && at < upAt ? 'down' : 'up', 1e6, 1e8, 1e8, 10] })),
            },
          ],
  };
  const receive = (scene: Scene, lane: 'live' | 'backlog', samples: Placed['sample'][], completeTo: number) =>
    scene.live.receive(
      samples.map((sample) => ({
        operator: 'vnpt',
        agent: 'vnpt-1',
        site: 'pleiku',
        endpoint: null,
        link: null,
        unit: null,
        check: null,
        lane,
        receivedAt: scene.time.wall,
        receivedMonotonicMs: scene.time.mono,
        sample,
      })),
      {
        operator: 'vnpt',
        agent: 'vnpt-1',
        lane,
        receivedAt: scene.time.wall,
        oldestPending: completeTo,
        pending: 1,
        dropped: 0,
        completeTo,
      },
    );

  it('makes no transition, but one incident in the history with the right seconds, and one digest', async () => {
    const scene = await started({ rules: { linkDown: { forMs: 30_000, keepFiringForMs: 60_000 } }, store });
    scene.time.wall = from;
    receive(scene, 'live', [reading('a1', from, 0.1)], from);
    scene.time.wall = from + 7_200_000;
    scene.time.mono += 7_200_000;
    receive(scene, 'live', [reading('a1', scene.time.wall, 0.1)], from);
    for (const at of rows.filter((row) => row > from && row < scene.time.wall))
      receive(scene, 'backlog', [reading('a1', at, 0.1, at >= downAt && at < upAt ? 'down' : 'up')], from);
    await pass(scene, 3);
    expect([told(scene), scene.live.views.alerts(department, 'resolved')]).toEqual([[], []]);
    receive(scene, 'live', [reading('a1', scene.time.wall, 0.1)], scene.time.wall);
    await pass(scene, 3);
    const history = scene.live.views.alerts(department, 'resolved');
    expect(history).toMatchObject([{ rule: 'linkDown', late: true, startedAt: downAt, endedAt: upAt, firedAt: null }]);
    expect(history).toHaveLength(1);
    expect(messages(scene).map((m) => [m.transition, m.alert.group])).toEqual([['late', 'agent/vnpt/vnpt-1']]);
    expect(messages(scene)[0].alert.summary).toContain('có 1 sự cố đã kết thúc: a1');
    await pass(scene, 5);
    expect(messages(scene)).toHaveLength(1);
    await scene.live.stop();
  });

  it('an outage that was told in time is not told again as late', async () => {
    const scene = await started({ rules: { linkDown: now }, store });
    scene.time.wall = downAt;
    receive(scene, 'live', [reading('a1', downAt, 0.1, 'down')], downAt);
    scene.time.wall = upAt + 600_000;
    receive(scene, 'live', [reading('a1', scene.time.wall, 0.1)], scene.time.wall);
    await pass(scene, 5);
    expect(told(scene)).toEqual(['linkDown firing', 'linkDown resolved']);
    await scene.live.stop();
  });
});

describe('a portal that failed and came back unheard', () => {
  const checks = [{ id: 'web', endpoint: 'bvdk', url: 'https://bv.example', intervalS: 60 }];
  const downAt = t0 + 1_800_000;
  const upAt = downAt + 600_000;
  const store = {
    ...emptyStore,
    window: async ({ measurement, where, from, to }: WindowQuery): Promise<StoredSeries[]> =>
      measurement !== 'check' || where['check'] !== 'web'
        ? []
        : [
            {
              tags: {},
              points: Array.from({ length: 120 }, (_, i) => t0 + i * 60_000)
                .filter((at) => at >= from && at < to)
                .map((at) => ({ at, values: [at >= downAt && at < upAt ? 0 : 1] })),
            },
          ],
  };
  const answer = (at: number): Placed['sample'] => ({
    kind: 'check',
    at,
    check: 'web',
    intervalS: 60,
    up: true,
    status: 200,
  });

  it.each([
    [0, [['portalDown', 'web', downAt, upAt, true]], ['portalDown late']],
    // Shorter than the rule waits for: no incident.
    [900_000, [], []],
  ])('is an incident of the history when it lasted for %d ms, and one digest', async (forMs, incidents, digests) => {
    const scene = createScene({ rules: { portalDown: { forMs, keepFiringForMs: 0 } }, store });
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')], { checks }));
    await scene.live.start();
    scene.send('vnpt', 'vnpt-1', [answer(t0)]);
    scene.time.wall += 3_600_000;
    scene.time.mono += 3_600_000;
    scene.send('vnpt', 'vnpt-1', [answer(scene.time.wall)]);
    await pass(scene, 5);
    expect(
      scene.live.views
        .alerts(department, 'resolved')
        .map(({ rule, check, startedAt, endedAt, late }) => [rule, check, startedAt, endedAt, late]),
    ).toEqual(incidents);
    expect(told(scene)).toEqual(digests);
    await scene.live.stop();
  });
});

describe('a restart while the store is out', () => {
  it('neither fires again nor tells again; the end is told once', async () => {
    const refused = async () => {
      throw new StoreUnavailable('influxd does not answer');
    };
    const out: Store = {
      ...emptyStore,
      write: refused,
      window: refused,
      latest: refused,
      series: refused,
      health: async () => ({ ready: false, description: 'influxd does not answer' }),
    };
    const folder = mkdtempSync(join(tmpdir(), 'thongsuot-outage-'));
    let scene = createScene({ rules: { linkDown: now }, store: out, path: join(folder, 'operational.db') });
    const links = inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk'), link('a2', 'ubnd')]);
    scene.live.inventory(links);
    await scene.live.start();
    const say = (oper: 'up' | 'down') =>
      scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.1, oper), reading('a2', scene.time.wall, 0.1)]);
    say('down');
    const [before] = scene.live.views.alerts(department, 'firing');
    for (let restarts = 0; restarts < 3; restarts++) {
      await scene.live.stop();
      scene = scene.reopen();
      scene.live.inventory(links);
      await scene.live.start();
      await pass(scene, 10);
      say('down');
      await pass(scene, 2);
    }
    expect(scene.live.views.alerts(department, 'firing')).toMatchObject([{ id: before?.id, rule: 'linkDown' }]);
    expect(told(scene)).toEqual(['linkDown firing']);
    await pass(scene, 10);
    say('up');
    expect(told(scene)).toEqual(['linkDown firing', 'linkDown resolved']);
    await scene.live.stop();
    scene.file.close();
    rmSync(folder, { recursive: true });
  });
});

describe('a surge that a round of capacity happens to see', () => {
  const { failoverReserveShort } = rulesOf(
    collectorConfig.parse({
      state: '/var/lib/thongsuot',
      province: { vi: 'Gia Lai', en: 'Gia Lai' },
      operators: [{ id: 'vnpt', name: 'VNPT' }],
      endpoints: [{ id: 'bvdk', vi: 'Bệnh viện', en: 'Hospital', classes: ['HOSPITAL'] }],
    }),
  );
  const round = (hour: number, present: 'ok' | 'fail') =>
    failoverReserveShort === undefined
      ? null
      : observeFailover(
          {
            kind: 'failover',
            group: 'bvdk',
            operator: 'vnpt',
            endpoint: 'bvdk',
            at: t0 + hour * 3_600_000,
            intervalMs: 86_400_000,
            present,
            p95: 'ok',
            reserveBitsPerSecond: -1e6,
          },
          new RegisterIndex(register),
          failoverReserveShort,
        );

  it.each([
    ['is no alert of the backups', ['ok', 'fail', 'ok', 'fail', 'ok'], []],
    ['that a second one sees an hour later is one', ['ok', 'fail', 'fail', 'ok'], ['firing', 'resolved']],
  ] as const)('%s', (_, rounds, transitions) => {
    const file = openOperationalFile(':memory:');
    const queue = new OperationalQueue(file);
    const gate = { heldBy: () => null };
    const options = { file, queue, gate, newId: () => 'x', flapping: () => undefined, hidesOf: () => null };
    const keeper = new AlertKeeper({ ...options, onShown: () => undefined });
    const heard = rounds.flatMap((present, hour) => {
      const seen = round(hour, present);
      return seen === null ? [] : keeper.observe([seen], t0 + hour * 3_600_000);
    });
    expect(heard.map(({ transition }) => transition)).toEqual(transitions);
    file.close();
  });
});

describe('missing data of a unit', () => {
  it('is told of a unit that never spoke though its agent does, and ends with its first reading', async () => {
    const ups: InventoryUnit = { id: 'ups-1', kind: 'ups', protects: ['a1'], intervalS: 10, runtimeMinimumS: 0 };
    const scene = createScene({ rules: { noData: now } });
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')], { units: [ups] }));
    await scene.live.start();
    await pass(scene, 1, () => scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.3)]));
    expect(told(scene)).toEqual(['noData firing']);
    scene.send('vnpt', 'vnpt-1', [
      {
        kind: 'unit',
        at: scene.time.wall,
        unit: 'ups-1',
        intervalS: 10,
        facts: { batteryChargeRatio: { value: 1, unit: 'ratio' } },
      },
    ]);
    await pass(scene, 1);
    expect(told(scene)).toEqual(['noData firing', 'noData resolved']);
    await scene.live.stop();
  });
});
