import { describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';

const post = async (role: string, payload: object) => {
  const { app } = await createFake();
  const { fastify } = app;
  await fastify.ready();
  const headers = { ...bearer(role), 'content-type': 'application/json' };
  const { statusCode, body } = await fastify.inject({ method: 'POST', url: '/v1/notify/test', headers, payload });
  return { statusCode, body: JSON.parse(body) as unknown };
};

describe('POST /v1/notify/test', () => {
  it('says of the receiver what came of the test, which names who sent it', async () => {
    expect(await post('administrator', { receiver: 'noc' })).toEqual({
      statusCode: 200,
      body: { results: [{ receiver: 'noc', ok: true, detail: 'administrator', ms: 1 }] },
    });
  });
  it.each([
    ['department', {}, 403],
    ['operator', {}, 403],
    ['agent', {}, 403],
    ['administrator', { receiver: 'none' }, 404],
    ['administrator', { reciever: 'noc' }, 400],
  ])('of a %s with %j is answered %i', async (role, payload, status) => {
    expect((await post(role, payload)).statusCode).toBe(status);
  });
});
