// Goal: the one command that a newcomer runs does what it says: a live province within a minute, one alert for the surge
// and none else, a clear end, a second start, a clear refusal when the port is taken.
// Method: the demo as a process group of its own, watched through its API over the surge of its first day.
import { createServer } from 'node:net';
import type { AlertView, EndpointView, LinkView, Me, Overview } from '@thongsuot/contract/api.ts';
import { endpointClasses } from '@thongsuot/contract/classes.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../harness/parts.ts';
import { freePort } from '../harness/ports.ts';
import { type Running, start } from '../harness/process.ts';
import { within } from '../harness/timeline.ts';

const hospital = 'benh-vien-da-khoa-tinh';
let port: number;
let url: string;
let demo: Running;

const begin = (...argv: string[]) =>
  start(['--import', './deploy/node.mjs', 'deploy/demo/main.ts', '--port', String(port), ...argv], { detached: true });
const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}${path}`)).json()) as T;
const answers = async () => {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
};

describe.skipIf(lacks('fping'))('the demo', () => {
  beforeAll(async () => {
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    demo = begin();
  });
  afterAll(async () => {
    await demo?.stop('SIGTERM');
  });

  it('within 60 s shows live figures of the whole province, in about ten lines of words', async () => {
    await within(60_000, 'every link has a rate', async () => {
      const { links } = await get<{ links: LinkView[] }>('/v1/links');
      return links.length >= 40 && links.every(({ in: { bitsPerSecond } }) => bitsPerSecond !== null);
    });
    expect(demo.stdout.length).toBeGreaterThanOrEqual(8);
    expect(demo.stdout.length).toBeLessThanOrEqual(14);
    expect(demo.stdout.join('\n')).toContain(url);
    expect(demo.stdout.join('\n')).toContain('August 2020');
  });

  it('has three operators, 24 endpoints of every class of the letter, 40 links and more, 16 units', async () => {
    const overview = await get<Overview>('/v1/overview');
    const { endpoints } = await get<{ endpoints: EndpointView[] }>('/v1/endpoints');
    const me = await get<Me>('/v1/me');
    expect(me.operators).toHaveLength(3);
    expect([overview.endpoints.total, overview.units.total, overview.agents.total]).toEqual([24, 16, 3]);
    expect(overview.links.total).toBeGreaterThanOrEqual(40);
    const letter = Object.keys(endpointClasses).filter((code) => code !== 'AGG' && code !== 'PUBLIC');
    expect([...new Set(endpoints.flatMap(({ classes }) => classes))].sort()).toEqual(letter.sort());
    expect(endpoints.filter(({ coordinates }) => coordinates === null)).toEqual([]);
  });

  it('is open on loopback only: another Host and a forwarding header are refused', async () => {
    const { request } = await import('node:http');
    const status = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/v1/overview', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status({ host: `127.0.0.1:${port}` })).toBe(200);
    expect(await status({ host: 'giamsat.example' })).toBeGreaterThanOrEqual(400);
    expect(await status({ host: `127.0.0.1:${port}`, 'x-forwarded-for': '10.0.0.1' })).toBeGreaterThanOrEqual(400);
  });

  it('raises exactly one capacity alert for the surge at the hospital, and resolves it', async () => {
    const capacity = async (state: 'firing' | 'resolved') => {
      const { alerts } = await get<{ alerts: AlertView[] }>(`/v1/alerts?state=${state}`);
      return alerts.filter(({ rule }) => rule === 'utilization');
    };
    const firing = await within(120_000, 'a capacity alert fires', async () => {
      const alerts = await capacity('firing');
      return alerts.length > 0 && alerts;
    });
    expect(firing.map(({ endpoint }) => endpoint)).toEqual([hospital]);
    await within(120_000, 'it is resolved', async () => (await capacity('firing')).length === 0);
    expect((await capacity('resolved')).map(({ id, ending }) => [id, ending])).toEqual([[firing[0]?.id, 'cleared']]);
  });

  it('a second demo on the same port is refused with a sentence that names the port and the remedy', async () => {
    const second = begin();
    expect(await second.exited).toBe(2);
    expect(second.stderr.join('\n')).toContain(String(port));
    expect(second.stderr.join('\n')).toContain('--port');
  });

  it('ends every process it started when Ctrl-C comes, even twice, and starts again', async () => {
    demo.signal('SIGINT');
    demo.signal('SIGINT');
    await demo.exited;
    await within(10_000, 'the port is free', async () => {
      const server = createServer();
      return new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
      });
    });
    demo = begin('--seconds', '20');
    await within(30_000, 'the second start answers', answers);
    expect(await demo.exited).toBe(0);
  });

  it('takes its children with it when it is killed', async () => {
    demo = begin();
    await within(30_000, 'the demo answers', answers);
    process.kill(demo.pid, 'SIGKILL');
    await within(15_000, 'nothing answers on the port any more', async () => !(await answers()));
  });
});
