// What networks and middle boxes do to requests and answers, one after the other, each followed by a time without fault.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../harness/timeline.ts';
import { type Claims, createClaims, type FaultCase } from '../case.ts';
import type { FeederUnderTest } from '../feeder-process.ts';
import { createGround, type Ground, stored } from '../ground.ts';
import type { Impairment } from '../proxy.ts';

const html = '<html><body>Access denied</body></html>';
const answer = (status: number, headers?: Record<string, string>): Impairment => ({
  kind: 'answer',
  status,
  body: html,
  ...(headers !== undefined && { headers }),
});

/** Each is retried soon: a wait of the back-off, or the time-out of the live lane. */
const passing: { name: string; impairment: Impairment; full?: boolean }[] = [
  { name: 'reset after the body', impairment: { kind: 'reset', when: 'afterBody' } },
  { name: 'reset after the collector has stored it', impairment: { kind: 'reset', when: 'afterAnswer' } },
  { name: 'an answer cut in the middle', impairment: { kind: 'truncate' } },
  { name: 'a garbled answer', impairment: { kind: 'garble' } },
  { name: 'an answer to another batch', impairment: { kind: 'otherEcho' } },
  { name: 'a page that asks to sign in', impairment: { kind: 'html' } },
  { name: 'an answer of no octets', impairment: { kind: 'answer', status: 200 } },
  { name: '204', impairment: { kind: 'answer', status: 204 } },
  { name: '206', impairment: answer(206) },
  { name: 'half-open, stored', impairment: { kind: 'hang', forward: true } },
  { name: 'half-open, not stored', impairment: { kind: 'hang', forward: false }, full: true },
  { name: 'an octet a second', impairment: { kind: 'drip', everyMs: 1_000 }, full: true },
  ...[408, 429, 500, 502, 503, 504].map((status) => ({ name: String(status), impairment: answer(status) })),
  ...[501, 505, 506, 507, 508, 510, 511, 520, 599].map((status) => ({
    name: String(status),
    impairment: answer(status),
    full: true,
  })),
  ...['-5', '1e99', 'soon', ''].map((value) => ({
    name: `503 with Retry-After ${JSON.stringify(value)}`,
    impairment: answer(503, { 'retry-after': value }),
  })),
  { name: 'Retry-After of 31 years', impairment: answer(503, { 'retry-after': '999999999' }) },
  {
    name: 'Retry-After a date in 2099',
    impairment: answer(429, { 'retry-after': 'Fri, 01 Jan 2099 00:00:00 GMT' }),
    full: true,
  },
];

/** Nothing of ours is taken: the agent holds all, and asks once a minute. It is started anew to ask at once. */
const refusals = {
  always: [401, 403, 404],
  full: [402, 405, 406, 407, 409, 410, 411, 414, 415, 417, 418, 421, 422, 425, 426, 428, 431, 451],
};

/** Time-out of the live lane (10 s), the longest Retry-After it obeys (15 s), and a back-off. */
const retryMsMax = 30_000;

async function once(ground: Ground, impairment: Impairment): Promise<void> {
  const done = Promise.withResolvers<void>();
  ground.proxy.impair = () => {
    ground.proxy.impair = () => undefined;
    done.resolve();
    return impairment;
  };
  const timer = setTimeout(() => done.reject(new Error('no request came to be impaired')), retryMsMax);
  await done.promise.finally(() => clearTimeout(timer));
}

async function redirects(ground: Ground, that: Claims['that']): Promise<void> {
  let strangers = 0;
  const elsewhere = createServer((_, response) => {
    strangers += 1;
    response.end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/batches`;
  for (const status of [301, 302, 303, 307, 308]) {
    await once(ground, answer(status, { location }));
    await stored(ground);
  }
  elsewhere.close();
  that('no redirect was followed', strangers === 0);
}

async function refused(ground: Ground, feeder: FeederUnderTest, status: number, that: Claims['that']): Promise<void> {
  const { book } = ground.proxy;
  ground.proxy.impair = () => answer(status);
  const before = book.impaired;
  await within(retryMsMax, `a request is answered ${status}`, () => book.impaired > before);
  const first = book.impaired;
  await sleep(3_000);
  that(`after ${status} nothing is asked for a while`, book.impaired === first);
  await feeder.kill();
  ground.proxy.impair = () => undefined;
  await feeder.start();
  await stored(ground);
}

export const impairments: FaultCase = {
  async run({ full, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      const feeder = await ground.feeder(40);
      await stored(ground);
      for (const { name, impairment, full: late } of passing) {
        if (late === true && !full) continue;
        await once(ground, impairment);
        const started = performance.now();
        await stored(ground, retryMsMax);
        say(`impaired: ${name}; stored again after ${Math.round(performance.now() - started)} ms`);
      }
      ground.proxy.resetHeads = 2;
      await within(retryMsMax, 'heads are reset', () => ground.proxy.resetHeads === 0);
      await stored(ground);
      await redirects(ground, that);
      const splits = feeder.figures()?.splits ?? 0;
      await once(ground, answer(413));
      await within(retryMsMax, 'a batch that is too large is split', () => (feeder.figures()?.splits ?? 0) > splits);
      await ground.proxy.down();
      await sleep(3_000);
      await ground.proxy.up();
      await stored(ground);
      for (const status of [...refusals.always, ...(full ? refusals.full : [])])
        await refused(ground, feeder, status, that);
      const settled = await ground.settle();
      that('batches that were stored were sent again', settled.duplicatesSeen > 0);
      that('nothing became a dead letter on a stranger’s word', settled.deadLetters + settled.givenUp === 0);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
