/** Every answer a server, or something in its place, can give. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../store.ts';
import { createInfluxClient, type InfluxClient, InfluxRefusal } from './client.ts';

const log = pino({ enabled: false });

describe('createInfluxClient', () => {
  let server: Server;
  let client: InfluxClient;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;
  let open = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      open += 1;
      response.on('close', () => {
        open -= 1;
      });
      respond(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const timeouts = { readMsMax: 150, writeMsMax: 150 };
    client = createInfluxClient(`http://127.0.0.1:${port}`, { username: 'u', password: 'p' }, log, timeouts);
  });
  afterAll(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const answers = (status: number, body = '', type = 'application/json') => {
    respond = (_, response) => response.writeHead(status, { 'content-type': type }).end(body);
  };

  it('writes lines to /write of the database, in milliseconds, with the credential', async () => {
    let seen: unknown;
    respond = (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen = [request.method, request.url, request.headers.authorization, body];
        response.writeHead(204).end();
      });
    };
    await client.write('thông suốt&x', ['a b=1 5', 'c d="đ" 6']);
    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const url = '/write?db=th%C3%B4ng%20su%E1%BB%91t%26x&precision=ms';
    expect(seen).toStrictEqual(['POST', url, authorization, 'a b=1 5\nc d="đ" 6']);
  });

  it.each([
    [400, '{"error":"partial write: field type conflict dropped=1"}'],
    [413, '{"error":"Request Entity Too Large"}'],
    [422, '{"code":"unprocessable entity","message":"failure writing points"}'],
  ])('takes %i for a refusal of what was written', async (status, body) => {
    answers(status, body);
    const said = JSON.parse(body);
    await expect(client.write('db', ['x'])).rejects.toThrow(new InfluxRefusal(said.error ?? said.message));
  });

  it.each([
    [200, ''],
    [301, ''],
    [401, '{"error":"authorization failed"}'],
    [403, '{"error":"forbidden"}'],
    [404, '{"error":"database not found: \\"db\\""}'],
    [408, ''],
    [429, ''],
    [500, '{"error":"timeout"}'],
    [502, '<html>Bad gateway</html>'],
    [503, ''],
  ])('takes %i for a store that is not available', async (status, body) => {
    answers(status, body);
    await expect(client.write('db', ['x'])).rejects.toThrow(StoreUnavailable);
  });

  it('ends a request that gets no answer in time, and says so', async () => {
    respond = () => {};
    await expect(client.write('db', ['x'])).rejects.toThrow(/^writing 1 points to db at .*: no answer in 150 ms$/);
    await expect(client.query('db', 'q')).rejects.toThrow(/^reading db at .*: no answer in 150 ms$/);
    await expect.poll(() => open).toBe(0);
  });

  it('takes an answer that breaks off for none', async () => {
    respond = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"results":[');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(client.query('db', 'q')).rejects.toThrow(StoreUnavailable);
  });

  it.each([
    [
      'an error of the statement',
      '{"results":[{"statement_id":0,"error":"database not found: db"}]}',
      /database not found.*provision/,
    ],
    ['an error of the request', '{"error":"max-concurrent-queries"}', /max-concurrent-queries/],
    ['a login page', '<html>Wi-Fi</html>', /is not JSON; is a proxy in between/],
    ['no results', '{}', /no results/],
    [
      'a part of the answer',
      '{"results":[{"series":[{"columns":["time"],"values":[[1]],"partial":true}]}]}',
      /max-row-limit/,
    ],
  ])('takes 200 with %s for no answer', async (_, body, message) => {
    answers(200, body);
    await expect(client.query('db', 'q')).rejects.toThrow(StoreUnavailable);
    await expect(client.query('db', 'q')).rejects.toThrow(message);
  });

  it('takes a statement that is refused for our mistake', async () => {
    answers(400, '{"error":"error parsing query"}');
    await expect(client.query('db', 'q')).rejects.toThrow(new InfluxRefusal('error parsing query'));
  });

  it('tells the version, and something that is no InfluxDB', async () => {
    respond = (_, response) => response.writeHead(204, { 'x-influxdb-version': '1.6.7' }).end();
    expect(await client.version()).toBe('1.6.7');
    answers(200, '<html></html>', 'text/html');
    await expect(client.version()).rejects.toThrow(/answers without a version: it is no InfluxDB$/);
  });

  it('takes a closed port for a store that is not available', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const other = createInfluxClient(`http://127.0.0.1:${port}`, undefined, log);
    await expect(other.write('db', ['x'])).rejects.toThrow(/ECONNREFUSED/);
    await expect(other.version()).rejects.toThrow(StoreUnavailable);
    other.close();
  });
});
