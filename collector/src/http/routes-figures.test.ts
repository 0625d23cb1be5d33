import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';

const fake = await createFake();
afterAll(() => fake.app.fastify.close());
const get = (url: string, caller = 'department') => fake.app.fastify.inject({ url, headers: bearer(caller) });

describe('the routes of figures', () => {
  it('keep the rank of capacity over pages', async () => {
    const first = (await get('/v1/capacity?limit=2')).json() as { capacity: { link: string }[]; next: string };
    const second = (await get(`/v1/capacity?limit=2&cursor=${first.next}`)).json() as typeof first;
    expect([...first.capacity, ...second.capacity].map(({ link }) => link)).toEqual(['c', 'a', 'b']);
    expect(second.next).toBeNull();
  });

  it('ask for the last 30 days, of the province, unless told otherwise', async () => {
    const answer = (await get('/v1/availability', 'operator')).json() as Record<string, unknown>;
    expect(Number(answer['to']) - Number(answer['from'])).toBe(30 * 86_400_000);
    expect([answer['scope'], answer['availability'], answer['next']]).toEqual([
      'province',
      [{ name: 'province', operator: 'operator' }],
      null,
    ]);
  });

  it.each([
    ['/v1/availability?from=10&to=10', 'from: expected before to, and at most 400 days before it'],
    ['/v1/report?from=1&to=34560000002', 'from: expected before to, and at most 400 days before it'],
    ['/v1/report?format=pdf', 'format: Invalid option: expected one of "html"|"csv"|"json"'],
  ])('refuse %s', async (url, detail) => {
    const response = await get(url);
    expect([response.statusCode, (response.json() as { detail: string }).detail]).toEqual([400, detail]);
  });

  it('send a report that may fetch and run nothing, in the language asked for', async () => {
    const response = await get('/v1/report?from=1&to=2&lang=en');
    expect([response.body, response.headers['content-type'], response.headers['etag']]).toEqual([
      'department en',
      'text/html; charset=utf-8',
      '"ab-en"',
    ]);
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get('/v1/report?from=0&to=2')).statusCode).toBe(404);
  });
});
