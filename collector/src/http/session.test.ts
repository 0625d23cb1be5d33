import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Me } from '@thongsuot/contract/api.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, createFake, type Fake, routesOf } from '../app.fake.ts';
import { attemptsPerNameMax, sessionMs, sessionsPerUserMax } from '../limits.ts';
import { openOperationalFile } from '../operational.ts';
import { makePasswordUser } from '../user.ts';
import { createSessions, type PasswordUser, type Sessions } from './session.ts';
import { makePasswordScrypt, nobodysPassword, passwordMatches } from './session-password.ts';
import { createSessionTable } from './session-table.ts';

const host = 'giamsat.example';
const own = { host, origin: `https://${host}`, 'sec-fetch-site': 'same-origin' };
const password = 'bốn mươi cây số';
/** The least that the config takes: the tests sign in often. */
const cheap = { ln: 14, r: 8, p: 1 };
let scrypt: string;
let users: PasswordUser[];
const time = { wall: 1_700_000_000_000, mono: 0 };
const clock = { now: () => time.wall, monotonicMs: () => time.mono };
let sessions: Sessions;
let fake: Fake;

beforeAll(async () => {
  scrypt = await makePasswordScrypt(password, cheap);
  users = [
    { viewer: { name: 'lan', role: 'operator', operator: 'vnpt' }, passwordScrypt: scrypt },
    { viewer: { name: 'Tuấn', role: 'department', operator: null }, passwordScrypt: scrypt },
  ];
  sessions = createSessions({ operational: openOperationalFile(':memory:'), users, clock });
  fake = await createFake({ sessions });
});
afterAll(() => fake.app.fastify.close());

const post = (body: unknown, headers: Record<string, string> = own, remoteAddress = '127.0.0.1') => {
  // Each attempt an hour later, so that only the tests of the throttle meet it.
  time.mono += 3_600_000;
  return fake.app.fastify.inject({
    method: 'POST',
    url: '/v1/session',
    headers,
    remoteAddress,
    payload: body as object,
  });
};
const cookieOf = (header: string | string[] | undefined) => [header].flat()[0]?.split(';')[0] ?? '';
async function signIn(name = 'lan'): Promise<string> {
  const response = await post({ name, password });
  expect([response.statusCode, response.json()]).toEqual([200, expect.objectContaining({ name })]);
  return cookieOf(response.headers['set-cookie']);
}
const me = async (headers: Record<string, string>) => {
  const response = await fake.app.fastify.inject({ url: '/v1/me', headers });
  return { status: response.statusCode, me: response.json() as Me & { detail?: string } };
};

describe('signing in', () => {
  it('with name and password opens a session with the user’s role, for twelve hours', async () => {
    const cookie = await signIn();
    const asked = await me({ cookie });
    expect([asked.status, asked.me]).toEqual([
      200,
      { demo: false, role: 'operator', operator: 'vnpt', session: { name: 'lan', endsAt: time.wall + sessionMs } },
    ]);
  });
  it('takes a name and a password however the keyboard composed them', async () => {
    expect((await post({ name: 'Tuấn'.normalize('NFD'), password: password.normalize('NFD') })).statusCode).toBe(200);
  });
  it.each([
    ['a wrong password', { name: 'lan', password: 'sai mật khẩu rồi' }],
    ['a name that nobody has', { name: 'nobody', password }],
    ['the name of a property of objects', { name: '__proto__', password }],
  ])('with %s is refused, with the same words', async (_, body) => {
    const response = await post(body);
    expect([response.statusCode, response.json().code, response.json().detail]).toEqual([
      401,
      'unauthorized',
      'name and password are not those of a user',
    ]);
    expect(response.headers['set-cookie']).toBe(undefined);
  });
  it.each([
    ['from another site', { ...own, origin: 'https://evil.example' }],
    ['from a page that has no origin', { host, 'sec-fetch-site': 'none' }],
    ['when the browser says cross-site', { ...own, 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused', async (_, headers) => {
    expect((await post({ name: 'lan', password }, headers)).json()).toMatchObject({ code: 'forbidden' });
  });
  it('from another machine without TLS is refused: the password would cross the network in the clear', async () => {
    const response = await post({ name: 'lan', password }, own, '192.0.2.7');
    expect([response.statusCode, response.json().detail]).toEqual([403, expect.stringContaining('listen.tls')]);
  });
  it('on this machine without TLS sets the plain cookie', async () => {
    const plain = { host: '127.0.0.1:8443', origin: 'http://127.0.0.1:8443' };
    const { headers } = await post({ name: 'lan', password }, plain);
    expect(cookieOf(headers['set-cookie'])).toMatch(/^thongsuot=[\w-]{43}$/);
  });
  it.each([[{}], [{ name: 'lan' }], [{ name: 'lan', password, role: 'administrator' }], [[]], ['lan']])(
    'with the body %j is not valid',
    async (body) => {
      expect([400, 415]).toContain((await post(body)).statusCode);
    },
  );
  it('too often is answered 429 with the wait, also for a name that nobody has', async () => {
    for (const name of ['lan', 'nobody']) {
      const attempt = () =>
        fake.app.fastify.inject({
          method: 'POST',
          url: '/v1/session',
          headers: own,
          remoteAddress: '127.0.0.9',
          payload: { name, password: 'sai mật khẩu rồi' },
        });
      const statuses: number[] = [];
      for (let n = 0; n < attemptsPerNameMax; n++) statuses.push((await attempt()).statusCode);
      expect(statuses).toEqual(Array.from({ length: attemptsPerNameMax }, () => 401));
      const last = await attempt();
      expect([last.statusCode, last.headers['retry-after'], last.json().code]).toEqual([429, '60', 'rateLimited']);
    }
  });
});

describe('in a session', () => {
  it('a change needs our own page: without Origin, or with another, it is forbidden', async () => {
    const cookie = await signIn();
    const acknowledge = async (headers: Record<string, string>) => {
      const request = { method: 'POST', url: '/v1/alerts/a/acknowledge', headers, payload: {} } as const;
      const { statusCode, body } = await fake.app.fastify.inject(request);
      return [statusCode, body.includes('Origin')];
    };
    expect(await acknowledge({ cookie, host })).toEqual([403, true]);
    expect(await acknowledge({ ...own, cookie, origin: 'https://evil.example' })).toEqual([403, true]);
    // It comes through to the desk, which in this fake takes none on.
    expect(await acknowledge({ ...own, cookie })).toEqual([500, false]);
    // A program shows a token, which no browser sends by itself.
    expect(await acknowledge({ ...bearer('operator'), host })).toEqual([500, false]);
  });
  it('no route takes a change from another page than ours', async () => {
    const cookie = await signIn('Tuấn');
    const unsafe = routesOf(fake.app.fastify).filter((route) => !/^(GET|HEAD|OPTIONS) |\/v1\/session$/.test(route));
    const foreign: Record<string, string>[] = [
      { host },
      { host, origin: 'null' },
      { host, origin: 'https://evil.example' },
      { host, origin: `https://${host}.evil.example` },
      { ...own, 'sec-fetch-site': 'cross-site' },
      { ...own, 'sec-fetch-site': 'same-site' },
    ];
    const taken: string[] = [];
    for (const route of unsafe) {
      const [method, path = ''] = route.split(' ') as ['POST', string];
      const url = path.replace(/:\w+/g, 'a');
      const ask = async (headers: Record<string, string>) => {
        const { statusCode, body } = await fake.app.fastify.inject({
          method,
          url,
          headers: { ...headers, cookie },
          payload: {},
        });
        return { statusCode, refused: body.includes('Origin') };
      };
      const fromOurs = await ask(own);
      if (fromOurs.statusCode !== 403) taken.push(route);
      expect([route, fromOurs.refused]).toEqual([route, false]);
      for (const headers of foreign) expect([route, (await ask(headers)).statusCode]).toEqual([route, 403]);
    }
    // The department changes all that people declare; batches are the agents', the receivers the administrator's.
    expect(unsafe.filter((route) => !taken.includes(route))).toEqual(['POST /v1/batches', 'POST /v1/notify/test']);
    expect(taken.length).toBeGreaterThan(5);
  });
  it('a token that is shown beside the cookie is the one that counts', async () => {
    const cookie = await signIn();
    expect((await me({ cookie, ...bearer('administrator') })).me).toMatchObject({ role: 'administrator' });
    expect((await me({ cookie, ...bearer('stranger') })).status).toBe(401);
  });
  it('agents’ doors stay shut', async () => {
    const cookie = await signIn('Tuấn');
    const request = { method: 'POST', url: '/v1/batches', headers: { ...own, cookie }, payload: {} } as const;
    expect((await fake.app.fastify.inject(request)).statusCode).toBe(403);
  });
});

describe('a session ends', () => {
  it('after twelve hours, used or not', async () => {
    const cookie = await signIn();
    time.wall += sessionMs - 1;
    expect((await me({ cookie })).status).toBe(200);
    time.wall += 1;
    const after = await me({ cookie });
    expect([after.status, after.me.detail]).toEqual([401, 'the session has ended; sign in again']);
  });
  it('by signing out, on the server and in the browser', async () => {
    const cookie = await signIn();
    const request = { method: 'DELETE', url: '/v1/session' } as const;
    expect((await fake.app.fastify.inject({ ...request, headers: { cookie, host } })).statusCode).toBe(403);
    expect((await me({ cookie })).status).toBe(200);
    const out = await fake.app.fastify.inject({ ...request, headers: { ...own, cookie } });
    expect([out.statusCode, cookieOf(out.headers['set-cookie'])]).toEqual([204, '__Host-thongsuot=']);
    expect((await me({ cookie })).status).toBe(401);
  });
  it('when somebody signs in anew in the same browser', async () => {
    const cookie = await signIn();
    await post({ name: 'Tuấn', password }, { ...own, cookie });
    expect((await me({ cookie })).status).toBe(401);
  });
  it('when its user is taken out of the config, or has another password; another role counts at once', async () => {
    const [lan, tuan] = [await signIn(), await signIn('Tuấn')];
    const [first, second] = users;
    if (first === undefined || second === undefined) throw new Error('there are two users');
    sessions.replace([{ ...first, viewer: { ...first.viewer, role: 'administrator', operator: null } }]);
    expect([(await me({ cookie: lan })).me.role, (await me({ cookie: tuan })).status]).toEqual(['administrator', 401]);
    // Back in the config he signs in anew: the old session has not come back with him.
    sessions.replace([{ ...first, passwordScrypt: await makePasswordScrypt('một mật khẩu khác', cheap) }, second]);
    expect([(await me({ cookie: lan })).status, (await me({ cookie: tuan })).status]).toEqual([401, 401]);
    sessions.replace(users);
    expect([(await me({ cookie: lan })).status, (await me({ cookie: tuan })).status]).toEqual([401, 401]);
  });
  it('when the user has opened too many others since; other users’ stay', () => {
    const table = createSessionTable(openOperationalFile(':memory:'));
    const first = table.open('lan', 'proof', 1_000);
    const others = table.open('mai', 'proof', 1_000);
    for (let n = 1; n < sessionsPerUserMax; n++) table.open('lan', 'proof', 1_000 + n);
    expect(table.find(first.id, 2_000)?.user).toBe('lan');
    table.open('lan', 'proof', 1_500);
    expect([table.find(first.id, 2_000), table.find(others.id, 2_000)?.user]).toEqual([undefined, 'mai']);
  });
});

describe('sessions on disk', () => {
  it('live through a restart, and hold nothing that a cookie could be made of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'thongsuot-session-'));
    try {
      const path = join(folder, 'operational.db');
      const before = openOperationalFile(path);
      const { id, endsAt } = createSessionTable(before).open('lan', 'proof', 1_000);
      const rows = JSON.stringify(before.db.prepare('SELECT hex(hash) AS hash, user FROM session').all());
      expect([
        rows.includes('lan'),
        rows.includes(id),
        rows.includes(Buffer.from(id).toString('hex').toUpperCase()),
      ]).toEqual([true, false, false]);
      before.close();
      const after = openOperationalFile(path);
      expect(createSessionTable(after).find(id, 2_000)).toEqual({ user: 'lan', proof: 'proof', endsAt });
      after.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('a clock that is set back does not make them longer', () => {
    const table = createSessionTable(openOperationalFile(':memory:'));
    const { id } = table.open('lan', 'proof', 1_000_000);
    expect([table.find(id, 1_000_000)?.user, table.find(id, 999_999)]).toEqual(['lan', undefined]);
  });
});

describe('a password', () => {
  it('matches itself only, and each time has a salt of its own', async () => {
    expect(await makePasswordScrypt(password)).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await makePasswordScrypt(password, cheap)).not.toBe(scrypt);
    expect([
      await passwordMatches(password, scrypt),
      await passwordMatches(`${password} `, scrypt),
      await passwordMatches(password, nobodysPassword),
      await passwordMatches(password, password),
    ]).toEqual([true, false, false, false]);
  });
  const wish = { name: 'lan', agent: false, role: 'department', operator: undefined };
  it('makes the line of a user', async () => {
    const { place, line } = await makePasswordUser(wish, password, password.normalize('NFD'));
    expect([place, line]).toEqual([
      'users',
      expect.stringMatching(/^- \{ name: "lan", role: department, passwordScrypt: '\$scrypt\$/),
    ]);
  });
  it.each([
    ['two that differ', wish, password, `${password}!`, 'differ'],
    ['one that is too short', wish, 'ngắn quá', 'ngắn quá', '8 characters'],
    ['one that is too long', wish, 'x'.repeat(201), 'x'.repeat(201), '201 characters'],
    ['one of an agent', { ...wish, agent: true }, password, password, 'agent'],
    ['one without a role', { ...wish, role: undefined }, password, password, 'role'],
  ])('%s is refused', async (_, who, first, again, word) => {
    await expect(makePasswordUser(who, first, again)).rejects.toThrow(word);
  });
});
