/** Goal: whatever is sent to the routes of figures and declarations is refused by the closed list, and changes nothing. */
import { type ProblemCode, problems } from '@thongsuot/contract/problem.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';
import { createDuty } from '../duty/duty.ts';
import { Picture } from '../network/picture.ts';
import { RegisterIndex } from '../network/register.ts';
import { openOperationalFile } from '../operational.ts';
import { AvailabilityFile } from '../recorder/availability-file.ts';
import { CapacityBook } from '../recorder/capacity-book.ts';
import { ReportDesk } from '../report/desk.ts';
import { NightBook } from '../report/night.ts';
import { LiveDesk } from './desk.ts';
import { inventory, link, register, t0 } from './live.fake.ts';

const hour = 3_600_000;
const operational = openOperationalFile(':memory:');
const duty = createDuty({ operational, now: () => t0 });
const picture = new Picture(new RegisterIndex(register), duty.drillsOf);
const ups = { id: 'ups1', kind: 'ups' as const, device: 'ups1', protects: ['a1'], intervalS: 60 };
const instant = { now: t0, monotonicMs: 0 };
picture.inventory(inventory('vnpt', 'a', [link('a1', 'bvdk')], { units: [ups] }), instant);
picture.inventory(
  inventory('viettel', 'b', [link('b1', 'ubnd')], { units: [{ ...ups, id: 'ups2', protects: ['b1'] }] }),
  instant,
);
const fake = await createFake({
  desk: new LiveDesk({ duty, picture, alerts: { alertFor: () => undefined }, now: () => t0 }),
  figures: new ReportDesk({
    picture,
    file: new AvailabilityFile(operational),
    book: new CapacityBook(),
    nights: new NightBook(operational),
    alerts: () => [],
    drills: (from, to) => duty.drills(from, to),
  }),
});
fake.clock.wall = t0;
afterAll(() => fake.app.fastify.close());

/** Everything that a request could have changed. */
const kept = () =>
  JSON.stringify([duty.zones(), duty.announced(0, 9e15), duty.drills(0, 9e15), duty.audited(null, 0, 9e15)]);

interface Inject {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  payload?: string;
}
/** Status and code of a refusal, once it has shown itself to be a whole problem of the list that changed nothing. */
async function refused(request: Inject): Promise<string> {
  const before = kept();
  const response = await fake.app.fastify.inject(request);
  expect(response.headers['content-type']).toBe('application/problem+json');
  const body = response.json() as { code: ProblemCode; status: number; type: string; title: string; detail: string };
  expect(Object.hasOwn(problems, body.code)).toBe(true);
  expect([body.status, body.title]).toEqual([problems[body.code].status, problems[body.code].title]);
  expect(response.statusCode).toBe(body.status);
  expect(body.detail.length).toBeLessThan(4_000);
  // Foreign text is not sent back to be shown.
  expect(body.detail).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|<script/u);
  expect(kept()).toBe(before);
  return `${response.statusCode} ${body.code}`;
}

const bodies = {
  '/v1/zones': { id: 'z1', area: 'pleiku', from: t0, to: t0 + hour, order: '1580/UBND-KGVX' },
  '/v1/maintenance': {
    id: 'm1',
    operator: 'vnpt',
    subjects: [{ kind: 'link', id: 'a1' }],
    from: t0 + hour,
    to: t0 + 2 * hour,
  },
  '/v1/drills': {
    id: 'd1',
    operator: 'vnpt',
    unit: 'ups1',
    kind: 'drill',
    at: t0 - hour,
    by: 'Nguyễn Văn A',
    result: 'passed',
  },
  '/v1/notes': { id: 'n1', subject: { kind: 'link', id: 'a1', operator: 'vnpt' }, text: 'đã gọi' },
} as const;
const ends = ['/v1/zones/z1/end', '/v1/maintenance/m1/cancel', '/v1/alerts/al1/acknowledge'];
const year275760 = 8_640_000_000_000_000;
const json = (caller: string) => ({ ...bearer(caller), 'content-type': 'application/json' });
const post = (url: string, payload: unknown, caller = 'administrator'): Inject => ({
  method: 'POST',
  url,
  headers: json(caller),
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

/** Values that no field of a declaration takes. */
const wrong: [string, unknown][] = [
  ['null', null],
  ['a boolean', true],
  ['an empty list', []],
  ['an empty group', {}],
  ['an empty text', ''],
  ['a fraction', 1.5],
  ['less than nothing', -1],
  ['the last time there is', year275760],
  ['beyond the last time', year275760 + 1e15],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['text that turns around', '\u202eevil\u202c<script>'],
  ['text that a line cannot hold', 'a\u0000b'],
  ['a prototype', { ['__proto__']: { admin: true } }],
];

const fields = Object.entries(bodies).flatMap(([url, body]) =>
  Object.keys(body).flatMap((field) => wrong.map(([name, value]) => [url, field, name, value] as const)),
);

describe('a declaration', () => {
  it.each(fields)('%s with %s of %s is refused', async (url, field, _name, value) => {
    // A text of one line may be any text; all else is refused by its shape.
    const said = await refused(post(url, { ...bodies[url as keyof typeof bodies], [field]: value }));
    expect(['400 requestInvalid', '404 notFound']).toContain(said);
  });

  it.each(Object.entries(bodies).flatMap(([url, body]) => Object.keys(body).map((field) => [url, field] as const)))(
    '%s without %s is refused',
    async (url, field) => {
      const { [field]: _gone, ...rest } = bodies[url as keyof typeof bodies] as Record<string, unknown>;
      expect(await refused(post(url, rest))).toBe('400 requestInvalid');
    },
  );

  it.each([...Object.keys(bodies), ...ends])('%s takes one strict JSON group and nothing else', async (url) => {
    const good = JSON.stringify({ ...(bodies as Record<string, object>)[url] });
    const tries: [unknown, string][] = [
      ['', '400 requestInvalid'],
      ['{', '400 requestInvalid'],
      ['[]', '400 requestInvalid'],
      ['"text"', '400 requestInvalid'],
      ['null', '400 requestInvalid'],
      [`${good.slice(0, -1)}${good === '{}' ? '' : ','}"admin":true}`, '400 requestInvalid'],
      [`${good.slice(0, -1)}${good === '{}' ? '' : ','}"__proto__":{"admin":true}}`, '400 requestInvalid'],
      [`${good.slice(0, -1)}${good === '{}' ? '' : ','}"constructor":{"prototype":{}}}`, '400 requestInvalid'],
      ['['.repeat(15_000), '400 requestInvalid'],
      [' '.repeat(20_000), '413 bodyTooLarge'],
    ];
    const said: [string, string][] = [];
    for (const [payload, expected] of tries) said.push([await refused(post(url, payload)), expected]);
    expect(said.map(([found]) => found)).toEqual(said.map(([, expected]) => expected));
    expect(
      await refused({ ...post(url, good), headers: { ...bearer('administrator'), 'content-type': 'text/plain' } }),
    ).toBe('415 unsupportedMediaType');
  });

  it.each(
    ends.flatMap((url) =>
      wrong.filter(([name]) => name !== 'an empty text').map(([name, note]) => [url, name, note] as const),
    ),
  )('%s with %s for a note is refused', async (url, _name, note) => {
    expect(await refused(post(url, { note }))).toBe('400 requestInvalid');
  });

  it.each([
    ['/v1/maintenance', { operator: 'viettel', subjects: [{ kind: 'link', id: 'b1' }] }],
    ['/v1/maintenance', { operator: 'all', subjects: [{ kind: 'endpoint', id: 'ubnd' }] }],
    ['/v1/drills', { operator: 'viettel', unit: 'ups2' }],
    ['/v1/notes', { subject: { kind: 'link', id: 'b1', operator: 'viettel' } }],
    ['/v1/zones', {}],
  ])('%s of what is not his is refused to an operator', async (url, over) => {
    const said = await refused(post(url, { ...bodies[url as keyof typeof bodies], ...over }, 'operator'));
    expect(['403 forbidden', '404 notFound']).toContain(said);
  });

  it.each([
    ['/v1/zones', { from: t0 + hour, to: t0 }],
    ['/v1/zones', { to: t0 + 3_653 * 24 * hour }],
    ['/v1/maintenance', { from: t0 + 2 * hour, to: t0 + hour }],
    ['/v1/maintenance', { to: t0 + 3_653 * 24 * hour }],
    ['/v1/drills', { at: t0 + 24 * hour }],
    ['/v1/drills', { at: t0 - 4_000 * 24 * hour }],
  ])('%s of %j, a time that cannot be, is refused', async (url, over) => {
    expect(await refused(post(url, { ...bodies[url as keyof typeof bodies], ...over }))).toBe('400 requestInvalid');
  });
});

const lists = ['/v1/zones', '/v1/maintenance', '/v1/drills', '/v1/audit', '/v1/capacity', '/v1/capacity/failover'];
const figures = ['/v1/availability', '/v1/report'];
const queries = ['/v1/notes?kind=link&id=a1&operator=vnpt', '/v1/thresholds?endpoint=bvdk'];

describe('a question', () => {
  const ranged = ['/v1/maintenance', '/v1/drills', '/v1/audit', ...figures];
  it.each(
    ranged.flatMap((url) =>
      [
        `from=${t0}&to=${t0 - 1}`,
        `from=${t0}&to=${t0}`,
        `from=${year275760}`,
        `to=${year275760}`,
        'from=-1',
        'from=1e12',
        'from=0x10',
        'from=NaN',
        'from=',
        `from=${'9'.repeat(5_000)}`,
        `from=1&from=2`,
        'from[__proto__]=1',
        '__proto__=1',
        'constructor=1',
        'from=%E2%80%AE1',
        'from=%00',
      ].map((query) => [url, query] as const),
    ),
  )('%s?%s is refused', async (url, query) => {
    expect(await refused({ url: `${url}?${query}`, headers: bearer('department') })).toBe('400 requestInvalid');
  });

  it.each(figures)('%s of ten years is refused', async (url) => {
    const query = `from=${t0 - 3_653 * 24 * hour}&to=${t0}`;
    expect(await refused({ url: `${url}?${query}`, headers: bearer('department') })).toBe('400 requestInvalid');
  });

  it.each(
    [...lists, ...figures, ...queries].flatMap((url) =>
      ['limit=0', 'limit=99999999', 'limit=1&limit=2', 'cursor=1&cursor=2', 'toString=1'].map(
        (query) => [url, query] as const,
      ),
    ),
  )('%s with %s is refused', async (url, query) => {
    const join = url.includes('?') ? '&' : '?';
    expect(await refused({ url: `${url}${join}${query}`, headers: bearer('department') })).toBe('400 requestInvalid');
  });

  it.each(
    [...lists, ...figures, ...Object.keys(bodies), ...ends].flatMap((url) =>
      (['PUT', 'PATCH', 'DELETE'] as const).map((method) => [method, url] as const),
    ),
  )('%s %s is no method of it', async (method, url) => {
    expect(await refused({ method, url, headers: bearer('administrator') })).toBe('405 methodNotAllowed');
  });

  it.each([...lists, ...figures, ...queries])(
    '%s without a credential, or with an agent’s, is refused',
    async (url) => {
      expect(await refused({ url })).toBe('401 unauthorized');
      expect(await refused({ url, headers: bearer('agent') })).toBe('403 forbidden');
    },
  );
});
