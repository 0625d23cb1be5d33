import { describe, expect, it } from 'vitest';
import { failureOf } from './sign-in.ts';

describe('a refused sign-in', () => {
  it.each([
    [401, 'wrong'],
    [400, 'wrong'],
    [403, 'refused'],
    [421, 'refused'],
    [429, 'tooOften'],
    [503, 'busy'],
    [500, 'noAnswer'],
    [null, 'noAnswer'],
  ] as const)('with status %s is told as %s', (status, failure) => {
    expect(failureOf(status)).toBe(failure);
  });
});
