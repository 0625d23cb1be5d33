import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkSample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createPortalCheck, type PortalCheckOptions, type PortalRun } from './check.ts';
import { bodyOctetsMax } from './limits.ts';

const log = pino({ level: 'silent' });
const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

const page = '<title>Cổng Thông tin điện tử tỉnh Gia Lai</title>';
let origin = '';
let secureOrigin = '';

const routes: Record<string, RequestListener> = {
  '/': (_, response) => response.end(page),
  '/host': (request, response) => response.end(`host ${request.headers.host}`),
  '/busy': (_, response) => response.writeHead(503).end('busy'),
  '/gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(page)),
  '/broken-gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  '/long': (_, response) => response.end(`${'x'.repeat(bodyOctetsMax + 10)}Gia Lai`),
  '/late': (_, response) => response.end(`${'x'.repeat(100_000)}Gia Lai`),
  '/bomb': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(50_000_000))),
  '/moved': (_, response) => response.writeHead(302, { location: '/' }).end(),
  '/away': (_, response) => response.writeHead(302, { location: 'http://captive.example/' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  },
  '/hang': () => {},
};
const serve: RequestListener = (request, response) => {
  const route = routes[request.url ?? ''];
  if (route === undefined) response.writeHead(404).end();
  else route(request, response);
};

/** Certificates made for this run alone. */
function makeCertificate(folder: string, days: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, `key${days}.pem`), join(folder, `cert${days}.pem`)];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', days];
  execFileSync('openssl', [...args, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** A root, an intermediate of 7 days, and a certificate of 30 days that it signed. */
function makeChain(folder: string): { root: string; intermediate: string; leaf: string; key: string } {
  const path = (name: string) => join(folder, `chain-${name}.pem`);
  const ssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const sign = (name: string, by: string, days: string, extensions: string) => {
    ssl('req', ...made, '-keyout', path(`${name}-key`), '-out', path(`${name}-request`), '-subj', `/CN=${name}`);
    writeFileSync(path(`${name}-extensions`), extensions);
    const issuer = ['-CA', path(by), '-CAkey', path(`${by}-key`), '-CAcreateserial', '-days', days];
    ssl(
      'x509',
      '-req',
      '-in',
      path(`${name}-request`),
      ...issuer,
      '-extfile',
      path(`${name}-extensions`),
      '-out',
      path(name),
    );
  };
  ssl('req', '-x509', ...made, '-days', '90', '-keyout', path('root-key'), '-out', path('root'), '-subj', '/CN=root');
  sign('intermediate', 'root', '7', 'basicConstraints=critical,CA:TRUE');
  sign('leaf', 'intermediate', '30', 'subjectAltName=DNS:localhost');
  const text = (name: string) => readFileSync(path(name), 'utf8');
  return { root: text('root'), intermediate: text('intermediate'), leaf: text('leaf'), key: text('leaf-key') };
}

const servers: Server[] = [];
const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
const folder = mkdtempSync(join(tmpdir(), 'check-'));
let certificate = { key: '', cert: '' };

beforeAll(async () => {
  certificate = makeCertificate(folder, '30');
  origin = `http://127.0.0.1:${await listen(createServer(serve))}`;
  secureOrigin = `https://localhost:${await listen(createTlsServer(certificate, serve))}`;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

const run = (
  url: string,
  more: Partial<PortalCheckOptions> = {},
  signal = new AbortController().signal,
): Promise<PortalRun> =>
  createPortalCheck({
    id: 'portal',
    url,
    timeoutMs: 3_000,
    intervalS: 60,
    clock,
    log,
    lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    ...more,
  }).run(signal);

describe('createPortalCheck', () => {
  it('finds a portal up, with its status and how long it took', async () => {
    const before = Date.now();
    const { samples, findings } = await run(`${origin}/`, { expect: { status: 200, body: 'tỉnh Gia Lai' } });
    expect(checkSample.safeParse(samples[0]).success).toBe(true);
    expect(samples[0]).toMatchObject({ kind: 'check', check: 'portal', intervalS: 60, up: true, status: 200 });
    expect(samples[0]?.durationMs ?? -1).toBeGreaterThan(0);
    expect(samples[0]?.at ?? 0).toBeGreaterThanOrEqual(before);
    expect(Object.keys(samples[0] ?? {})).not.toContain('failure');
    expect(findings).toEqual([]);
  });

  const outcomes: {
    name: string;
    path: string;
    expect?: NonNullable<PortalCheckOptions['expect']>;
    is: string;
    status?: number;
  }[] = [
    { name: 'a status that was not expected', path: '/busy', is: 'status', status: 503 },
    { name: 'a page without the text', path: '/', expect: { body: 'Kon Tum' }, is: 'body', status: 200 },
    {
      name: 'the text at the end of a page that fits',
      path: '/late',
      expect: { body: 'Gia Lai' },
      is: 'up',
      status: 200,
    },
    {
      name: 'a page too long to find the text in',
      path: '/long',
      expect: { body: 'Gia Lai' },
      is: 'tooLarge',
      status: 200,
    },
    { name: 'a long page where no text is asked', path: '/long', is: 'up', status: 200 },
    { name: 'a page compressed unasked', path: '/gzip', expect: { body: 'Gia Lai' }, is: 'up', status: 200 },
    { name: 'a page that unpacks to 50 MB', path: '/bomb', expect: { body: 'Gia Lai' }, is: 'tooLarge', status: 200 },
    { name: 'a page that does not unpack', path: '/broken-gzip', is: 'body' },
    { name: 'a redirect on the same host', path: '/moved', expect: { body: 'Gia Lai' }, is: 'up', status: 200 },
    { name: 'a redirect that is itself expected', path: '/moved', expect: { status: 302 }, is: 'up', status: 302 },
    { name: 'a redirect to another host', path: '/away', is: 'redirect', status: 302 },
    { name: 'a redirect without end', path: '/round', is: 'redirect', status: 302 },
    { name: 'an answer cut in the middle', path: '/cut', is: 'connect' },
  ];
  for (const { name, path, is, status, ...more } of outcomes) {
    it(`${name} is ${is}`, async () => {
      const { samples, findings } = await run(`${origin}${path}`, more);
      expect([samples[0]?.failure ?? 'up', samples[0]?.up, samples[0]?.status]).toEqual([is, is === 'up', status]);
      expect(findings).toEqual([]);
    });
  }

  it('gives up after its time', async () => {
    const started = performance.now();
    const { samples } = await run(`${origin}/hang`, { timeoutMs: 150 });
    expect(samples[0]?.failure).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('gives up on a resolver that does not answer', async () => {
    const { samples } = await run('http://gialai.example/', { timeoutMs: 100, lookup: () => new Promise(() => {}) });
    expect(samples[0]?.failure).toBe('timeout');
  });

  it('gives no sample when it is stopped', async () => {
    const abort = new AbortController();
    const running = run(`${origin}/hang`, {}, abort.signal);
    abort.abort();
    expect(await running).toEqual({ samples: [], findings: [] });
  });

  const refuse = (code: string) => () => Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code }));
  it('tells a name that does not exist from a resolver in doubt, and from trouble of its own', async () => {
    const unknown = await run('http://gialai.example/', { lookup: refuse('ENOTFOUND') });
    expect([unknown.samples[0]?.failure, unknown.findings.length]).toEqual(['dns', 0]);
    const doubtful = await run('http://gialai.example/', { lookup: refuse('EAI_AGAIN') });
    expect([doubtful.samples[0]?.failure, doubtful.findings[0]?.code]).toEqual(['dns', 'checkFailed']);
    const own = await run('http://gialai.example/', { lookup: refuse('EMFILE') });
    expect([own.samples, own.findings.map((f) => [f.code, f.subject])]).toEqual([
      [],
      [['checkFailed', { check: 'portal' }]],
    ]);
  });

  it('says connect where nobody listens, and tries the next address of the name', async () => {
    const server = createServer(serve);
    const port = await listen(server);
    const addresses = [
      { address: '127.0.0.77', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const second = await run(`http://gialai.example:${port}/host`, {
      expect: { body: `host gialai.example:${port}` },
      lookup: async () => addresses,
    });
    expect(second.samples[0]?.up).toBe(true);
    await new Promise((closed) => server.close(closed));
    expect((await run(`http://127.0.0.1:${port}/`)).samples[0]?.failure).toBe('connect');
  });

  describe('over TLS', () => {
    it('reads how many days the certificate has left', async () => {
      const { samples } = await run(`${secureOrigin}/`, { ca: certificate.cert, expect: { body: 'Gia Lai' } });
      expect(samples[0]).toMatchObject({ up: true, status: 200 });
      expect(samples[0]?.tlsDaysLeft ?? 0).toBeGreaterThan(29);
      expect(samples[0]?.tlsDaysLeft ?? 99).toBeLessThanOrEqual(30);
    });
    it('refuses a certificate that nobody vouches for, and still reads its end', async () => {
      const { samples } = await run(`${secureOrigin}/`);
      expect([samples[0]?.failure, samples[0]?.reason, samples[0]?.status]).toEqual(['tls', 'selfSigned', undefined]);
      expect(samples[0]?.tlsDaysLeft ?? 0).toBeGreaterThan(29);
    });
    it('refuses a certificate of another name', async () => {
      const other = secureOrigin.replace('localhost', 'gialai.example');
      const { samples } = await run(`${other}/`, { ca: certificate.cert });
      expect([samples[0]?.failure, samples[0]?.reason]).toEqual(['tls', 'otherName']);
    });
    it('says how long ago a certificate ended', async () => {
      const later: Clock = { ...clock, now: () => Date.now() + 40 * 86_400_000 };
      const { samples } = await run(`${secureOrigin}/`, { clock: later });
      expect(samples[0]?.failure).toBe('tls');
      expect(samples[0]?.tlsDaysLeft ?? 0).toBeLessThan(-9);
    });
    it('counts to the end of the intermediate where that comes before the portal’s own, and tells its chain’s faults apart', async () => {
      const chain = makeChain(folder);
      const server = createTlsServer({ key: chain.key, cert: chain.leaf + chain.intermediate }, serve);
      const at = `https://localhost:${await listen(server)}/`;
      const whole = await run(at, { ca: chain.root });
      expect(whole.samples[0]?.up).toBe(true);
      expect(Math.round(whole.samples[0]?.tlsDaysLeft ?? 0)).toBe(7);
      expect((await run(at)).samples[0]?.reason).toBe('untrusted');
      const short = createTlsServer({ key: chain.key, cert: chain.leaf }, serve);
      const cut = await run(`https://localhost:${await listen(short)}/`, { ca: chain.root });
      expect([cut.samples[0]?.failure, cut.samples[0]?.reason]).toEqual(['tls', 'incompleteChain']);
    });
    it('says tls of a server that does not speak it', async () => {
      const { samples } = await run(`${origin.replace('http', 'https')}/`);
      expect([samples[0]?.failure, samples[0]?.reason]).toEqual(['tls', 'noTls']);
    });
  });
});
