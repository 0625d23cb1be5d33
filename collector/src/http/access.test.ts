import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake, credentialList, routesOf } from '../app.fake.ts';
import { bearerToken, createCredentials } from './authenticate.ts';

const fake = await createFake();
const demo = await createFake({ demo: true });
afterAll(async () => {
  await fake.app.fastify.close();
  await demo.app.fastify.close();
});

const viewers = ['operator', 'department', 'administrator'];
/** Who may call what is no part of the API; the API says it itself, and tenancy.test.ts walks it by operator as well. */
const machines: Record<string, string[]> = {
  'GET /v1/capacity': viewers,
  'GET /v1/capacity/failover': viewers,
  'GET /v1/availability': viewers,
  'GET /v1/report': viewers,
  'GET /healthz': ['nobody', 'agent', ...viewers],
  'GET /readyz': ['nobody', 'agent', ...viewers],
  'GET /metrics': ['department', 'administrator'],
  'GET /openapi.json': ['department', 'administrator'],
  // The door of the board, which only its own page opens: session.test.ts tries it.
  'POST /v1/session': ['nobody', 'agent', ...viewers],
  'DELETE /v1/session': ['nobody', 'agent', ...viewers],
  'GET *': ['nobody', 'agent', ...viewers],
};
const { paths } = (
  await fake.app.fastify.inject({ url: '/openapi.json', headers: bearer('administrator') })
).json() as { paths: Record<string, Record<string, { 'x-roles': string[] }>> };
const declared = Object.entries(paths).flatMap(([url, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, string[]] => [
    `${method.toUpperCase()} ${url.replace(/\{(\w+)\}/g, ':$1')}`,
    operation['x-roles'],
  ]),
);
const mayCall: Record<string, string[]> = { ...Object.fromEntries(declared), ...machines };
const routes = routesOf(fake.app.fastify);

describe('every route of the app', () => {
  it('is declared with its roles, or is one of those that machines ask', () => {
    expect(routes.sort()).toEqual(Object.keys(mayCall).sort());
  });

  const callers = ['nobody', 'agent', ...viewers, 'stranger'];
  const cases = Object.entries(mayCall)
    .filter(([route]) => route !== 'GET /v1/stream' && !route.endsWith(' /v1/session'))
    .flatMap(([route, allowed]) =>
      callers.map((caller) => {
        const anyone = allowed.includes('nobody');
        const verdict =
          allowed.includes(caller) || anyone
            ? 'served'
            : caller === 'nobody' || caller === 'stranger'
              ? 'unauthorized'
              : 'forbidden';
        return [route, caller, verdict] as const;
      }),
    );
  it.each(cases)('%s asked by %s is %s', async (route, caller, verdict) => {
    const [method, url] = route.split(' ') as ['GET' | 'POST', string];
    const response = await fake.app.fastify.inject({
      method,
      url: url.replace(':id', 'a').replace(':operator', 'vnpt').replace(':link', 'l1').replace('*', '/'),
      headers: caller === 'nobody' ? {} : bearer(caller),
      remoteAddress: '192.0.2.7',
    });
    const code = (response.headers['content-type'] ?? '').includes('problem+json')
      ? (response.json() as { code: string }).code
      : '';
    expect(code === 'unauthorized' || code === 'forbidden' ? code : 'served').toBe(verdict);
  });

  it('the stream refuses those who may not look', async () => {
    for (const [caller, status] of [
      ['agent', 403],
      ['stranger', 401],
    ] as const) {
      const response = await fake.app.fastify.inject({ url: '/v1/stream', headers: bearer(caller) });
      expect(response.statusCode).toBe(status);
    }
  });

  it('a route without a role stops the program at start', async () => {
    const { app } = await createFake();
    expect(() => app.fastify.get('/late', async () => 'x')).toThrow(Error);
    await app.fastify.close();
  });
});

describe('metrics and the description of the API', () => {
  it.each([
    ['127.0.0.1', {}, 200],
    ['::1', {}, 200],
    ['::ffff:127.0.0.1', {}, 200],
    ['192.0.2.7', {}, 401],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, 401],
    ['127.0.0.1', { forwarded: 'for=203.0.113.9' }, 401],
    ['127.0.0.1', { via: '1.1 proxy' }, 401],
  ])('asked from %s with %j is %i', async (remoteAddress, headers, status) => {
    for (const url of ['/metrics', '/openapi.json'])
      expect((await fake.app.fastify.inject({ url, remoteAddress, headers })).statusCode).toBe(status);
  });
  it('no header of a proxy is believed to make a caller local', async () => {
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    const response = await fake.app.fastify.inject({ url: '/metrics', remoteAddress: '192.0.2.7', headers });
    expect(response.statusCode).toBe(401);
  });
});

describe('the demo', () => {
  const ask = (headers: Record<string, string>, url = '/v1/me') => demo.app.fastify.inject({ url, headers });

  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost', 'localhost:8080', 'LOCALHOST:8080'])(
    'answers Host %s without sign-in, as the department',
    async (host) => {
      const response = await ask({ host });
      expect([response.statusCode, response.json()]).toEqual([200, { demo: true, role: 'department', operator: null }]);
    },
  );
  it.each([
    '192.0.2.7',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.example.com:8080',
    '127.0.0.1@example.com',
    '[::1]:8080',
    'localhost:',
    '0.0.0.0:8080',
  ])('refuses Host %s', async (host) => {
    for (const url of ['/', '/v1/me', '/healthz', '/nothing'])
      expect([(await ask({ host }, url)).statusCode, url]).toEqual([421, url]);
  });
  it.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-anything',
    'x-real-ip',
    'via',
  ])('refuses a request with %s', async (name) => {
    expect((await ask({ host: 'localhost', [name]: '1' })).statusCode).toBe(421);
  });
  it('still knows an agent and an operator by their tokens, and refuses a wrong one', async () => {
    expect((await ask({ host: 'localhost', ...bearer('operator') })).json()).toMatchObject({ role: 'operator' });
    expect((await ask({ host: 'localhost', ...bearer('stranger') })).statusCode).toBe(401);
    const post = await demo.app.fastify.inject({ method: 'POST', url: '/v1/batches', headers: { host: 'localhost' } });
    expect(post.statusCode).toBe(403);
  });
});

describe('a credential', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer  abc', undefined],
    ['Bearer abc def', undefined],
    ['Bearer', undefined],
    ['Basic abc', undefined],
    ['Bearer ä', undefined],
    [`Bearer ${'a'.repeat(257)}`, undefined],
    [undefined, undefined],
  ])('in the header %j is %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
  it('is refused with the next request once it is taken out, and two are valid at a time', async () => {
    const credentials = createCredentials(credentialList);
    const [first] = credentialList;
    const app = await createFake({ credentials });
    const me = async (token: string) =>
      (await app.app.fastify.inject({ url: '/v1/me', headers: bearer(token) })).statusCode;
    expect([await me('department'), await me('operator')]).toEqual([200, 200]);
    credentials.replace(credentialList.filter(({ identity }) => identity.kind === 'agent'));
    expect([await me('department'), await me('operator')]).toEqual([401, 401]);
    const both = createCredentials([
      first,
      { ...credentialList[1], identity: first?.identity },
    ] as typeof credentialList);
    expect(both.find('agent-token')).toEqual(both.find('other-token'));
    expect(both.find('agent-toke')).toBe(undefined);
    await app.app.fastify.close();
  });
});
