import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, post, problemOf, RequestFailed } from './request.ts';

describe('a refusal', () => {
  it.each([
    [
      { code: 'conflict', detail: 'it is another one' },
      { code: 'conflict', detail: 'it is another one' },
    ],
    [
      { code: 7, detail: '' },
      { code: null, detail: null },
    ],
    ['<html>', { code: null, detail: null }],
    [null, { code: null, detail: null }],
  ])('%o is read as far as it is one', (body, problem) => {
    expect(problemOf(body)).toEqual(problem);
  });
});

describe('against a real server', () => {
  let origin = '';
  const asked: { request: IncomingMessage; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      asked.push({ request, body });
      if (request.url === '/moved') return response.writeHead(302, { location: '/ok' }).end();
      if (request.url === '/page') return response.writeHead(502, { 'content-type': 'text/html' }).end('<html>');
      if (request.url === '/refused') {
        const problem = JSON.stringify({ code: 'forbidden', detail: 'not yours' });
        return response.writeHead(403, { 'content-type': 'application/problem+json' }).end(problem);
      }
      return response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"a"}');
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('what is sent is JSON, and what comes back is given', async () => {
    expect(await post(`${origin}/ok`, { note: 'Đã cử tổ ứng cứu' })).toEqual({ id: 'a' });
    const last = asked.at(-1);
    expect(last?.request.method).toBe('POST');
    expect(last?.request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(last?.body ?? '')).toEqual({ note: 'Đã cử tổ ứng cứu' });
  });

  const failure = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof RequestFailed ? [error.status, error.problem.code, error.problem.detail] : error;
  };
  it('a refusal carries its code and its sentence', async () => {
    expect(await failure(post(`${origin}/refused`, {}))).toEqual([403, 'forbidden', 'not yours']);
  });
  it('a page of a proxy is a failure without a code', async () => {
    expect(await failure(get(`${origin}/page`, new AbortController().signal))).toEqual([502, null, null]);
  });
  it('a redirect is not followed', async () => {
    expect(await failure(get(`${origin}/moved`, new AbortController().signal))).toEqual([null, null, null]);
  });
  it('nobody there is no answer', async () => {
    expect(await failure(get('http://127.0.0.1:1/', new AbortController().signal))).toEqual([null, null, null]);
  });
  it('who no longer waits is told as the platform tells it', async () => {
    const own = new AbortController();
    own.abort();
    await expect(get(`${origin}/ok`, own.signal)).rejects.toThrow(/abort/i);
  });
});
