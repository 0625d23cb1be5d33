import { describe, expect, it } from 'vitest';
import { createScene, department, inventory, link, operatorViewer, t0 } from './live.fake.ts';
import type { History } from './views.ts';

describe('a series of a link', () => {
  const asked: string[] = [];
  const history: History = {
    stale: { hours: () => [], days: () => [] },
    gaps(operator, agent) {
      asked.push(`${operator}/${agent}`);
      const gap = { count: 7, reason: 'outboxBytes' as const };
      return [
        { ...gap, from: t0 - 9_000, to: t0 - 5_001 },
        { ...gap, from: t0 - 9_000, to: t0 - 5_000 },
        { ...gap, from: t0 - 1, to: t0 + 9_000 },
        { ...gap, from: t0, to: t0 + 9_000 },
      ];
    },
  };
  const { live } = createScene({ history });
  live.inventory(inventory('vnpt', 'a1', [link('l1', 'bvdk')]));
  const series = (viewer = department) => live.views.series(viewer, 'vnpt', 'l1', t0 - 5_000, t0, 100);

  it('names what its agent has lost in the range, for good', async () => {
    expect((await series())?.gaps.map(({ from, to, count }) => [from - t0, to - t0, count])).toEqual([
      [-9_000, -5_000, 7],
      [-1, 9_000, 7],
    ]);
    expect(asked).toEqual(['vnpt/a1']);
  });

  it('is nobody else’s to see', async () => {
    expect(await series(operatorViewer('viettel'))).toBeUndefined();
  });
});
