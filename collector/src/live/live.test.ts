import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from '../http/views.ts';
import {
  createScene,
  department,
  emptyDirectory,
  inventory,
  link,
  operatorViewer,
  reading,
  register,
  rules,
  type Scene,
  t0,
} from './live.fake.ts';

const directories: string[] = [];
const statePath = () => {
  const directory = mkdtempSync(join(tmpdir(), 'thongsuot-live-'));
  directories.push(directory);
  return join(directory, 'operational.db');
};
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** Readings of `a1`’s link every 10 s from now on, each received 1 s after its time. */
function play(scene: Scene, loads: readonly (number | null)[], id = 'a1'): void {
  for (const load of loads) {
    scene.time.wall += 10_000;
    scene.time.mono += 10_000;
    scene.send('vnpt', 'vnpt-1', [reading(id, scene.time.wall - 1_000, load)]);
  }
}
const two = (over: Parameters<typeof createScene>[0] = {}) => {
  const scene = createScene(over);
  scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
  scene.live.inventory(inventory('viettel', 'viettel-1', [link('b1', 'bvdk', { role: 'backup' }), link('b2', 'ubnd')]));
  return scene;
};
const queued = (scene: Scene) =>
  (scene.file.db.prepare('SELECT body FROM alert_notification ORDER BY seq').all() as { body: string }[]).map((row) => {
    const { id, transition, alert } = JSON.parse(row.body);
    return { id, transition, severity: alert.severity, alert: alert.id };
  });

describe('the utilisation of a link', () => {
  it('fires once it has lasted, says what, where, how bad, since when and what is at stake, and resolves below the margin', () => {
    const scene = two();
    play(scene, [0.2, 0.874, 0.874]);
    expect(scene.live.views.alerts(department, undefined)).toMatchObject([{ state: 'pending', severity: 'critical' }]);
    play(scene, [0.874]);
    expect(scene.live.views.alerts(department, 'firing')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        rule: 'utilization',
        severity: 'critical',
        state: 'firing',
        operator: 'vnpt',
        endpoint: 'bvdk',
        link: 'a1',
        unit: null,
        startedAt: t0 + 19_000,
        firedAt: t0 + 39_000,
        endedAt: null,
        ending: null,
        value: 0.874,
        threshold: 0.85,
        stale: false,
        priority: 1,
        summary:
          'Kênh a1 (VNPT Gia Lai, mã kênh GLI-a1) phục vụ Bệnh viện Đa khoa tỉnh: lưu lượng chiều vào đạt 87,4% của 100 Mbit/s, chạm ngưỡng nghiêm trọng 85% từ 08:00 ngày 24/11/2026; băng thông dự phòng còn 12,6 Mbit/s. Đối tượng: Bệnh viện, trung tâm y tế (ưu tiên 1).',
        summaryEn:
          'Link a1 (VNPT Gia Lai, circuit GLI-a1) to Provincial general hospital: inbound load is 87.4% of 100 Mbit/s, at or above the critical threshold of 85% since 08:00 on 24 November 2026; 12.6 Mbit/s in reserve. At stake: Hospitals and district health centres (priority 1).',
        advice:
          'Tìm nguồn lưu lượng tăng trên cổng này; nếu là nhu cầu thật, chuyển bớt tải sang kênh khác hoặc đề nghị nâng băng thông.',
        adviceEn:
          'Find what has grown on this interface; if the demand is real, move load to another link or ask for more bandwidth.',
        acknowledged: null,
        device: 'pe1',
        check: null,
        agent: 'vnpt-1',
        flapping: false,
        maintenance: false,
        suppressedBy: null,
        hides: null,
        late: false,
      },
    ]);
    play(scene, [0.66, 0.2]);
    expect(scene.live.views.alerts(department, undefined)).toEqual([]);
    expect(scene.live.views.alerts(department, 'resolved')).toMatchObject([
      { state: 'resolved', ending: 'cleared', endedAt: t0 + 59_000, value: 0.2 },
    ]);
    expect(queued(scene).map((n) => [n.transition, n.id.split('/')[1]])).toEqual([
      ['firing', '1'],
      ['resolved', '2'],
    ]);
  });

  it('a reading without a rate neither raises nor clears', () => {
    const scene = two();
    play(scene, [0.9, null, 0.9]);
    expect(scene.live.views.alerts(department, 'firing')).toHaveLength(1);
    play(scene, [null]);
    expect(scene.live.views.alerts(department, 'firing')).toHaveLength(1);
  });

  it('the backlog lane and samples that are old at their receipt raise nothing', () => {
    const scene = two();
    for (const back of [60_000, 50_000, 40_000, 30_000]) {
      scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall - back, 0.95)], 'backlog');
    }
    scene.time.wall += 600_000;
    for (const back of [400_000, 390_000, 380_000]) {
      scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall - back, 0.95)]);
    }
    expect(scene.live.views.alerts(department, undefined)).toEqual([]);
  });

  it('a firing alert stays firing through silence and is marked stale', () => {
    const scene = two();
    play(scene, [0.9, 0.9, 0.9]);
    scene.time.wall += 86_400_000;
    expect(scene.live.views.alerts(department, 'firing')).toMatchObject([{ state: 'firing', stale: true }]);
  });

  it('a link that leaves its inventory ends its alert as removed, and leaves the picture', () => {
    const scene = two();
    play(scene, [0.9, 0.9, 0.9]);
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [], { at: t0 + 60_000 }));
    expect(scene.live.views.alerts(department, 'resolved')).toMatchObject([{ ending: 'removed' }]);
    expect(queued(scene).map((n) => n.transition)).toEqual(['firing', 'resolved']);
    expect(scene.live.views.link(department, 'vnpt', 'a1')).toBeUndefined();
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.9)], 'backlog');
    expect(scene.live.views.link(department, 'vnpt', 'a1')).toBeUndefined();
  });

  it('a raised threshold ends what no longer holds as ruleChanged, and leaves what holds alone', () => {
    const scene = two();
    play(scene, [0.9, 0.9, 0.9]);
    const at = (warning: number, critical: number) => ({
      ...register,
      classes: {
        HOSPITAL: { thresholds: { utilizationWarning: warning, utilizationCritical: critical }, source: 'test' },
      },
    });
    scene.live.reload(at(0.75, 0.88), rules, emptyDirectory);
    expect(scene.live.views.alerts(department, 'firing')).toHaveLength(1);
    scene.live.reload(at(0.95, 0.99), rules, emptyDirectory);
    expect(scene.live.views.alerts(department, 'resolved')).toMatchObject([{ ending: 'ruleChanged' }]);
  });

  it('a restart in the middle of for fires on time, and the alert keeps its id', () => {
    let scene = two({ path: statePath() });
    play(scene, [0.9, 0.9]);
    const [pending] = scene.live.views.alerts(department, 'pending');
    scene = scene.reopen();
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
    play(scene, [0.9]);
    expect(scene.live.views.alerts(department, 'firing')).toMatchObject([{ id: pending?.id, firedAt: t0 + 29_000 }]);
    scene.file.close();
  });

  it('each transition is queued once, whatever is sent again and wherever the process is killed', () => {
    const load = fc.constantFrom(0.1, 0.72, 0.9, 0.9);
    const event = fc.record({ load, kill: fc.boolean(), again: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { minLength: 3, maxLength: 14 }), (events) => {
        const plain = two();
        play(
          plain,
          events.map((e) => e.load),
        );
        const expected = queued(plain).map((n) => [n.transition, n.severity]);

        let scene = two({ path: statePath() });
        const sent: [number, number][] = [];
        for (const e of events) {
          scene.time.wall += 10_000;
          scene.time.mono += 10_000;
          sent.push([scene.time.wall - 1_000, e.load]);
          for (const [at, value] of sent.slice(-1 - e.again)) scene.send('vnpt', 'vnpt-1', [reading('a1', at, value)]);
          if (!e.kill) continue;
          scene = scene.reopen();
          scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
          for (const [at, value] of sent.slice(-1 - e.again)) scene.send('vnpt', 'vnpt-1', [reading('a1', at, value)]);
        }
        const notifications = queued(scene);
        scene.file.close();
        expect(notifications.map((n) => [n.transition, n.severity])).toEqual(expected);
        expect(new Set(notifications.map((n) => n.id)).size).toBe(notifications.length);
      }),
      { numRuns: 12 },
    );
  });
});

describe('what an operator sees', () => {
  it('only his own links, agents, alerts and findings, and of others’ paths that they are present', () => {
    const scene = two();
    play(scene, [0.9, 0.9, 0.9]);
    scene.live.reportFindings('ingest', [
      { code: 'claimed', operator: 'vnpt', agent: 'vnpt-1', subject: { link: 'a1' }, detail: 'x' },
    ]);
    const { views } = scene.live;
    const [own, other] = [operatorViewer('vnpt'), operatorViewer('viettel')];
    expect(views.links(own).map((l) => l.link)).toEqual(['a1']);
    expect(views.links(other).map((l) => l.link)).toEqual(['b1', 'b2']);
    expect(views.link(other, 'vnpt', 'a1')).toBeUndefined();
    expect(views.endpoint(other, 'bvdk')).toMatchObject({
      paths: 1,
      othersPaths: 1,
      state: 'up',
      alerts: 0,
      worstReserve: null,
      links: [{ link: 'b1' }],
    });
    expect(views.endpoint(own, 'bvdk')).toMatchObject({ paths: 1, othersPaths: 1, alerts: 1 });
    expect(views.endpoint(own, 'ubnd')).toBeUndefined();
    expect(views.endpoints(own).map((e) => e.id)).toEqual(['bvdk']);
    expect([views.alerts(own, 'firing').length, views.alerts(other, 'firing').length]).toEqual([1, 0]);
    expect([views.findings(own).length, views.findings(other).length]).toEqual([1, 0]);
    expect(views.agents(other).map((a) => a.agent)).toEqual(['viettel-1']);
    expect(views.me(other).operators).toEqual([{ id: 'viettel', name: 'Viettel Gia Lai' }]);
    expect(views.overview(other)).toMatchObject({ links: { total: 2 }, alerts: { firing: 0 }, worstReserve: [] });
    expect(views.overview(department)).toMatchObject({
      endpoints: { total: 2, up: 1, unknown: 1 },
      links: { total: 3, up: 1, unknown: 2 },
      worstReserve: [{ operator: 'vnpt', link: 'a1', reserveRatio: expect.closeTo(0.1) }],
    });
  });

  it('an operator’s credential without an operator sees nothing', () => {
    const nobody = { role: 'operator', operator: null, name: 'x' } as const;
    expect(two().live.views.links(nobody)).toEqual([]);
  });

  it('the stream carries to each what he may see, and resync when something left', async () => {
    const scene = two();
    await scene.live.start();
    const [mine, theirs]: [StreamEvent[], StreamEvent[]] = [[], []];
    scene.live.feed.subscribe(operatorViewer('vnpt'), (event) => mine.push(event));
    const end = scene.live.feed.subscribe(operatorViewer('viettel'), (event) => theirs.push(event));
    await expect.poll(() => mine.map((e) => e.event), { timeout: 2_000 }).toEqual(['resync']);
    mine.length = 0;
    theirs.length = 0;
    play(scene, [0.3]);
    await expect.poll(() => mine.map((e) => e.event), { timeout: 2_000 }).toContain('overview');
    expect(mine.map((e) => e.event)).toEqual(['links', 'endpoints', 'agents', 'overview']);
    // The endpoint is his too: its state may be seen, the other’s link may not.
    expect(theirs.map((e) => e.event)).toEqual(['endpoints', 'overview']);
    expect(JSON.stringify(theirs)).not.toContain('a1');
    end();
    await scene.live.stop();
  });
});

describe('the live picture', () => {
  it('begins with the last snapshot after a restart, and knows by the data’s own time what is stale', async () => {
    let scene = two({ path: statePath() });
    play(scene, [0.3]);
    const since = scene.live.views.link(department, 'vnpt', 'a1')?.since;
    await scene.live.stop();
    scene = scene.reopen();
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
    expect(scene.live.views.link(department, 'vnpt', 'a1')).toMatchObject({ state: 'up', since });
    scene.time.wall += 3_600_000;
    await scene.live.stop();
    scene = scene.reopen();
    scene.live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')]));
    expect(scene.live.views.link(department, 'vnpt', 'a1')).toMatchObject({
      state: 'unknown',
      since: t0 + 9_000,
      in: { bitsPerSecond: null },
    });
    scene.file.close();
  });

  it('a silent agent is a finding and its links are unknown, once it has been silent while we listened', async () => {
    vi.useFakeTimers();
    try {
      const scene = two();
      await scene.live.start();
      const pass = async (seconds: number) => {
        for (let i = 0; i < seconds; i++) {
          scene.time.wall += 1_000;
          scene.time.mono += 1_000;
          await vi.advanceTimersByTimeAsync(1_000);
        }
      };
      const findings = () => scene.live.views.findings(department).map((f) => [f.code, f.agent]);
      const speak = () => scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall, 0.3)]);
      await pass(9);
      speak();
      await pass(22);
      expect(findings()).toEqual([['agentSilent', 'viettel-1']]);
      expect(scene.live.views.link(department, 'vnpt', 'a1')?.state).toBe('up');
      // Ten minutes in which this process itself stood still.
      scene.time.mono += 600_000;
      await pass(1);
      expect(findings()).toEqual([['agentSilent', 'viettel-1']]);
      await pass(13);
      expect(findings()).toHaveLength(2);
      expect(scene.live.views.link(department, 'vnpt', 'a1')).toMatchObject({ state: 'unknown', since: t0 + 9_000 });
      speak();
      await pass(1);
      expect(findings()).toEqual([['agentSilent', 'viettel-1']]);
      expect(scene.live.views.link(department, 'vnpt', 'a1')?.state).toBe('up');
      expect(scene.live.views.overview(department).agents).toEqual({ total: 2, silent: 1 });
      await scene.live.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('an older sample does not move the present', () => {
    const scene = two();
    play(scene, [0.3, 0.4]);
    scene.send('vnpt', 'vnpt-1', [reading('a1', t0 + 9_500, 0.99)], 'backlog');
    expect(scene.live.views.link(department, 'vnpt', 'a1')).toMatchObject({
      at: t0 + 19_000,
      in: { utilizationRatio: 0.4 },
    });
  });

  it('a primary down and a backup up puts its endpoint on backup, and all down isolates it', () => {
    const scene = two();
    const down = (operator: string, id: string) =>
      scene.send(operator, `${operator}-1`, [reading(id, scene.time.wall, 0, 'down')]);
    scene.send('viettel', 'viettel-1', [reading('b1', scene.time.wall, 0.2)]);
    down('vnpt', 'a1');
    expect(scene.live.views.endpoint(department, 'bvdk')).toMatchObject({
      state: 'degraded',
      onBackup: true,
      pathsUp: 1,
    });
    scene.time.wall += 10_000;
    down('viettel', 'b1');
    expect(scene.live.views.endpoint(department, 'bvdk')).toMatchObject({
      state: 'down',
      isolated: true,
      since: t0 + 10_000,
    });
  });

  it('state rules fire when they are configured', () => {
    const now = { forMs: 0, keepFiringForMs: 0 };
    const scene = two({ rules: { linkDown: now, endpointIsolated: now, endpointOnBackup: now } });
    scene.send('viettel', 'viettel-1', [reading('b1', scene.time.wall, 0.2)]);
    scene.send('vnpt', 'vnpt-1', [reading('a1', scene.time.wall + 1, 0, 'down')]);
    const firing = scene.live.views.alerts(department, 'firing');
    expect(firing.map((a) => [a.rule, a.operator, a.severity])).toEqual([
      ['linkDown', 'vnpt', 'critical'],
      ['endpointOnBackup', 'all', 'warning'],
    ]);
    expect(firing[0]?.summary).toBe(
      'Kênh a1 (VNPT Gia Lai, mã kênh GLI-a1) phục vụ Bệnh viện Đa khoa tỉnh: mất kết nối, từ 08:00 ngày 24/11/2026. Đối tượng: Bệnh viện, trung tâm y tế (ưu tiên 1).',
    );
    expect(scene.live.views.alerts(operatorViewer('viettel'), 'firing').map((a) => a.rule)).toEqual([
      'endpointOnBackup',
    ]);
  });
});
