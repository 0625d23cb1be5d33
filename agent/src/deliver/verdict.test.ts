import { describe, expect, it } from 'vitest';
import { type Reply, verdictOf } from './verdict.ts';

const now = 1_780_000_000_000;
const batch = { epoch: '00000000000000ff', seq: 7, count: 3 };
const good = { ...batch, stored: 2, rejected: [{ index: 1, code: 'future', detail: 'x' }], now };
const problem = (status: number, code: string, more: object = {}) =>
  JSON.stringify({ type: 'tag:x', title: 'x', status, code, detail: 'so it is', ...more });
const reply = (status: number, body = '', more: object = {}): Reply => ({ kind: 'answered', status, body, ...more });

describe('verdictOf', () => {
  it('believes a 200 that echoes epoch, seq and count', () => {
    expect(verdictOf(reply(200, JSON.stringify(good)), batch, now)).toEqual({ kind: 'stored', answer: good });
  });

  it.each([
    ['HTML', '<html>Đăng nhập Wi-Fi</html>'],
    ['nothing', ''],
    ['half an answer', JSON.stringify(good).slice(0, 40)],
    ['another epoch', JSON.stringify({ ...good, epoch: '00000000000000fe' })],
    ['another number', JSON.stringify({ ...good, seq: 8 })],
    ['another count', JSON.stringify({ ...good, count: 2, stored: 1 })],
    ['stored and rejected that do not add up', JSON.stringify({ ...good, stored: 3 })],
  ])('does not count a 200 with %s', (_name, body) => {
    expect(verdictOf(reply(200, body), batch, now)).toMatchObject({ kind: 'retry', because: 'notEchoed' });
  });

  it('counts a 200 of a newer collector, with a rejection code and a key that it does not know', () => {
    const rejected = [{ index: 0, code: 'sunspots', detail: '' }];
    const body = JSON.stringify({ ...good, stored: good.count - 1, rejected, weather: 'fair' });
    expect(verdictOf(reply(200, body), batch, now)).toMatchObject({ kind: 'stored' });
  });

  it.each([
    [201, 'retry', 'status'],
    [204, 'retry', 'status'],
    [301, 'retry', 'redirect'],
    [302, 'retry', 'redirect'],
    [307, 'retry', 'redirect'],
    [308, 'retry', 'redirect'],
    [408, 'retry', 'status'],
    [429, 'retry', 'throttled'],
    [500, 'retry', 'status'],
    [502, 'retry', 'status'],
    [503, 'retry', 'status'],
    [504, 'retry', 'status'],
    [507, 'retry', 'status'],
    [401, 'refused', undefined],
    [403, 'refused', undefined],
    [400, 'refused', undefined],
    [404, 'refused', undefined],
    [405, 'refused', undefined],
    [409, 'refused', undefined],
    [415, 'refused', undefined],
    [421, 'refused', undefined],
    [422, 'refused', undefined],
    [413, 'split', undefined],
  ])('%i without a word of ours is %s', (status, kind, because) => {
    const verdict = verdictOf(reply(status, '<html>proxy</html>'), batch, now);
    expect(verdict.kind).toBe(kind);
    expect(verdict.kind === 'retry' ? verdict.because : undefined).toBe(because);
  });

  it('takes a lost connection for a reason to try again', () => {
    expect(verdictOf({ kind: 'failed', because: 'ECONNREFUSED' }, batch, now)).toEqual({
      kind: 'retry',
      because: 'network',
      retryAfterMs: null,
      detail: 'ECONNREFUSED',
    });
  });

  it.each([
    [
      '503 with seen is judged and not stored',
      reply(503, problem(503, 'storeUnavailable', { seen: true, now })),
      'seen',
    ],
    ['503 with seen false goes again', reply(503, problem(503, 'overloaded', { seen: false })), 'retry'],
    ['503 that is no problem of ours goes again', reply(503, '{"seen":true}'), 'retry'],
    ['a problem that names another status is not ours', reply(503, problem(500, 'internal', { seen: true })), 'retry'],
    ['400 batchMalformed is put aside', reply(400, problem(400, 'batchMalformed')), 'quarantine'],
    ['400 requestInvalid speaks of no batch', reply(400, problem(400, 'requestInvalid')), 'refused'],
    ['400 with another code is not about the batch', reply(400, problem(400, 'unauthorized')), 'refused'],
  ])('%s', (_name, answered, kind) => {
    expect(verdictOf(answered, batch, now).kind).toBe(kind);
  });

  it('knows whether a 413 is our collector’s word', () => {
    expect(verdictOf(reply(413, problem(413, 'batchTooLarge')), batch, now)).toMatchObject({
      kind: 'split',
      ours: true,
    });
    expect(verdictOf(reply(413), batch, now)).toMatchObject({ kind: 'split', ours: false });
  });

  it('reads a Retry-After date by the sender’s own clock', () => {
    const more = { retryAfter: 'Mon, 23 Nov 2026 20:00:30 GMT', date: 'Mon, 23 Nov 2026 20:00:00 GMT' };
    expect(verdictOf(reply(503, '', more), batch, now)).toMatchObject({ retryAfterMs: 30_000 });
  });

  it('names the place of a redirect without its query, and the remedy', () => {
    const verdict = verdictOf(reply(302, '', { location: 'https://portal.example/login?back=secret' }), batch, now);
    expect(verdict).toMatchObject({
      detail:
        'it answered 302 and points to https://portal.example/login; redirects are never followed, for the token would go with them. Write the final address in collectors[].url',
    });
  });

  it('tells foreign text on one line and short', () => {
    const verdict = verdictOf(
      reply(401, problem(401, 'unauthorized', { detail: `a\r\nb${'x'.repeat(900)}` })),
      batch,
      now,
    );
    expect(verdict).toEqual({
      kind: 'refused',
      detail: `it answered 401 unauthorized: a b${'x'.repeat(197)}. Check the token or the certificate, and the operator it belongs to`,
    });
  });
});
