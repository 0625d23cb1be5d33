import { answer as answerSchema, problem as problemSchema } from '@thongsuot/contract/answer.ts';
import { describe, expect, it } from 'vitest';
import { bearer, createFake, type Fake } from '../app.fake.ts';
import { openOperationalFile } from '../operational.ts';
import { batchOf, inventorySampleOf, linkReading, t0 } from './samples.fake.ts';

async function send(fake: Fake, samples: readonly unknown[], over: Record<string, unknown> = {}, caller = 'agent') {
  const response = await fake.app.fastify.inject({
    method: 'POST',
    url: '/v1/batches',
    headers: { ...bearer(caller), 'content-type': 'application/json' },
    payload: JSON.stringify(batchOf(samples, over)),
  });
  const body = response.json() as Record<string, unknown>;
  if (response.statusCode === 200) answerSchema.parse(body);
  else problemSchema.parse(body);
  return { status: response.statusCode, retryAfter: response.headers['retry-after'], body };
}

describe('POST /v1/batches', () => {
  it('stores a batch with its inventory and echoes epoch, seq and count', async () => {
    const fake = await createFake();
    const { status, body } = await send(fake, [linkReading(t0), inventorySampleOf()], { seq: 42 });
    expect([status, body]).toEqual([
      200,
      { epoch: '0123456789abcdef', seq: 42, count: 2, stored: 2, rejected: [], now: t0 },
    ]);
    expect([...fake.stored.keys()]).toEqual([`link/l1/${t0}`]);
    expect(fake.inventories.map(({ operator, agent, site }) => [operator, agent, site])).toEqual([
      ['vnpt', 'a1', 'pleiku'],
    ]);
    expect(fake.findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['unknownEndpoint', { link: 'l2', endpoint: 'nowhere' }],
    ]);
  });

  it('hands the live picture what was placed, with what is known of the batch', async () => {
    const fake = await createFake();
    await send(fake, [inventorySampleOf(), linkReading(t0), linkReading(t0, 'l9')], { lane: 'backlog', dropped: 3 });
    expect(fake.judged.map(({ context }) => context)).toEqual([
      {
        operator: 'vnpt',
        agent: 'a1',
        lane: 'backlog',
        receivedAt: t0,
        oldestPending: t0 - 1_000,
        pending: 1,
        dropped: 3,
        completeTo: t0 - 1_000,
      },
    ]);
    expect(fake.judged[0]?.placed.map(({ link, endpoint, lane }) => [link?.id, endpoint, lane])).toEqual([
      ['l1', 'bv', 'backlog'],
    ]);
  });

  it('asks for the inventory when it had to hold samples for it, and takes them afterwards', async () => {
    const fake = await createFake();
    const first = await send(fake, [linkReading(t0)]);
    expect(first.body).toMatchObject({
      stored: 0,
      rejected: [{ index: 0, code: 'inventoryMissing' }],
      wants: ['inventory'],
    });
    expect(fake.findings.map(({ code }) => code)).toEqual(['inventoryMissing']);
    await send(fake, [inventorySampleOf()], { seq: 2 });
    expect((await send(fake, [linkReading(t0)], { seq: 3 })).body).toMatchObject({ stored: 1, rejected: [] });
    expect(fake.findings.map(({ code }) => code)).toEqual(['unknownEndpoint']);
  });

  it('a dead store does not blind the alerts: judged, answered 503 seen, and stored when it comes again', async () => {
    const fake = await createFake();
    await send(fake, [inventorySampleOf()]);
    fake.store.down = true;
    for (let i = 0; i < 4; i++) {
      const { status, body, retryAfter } = await send(fake, [linkReading(t0 + i)], { seq: 2 + i });
      expect([status, body['code'], body['seen'], body['now'], retryAfter]).toEqual([
        503,
        'storeUnavailable',
        true,
        t0,
        '2',
      ]);
    }
    expect(fake.judged.flatMap(({ placed }) => placed.map(({ sample }) => sample.at))).toEqual([
      t0,
      t0 + 1,
      t0 + 2,
      t0 + 3,
    ]);
    expect(fake.findings.map(({ code }) => code)).toContain('storeUnavailable');
    expect((await fake.app.fastify.inject('/readyz')).statusCode).toBe(503);
    fake.store.down = false;
    fake.clock.mono += 2_000;
    expect((await send(fake, [linkReading(t0)], { seq: 2, lane: 'backlog' })).status).toBe(200);
    expect((await fake.app.fastify.inject('/readyz')).statusCode).toBe(200);
    expect(fake.findings.map(({ code }) => code)).not.toContain('storeUnavailable');
  });

  it('batches out of order and three times over leave each point once and are never dropped', async () => {
    const fake = await createFake();
    await send(fake, [inventorySampleOf()]);
    const order = [5, 3, 9, 3, 7, 5, 9, 3, 5, 7, 7, 9];
    for (const seq of order) {
      const { status, body } = await send(fake, [linkReading(t0 + seq)], { seq });
      expect([status, body['stored']]).toEqual([200, 1]);
    }
    expect([...fake.stored.keys()].sort()).toEqual([3, 5, 7, 9].map((n) => `link/l1/${t0 + n}`));
    expect(fake.judged.length).toBe(1 + order.length);
  });

  it('a gap that was answered stored is on disk: the agent has forgotten it', async () => {
    const operational = openOperationalFile(':memory:');
    const fake = await createFake({}, undefined, operational);
    const gap = { kind: 'gap', at: t0, from: t0 - 90_000, to: t0 - 30_000, count: 60, reason: 'outboxAge' };
    expect((await send(fake, [inventorySampleOf(), gap])).body).toMatchObject({ stored: 2 });
    expect(operational.db.prepare('SELECT agent, from_at, to_at, count, reason FROM ingest_gap').all()).toEqual([
      { agent: 'a1', from_at: t0 - 90_000, to_at: t0 - 30_000, count: 60, reason: 'outboxAge' },
    ]);
  });

  it('a captured request that is sent again changes nothing', async () => {
    const fake = await createFake();
    const samples = [inventorySampleOf(), linkReading(t0)];
    const first = await send(fake, samples);
    const again = await send(fake, samples);
    expect(again.body).toEqual(first.body);
    expect(fake.stored.size).toBe(1);
    expect(fake.inventories.length).toBe(1);
  });

  it('a second agent of the operator that names the link is told so, and it is a finding', async () => {
    const fake = await createFake();
    await send(fake, [inventorySampleOf(), linkReading(t0)]);
    const { body } = await send(fake, [inventorySampleOf(), linkReading(t0)], {}, 'other');
    expect(body).toMatchObject({ stored: 1, rejected: [{ index: 1, code: 'claimed' }] });
    expect(fake.findings.map(({ code, agent, subject }) => [code, agent, subject])).toContainEqual([
      'claimed',
      'a2',
      { link: 'l1' },
    ]);
  });

  it('a body that names another operator stores nothing of it', async () => {
    const fake = await createFake();
    const { body } = await send(fake, [inventorySampleOf(), { ...linkReading(t0), operator: 'viettel' }]);
    expect(body).toMatchObject({ rejected: [{ index: 1, code: 'wrongOperator' }] });
    expect(fake.stored.size).toBe(0);
    expect(fake.findings.map(({ code }) => code)).toContain('samplesRejected');
  });

  it('one wrong line among two thousand costs that line', async () => {
    const fake = await createFake();
    await send(fake, [inventorySampleOf()]);
    const samples: unknown[] = Array.from({ length: 2_000 }, (_, i) => linkReading(t0 - i));
    samples[1_234] = { kind: 'link' };
    const { body } = await send(fake, samples);
    expect(body).toMatchObject({ count: 2_000, stored: 1_999, rejected: [{ index: 1_234, code: 'invalid' }] });
  });

  it.each([
    ['no batch at all', [], 'Invalid input: expected object, received array'],
    ['an unknown key', batchOf([1], { operator: 'viettel' }), 'Unrecognized key: "operator"'],
    ['another version', batchOf([1], { version: 2 }), 'version: Invalid input: expected 1'],
    ['no samples', batchOf([]), 'samples: Too small: expected array to have >=1 items'],
    [
      'an epoch in capitals',
      batchOf([1], { epoch: 'ABCDEF0123456789' }),
      'epoch: an epoch is 16 hexadecimal digits, lower case',
    ],
  ])('%s cannot be parsed', async (_, payload, detail) => {
    const fake = await createFake();
    const response = await fake.app.fastify.inject({
      method: 'POST',
      url: '/v1/batches',
      headers: { ...bearer('agent'), 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    });
    expect([response.statusCode, response.json()]).toMatchObject([400, { code: 'batchMalformed', detail }]);
  });

  it('a fault of the live picture costs no data', async () => {
    const fake = await createFake();
    fake.judged.push = () => {
      throw new Error('a defect');
    };
    expect((await send(fake, [inventorySampleOf(), linkReading(t0)])).body).toMatchObject({ stored: 2 });
  });

  it('an agent over its rate is told 429 and when to come again; what it was told to wait for is then taken', async () => {
    const fake = await createFake({}, undefined, openOperationalFile(':memory:'), {
      samplesPerSecond: 100,
      burst: 2_500,
      series: 10,
    });
    await send(fake, [inventorySampleOf()]);
    const many = Array.from({ length: 1_240 }, (_, n) => linkReading(t0 + n));
    expect((await send(fake, many, { seq: 2 })).status).toBe(200);
    const judged = fake.judged.length;
    const refused = await send(fake, many, { seq: 3 });
    expect([refused.status, refused.retryAfter, refused.body['code'], refused.body['now']]).toEqual([
      429,
      '1',
      'rateLimited',
      t0,
    ]);
    expect(fake.judged.length).toBe(judged);
    expect(fake.findings.map(({ code, agent }) => [code, agent])).toContainEqual(['budgetExceeded', 'a1']);
    const text = await fake.app.fastify.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    expect(text.body).toContain('thongsuot_collector_budget_refusals_total{operator="vnpt",agent="a1",what="live"} 1');
    // Another agent of the same operator has a budget of its own.
    expect((await send(fake, [inventorySampleOf()], {}, 'other')).status).toBe(200);
    fake.clock.mono += 1_000;
    expect((await send(fake, many, { seq: 3 })).status).toBe(200);
    await fake.app.fastify.close();
  });

  it('a backlog that has to wait is no finding, and live samples still go through', async () => {
    const fake = await createFake({}, undefined, openOperationalFile(':memory:'), {
      samplesPerSecond: 100,
      burst: 2_500,
      series: 10,
    });
    await send(fake, [inventorySampleOf({ links: inventorySampleOf().links.slice(0, 1) })]);
    const many = Array.from({ length: 1_900 }, (_, n) => linkReading(t0 + n));
    expect((await send(fake, many, { seq: 2, lane: 'backlog' })).status).toBe(200);
    expect((await send(fake, many, { seq: 3, lane: 'backlog' })).status).toBe(429);
    expect((await send(fake, many.slice(0, 400), { seq: 4 })).status).toBe(200);
    expect(fake.findings).toEqual([]);
    await fake.app.fastify.close();
  });

  it('an agent with nothing left is refused before its body is read', async () => {
    const fake = await createFake({}, undefined, openOperationalFile(':memory:'), {
      samplesPerSecond: 1,
      burst: 2_500,
      series: 10,
    });
    await send(fake, [inventorySampleOf()]);
    const rest = Array.from({ length: 1_230 }, (_, n) => linkReading(t0 + n));
    for (const seq of [2, 3]) await send(fake, rest, { seq });
    const response = await fake.app.fastify.inject({
      method: 'POST',
      url: '/v1/batches',
      headers: { ...bearer('agent'), 'content-type': 'application/json' },
      payload: 'this is not even JSON',
    });
    expect([response.statusCode, response.headers['retry-after']]).toEqual([429, '1']);
    await fake.app.fastify.close();
  });

  it('series above the budget are refused one by one, with a finding; those it knows go on', async () => {
    const fake = await createFake({}, undefined, openOperationalFile(':memory:'), {
      samplesPerSecond: 100,
      burst: 2_500,
      series: 1,
    });
    await send(fake, [inventorySampleOf({ links: inventorySampleOf().links.map((l) => ({ ...l, endpoint: 'bv' })) })]);
    const { body } = await send(fake, [linkReading(t0), linkReading(t0, 'l2'), linkReading(t0 + 1)], { seq: 2 });
    expect(body).toMatchObject({ stored: 2, rejected: [{ index: 1, code: 'budget' }] });
    expect(fake.findings.map(({ code }) => code)).toEqual(['budgetExceeded']);
    const text = await fake.app.fastify.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    expect(text.body).toContain('thongsuot_collector_agent_series{operator="vnpt",agent="a1"} 1');
    await fake.app.fastify.close();
  });

  it('an outbox that is new while the former one had batches to send is a finding; the same file again ends it', async () => {
    const fake = await createFake();
    const links = inventorySampleOf().links.slice(0, 1);
    await send(fake, [inventorySampleOf({ links })], { seq: 500, pending: 500, oldestPending: t0 - 86_400_000 });
    expect(fake.findings).toEqual([]);
    await send(fake, [linkReading(t0)], { epoch: 'b'.repeat(16) });
    expect(fake.findings.map(({ code, agent }) => [code, agent])).toEqual([['outboxReplaced', 'a1']]);
    expect(fake.findings[0]?.detail).toContain('about 499 batches of the former one');
    await send(fake, [linkReading(t0)], { seq: 1, pending: 499 });
    expect(fake.findings).toEqual([]);
    await fake.app.fastify.close();
  });
});
