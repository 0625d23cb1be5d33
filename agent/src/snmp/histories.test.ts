import { describe, expect, it } from 'vitest';
import { tellHistories } from './histories.fake.ts';

// One per cent; all 10,000 are a case of `pnpm faults`.
describe('random histories of a device', () => {
  it('make no spike, and never a rate of another interface', async () => {
    const { histories, rates, wrong } = await tellHistories(100, 20_261_124);
    expect(wrong).toEqual([]);
    expect(histories).toBe(100);
    expect(rates).toBeGreaterThan(2_000);
  });
});
