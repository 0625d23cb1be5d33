/** Debian's Prometheus Alertmanager as a receiver, on loopback and without its cluster. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../harness/parts.ts';
import { freePort } from '../harness/ports.ts';
import { within } from '../harness/timeline.ts';

export interface Alertmanager {
  url: string;
  /** Links of the alerts that it holds for firing now. */
  firing(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts it in `folder`; undefined where the machine lacks it. */
export async function startAlertmanager(folder: string): Promise<Alertmanager | undefined> {
  const program = find('prometheus-alertmanager');
  if (program === undefined) return undefined;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, JSON.stringify({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }));
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    await within(15_000, 'Alertmanager is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    async firing() {
      const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: Record<string, string> }[];
      return alerts.map(({ labels }) => labels['link'] ?? '');
    },
    stop,
  };
}
