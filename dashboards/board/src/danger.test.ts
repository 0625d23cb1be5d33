import type { AlertView, EndpointView } from '@thongsuot/contract/api.ts';
import { describe, expect, it } from 'vitest';
import {
  countDanger,
  endpointDanger,
  groupEndpoints,
  reserveDanger,
  sortAlerts,
  sortEndpointsByReadiness,
} from './danger.ts';

const endpoint = (id: string, change: Partial<EndpointView> = {}): EndpointView => ({
  id,
  vi: id,
  en: id,
  classes: ['HOSPITAL'],
  leading: 'HOSPITAL',
  priority: 1,
  area: null,
  coordinates: null,
  state: 'up',
  since: null,
  onBackup: false,
  isolated: false,
  paths: 2,
  pathsUp: 2,
  worstReserve: { operator: 'vnpt', endpoint: id, link: 'l', reserveRatio: 0.5, reserveBitsPerSecond: 1e6 },
  alerts: 0,
  othersPaths: 0,
  ...change,
});
const reserve = (reserveRatio: number) => ({
  worstReserve: { operator: 'vnpt', endpoint: 'x', link: 'l', reserveRatio, reserveBitsPerSecond: 1 },
});

describe('the reserve of a hospital (70 % and 85 % used)', () => {
  it.each([
    [0.301, 'none'],
    [0.3, 'warning'],
    [0.151, 'warning'],
    [0.15, 'critical'],
    [-0.2, 'critical'],
    [null, 'unknown'],
  ] as const)('%s of capacity is %s', (ratio, danger) => {
    expect(reserveDanger(ratio, 'HOSPITAL')).toBe(danger);
  });
});

describe('an endpoint', () => {
  it.each([
    ['up with reserve is in no danger', {}, 'none'],
    ['down is in critical danger', { state: 'down' }, 'critical'],
    ['isolated is in critical danger whatever its state', { isolated: true, state: 'unknown' }, 'critical'],
    ['on backup is in danger though it is up', { onBackup: true }, 'warning'],
    ['with an open alert is in danger', { alerts: 1 }, 'warning'],
    ['with almost no reserve is in critical danger though it is up', reserve(0.05), 'critical'],
    ['of unknown state is unknown, not in danger', { state: 'unknown', worstReserve: null }, 'unknown'],
    ['without a reserve figure but up is in no danger', { worstReserve: null }, 'none'],
  ] as const)('%s', (_, change, danger) => {
    expect(endpointDanger(endpoint('x', change as Partial<EndpointView>))).toBe(danger);
  });
});

describe('the list', () => {
  it('has those in danger first: by priority, then cut off, then by reserve; then the classes by priority', () => {
    const groups = groupEndpoints([
      endpoint('school', { leading: 'EDU', priority: 3 }),
      endpoint('party', { leading: 'PARTY-STATE' }),
      endpoint('hospital'),
      endpoint('thin', reserve(0.05)),
      endpoint('down', { state: 'down', worstReserve: null }),
      endpoint('school-down', { leading: 'EDU', priority: 3, state: 'down' }),
      endpoint('on-backup', { onBackup: true }),
    ]);
    expect(groups.map(({ key, endpoints }) => [key, endpoints.map(({ id }) => id)])).toEqual([
      ['danger', ['down', 'thin', 'on-backup', 'school-down']],
      ['PARTY-STATE', ['party']],
      ['HOSPITAL', ['hospital']],
      ['EDU', ['school']],
    ]);
  });

  it('does not change places with every reading: a class stays in its order, the danger goes by twentieths', () => {
    const ids = (a: number, b: number) =>
      groupEndpoints([
        endpoint('calm-a', reserve(a)),
        endpoint('calm-b', reserve(b)),
        endpoint('thin-a', reserve(a / 10)),
        endpoint('thin-b', reserve(b / 10)),
      ]).map(({ endpoints }) => endpoints.map(({ id }) => id));
    expect(ids(0.45, 0.41)).toEqual([
      ['thin-a', 'thin-b'],
      ['calm-a', 'calm-b'],
    ]);
    expect(ids(0.41, 0.45)).toEqual(ids(0.45, 0.41));
    expect(ids(0.6, 0.4)[0]).toEqual(['thin-b', 'thin-a']);
  });

  it('counts priority 1 only for the first answer, and the unknown apart', () => {
    expect(
      countDanger([
        endpoint('a'),
        endpoint('b', { state: 'down' }),
        endpoint('c', { onBackup: true }),
        endpoint('d', { state: 'unknown', worstReserve: null }),
        endpoint('e', { state: 'down', priority: 2 }),
      ]),
    ).toEqual({ total: 4, critical: 1, warning: 1, unknown: 1 });
  });
});

it('alerts stand in the order in which somebody must act', () => {
  const alert = (id: string, severity: 'warning' | 'critical', priority: 1 | 2, startedAt: number) =>
    ({ id, severity, priority, startedAt }) as AlertView;
  const sorted = sortAlerts([
    alert('w1', 'warning', 1, 1),
    alert('c2', 'critical', 2, 1),
    alert('c1-new', 'critical', 1, 9),
    alert('c1-old', 'critical', 1, 3),
  ]);
  expect(sorted.map(({ id }) => id)).toEqual(['c1-old', 'c1-new', 'c2', 'w1']);
});

it('endpoints with backups stand with the least ready first; those that need and have none are left out', () => {
  const with_ = (id: string, readiness: 'ready' | 'notReady' | 'unknown' | null, priority: 1 | 2 = 1) =>
    endpoint(id, { priority, readiness: { readiness, score: null, required: 1, ready: 0, missing: [] } });
  const sorted = sortEndpointsByReadiness([
    with_('fine', 'ready'),
    with_('none', null),
    with_('later', 'notReady', 2),
    with_('dark', 'unknown'),
    with_('first', 'notReady'),
    endpoint('older-collector'),
  ]);
  expect(sorted.map(({ id }) => id)).toEqual(['first', 'later', 'dark', 'fine']);
});
