import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

const servers: Server[] = [];
const beating: Heartbeat[] = [];
afterEach(async () => {
  await Promise.all(beating.splice(0).map((one) => one.stop()));
  for (const server of servers.splice(0)) server.close();
});
const clock = { now: () => 5, monotonicMs: () => performance.now() };

async function scene(state: { status: number; alive: boolean }) {
  const got: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    got.push(request.method);
    response.writeHead(state.status).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lines: { level: number; msg: string }[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as { level: number; msg: string });
      done();
    },
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat`;
  const heartbeat = new Heartbeat(
    { url, method: 'GET', everyMs: 100, allowPrivate: true },
    clock,
    pino(out),
    () => state.alive,
  );
  beating.push(heartbeat);
  heartbeat.start();
  return { got, lines, heartbeat };
}

describe('the heartbeat', () => {
  it('comes at once and again; failures are counted each time and logged once, and so is the return', async () => {
    const state = { status: 200, alive: true };
    const { got, lines, heartbeat } = await scene(state);
    await expect.poll(() => got.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(2);
    expect(heartbeat.figures).toMatchObject({ failures: 0, lastAt: 5 });
    state.status = 500;
    await expect.poll(() => heartbeat.figures.failures, { timeout: 3_000 }).toBeGreaterThanOrEqual(3);
    expect(lines.filter(({ level }) => level === 40)).toHaveLength(1);
    state.status = 204;
    await expect.poll(() => lines.at(-1)?.msg, { timeout: 3_000 }).toBe('Heartbeat is answered again');
    expect(lines).toHaveLength(2);
  });

  it('does not come while notifications cannot leave', async () => {
    const { got, heartbeat } = await scene({ status: 200, alive: false });
    await expect.poll(() => heartbeat.figures.failures, { timeout: 3_000 }).toBeGreaterThanOrEqual(2);
    expect(got).toEqual([]);
  });
});
