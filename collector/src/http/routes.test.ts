import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';
import { t0 } from '../ingest/samples.fake.ts';
import { paginate } from './page.ts';

const fake = await createFake();
afterAll(() => fake.app.fastify.close());
const get = async (url: string, caller = 'department') => {
  const response = await fake.app.fastify.inject({ url, headers: bearer(caller) });
  return { status: response.statusCode, headers: response.headers, body: response.json() as Record<string, unknown> };
};

describe('a list', () => {
  it('comes in pages by limit and cursor until next is null', async () => {
    const first = await get('/v1/endpoints?limit=2');
    expect(first.body).toEqual({
      endpoints: [
        { id: 'a', vi: 'department' },
        { id: 'b', vi: 'department' },
      ],
      next: expect.any(String),
    });
    const ids: unknown[] = [];
    let next: unknown = '';
    for (let i = 0; next !== null && i < 9; i++) {
      const page = await get(`/v1/endpoints?limit=2${next === '' ? '' : `&cursor=${String(next)}`}`);
      ids.push(...(page.body['endpoints'] as { id: string }[]).map(({ id }) => id));
      ({ next } = page.body as { next: unknown });
    }
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
  it.each(['endpoints', 'links', 'units', 'alerts', 'findings', 'agents'])(
    '%s stands under its own name',
    async (name) => {
      expect(Object.keys((await get(`/v1/${name}`)).body).sort()).toEqual([name, 'next'].sort());
    },
  );
  it('of alerts takes a state, and is newest first', async () => {
    const { body } = await get('/v1/alerts?state=firing');
    const alerts = body['alerts'] as { id: string; state: string }[];
    expect(alerts.map(({ id, state }) => `${id} ${state}`)).toEqual(['al3 firing', 'al2 firing', 'al1 firing']);
  });
  it('shows each item once over all pages, whatever the limit', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 7 }), (keys, limit) => {
        const seen: string[] = [];
        let cursor: string | null | undefined;
        do {
          const page = paginate(keys, (key) => key, limit, cursor ?? undefined);
          seen.push(...page.items);
          cursor = page.next;
        } while (cursor !== null);
        expect(seen).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });
});

describe('a question', () => {
  it.each([
    ['/v1/endpoints?limit=0', 'limit: Too small: expected number to be >=1'],
    ['/v1/endpoints?limit=1001', 'limit: Too big: expected number to be <=1000'],
    ['/v1/endpoints?limit=ten', 'limit: a whole number'],
    ['/v1/endpoints?limt=1', 'Unrecognized key: "limt"'],
    ['/v1/endpoints?cursor=%21', 'cursor: give back what the page before answered as next, unchanged'],
    ['/v1/alerts?state=open', 'state: Invalid option: expected one of "pending"|"firing"|"resolved"'],
    ['/v1/links/vnpt/l1/series?from=2&to=1', 'from: expected before to, and at most ten years before it'],
    ['/v1/links/vnpt/l1/series?points=1', 'points: Too small: expected number to be >=2'],
  ])('%s is refused with what was expected', async (url, detail) => {
    const { status, body, headers } = await get(url);
    expect([status, body['code'], body['detail']]).toEqual([400, 'requestInvalid', detail]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body['type']).toBe('tag:thongsuot,2026:problem/requestInvalid');
  });
  it('for a series is of the last day by default', async () => {
    expect((await get('/v1/links/vnpt/l1/series')).body).toEqual({
      operator: 'vnpt',
      link: 'l1',
      from: t0 - 86_400_000,
      to: t0,
      points: 500,
    });
  });
  it.each([
    ['/v1/endpoints/none', 'department'],
    ['/v1/links/viettel/l1', 'operator'],
  ])('for %s by the %s finds nothing: absent and not yours are the same answer', async (url, caller) => {
    const { status, body } = await get(url, caller);
    expect([status, body['code'], body['detail']]).toEqual([
      404,
      'notFound',
      'there is nothing here that this credential may see',
    ]);
  });
  it('at an address that takes another method says which', async () => {
    const response = await fake.app.fastify.inject({ method: 'DELETE', url: '/v1/links/vnpt/l1' });
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET']);
    const post = await fake.app.fastify.inject({ method: 'PUT', url: '/v1/batches' });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'POST']);
  });
  it('at no address at all finds nothing', async () => {
    expect((await get('/v1/nothing')).body['code']).toBe('notFound');
  });
});

describe('the machine’s own addresses', () => {
  it('ready follows the store', async () => {
    const other = await createFake();
    const ready = async () => (await other.app.fastify.inject('/readyz')).statusCode;
    expect([await ready(), (await other.app.fastify.inject('/healthz')).json()]).toEqual([200, { status: 'ok' }]);
    await other.app.fastify.close();
  });
  it('/openapi.json describes exactly the routes that declare an operation', async () => {
    const { paths } = (await get('/openapi.json')).body as { paths: Record<string, Record<string, unknown>> };
    expect(Object.entries(paths).map(([path, methods]) => `${Object.keys(methods).join(',')} ${path}`)).toEqual([
      'get /v1/agents',
      'get /v1/alerts',
      'post /v1/alerts/{id}/acknowledge',
      'get /v1/audit',
      'get /v1/availability',
      'post /v1/batches',
      'get /v1/capacity',
      'get /v1/capacity/failover',
      'get,post /v1/drills',
      'get /v1/endpoints',
      'get /v1/endpoints/{id}',
      'get /v1/findings',
      'get /v1/links',
      'get /v1/links/{operator}/{link}',
      'get /v1/links/{operator}/{link}/series',
      'get,post /v1/maintenance',
      'post /v1/maintenance/{id}/cancel',
      'get /v1/me',
      'get,post /v1/notes',
      'get /v1/notify/receivers',
      'post /v1/notify/test',
      'get /v1/overview',
      'get /v1/report',
      'get /v1/stream',
      'get /v1/thresholds',
      'get /v1/units',
      'get,post /v1/zones',
      'post /v1/zones/{id}/end',
    ]);
    expect(paths['/v1/alerts']?.['get']).toMatchObject({
      operationId: 'alerts',
      'x-roles': ['operator', 'department', 'administrator'],
      parameters: [{ name: 'limit' }, { name: 'cursor' }, { name: 'state' }],
    });
  });
  it('/metrics counts batches by outcome', async () => {
    const response = await fake.app.fastify.inject('/metrics');
    expect(response.body).toContain('thongsuot_collector_store_unavailable 0');
  });
});

describe('the board', () => {
  const dist = mkdtempSync(join(tmpdir(), 'ts-board-'));
  afterAll(() => rmSync(dist, { recursive: true }));
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  it('that was not built is a page that says how to build it', async () => {
    const response = await fake.app.fastify.inject('/');
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).toContain('Chạy lệnh <code>npx -y pnpm board</code>');
  });
  it('is served with its files, its page for its own addresses, and a policy without inline script', async () => {
    mkdirSync(join(dist, 'assets'));
    writeFileSync(join(dist, 'index.html'), '<p>board</p>');
    writeFileSync(join(dist, 'assets', 'x-1a2b.js'), 'x()');
    writeFileSync(join(dist, '..', 'ts-secret.txt'), 'secret');
    const app = await createFake({ boardDist: dist });
    const ask = async (url: string) => {
      const response = await app.app.fastify.inject(url);
      return [response.statusCode, response.headers['cache-control'], response.headers['content-type'], response.body];
    };
    const page = [200, 'no-cache', 'text/html; charset=utf-8', '<p>board</p>'];
    expect(await ask('/')).toEqual(page);
    expect(await ask('/links/vnpt/l1')).toEqual(page);
    expect(await ask('/assets/x-1a2b.js')).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'application/javascript; charset=utf-8',
      'x()',
    ]);
    expect((await app.app.fastify.inject('/')).headers['content-security-policy']).toBe(policy);
    for (const url of [
      '/assets/none.js',
      '/../ts-secret.txt',
      '/%2e%2e/ts-secret.txt',
      '/assets/..%2f..%2fts-secret.txt',
    ])
      expect((await app.app.fastify.inject(url)).statusCode).toBe(404);
    await app.app.fastify.close();
  });
});
