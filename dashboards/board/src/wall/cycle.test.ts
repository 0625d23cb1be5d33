import type { AlertView } from '@thongsuot/contract/api.ts';
import { describe, expect, it } from 'vitest';
import { advance, type Cycle, criticalIds, firstCycle, interrupt, periodOf } from './cycle.ts';

describe('the wall', () => {
  it('shows the province, the worst reserves, the backups, the alerts, and begins again', () => {
    const seen: string[] = [];
    for (let cycle: Cycle = firstCycle; seen.length < 5; cycle = advance(cycle)) seen.push(cycle.scene);
    expect(seen).toEqual(['province', 'reserve', 'backups', 'alerts', 'province']);
  });
  it('goes back from the first scene to the last', () => {
    expect(advance(firstCycle, -1)).toEqual({ scene: 'alerts', turn: 1 });
  });
  it.each([
    [undefined, 20],
    ['30', 30],
    ['1', 5],
    ['0', 5],
    ['100000', 600],
    ['-5', 20],
    ['abc', 20],
    ['', 20],
    ['1e3', 20],
  ])('with %j in its address changes every %i s', (text, seconds) => {
    expect(periodOf(text)).toBe(seconds);
  });

  const alert = (id: string, severity: AlertView['severity'], suppressedBy: string | null = null) =>
    ({ id, severity, suppressedBy }) as AlertView;
  it.each([
    ['a new critical alert is shown at once', ['a'], ['a', 'b'], 'alerts'],
    ['one that was there does not interrupt', ['a'], ['a'], 'reserve'],
    ['one that ends does not interrupt', ['a', 'b'], ['a'], 'reserve'],
  ])('%s', (_, before, after, scene) => {
    const cycle = { scene: 'reserve', turn: 1 } as const;
    expect(interrupt(cycle, new Set(before), new Set(after)).scene).toBe(scene);
  });
  it('counts as critical neither warnings nor what another alert explains', () => {
    expect([...criticalIds([alert('a', 'critical'), alert('b', 'warning'), alert('c', 'critical', 'a')])]).toEqual([
      'a',
    ]);
  });
});
