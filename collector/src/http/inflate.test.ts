import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { batchOctetsMax } from '@thongsuot/contract/limits.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';
import { batchOf, inventorySampleOf, linkReading, t0 } from '../ingest/samples.fake.ts';
import { inflatedAtOnceOctetsMax } from '../limits.ts';
import { createBodyBudget } from './inflate.ts';

const fake = await createFake();
afterAll(() => fake.app.fastify.close());

const json = Buffer.from(JSON.stringify(batchOf([inventorySampleOf(), linkReading(t0)])));
const post = async (payload: Buffer | string, headers: Record<string, string> = {}, to = fake) => {
  const response = await to.app.fastify.inject({
    method: 'POST',
    url: '/v1/batches',
    payload,
    headers: { ...bearer('agent'), 'content-type': 'application/json', ...headers },
  });
  return { status: response.statusCode, body: response.json() as Record<string, unknown> };
};
const gzip = { 'content-encoding': 'gzip' };
/** Blanks around a text are JSON (RFC 8259 §2): stored as they are, they make a body too large to be inflated in one piece. */
const large = gzipSync(Buffer.concat([Buffer.alloc(2 * inflatedAtOnceOctetsMax, 32), json]), { level: 0 });

describe('a body', () => {
  it.each([
    ['plain', json, {}],
    ['declared identity', json, { 'content-encoding': 'identity' }],
    ['one gzip member', gzipSync(json), gzip],
    [
      'three gzip members, cut anywhere',
      Buffer.concat([json.subarray(0, 20), json.subarray(20, 333), json.subarray(333)].map((part) => gzipSync(part))),
      gzip,
    ],
    ['one gzip member that is inflated as it comes', large, gzip],
    ['three of them', Buffer.concat([large, gzipSync(' '), gzipSync(' ')]), gzip],
  ])('is taken: %s', async (_, body, headers) => {
    const { status, body: answer } = await post(body, headers);
    expect([status, answer['stored']]).toEqual([200, 2]);
  });

  const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
  const bytes = gzipSync(json);
  const withWrongSum = (member: Buffer): Buffer => {
    const bent = Buffer.from(member);
    bent.writeUInt32LE(0, bent.length - 8);
    return bent;
  };
  it.each<[string, Buffer | string, Record<string, string>, number, string]>([
    ['a bomb of 64 MiB', bomb, gzip, 413, 'batchTooLarge'],
    ['a bomb in its second member', Buffer.concat([gzipSync('{'), bomb]), gzip, 413, 'batchTooLarge'],
    ['one octet more than the bound', Buffer.alloc(batchOctetsMax + 1, 32), {}, 413, 'batchTooLarge'],
    ['one octet more when inflated', gzipSync(Buffer.alloc(batchOctetsMax + 1, 32)), gzip, 413, 'batchTooLarge'],
    ['a small body that becomes too large', gzipSync(Buffer.alloc(8 * 1_048_576)), gzip, 413, 'batchTooLarge'],
    ['a large body, truncated', large.subarray(0, -9), gzip, 400, 'batchMalformed'],
    ['a large body with a wrong checksum', withWrongSum(large), gzip, 400, 'batchMalformed'],
    ['garbage behind a large body', Buffer.concat([large, Buffer.from('xx')]), gzip, 400, 'batchMalformed'],
    ['a large body that is no gzip', Buffer.alloc(2 * inflatedAtOnceOctetsMax, 32), gzip, 400, 'batchMalformed'],
    ['a bomb within a bomb', gzipSync(gzipSync(json)), gzip, 400, 'batchMalformed'],
    ['a truncated member', bytes.subarray(0, -9), gzip, 400, 'batchMalformed'],
    ['a truncated last member', Buffer.concat([gzipSync('{'), bytes.subarray(0, -9)]), gzip, 400, 'batchMalformed'],
    ['a wrong checksum', withWrongSum(bytes), gzip, 400, 'batchMalformed'],
    ['garbage behind the last member', Buffer.concat([bytes, Buffer.from('xx')]), gzip, 400, 'batchMalformed'],
    ['no gzip at all', json, gzip, 400, 'batchMalformed'],
    ['deflate', deflateSync(json), { 'content-encoding': 'deflate' }, 415, 'unsupportedEncoding'],
    ['gzip twice declared', bytes, { 'content-encoding': 'gzip, gzip' }, 415, 'unsupportedEncoding'],
    ['nothing', '', { 'content-length': '0' }, 400, 'batchMalformed'],
    ['no JSON', '{"version": NaN}', {}, 400, 'batchMalformed'],
    ['octets that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'batchMalformed'],
    ['lists ten thousand deep', '['.repeat(10_000), {}, 400, 'batchMalformed'],
    ['lists ten thousand deep and closed', '['.repeat(10_000) + ']'.repeat(10_000), {}, 400, 'batchMalformed'],
    [
      'a hundred thousand keys',
      `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`)}}`,
      {},
      413,
      'batchTooLarge',
    ],
    ['fifty thousand keys', `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`)}}`, {}, 400, 'batchMalformed'],
    ['a prototype', '{"__proto__": {"x": 1}, "version": 1}', {}, 400, 'batchMalformed'],
    [
      'a number beyond all numbers',
      JSON.stringify(batchOf([1])).replace('"seq":1', '"seq":1e999'),
      {},
      400,
      'batchMalformed',
    ],
  ])('is refused: %s', async (_, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(({} as Record<string, unknown>)['x']).toBe(undefined);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;',
    'application/json ;a=b',
    'Application/JSON',
    'application/json\t',
    'application/json, application/json',
    'text/plain',
    'application/vnd.api+json',
    'multipart/form-data',
    '',
  ])('of type %j is refused', async (type) => {
    const answer = await post(json, { 'content-type': type });
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupportedMediaType']);
  });

  it('more than a batch may have of samples is too large, so that the agent splits it', async () => {
    const answer = await post(JSON.stringify(batchOf(Array(2_001).fill(1))));
    expect([answer.status, answer.body['code']]).toEqual([413, 'batchTooLarge']);
  });
});

describe('the bodies in flight', () => {
  it('share a budget: what is above it is told to come again, and what is released counts no more', async () => {
    const small = await createFake({ bodyOctetsMax: json.length });
    expect((await post(json, {}, small)).status).toBe(200);
    expect((await post(gzipSync(json), gzip, small)).status).toBe(200);
    const refused = await post(Buffer.concat([json, Buffer.from(' ')]), {}, small);
    expect([refused.status, refused.body['code'], refused.body['seen']]).toEqual([503, 'overloaded', undefined]);
    expect((await post(json, {}, small)).status).toBe(200);
    await small.app.fastify.close();
  });

  it('give back nothing that they did not take', () => {
    const budget = createBodyBudget(10);
    expect([budget.take(6), budget.take(5), budget.take(4), budget.held()]).toEqual([true, false, true, 10]);
    budget.give(6);
    expect(budget.held()).toBe(4);
  });

  it.each([
    ['plain', json, ''],
    ['gzip that waits to be inflated', gzipSync(json, { level: 0 }), 'Content-Encoding: gzip\r\n'],
  ])('of a client that leaves in the middle are given back: %s', async (_name, body, header) => {
    const alone = await createFake({ bodyOctetsMax: json.length });
    await alone.app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const address = alone.app.fastify.server.address() as { port: number };
    const socket = connect(address.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer agent-token\r\nContent-Type: application/json\r\n${header}Content-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, json.length - 10));
    const held = async () => {
      const { body: metrics } = await alone.app.fastify.inject('/metrics');
      return Number(/^thongsuot_collector_body_octets (\d+)$/m.exec(metrics)?.[1]);
    };
    await expect.poll(held).toBe(json.length - 10);
    expect((await post(json, {}, alone)).status).toBe(503);
    socket.destroy();
    await expect.poll(async () => (await post(json, {}, alone)).status).toBe(200);
    await alone.app.fastify.close();
  });

  it('of a client that leaves while its body is being inflated are given back', async () => {
    const alone = await createFake();
    await alone.app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const { port } = alone.app.fastify.server.address() as { port: number };
    const body = gzipSync(JSON.stringify(batchOf(['y'.repeat(900_000)])), { level: 0 });
    for (let i = 0; i < 5; i++) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer agent-token\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    const held = async () => {
      const { body: metrics } = await alone.app.fastify.inject('/metrics');
      return Number(/^thongsuot_collector_body_octets (\d+)$/m.exec(metrics)?.[1]);
    };
    await expect.poll(held).toBe(0);
    // Nothing is left that could still take some: what was sent is inflated by now.
    expect((await post(json, {}, alone)).status).toBe(200);
    expect(await held()).toBe(0);
    await alone.app.fastify.close();
  });

  it('are not read for an address that does not exist, for nobody has to sign in there', async () => {
    const alone = await createFake({ bodyOctetsMax: 1 });
    for (const method of ['POST', 'PUT'] as const) {
      const answer = await alone.app.fastify.inject({
        method,
        url: '/v1/nothing',
        payload: json,
        headers: { 'content-type': 'application/json' },
      });
      expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'notFound' }]);
    }
    await alone.app.fastify.close();
  });

  it('declared above the bound are refused before they are read, and the connection is closed', async () => {
    const alone = await createFake();
    await alone.app.fastify.listen({ host: '127.0.0.1', port: 0 });
    const address = alone.app.fastify.server.address() as { port: number };
    const socket = connect(address.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(
      'POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer agent-token\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{',
    );
    await once(socket, 'close');
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
    expect(answer.toLowerCase()).toContain('connection: close');
    await alone.app.fastify.close();
  });
});
