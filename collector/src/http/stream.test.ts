import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bearer, createFake, type Fake } from '../app.fake.ts';
import type { AppOptions } from '../app.ts';

const open: Fake[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.app.fastify.close();
});

async function listen(stream: AppOptions['stream'] = {}): Promise<{ fake: Fake; port: number }> {
  const fake = await createFake({ stream });
  open.push(fake);
  await fake.app.fastify.listen({ host: '127.0.0.1', port: 0 });
  return { fake, port: (fake.app.fastify.server.address() as AddressInfo).port };
}

/** A reader of the stream: what it got so far, and whether it has ended. */
async function read(port: number, caller = 'department') {
  const request = get({ port, path: '/v1/stream', headers: bearer(caller) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const state = { text: '', ended: false, response };
  response.on('data', (chunk) => {
    state.text += chunk;
  });
  response.on('close', () => {
    state.ended = true;
  });
  response.on('error', () => {});
  return state;
}
const events = (text: string) => [...text.matchAll(/^event: (\w+)$/gm)].map((match) => match[1]);

describe('the stream', () => {
  it('begins with a tick, lives by ticks, and sends what the feed makes for this viewer', async () => {
    const { fake, port } = await listen({ tickMs: 20 });
    const reader = await read(port, 'operator');
    expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await expect.poll(() => events(reader.text)).toEqual(expect.arrayContaining(['tick', 'tick']));
    expect(fake.subscribers.map(({ viewer }) => [viewer.role, viewer.operator])).toEqual([['operator', 'vnpt']]);
    fake.subscribers[0]?.send({ event: 'links', data: { at: 1, links: [] } });
    await expect.poll(() => reader.text).toContain('event: links\ndata: {"at":1,"links":[]}\n\n');
    reader.response.destroy();
    await expect.poll(() => fake.subscribers.length).toBe(0);
  });

  it('drops for a reader that does not read, and says resync once it does', async () => {
    const { fake, port } = await listen({ bufferOctetsMax: 100_000, tickMs: 60_000 });
    const reader = await read(port);
    reader.response.pause();
    const big = { event: 'links', data: { at: 1, links: Array(20_000).fill('x') as never[] } } as const;
    for (let i = 0; i < 200; i++) {
      fake.subscribers[0]?.send(big);
      await new Promise((turn) => setImmediate(turn));
    }
    expect(events(reader.text)).not.toContain('resync');
    reader.response.resume();
    await expect.poll(() => events(reader.text).at(-1)).toBe('resync');
    expect(events(reader.text).filter((event) => event === 'links').length).toBeLessThan(200);
    fake.subscribers[0]?.send({ event: 'resync', data: { at: 7 } });
    await expect.poll(() => reader.text).toContain('{"at":7}');
  });

  it('gives up a reader that never reads again', async () => {
    const { fake, port } = await listen({ bufferOctetsMax: 10_000, stallMsMax: 1_000, tickMs: 60_000 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write('GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer department-token\r\n\r\n');
    await expect.poll(() => fake.subscribers.length).toBe(1);
    const send = fake.subscribers[0]?.send ?? (() => {});
    const big = { event: 'links', data: { at: 1, links: Array(200_000).fill('x') as never[] } } as const;
    for (let i = 0; i < 30; i++) send(big);
    fake.clock.mono += 1_001;
    send(big);
    expect(fake.subscribers.length).toBe(0);
    socket.destroy();
  });

  it('has a bound on how many are open', async () => {
    const { port } = await listen({ streamsMax: 1 });
    const first = await read(port);
    const second = await read(port);
    expect([first.response.statusCode, second.response.statusCode]).toEqual([200, 503]);
    first.response.destroy();
  });

  it('does not hold up the end: all streams end when the app closes', async () => {
    const { fake, port } = await listen();
    const reader = await read(port);
    const started = performance.now();
    await fake.app.fastify.close();
    await expect.poll(() => reader.ended).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('ends for all when credentials change', async () => {
    const { fake, port } = await listen();
    const reader = await read(port);
    fake.app.streams.endAll();
    await expect.poll(() => reader.ended).toBe(true);
    expect(fake.subscribers.length).toBe(0);
  });
});
