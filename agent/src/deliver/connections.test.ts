import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Pair } from '../../../test/harness/certificates.ts';
import { find } from '../../../test/harness/parts.ts';
import { createClock } from '../schedule/clock.ts';
import type { Credential } from './credential.ts';
import { createPush, type Push, type PushTarget } from './push.ts';
import { verdictOf } from './verdict.ts';

// Goal: certificates, their exchange, and a proxy on the way, as they are met in the field. Method: real servers and a
// real proxy on loopback, certificates made by openssl for this run.

let authority: Authority;
let server: https.Server;
let plain: http.Server;
let proxy: http.Server;
/** What reached the collector: the certificate's names, the token, the connection. */
let got: { names: string | undefined; authorization: string | undefined; proxied: string | undefined; port: number }[];
/** What the proxy was asked, and the octets that went through it. */
let asked: { line: string; authorization: string | undefined }[];
let through: Buffer[];
let proxyStatus: number;
let unusable: (string | undefined)[];
const pushes: Push[] = [];
const sockets = new Set<Socket>();

const portOf = (of: http.Server | https.Server) => (of.address() as AddressInfo).port;
const answer = (request: http.IncomingMessage, response: http.ServerResponse) => {
  const socket = request.socket as TLSSocket;
  const names = 'getPeerCertificate' in socket ? socket.getPeerCertificate().subjectaltname : undefined;
  const { authorization } = request.headers;
  got.push({
    names,
    authorization,
    proxied: request.headers['proxy-authorization'],
    port: request.socket.remotePort ?? 0,
  });
  request.resume();
  request.on('end', () => response.end('{}'));
};
const listen = async (of: http.Server | https.Server) => {
  of.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  of.listen(0, '127.0.0.1');
  await once(of, 'listening');
};

beforeAll(async () => {
  if (find('openssl') === undefined) throw new Error('this test needs openssl: apt-get install openssl');
  authority = createAuthority();
  const own = authority.sign(['DNS:localhost']);
  server = https.createServer(
    { cert: own.cert, key: own.key, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
    answer,
  );
  plain = http.createServer(answer);
  proxy = http.createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, authorization: request.headers['proxy-authorization'] });
    if (proxyStatus !== 200) return void response.writeHead(proxyStatus).end();
    const on = http.request(request.url ?? '', { method: request.method ?? 'GET', headers: request.headers }, (back) =>
      back.pipe(response.writeHead(back.statusCode ?? 500)),
    );
    request.pipe(on);
  });
  proxy.on('connect', (request: http.IncomingMessage, socket: Duplex) => {
    asked.push({ line: `CONNECT ${request.url}`, authorization: request.headers['proxy-authorization'] });
    if (proxyStatus !== 200) return void socket.end(`HTTP/1.1 ${proxyStatus} No\r\n\r\n`);
    const on = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.on('data', (octets: Buffer) => through.push(octets));
      socket.pipe(on).pipe(socket);
    });
    on.on('error', () => socket.destroy());
    socket.on('error', () => on.destroy());
  });
  for (const of of [server, plain, proxy]) await listen(of);
});
afterEach(() => {
  for (const push of pushes.splice(0)) push.close();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const of of [server, plain, proxy]) await new Promise((resolve) => of.close(resolve));
  authority.remove();
});

const open = (over: Partial<PushTarget> = {}): Push => {
  got = [];
  asked = [];
  through = [];
  unusable = [];
  proxyStatus = 200;
  const push = createPush(
    {
      url: `https://localhost:${portOf(server)}`,
      connections: 1,
      onUnusable: (detail) => unusable.push(detail),
      ...over,
    },
    createClock(),
  );
  pushes.push(push);
  return push;
};
const credentialOf = (pair?: Pick<Pair, 'cert' | 'key'>, over: Partial<Credential> = {}): Credential => ({
  tls: { ca: authority.cert, ...(pair !== undefined && { certificate: pair.cert, key: pair.key }) },
  ...over,
});
const send = async (push: Push, credential: Credential) => {
  const { signal } = new AbortController();
  const body = [Buffer.from('token-canary-in-a-body')];
  return (await push.send({ credential, body, deadlineMs: 5_000, signal })).reply;
};
const ok = { kind: 'answered', status: 200 };

describe('certificates', () => {
  it('the agent shows its own, and sends no Authorization where it has no token', async () => {
    const pair = authority.sign(['URI:thongsuot:vnpt/a1']);
    expect(await send(open(), credentialOf(pair))).toMatchObject(ok);
    expect(got).toMatchObject([{ names: 'URI:thongsuot:vnpt/a1', authorization: undefined }]);
  });

  it('a new certificate is shown on a new connection, and what does not fit together is not used', async () => {
    const [first, second] = [authority.sign(['URI:thongsuot:vnpt/a1']), authority.sign(['URI:thongsuot:vnpt/a2'])];
    const push = open();
    const steps: [Credential, string][] = [
      [credentialOf(first), 'a1'],
      [credentialOf(first, { token: 'rotated' }), 'a1'],
      // The certificate has been replaced, its key not yet.
      [credentialOf({ cert: second.cert, key: first.key }), 'a1'],
      [credentialOf({ cert: second.cert, key: first.key }), 'a1'],
      [credentialOf(second), 'a2'],
    ];
    for (const [credential] of steps) expect(await send(push, credential)).toMatchObject(ok);
    expect(got.map(({ names }) => names)).toEqual(steps.map(([, agent]) => `URI:thongsuot:vnpt/${agent}`));
    // A token needs no new connection.
    expect(new Set(got.slice(0, 4).map(({ port }) => port)).size).toBe(1);
    expect(unusable).toEqual([expect.stringContaining('key values mismatch'), undefined]);
  });

  it('an exchange costs no request that is on its way', async () => {
    const [first, second] = [authority.sign(['URI:thongsuot:vnpt/a1']), authority.sign(['URI:thongsuot:vnpt/a2'])];
    const push = open({ connections: 2 });
    const replies = await Promise.all([
      send(push, credentialOf(first)),
      send(push, credentialOf(second)),
      send(push, credentialOf(first)),
    ]);
    expect(replies).toMatchObject([ok, ok, ok]);
  });

  it.each([
    ['of an authority that is not trusted', {}, 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['of another name', { url: '127.0.0.1' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a collector with a certificate %s gets no octet of ours', async (_name, over, code) => {
    const push = open('url' in over ? { url: `https://127.0.0.1:${portOf(server)}` } : {});
    const credential = 'url' in over ? credentialOf() : { token: 'secret', tls: {} };
    expect(await send(push, credential)).toMatchObject({ kind: 'failed', because: expect.stringContaining(code) });
    expect(got).toEqual([]);
  });
});

describe('an HTTP proxy', () => {
  const by = () => `http://127.0.0.1:${portOf(proxy)}`;

  it('carries TLS in a tunnel, kept open, and sees neither token nor body', async () => {
    const push = open({ proxy: by() });
    const credential = credentialOf(authority.sign(['URI:thongsuot:vnpt/a1']), { token: 'token-canary' });
    for (let n = 0; n < 3; n++) expect(await send(push, credential)).toMatchObject(ok);
    expect(asked).toEqual([{ line: `CONNECT localhost:${portOf(server)}`, authorization: undefined }]);
    expect(got).toMatchObject(Array(3).fill({ names: 'URI:thongsuot:vnpt/a1', authorization: 'Bearer token-canary' }));
    expect(Buffer.concat(through).includes('canary')).toBe(false);
  });

  it('is told who we are where it asks, and the collector is not', async () => {
    const push = open({ proxy: by() });
    expect(await send(push, credentialOf(undefined, { proxyAuthorization: 'Basic eDp5' }))).toMatchObject(ok);
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Basic eDp5']);
    expect(got.map(({ proxied }) => proxied)).toEqual([undefined]);
  });

  it('is asked in the absolute form for plain HTTP', async () => {
    const push = open({ url: `http://127.0.0.1:${portOf(plain)}/giamsat/`, proxy: by() });
    expect(await send(push, { token: 't', tls: {}, proxyAuthorization: 'Basic eDp5' })).toMatchObject(ok);
    expect(asked).toEqual([
      { line: `POST http://127.0.0.1:${portOf(plain)}/giamsat/v1/batches`, authorization: 'Basic eDp5' },
    ]);
  });

  it.each([407, 403, 502])('its %i to CONNECT is told as the proxy’s', async (status) => {
    const push = open({ proxy: by() });
    proxyStatus = status;
    const reply = await send(push, credentialOf());
    const because = `the proxy ${by()} answered ${status} when it was asked for the way to localhost:${portOf(server)}`;
    expect(reply).toEqual({ kind: status === 407 ? 'proxyRefused' : 'failed', because });
    expect(got).toEqual([]);
  });

  it('that cannot be reached is named, not the collector', async () => {
    const push = open({ proxy: 'http://127.0.0.1:1' });
    expect(await send(push, credentialOf())).toEqual({
      kind: 'failed',
      because: 'the proxy http://127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    });
  });

  it('a 407 holds everything and says where to look; another answer of a stranger names the proxy as well', () => {
    const batch = { epoch: '0', seq: 1, count: 1 };
    const of = (status: number) => verdictOf({ kind: 'answered', status, body: '' }, batch, 0, 'http://p:3128');
    expect(of(407)).toEqual({
      kind: 'refused',
      detail: 'the proxy http://p:3128 answered 407. Check the user and the password in collectors[].proxy',
    });
    expect(of(502)).toMatchObject({
      kind: 'retry',
      detail: 'it answered 502, or the proxy http://p:3128 in its place',
    });
    expect(verdictOf({ kind: 'proxyRefused', because: 'the proxy http://p:3128 answered 407' }, batch, 0)).toEqual(
      of(407),
    );
  });

  it('of the environment is never used', async () => {
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : 'http://127.0.0.1:1';
    try {
      expect(await send(open(), credentialOf())).toMatchObject(ok);
      expect(asked).toEqual([]);
    } finally {
      for (const [n, name] of names.entries()) {
        const value = before[n];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
