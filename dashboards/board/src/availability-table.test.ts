import type { AvailabilityView } from '@thongsuot/contract/api-availability.ts';
import { describe, expect, it } from 'vitest';
import { availabilityRows, provisionalDays, sortAvailability, subjectName } from './availability-table.ts';
import { vi } from './i18n/vi.ts';
import type { Names } from './names.ts';

const names = {
  me: { operators: [{ id: 'vnpt', name: '=VNPT' }], areas: [{ id: 'pleiku', vi: 'Thành phố Pleiku', en: 'Pleiku' }] },
  endpoints: new Map(),
} as unknown as Names;
const view = (change: Partial<AvailabilityView>): AvailabilityView => ({
  scope: 'class',
  name: 'HOSPITAL',
  operator: 'all',
  seconds: { upS: 100, degradedS: 1, downS: 2, unknownS: 3, maintenanceS: 4 },
  availabilityRatio: 0.9805,
  strictRatio: 0.95,
  coverageRatio: 0.97,
  lowCoverage: true,
  target: { ratio: 0.999, source: 's', allowedMinutes: 1, downMinutes: 2, unknownMinutes: 3, kind: 'missed' },
  repair: null,
  members: { n: 3, expected: 4 },
  days: [],
  ...change,
});

it.each([
  [view({}), 'Bệnh viện, trung tâm y tế'],
  [view({ name: 'NEWER' }), 'NEWER'],
  [view({ scope: 'area', name: 'pleiku' }), 'Thành phố Pleiku'],
  [view({ scope: 'operator', name: 'vnpt' }), '=VNPT'],
  [view({ scope: 'province', name: 'province' }), 'Toàn tỉnh'],
])('a row is named as the page names it', (row, name) => {
  expect(subjectName(row, names, vi, 'vi')).toBe(name);
});

it('the least available stands first, the unknown last', () => {
  const sorted = sortAvailability([
    view({ name: 'a', availabilityRatio: null }),
    view({ name: 'b', availabilityRatio: 1 }),
    view({ name: 'c', availabilityRatio: 0.5 }),
  ]);
  expect(sorted.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
});

it('a day is counted once, however many rows have it', () => {
  const day = (date: string, state: 'closed' | 'running') =>
    ({ date, state, revision: 1, upS: 0, degradedS: 0, downS: 0, unknownS: 0, maintenanceS: 0 }) as const;
  const days = [day('2020-08-01', 'closed'), day('2020-08-02', 'running')];
  expect(provisionalDays([view({ days }), view({ days })])).toBe(1);
});

describe('the file', () => {
  it('has a head and one line for each row, with ratios and seconds as numbers', () => {
    const [head, row] = availabilityRows([view({})], '2020-08', names, vi, 'vi');
    expect(head).toHaveLength(row?.length ?? 0);
    expect(row).toEqual([
      '2020-08',
      'Bệnh viện, trung tâm y tế',
      'HOSPITAL',
      0.9805,
      0.97,
      0.95,
      0.999,
      'Không đạt',
      100,
      1,
      2,
      3,
      4,
      3,
      4,
    ]);
  });
  it('has nothing where there is no target', () => {
    const [, row] = availabilityRows([view({ target: null, members: null })], '2020-08', names, vi, 'vi');
    expect(row?.slice(6, 8)).toEqual([null, 'Không đặt mục tiêu']);
  });
});
