import type { AlertView } from '@thongsuot/contract/api.ts';
import { describe, expect, it } from 'vitest';
import { filterAlerts, groupAlerts, noAlertFilter } from './alerts-filter.ts';
import type { Names } from './names.ts';

const alert = (id: string, change: Partial<AlertView> = {}): AlertView =>
  ({
    id,
    endpoint: 'e1',
    operator: 'vnpt',
    severity: 'warning',
    priority: 2,
    startedAt: 0,
    acknowledged: null,
    ...change,
  }) as AlertView;
const endpoints = new Map([
  ['e1', { classes: ['HOSPITAL', 'OUTBREAK'] }],
  ['e2', { classes: ['EDU'] }],
]) as unknown as Names['endpoints'];

describe('the filter', () => {
  const alerts = [
    alert('a'),
    alert('b', { operator: 'viettel', severity: 'critical' }),
    alert('c', { endpoint: 'e2', acknowledged: { by: 'x', at: 0, note: '' } }),
    alert('d', { endpoint: 'unassigned' }),
  ];
  it.each([
    [{}, ['a', 'b', 'c', 'd']],
    [{ operator: 'viettel' }, ['b']],
    [{ severity: 'warning' }, ['a', 'c', 'd']],
    [{ class: 'OUTBREAK' }, ['a', 'b']],
    [{ class: 'EDU', unacknowledgedOnly: true }, []],
    [{ unacknowledgedOnly: true }, ['a', 'b', 'd']],
  ] as const)('%o lets pass %o', (change, ids) => {
    expect(filterAlerts(alerts, { ...noAlertFilter, ...change }, endpoints).map(({ id }) => id)).toEqual(ids);
  });
});

it('groups stand by their highest priority, then by what must be done first', () => {
  const groups = groupAlerts([
    alert('school', { endpoint: 'e2', priority: 3, severity: 'critical' }),
    alert('thin', { endpoint: 'e3', priority: 1 }),
    alert('slow', { startedAt: 5 }),
    alert('down', { severity: 'critical', startedAt: 9 }),
    alert('cut', { endpoint: 'e4', priority: 1, severity: 'critical' }),
  ]);
  expect(groups.map(({ endpoint, alerts }) => [endpoint, alerts.map(({ id }) => id)])).toEqual([
    ['e4', ['cut']],
    ['e3', ['thin']],
    ['e1', ['down', 'slow']],
    ['e2', ['school']],
  ]);
});
