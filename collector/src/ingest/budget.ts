/**
 * What one agent may send: samples a second, by a token bucket, and series. An agent over its budget costs the others
 * nothing, and its live samples go before its backlog. Pure; times are ms of the monotonic clock.
 *
 *   whole    ▓▓▓▓▓▓▓▓░░   every batch takes from it; refilled at the budget's rate
 *   backlog  ▓▓▓▓▓▓░░     a backlog batch takes from both; four fifths of the whole, so a fifth is always left to live
 */
import type { Lane } from '@thongsuot/contract/reasons.ts';
import { backlogBudgetRatio, requestCostSamples, seriesForgetMs } from '../limits.ts';
import type { Reading } from './accept.ts';

export interface Budget {
  /** Sustained. */
  samplesPerSecond: number;
  /** Samples that may come at once after a rest; at least one batch. */
  burst: number;
  /** Distinct links, probes, units, checks and devices within a day. */
  series: number;
}

/** Taken, or when the same may be tried again. */
export type Taken = { kind: 'taken' } | { kind: 'refused'; retryAfterMs: number };

/** One agent's account. */
export interface Account {
  /** A request begins: refused before its body is read when not even the live lane could pay for it. */
  request(nowMs: number): Taken;
  /** A batch of that many samples, its request paid already. Takes all of it or nothing. */
  samples(lane: Lane, count: number, nowMs: number): Taken;
  /** Whether samples of this series may come; one that is new is counted from now on. */
  series(key: string, nowMs: number): boolean;
  /** Series counted at present. */
  seriesHeld(): number;
  /** From now on this budget; what has been used is used. */
  change(budget: Budget): void;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

export function createAccount(initial: Budget, nowMs: number): Account {
  let budget = initial;
  const whole: Bucket = { tokens: budget.burst, filledMs: nowMs };
  const backlog: Bucket = { tokens: budget.burst * backlogBudgetRatio, filledMs: nowMs };
  /** The series in use, the least recently used first, with the last use. */
  const used = new Map<string, number>();

  const fill = (bucket: Bucket, share: number, now: number) => {
    const tokens = bucket.tokens + (Math.max(0, now - bucket.filledMs) / 1_000) * budget.samplesPerSecond * share;
    bucket.tokens = Math.min(budget.burst * share, tokens);
    bucket.filledMs = now;
  };
  const waitMs = (bucket: Bucket, share: number, count: number): number =>
    Math.max(0, ((count - bucket.tokens) / (budget.samplesPerSecond * share)) * 1_000);

  return {
    request(now) {
      fill(whole, 1, now);
      if (whole.tokens < requestCostSamples)
        return { kind: 'refused', retryAfterMs: waitMs(whole, 1, requestCostSamples) };
      whole.tokens -= requestCostSamples;
      return { kind: 'taken' };
    },
    samples(lane, count, now) {
      fill(whole, 1, now);
      fill(backlog, backlogBudgetRatio, now);
      const retryAfterMs = Math.max(
        waitMs(whole, 1, count),
        lane === 'backlog' ? waitMs(backlog, backlogBudgetRatio, count) : 0,
      );
      if (retryAfterMs > 0) return { kind: 'refused', retryAfterMs };
      whole.tokens -= count;
      if (lane === 'backlog') backlog.tokens -= count;
      return { kind: 'taken' };
    },
    series(key, now) {
      if (used.delete(key)) {
        used.set(key, now);
        return true;
      }
      for (const [oldest, atMs] of used) {
        if (now - atMs <= seriesForgetMs) break;
        used.delete(oldest);
      }
      if (used.size >= budget.series) return false;
      used.set(key, now);
      return true;
    },
    seriesHeld: () => used.size,
    change(next) {
      budget = next;
      whole.tokens = Math.min(whole.tokens, next.burst);
      backlog.tokens = Math.min(backlog.tokens, next.burst * backlogBudgetRatio);
    },
  };
}

/** What a sample's series is counted by; undefined for kinds that are no series of the agent's own making. */
export function seriesKeyOf(sample: Reading): string | undefined {
  switch (sample.kind) {
    case 'link':
    case 'ping':
      return `${sample.kind}/${sample.link}`;
    case 'unit':
      return `unit/${sample.unit}`;
    case 'check':
      return `check/${sample.check}`;
    case 'device':
      return `device/${sample.device}`;
    case 'agent':
    case 'gap':
      return undefined;
  }
}

/** The accounts of all agents. */
export interface BudgetBook {
  account(operator: string, agent: string): Account;
  /** Takes another config's budgets; whatever was used is used. */
  reload(budgetOf: BudgetOf): void;
  /** Series counted, by agent. */
  held(): { operator: string; agent: string; series: number }[];
}

/** The budget of one agent, from the config. */
export type BudgetOf = (operator: string, agent: string) => Budget;

/** One account for each agent that has sent; agents are those of the config, so there is no other bound. */
export function createBudgetBook(initial: BudgetOf, monotonicMs: () => number): BudgetBook {
  let budgetOf = initial;
  const accounts = new Map<string, { operator: string; agent: string; account: Account }>();
  return {
    account(operator, agent) {
      const key = `${operator}/${agent}`;
      let found = accounts.get(key);
      if (found === undefined) {
        found = { operator, agent, account: createAccount(budgetOf(operator, agent), monotonicMs()) };
        accounts.set(key, found);
      }
      return found.account;
    },
    reload(next) {
      budgetOf = next;
      for (const { operator, agent, account } of accounts.values()) account.change(next(operator, agent));
    },
    held: () =>
      [...accounts.values()].map(({ operator, agent, account }) => ({ operator, agent, series: account.seriesHeld() })),
  };
}
