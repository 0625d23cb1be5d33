import { describe, expect, it } from 'vitest';
import { isBusy } from './optimizer.ts';

describe('an agent is busy enough for optimized code', () => {
  it.each([
    ['an idle one', 300, false],
    ['500 devices of 3 links', 1_000, false],
    ['just at the limit', 3_000, false],
    ['500 devices of 40 links at their first polls', 9_000, true],
  ])('%s that takes %d ms in 30 s: %s', (_, cpuMs, busy) => {
    expect(isBusy(cpuMs * 1_000, 30_000)).toBe(busy);
  });
});
