import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { find, lacks } from '../../../test/harness/parts.ts';
import { freePort } from '../../../test/harness/ports.ts';
import { within } from '../../../test/harness/timeline.ts';
import { startWebhook, type WebhookReceiver } from '../../../test/harness/webhook.ts';
import type { Notification } from '../alert/notification.ts';
import { createAlertmanager, postablesOf } from './alertmanager.ts';
import type { Member } from './message.ts';
import { createScene, directory, notification, notifyOptions, route, t0 } from './notify.fake.ts';

const settings = { language: 'vi', labels: { province: 'gia-lai' }, resendMs: 60_000 } as const;
const members = (...list: [Notification, Member['previousSeverity']][]): Member[] =>
  list.map(([one, previousSeverity]) => ({ notification: one, previousSeverity }));

describe('what Alertmanager is told', () => {
  it('of what fires: labels that identify it, words, its beginning, and an end that moves as long as we live', () => {
    expect(postablesOf(members([notification('x', 1), null]), directory, settings, t0)).toEqual([
      {
        labels: {
          province: 'gia-lai',
          alertname: 'linkDown',
          severity: 'critical',
          priority: '1',
          operator: 'vnpt',
          endpoint: 'bvdk',
          link: 'a1',
          area: 'pleiku',
        },
        annotations: expect.objectContaining({
          summary: '[NGHIÊM TRỌNG] Mất kênh: Bệnh viện Đa khoa tỉnh (VNPT Gia Lai)',
          circuit: 'GLI-0231',
          alertId: 'x',
        }),
        startsAt: new Date(t0 - 60_000).toISOString(),
        endsAt: new Date(t0 + 240_000).toISOString(),
        generatorURL: 'https://giamsat.example/#/endpoints/bvdk',
      },
    ]);
  });

  it('of a severity that has changed: the end of the old one and the beginning of the new one', () => {
    const worse = notification('x', 2, { transition: 'severity' });
    const told = postablesOf(members([worse, 'warning']), directory, settings, t0);
    expect(told.map(({ labels, endsAt }) => [labels['severity'], Date.parse(endsAt) > t0])).toEqual([
      ['warning', false],
      ['critical', true],
    ]);
  });

  it('of an alert that began and ended meanwhile: its end only', () => {
    const told = postablesOf(
      members([notification('x', 1), null], [notification('x', 2), 'critical']),
      directory,
      settings,
      t0 + 90_000,
    );
    expect(told.map(({ endsAt }) => endsAt)).toEqual([new Date(t0 + 60_000).toISOString()]);
  });
});

describe.skipIf(lacks('prometheus-alertmanager'))('a real Alertmanager', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-alertmanager-'));
  let hook: WebhookReceiver;
  let url = '';
  let stop = async () => {};

  beforeAll(async () => {
    hook = await startWebhook();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    writeFileSync(
      join(folder, 'config.yml'),
      JSON.stringify({
        global: { resolve_timeout: '3s' },
        route: {
          receiver: 'hook',
          group_by: ['...'],
          group_wait: '100ms',
          group_interval: '300ms',
          repeat_interval: '1h',
        },
        receivers: [{ name: 'hook', webhook_configs: [{ url: hook.url, send_resolved: true }] }],
      }),
    );
    const child = spawn(
      find('prometheus-alertmanager') ?? '',
      [
        `--config.file=${join(folder, 'config.yml')}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    stop = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    await within(15_000, 'Alertmanager is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  }, 20_000);
  afterAll(async () => {
    await stop();
    await hook?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const active = async () =>
    ((await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: Record<string, string>; endsAt: string }[]).map(
      ({ labels }) => `${labels['alertname']} ${labels['link']} ${labels['severity']}`,
    );
  const statuses = () => hook.deliveries.map(({ body }) => body['status']);

  it('hears what fires beyond its own time-out, the new severity, and the end once', async () => {
    const scene = createScene();
    scene.time.wall = Date.now();
    const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
    const channel = createAlertmanager(
      { id: 'am', url, resendMs: 800, allowPrivate: true },
      { clock, directory: () => directory },
    );
    const notifier = scene.start([channel], {
      clock,
      notify: notifyOptions({ routes: { routes: [], fallback: route(['am']) } }),
    });
    const at = (over: Partial<Notification['alert']>) => ({ startedAt: Date.now() - 1_000, link: 'r1', ...over });
    scene.add(notification('r', 1, { alert: at({ severity: 'warning' }) }));
    await expect.poll(active).toEqual(['linkDown r1 warning']);
    await expect.poll(statuses, { timeout: 3_000 }).toEqual(['firing']);
    // Four of our intervals and its resolve_timeout go by: what fires goes on firing.
    await sleep(4_500);
    expect(await active()).toEqual(['linkDown r1 warning']);
    expect(statuses()).toEqual(['firing']);
    scene.add(notification('r', 2, { transition: 'severity', alert: at({ severity: 'critical' }) }));
    await expect.poll(active).toEqual(['linkDown r1 critical']);
    await expect.poll(() => statuses().length, { timeout: 5_000 }).toBe(3);
    scene.add(notification('r', 3, { transition: 'resolved', alert: at({ endedAt: Date.now() }) }));
    await expect.poll(active).toEqual([]);
    await expect.poll(() => statuses().length, { timeout: 5_000 }).toBe(4);
    await sleep(1_500);
    expect(statuses().filter((status) => status === 'resolved')).toHaveLength(2);
    await notifier.stop();
  }, 30_000);

  it('forgets what fires when we are no longer heard', async () => {
    const channel = createAlertmanager(
      { id: 'am', url, resendMs: 200, allowPrivate: true },
      { clock: { now: () => Date.now() }, directory: () => directory },
    );
    const one = notification('q', 1, { alert: { startedAt: Date.now() - 1_000, link: 'q1' } });
    const hands = { signal: new AbortController().signal, attempting: () => {} };
    expect(await channel.refresh?.send([one], hands)).toEqual({ kind: 'taken' });
    expect(await active()).toEqual(['linkDown q1 critical']);
    await expect.poll(active, { timeout: 4_000 }).toEqual([]);
  });
});
