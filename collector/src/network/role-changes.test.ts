import type { InventoryUnit } from '@thongsuot/contract/inventory.ts';
import type { UnitSample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { inventory, link, register, t0 } from '../live/live.fake.ts';
import { roleChangesPerUnitMax } from './limits.ts';
import { Picture } from './picture.ts';
import { RegisterIndex } from './register.ts';
import { roleChangesAfter, roleChangeWindowMs } from './role-changes.ts';
import { restoreUnit, type SavedUnit, saveUnit } from './saved.ts';

const at = Date.UTC(2026, 10, 24);
const sample = (standbyState: string | null, transitions: number | null, time = at): UnitSample => ({
  kind: 'unit',
  at: time,
  unit: 'vrrp-pe2',
  intervalS: 60,
  facts: {
    standbyState: standbyState === null ? { unknown: 'noAnswer' } : { value: standbyState, unit: 'state' },
    ...(transitions !== null && { transitions: { value: transitions, unit: 'count' } }),
  },
});

describe('changes of role of a standby router', () => {
  it.each<[string, UnitSample | null, UnitSample, number]>([
    ['the first reading tells none', null, sample('standby', 40), 0],
    ['the counter says how many there were between two readings', sample('standby', 2), sample('standby', 4), 2],
    ['a counter that fell began anew and tells none', sample('standby', 40), sample('active', 1), 0],
    ['without a counter a new role is one', sample('standby', null), sample('active', null), 1],
    ['hot and plain standby are one role', sample('standby', null), sample('hotStandby', null), 0],
    ['a role that was not stated tells none', sample(null, null), sample('active', null), 0],
  ])('%s', (_, before, next, count) => {
    expect(roleChangesAfter([], before, next)).toEqual(Array(count).fill(at));
  });
  it('are forgotten after a day, and kept to the newest however many a device claims', () => {
    const [old, young] = [at - roleChangeWindowMs, at - roleChangeWindowMs + 1];
    expect(roleChangesAfter([old, young], sample('standby', 1), sample('standby', 1))).toEqual([young]);
    expect(roleChangesAfter([young], sample('standby', 1), sample('standby', 4e9))).toEqual(
      Array(roleChangesPerUnitMax).fill(at),
    );
  });
});

it('more of them than a drill makes cost a standby router its 15 points, as its readings come', () => {
  const picture = new Picture(new RegisterIndex(register));
  const router: InventoryUnit = { id: 'r1', kind: 'standbyRouter', protects: ['a1'], intervalS: 60 };
  picture.inventory(inventory('vnpt', 'a', [link('a1', 'bvdk')], { units: [router] }), { now: t0, monotonicMs: 0 });
  const counts = [7, 9, 10, 11].map((transitions, n) => {
    const now = t0 + n * 60_000;
    const own = { ...sample('standby', transitions, now), unit: 'r1' };
    const rest = { operator: 'vnpt', agent: 'a', site: 's', endpoint: 'bvdk', link: null, unit: router, check: null };
    const receipt = { receivedAt: now, receivedMonotonicMs: n * 60_000 };
    picture.apply({ ...rest, ...receipt, lane: 'live', sample: own }, { now, monotonicMs: n * 60_000 });
    return picture.units.get('vnpt/r1')?.verdict.reasons.find(({ code }) => code === 'roleChanges')?.value;
  });
  // The first reading says nothing of what was before it: 2, 3 and 4 changes since.
  expect(counts).toEqual([undefined, undefined, undefined, 4]);

  // A restart of the collector forgets none of them.
  const entry = picture.units.get('vnpt/r1');
  if (entry === undefined) throw new Error('the unit is not in the picture');
  const restored = { ...entry, roleChanges: [] };
  restoreUnit(restored, JSON.parse(JSON.stringify(saveUnit(entry))) as SavedUnit, 0);
  expect(restored.roleChanges).toEqual([1, 1, 2, 3].map((minute) => t0 + minute * 60_000));
});
