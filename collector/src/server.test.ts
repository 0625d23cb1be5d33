import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { bearer, createFake } from './app.fake.ts';
import type { CommitOutcome, Committer } from './ingest/commit.ts';
import { batchOf, inventorySampleOf } from './ingest/samples.fake.ts';
import { startServer } from './server.ts';

const log = pino({ level: 'silent' });

/** One request; keep-alive by the agent it is given. */
async function ask(port: number, agent: Agent, body?: object): Promise<{ status: number; text: string }> {
  const sent = request({
    agent,
    port,
    host: '127.0.0.1',
    path: body === undefined ? '/healthz' : '/v1/batches',
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { ...bearer('agent'), 'content-type': 'application/json' },
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, text };
}

describe('the server', () => {
  it('stops with grace: a batch in flight is answered, one that comes on an open connection gets 503 stopping', async () => {
    const confirm = Promise.withResolvers<CommitOutcome>();
    let waiting = 0;
    const committer: Committer = {
      commit: () => {
        waiting++;
        return confirm.promise;
      },
      unavailable: () => undefined,
      stop: async () => {},
    };
    const fake = await createFake({}, committer);
    const server = await startServer(fake.app, '127.0.0.1', 0, log);
    const [slow, open] = [new Agent({ keepAlive: true }), connect(server.port, '127.0.0.1')];
    const inFlight = ask(server.port, slow, batchOf([inventorySampleOf()]));
    await expect.poll(() => waiting).toBe(1);
    // A connection with half a request on it is not idle, and its request comes after the stop began.
    let late = '';
    open.on('data', (chunk) => {
      late += chunk;
    });
    open.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    await new Promise((turn) => setTimeout(turn, 20));
    const stopped = server.stop();
    open.write('\r\n');
    await expect.poll(() => late).toContain('HTTP/1.1 503 ');
    expect(late).toContain('"code":"stopping"');
    open.destroy();
    confirm.resolve({ kind: 'stored', rejected: [] });
    expect(JSON.parse((await inFlight).text)).toMatchObject({ stored: 1 });
    await stopped;
    expect(await server.stop()).toBe(undefined);
    slow.destroy();
    const refused = connect(server.port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('says in one sentence which address it cannot have', async () => {
    const [first, second] = [await createFake(), await createFake()];
    const server = await startServer(first.app, '127.0.0.1', 0, log);
    await expect(startServer(second.app, '127.0.0.1', server.port, log)).rejects.toThrow(
      `another program listens on 127.0.0.1:${server.port}; stop it, or set listen.port in collector.yaml to a free port`,
    );
    await expect(startServer(second.app, '192.0.2.1', 0, log)).rejects.toThrow('this machine has no address 192.0.2.1');
    await server.stop();
  });

  it('has a bound on every wait', async () => {
    const { app } = await createFake();
    const { requestTimeout, headersTimeout, timeout, keepAliveTimeout } = app.fastify.server;
    expect({ requestTimeout, headersTimeout, timeout, keepAliveTimeout }).toEqual({
      requestTimeout: 15_000,
      headersTimeout: 10_000,
      timeout: 30_000,
      keepAliveTimeout: 75_000,
    });
  });

  it.each([
    ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\r\n\r\n'],
    ['two lengths', 'POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks, which two servers read differently',
      'POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('answers %s with 400 and closes', async (_, bytes) => {
    const fake = await createFake();
    const server = await startServer(fake.app, '127.0.0.1', 0, log);
    const socket = connect(server.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(bytes);
    await once(socket, 'close');
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(answer).toContain('"code":"requestInvalid"');
    await server.stop();
  });

  it('300 clients that send a byte and no more hold 128 connections, and an agent is served among them', async () => {
    const fake = await createFake();
    const server = await startServer(fake.app, '127.0.0.1', 0, log);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(server.port, agent, batchOf([inventorySampleOf()]))).status).toBe(200);
    let closed = 0;
    const slow = Array.from({ length: 300 }, () => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('P'));
      socket.on('error', () => {});
      socket.on('close', () => closed++);
      return socket;
    });
    await expect.poll(() => closed).toBe(300 - 128);
    // The connection on which a credential was shown is not among those that were closed, and a new one is served too.
    expect((await ask(server.port, agent, batchOf([inventorySampleOf()]))).status).toBe(200);
    const another = new Agent();
    expect((await ask(server.port, another, batchOf([inventorySampleOf()]))).status).toBe(200);
    const { body } = await fake.app.fastify.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    expect(body).toMatch(/^thongsuot_collector_connections_closed_total 17\d$/m);
    for (const socket of slow) socket.destroy();
    agent.destroy();
    another.destroy();
    await server.stop();
  });
});
