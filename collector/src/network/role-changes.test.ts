import type { InventoryUnit } from '@thongsuot/contract/inventory.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventory, link, register, t0 } from '../live/live.fake.ts';
import { Picture } from './picture.ts';
import { RegisterIndex } from './register.ts';
import { RoleChanges } from './role-changes.ts';

const hourMs = 3_600_000;
const at = (hours: number) => Date.UTC(2026, 10, 24) + hours * hourMs;
const noted = (readings: readonly (readonly [hours: number, transitions: number])[]) => {
  const roles = new RoleChanges();
  for (const [hours, transitions] of readings) roles.note(at(hours), transitions);
  return roles;
};

describe('changes of role within 24 h', () => {
  it.each<[string, [number, number][], number, number]>([
    ['are none with one reading: what was before says nothing', [[0, 17]], 1, 0],
    [
      'are what the counter gained',
      [
        [0, 17],
        [1, 18],
        [2, 18],
        [3, 21],
      ],
      4,
      4,
    ],
    [
      'go out of the day by the hour',
      [
        [0, 1],
        [1, 3],
        [20, 4],
      ],
      25,
      1,
    ],
    [
      'are what a counter shows that began anew',
      [
        [0, 400],
        [1, 2],
      ],
      2,
      2,
    ],
  ])('%s', (_name, readings, now, expected) => {
    expect(noted(readings).within(at(now))).toBe(expected);
  });

  it('are those of a naive count over any history (property)', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, (history) => {
        const roles = new RoleChanges();
        roles.note(at(0), 0);
        const changes: { hour: number; gained: number }[] = [];
        let [minutes, count] = [0, 0];
        for (const [wait, gained] of history) {
          minutes += wait;
          count += gained;
          roles.note(at(0) + minutes * 60_000, count);
          changes.push({ hour: Math.floor(minutes / 60), gained });
        }
        const nowHour = Math.floor(minutes / 60);
        const expected = changes.reduce((sum, { hour, gained }) => sum + (hour > nowHour - 24 ? gained : 0), 0);
        expect(roles.within(at(0) + minutes * 60_000)).toBe(expected);
      }),
    );
  });
});

it('more of them than a drill makes cost a standby router its 15 points, as its readings come', () => {
  const picture = new Picture(new RegisterIndex(register));
  const router: InventoryUnit = { id: 'r1', kind: 'standbyRouter', protects: ['a1'], intervalS: 60 };
  picture.inventory(inventory('vnpt', 'a', [link('a1', 'bvdk')], { units: [router] }), { now: t0, monotonicMs: 0 });
  const reasons = [7, 9, 10, 11].map((transitions, n) => {
    const now = t0 + n * 60_000;
    const facts = {
      standbyState: { value: 'standby', unit: 'state' },
      transitions: { value: transitions, unit: 'count' },
    } as const;
    const sample = { kind: 'unit', at: now, unit: 'r1', intervalS: 60, facts } as const;
    const rest = { operator: 'vnpt', agent: 'a', site: 's', endpoint: 'bvdk', link: null, unit: router, check: null };
    picture.apply(
      { ...rest, lane: 'live', receivedAt: now, receivedMonotonicMs: n * 60_000, sample },
      { now, monotonicMs: n * 60_000 },
    );
    return picture.units.get('vnpt/r1')?.verdict.reasons.find(({ code }) => code === 'roleUnstable')?.value;
  });
  // The first reading says nothing of what was before it: 2, 3 and 4 changes since.
  expect(reasons).toEqual([undefined, undefined, undefined, 4]);
});
