import { describe, expect, it } from 'vitest';
import { holdsDays } from './holds-days.ts';

const limits = { octetsMax: 2 * 1_024 ** 3, ageMsMax: 30 * 86_400_000 };

describe('holdsDays', () => {
  it('holds 7 days of 100 samples a second in 2 GiB', () => {
    expect(holdsDays(limits, 100)).toBeGreaterThanOrEqual(7);
  });
  it('holds half as long at twice the rate', () => {
    expect(holdsDays(limits, 200)).toBeCloseTo(holdsDays(limits, 100) / 2, 9);
  });
  it('never holds longer than the age bound', () => {
    expect(holdsDays(limits, 1)).toBe(30);
    expect(holdsDays(limits, 0)).toBe(30);
  });
});
