import { describe, expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';
import { decodeRefillMs, decodesAtOnceMax, knownEnginesMax, strangeEngineMsMin } from './limits.ts';

describe('createAllowance', () => {
  const taken = (allowance: ReturnType<typeof createAllowance>, of: number, nowMs: number) =>
    Array.from({ length: of }, () => allowance.take(nowMs)).filter(Boolean).length;

  it('gives as many as may come at once, and one more each second, never saving up beyond that', () => {
    const allowance = createAllowance();
    expect(taken(allowance, 1_000, 0)).toBe(decodesAtOnceMax);
    expect(taken(allowance, 1_000, 3 * decodeRefillMs)).toBe(3);
    expect(taken(allowance, 1_000, 4 * decodeRefillMs - 1)).toBe(0);
    expect(taken(allowance, 1_000, 4 * decodeRefillMs)).toBe(1);
    expect(taken(allowance, 1_000, 1_000_000 * decodeRefillMs)).toBe(decodesAtOnceMax);
  });

  it('looks at one strange engine a minute, and at a proved one always', () => {
    const allowance = createAllowance();
    expect(allowance.engine('a', 0)).toBe(true);
    allowance.proved('a');
    expect([allowance.engine('b', 1), allowance.engine('a', 1)]).toEqual([false, true]);
    expect(allowance.engine('b', strangeEngineMsMin)).toBe(true);
  });

  it('forgets the engine that proved itself first when there are too many', () => {
    const allowance = createAllowance();
    for (let i = 0; i <= knownEnginesMax; i++) allowance.proved(`engine ${i}`);
    expect(allowance.engine('stranger', 0)).toBe(true);
    expect([allowance.engine('engine 0', 1), allowance.engine('engine 1', 1)]).toEqual([false, true]);
  });
});
