import { inventorySample } from '@thongsuot/contract/inventory.ts';
import { describe, expect, it } from 'vitest';
import { type Inventory, toInventorySamples } from './inventory.ts';

const at = 1_596_499_200_000;
const empty: Inventory = {
  site: 'pleiku',
  version: '0.1.0',
  intervalS: 30,
  devices: [],
  links: [],
  units: [],
  checks: [],
};
const link = (n: number): Inventory['links'][number] => ({
  id: `link-${n}`,
  endpoint: 'ubnd-tinh',
  role: 'primary',
  device: 'pe1',
  interface: `name Gi0/0/${n}`,
  sharedRisk: [],
  intervalS: 30,
});

describe('an inventory on the wire', () => {
  it('is one part when it is small, even when it is empty', () => {
    const samples = toInventorySamples(empty, at);
    expect(samples.map(({ part, parts }) => [part, parts])).toEqual([[1, 1]]);
    expect(inventorySample.parse(samples[0])).toEqual(samples[0]);
  });

  it('is cut into parts that the contract takes, and nothing is lost or doubled', () => {
    const links = Array.from({ length: 2_500 }, (_, n) => link(n));
    const samples = toInventorySamples({ ...empty, devices: [{ id: 'pe1', intervalS: 30 }], links }, at);
    expect(samples.map(({ part, parts }) => [part, parts])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    for (const sample of samples) expect(inventorySample.safeParse(sample).success).toBe(true);
    expect(samples.flatMap((sample) => sample.links)).toEqual(links);
    expect(new Set(samples.map(({ hash }) => hash)).size).toBe(1);
  });

  it('has the same hash whatever the order of keys, and another one when anything changes', () => {
    const hashOf = (inventory: Inventory) => toInventorySamples(inventory, at)[0]?.hash;
    const { id, endpoint, ...rest } = link(1);
    const reordered = { ...rest, endpoint, id } as Inventory['links'][number];
    expect(hashOf({ ...empty, links: [reordered] })).toBe(hashOf({ ...empty, links: [link(1)] }));
    expect(hashOf({ ...empty, links: [{ ...link(1), role: 'backup' }] })).not.toBe(
      hashOf({ ...empty, links: [link(1)] }),
    );
  });
});
