import type { AlertView, EndpointView, FindingView, LinkView } from '@thongsuot/contract/api.ts';
import { describe, expect, it } from 'vitest';
import type { Province } from './api.ts';
import { applyChanges, type Change, newerLink, type Picture, pictureOf } from './picture.ts';

const empty = {
  endpoints: new Map(),
  units: new Map(),
  alerts: new Map(),
  findings: [],
  agents: new Map(),
  links: new Map(),
} as unknown as Picture;
const alert = (state: AlertView['state'], value = 1): Change => ({
  event: 'alert',
  data: { id: 'a', state, value } as AlertView,
});

it('endpoints stand in the order of their names, and stay there when they change', () => {
  const named = (id: string, vi: string) => ({ id, vi, state: 'up' }) as EndpointView;
  const lists = { endpoints: [named('b', 'Ủy ban'), named('c', 'Bệnh viện'), named('a', 'Bệnh viện')] };
  const picture = pictureOf({ units: [], alerts: [], findings: [], agents: [], ...lists } as unknown as Province);
  const changed = applyChanges(picture, [
    { event: 'endpoints', data: { at: 1, endpoints: [{ ...named('c', 'Bệnh viện'), state: 'down' }] } },
  ]);
  expect([...changed.endpoints.values()].map(({ id, state }) => [id, state])).toEqual([
    ['a', 'up'],
    ['c', 'down'],
    ['b', 'up'],
  ]);
});

describe('changes of the stream', () => {
  it('a firing alert appears, and leaves when it is resolved', () => {
    const firing = applyChanges(empty, [alert('firing')]);
    expect([...firing.alerts.keys()]).toEqual(['a']);
    expect(applyChanges(firing, [alert('resolved')]).alerts.size).toBe(0);
    expect(applyChanges(empty, [alert('firing'), alert('resolved')]).alerts.size).toBe(0);
  });

  it('the newest of one thing wins, and applying twice changes nothing', () => {
    const changes = [alert('firing', 1), alert('firing', 2)];
    const once = applyChanges(empty, changes);
    expect(once.alerts.get('a')?.value).toBe(2);
    expect(applyChanges(once, changes)).toEqual(once);
  });

  it('endpoints that a change does not name stay', () => {
    const endpoints = (id: string): Change => ({
      event: 'endpoints',
      data: { at: 1, endpoints: [{ id } as EndpointView] },
    });
    const picture = applyChanges(applyChanges(empty, [endpoints('a')]), [endpoints('b')]);
    expect([...picture.endpoints.keys()]).toEqual(['a', 'b']);
  });

  it('findings are the whole list: one that is missing has ended', () => {
    const findings = (...ids: string[]): Change => ({
      event: 'findings',
      data: { at: 1, findings: ids.map((id) => ({ id }) as FindingView) },
    });
    const picture = applyChanges(empty, [findings('a', 'b'), findings('b')]);
    expect(picture.findings.map(({ id }) => id)).toEqual(['b']);
  });

  it('links of two operators with one name are two', () => {
    const links: Change = {
      event: 'links',
      data: { at: 1, links: [{ operator: 'vnpt', link: 'x' } as LinkView, { operator: 'fpt', link: 'x' } as LinkView] },
    };
    expect(applyChanges(empty, [links]).links.size).toBe(2);
  });

  it('never touch the picture before', () => {
    applyChanges(empty, [alert('firing')]);
    expect(empty.alerts.size).toBe(0);
  });
});

it('an older reading of the stream does not replace a newer one that was read', () => {
  const [old, fresh] = [{ at: 1 } as LinkView, { at: 2 } as LinkView];
  expect(newerLink(fresh, old)).toBe(fresh);
  expect(newerLink(old, fresh)).toBe(fresh);
  expect(newerLink(old, undefined)).toBe(old);
});
