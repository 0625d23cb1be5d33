import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestCostSamples, seriesForgetMs } from '../limits.ts';
import { type Budget, createAccount, createBudgetBook } from './budget.ts';

const budget: Budget = { samplesPerSecond: 100, burst: 1_000, series: 3 };
const taken = { kind: 'taken' };

describe('the budget of samples', () => {
  it('lets a burst through, then refuses with the wait after which the same batch is taken', () => {
    const account = createAccount(budget, 0);
    expect(account.samples('live', 1_000, 0)).toEqual(taken);
    expect(account.samples('live', 250, 0)).toEqual({ kind: 'refused', retryAfterMs: 2_500 });
    expect(account.samples('live', 250, 2_499)).toMatchObject({ kind: 'refused' });
    expect(account.samples('live', 250, 2_500)).toEqual(taken);
  });
  it('leaves a fifth to the live lane, however much backlog there is', () => {
    const account = createAccount(budget, 0);
    expect(account.samples('backlog', 800, 0)).toEqual(taken);
    expect(account.samples('backlog', 80, 0)).toEqual({ kind: 'refused', retryAfterMs: 1_000 });
    expect(account.samples('live', 200, 0)).toEqual(taken);
  });
  it('a busy live lane leaves the backlog what it does not use', () => {
    const account = createAccount(budget, 0);
    expect(account.samples('live', 1_000, 0)).toEqual(taken);
    expect(account.samples('backlog', 100, 500)).toEqual({ kind: 'refused', retryAfterMs: 500 });
  });
  it('refuses a request before its body once nothing is left, and requests cost something themselves', () => {
    const account = createAccount({ ...budget, burst: 3 * requestCostSamples }, 0);
    for (let n = 0; n < 3; n++) expect(account.request(0)).toEqual(taken);
    expect(account.request(0)).toEqual({ kind: 'refused', retryAfterMs: (requestCostSamples / 100) * 1_000 });
  });
  it('a rest is worth no more than the burst, and a clock that stands still is worth nothing', () => {
    const account = createAccount(budget, 0);
    expect(account.samples('live', 1_000, 1_000_000)).toEqual(taken);
    expect(account.samples('live', 1, 1_000_000)).toMatchObject({ kind: 'refused' });
  });
  it('over any time takes at most burst + rate × time, of which the backlog four fifths, and never starves live', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 3_000 }),
      lane: fc.constantFrom('live' as const, 'backlog' as const),
      count: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const account = createAccount(budget, 0);
        const sum = { live: 0, backlog: 0 };
        let now = 0;
        for (const { afterMs, lane, count } of steps) {
          now += afterMs;
          const outcome = account.samples(lane, count, now);
          if (outcome.kind === 'taken') sum[lane] += count;
          else {
            expect(outcome.retryAfterMs).toBeGreaterThan(0);
            // The live lane is refused only for what it took itself beyond its own fifth.
            if (lane === 'live') expect(sum.live + count).toBeGreaterThan(200);
          }
          const most = budget.burst + (now / 1_000) * budget.samplesPerSecond + 1e-6;
          expect(sum.live + sum.backlog).toBeLessThanOrEqual(most);
          expect(sum.backlog).toBeLessThanOrEqual(most * 0.8 + 1e-6);
        }
      }),
    );
  });
});

describe('the budget of series', () => {
  it('keeps those it knows and refuses new ones above the bound', () => {
    const account = createAccount(budget, 0);
    expect(['a', 'b', 'c', 'd', 'a', 'd'].map((key) => account.series(key, 0))).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(account.seriesHeld()).toBe(3);
  });
  it('makes room for a new one when another has not come for a day', () => {
    const account = createAccount(budget, 0);
    for (const key of ['a', 'b', 'c']) account.series(key, 0);
    account.series('a', seriesForgetMs);
    expect(account.series('d', seriesForgetMs)).toBe(false);
    expect(account.series('d', seriesForgetMs + 1)).toBe(true);
    expect([account.series('a', seriesForgetMs + 1), account.seriesHeld()]).toEqual([true, 2]);
  });
});

describe('the accounts', () => {
  it('are one for each agent, and a reload changes the budget without forgiving what was used', () => {
    let now = 0;
    const book = createBudgetBook(
      () => budget,
      () => now,
    );
    expect(book.account('vnpt', 'a1').samples('live', 1_000, now)).toEqual(taken);
    expect(book.account('vnpt', 'a1').samples('live', 1, now)).toMatchObject({ kind: 'refused' });
    expect(book.account('viettel', 'a1').samples('live', 1_000, now)).toEqual(taken);
    book.reload(() => ({ ...budget, samplesPerSecond: 1_000, series: 1 }));
    expect(book.account('vnpt', 'a1').samples('live', 1_000, now)).toMatchObject({ kind: 'refused' });
    now = 1_000;
    expect(book.account('vnpt', 'a1').samples('live', 1_000, now)).toEqual(taken);
    book.account('vnpt', 'a1').series('link/l1', now);
    expect(book.held()).toEqual([
      { operator: 'vnpt', agent: 'a1', series: 1 },
      { operator: 'viettel', agent: 'a1', series: 0 },
    ]);
  });
});
