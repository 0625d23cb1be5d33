import type { InventoryLink } from '@thongsuot/contract/inventory.ts';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../network/entries.ts';
import { Picture } from '../network/picture.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import { RegisterIndex } from '../network/register.ts';
import { saveAgent, saveLink } from '../network/saved.ts';
import { observeEndpoint } from './rule-states.ts';

const t0 = 1_800_000_000_000;
const ends = ['bv', 'ubnd'].map((id) => ({
  id,
  vi: id,
  en: id,
  classes: ['HOSPITAL' as const],
  area: null,
  coordinates: null,
}));
const register = new RegisterIndex({
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  operators: [{ id: 'vnpt', name: 'VNPT' }],
  areas: [],
  endpoints: ends,
  classes: {},
});
const link = (id: string, role: 'primary' | 'backup', endpoint = 'bv'): InventoryLink => ({
  id,
  endpoint,
  role,
  device: 'pe1',
  interface: `name ${id}`,
  sharedRisk: [],
  intervalS: 10,
});
const inventory = (links: InventoryLink[], at = t0 - 7 * 86_400_000): AgentInventory => ({
  operator: 'vnpt',
  agent: 'a1',
  hash: 'x',
  at,
  site: 'pleiku',
  version: '1',
  intervalS: 10,
  devices: [{ id: 'pe1', intervalS: 10 }],
  links,
  units: [],
  checks: [],
});
const instant = (s: number) => ({ now: t0 + s * 1_000, monotonicMs: s * 1_000 });
/** A reading of each link that the states name, all at `s` seconds. */
const read = (picture: Picture, s: number, states: Record<string, 'up' | 'down'>) => {
  for (const [id, oper] of Object.entries(states)) {
    const placed: Placed = {
      operator: 'vnpt',
      agent: 'a1',
      site: 'pleiku',
      endpoint: 'bv',
      link: null,
      unit: null,
      check: null,
      lane: 'live',
      receivedAt: t0 + s * 1_000,
      receivedMonotonicMs: s * 1_000,
      sample: {
        kind: 'link',
        at: t0 + s * 1_000,
        link: id,
        intervalS: 10,
        oper,
        spanS: 10,
        inBitsPerSecond: 1e7,
        outBitsPerSecond: 1e6,
      },
    };
    picture.apply(placed, instant(s));
  }
};
const endpoint = (picture: Picture, id = 'bv') => {
  const entry = picture.endpoints.get(id);
  if (entry === undefined) throw new Error(`the picture has no endpoint ${id}`);
  return entry;
};
const rule = { forMs: 60_000, keepFiringForMs: 0 };

describe('since when an endpoint', () => {
  it('runs on its backup is when its last primary went, not when it was first degraded', () => {
    const picture = new Picture(register);
    picture.inventory(inventory([link('p1', 'primary'), link('p2', 'primary'), link('b', 'backup')]), instant(0));
    read(picture, 1, { p1: 'up', p2: 'up', b: 'up' });
    read(picture, 10, { p1: 'down', p2: 'up', b: 'up' });
    read(picture, 3_600, { p1: 'down', p2: 'down', b: 'up' });
    const entry = endpoint(picture);
    expect([entry.verdict.state, entry.since, entry.onBackupSince]).toEqual(['degraded', t0 + 10_000, t0 + 3_600_000]);
    const seen = observeEndpoint('endpointOnBackup', entry, t0 + 3_600_000, 10_000, register, rule);
    expect(seen?.judgement).toMatchObject({ raise: 'warning', began: t0 + 3_600_000 });
    read(picture, 3_700, { b: 'down' });
    expect([entry.onBackupSince, entry.isolatedSince]).toEqual([null, t0 + 3_700_000]);
  });
});

describe('an endpoint', () => {
  it('is what its paths were, since they were so, as soon as a restart has put them back', () => {
    const before = new Picture(register);
    before.inventory(inventory([link('p1', 'primary'), link('b', 'backup')]), instant(0));
    read(before, 1, { p1: 'up', b: 'up' });
    read(before, 30, { p1: 'down', b: 'up' });
    const after = new Picture(register);
    after.restore([...before.links.values()].map(saveLink), [], [...before.agents.values()].map(saveAgent));
    after.inventory(inventory([link('p1', 'primary'), link('b', 'backup')]), instant(35));
    const { verdict, since, onBackupSince } = endpoint(after);
    expect([verdict.state, verdict.onBackup, since, onBackupSince]).toEqual([
      'degraded',
      true,
      t0 + 30_000,
      t0 + 30_000,
    ]);
  });

  it('that loses a path to another by a new inventory is judged without it', () => {
    const picture = new Picture(register);
    picture.inventory(inventory([link('p1', 'primary')]), instant(0));
    read(picture, 1, { p1: 'up' });
    picture.inventory(inventory([link('p1', 'primary', 'ubnd')], t0 + 2_000), instant(2));
    expect(picture.links.get(keyOf('vnpt', 'p1'))?.endpoint).toBe('ubnd');
    expect(endpoint(picture).verdict).toMatchObject({ state: 'unknown', paths: 0 });
    expect(endpoint(picture, 'ubnd').verdict).toMatchObject({ state: 'up', paths: 1 });
  });
});
