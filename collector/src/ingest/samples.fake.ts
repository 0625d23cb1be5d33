/** Samples and inventories for the tests of this folder and of the app. */
import type { InventoryLink, InventorySample } from '@thongsuot/contract/inventory.ts';

export const t0 = 1_800_000_000_000;

const link = (id: string, endpoint: string): InventoryLink => ({
  id,
  endpoint,
  role: 'primary',
  device: 'pe1',
  interface: `name ${id}`,
  sharedRisk: [],
  intervalS: 30,
});

export function inventorySampleOf(over: Partial<InventorySample> = {}): InventorySample {
  return {
    kind: 'inventory',
    at: t0 - 60_000,
    hash: 'a'.repeat(64),
    part: 1,
    parts: 1,
    site: 'pleiku',
    version: '1.0.0',
    intervalS: 60,
    devices: [{ id: 'pe1', intervalS: 30 }],
    links: [link('l1', 'bv'), link('l2', 'nowhere')],
    units: [{ id: 'u1', kind: 'ups', protects: ['l1'], intervalS: 60 }],
    checks: [{ id: 'c1', endpoint: 'cong', url: 'https://cong.example/', intervalS: 60 }],
    ...over,
  };
}

export const linkReading = (at: number, id = 'l1', inBitsPerSecond = 1e6) => ({
  kind: 'link',
  at,
  link: id,
  intervalS: 30,
  oper: 'up',
  spanS: 30,
  inBitsPerSecond,
  outBitsPerSecond: 2e6,
});

export const batchOf = (samples: readonly unknown[], over: Record<string, unknown> = {}) => ({
  version: 1,
  lane: 'live',
  epoch: '0123456789abcdef',
  seq: 1,
  oldestPending: t0 - 1_000,
  pending: 1,
  dropped: 0,
  samples,
  ...over,
});
