/** What the agent watches → `inventory` samples: whole, hashed, in parts that fit a batch. Pure. */
import { createHash } from 'node:crypto';
import type {
  InventoryCheck,
  InventoryDevice,
  InventoryLink,
  InventorySample,
  InventoryUnit,
} from '@thongsuot/contract/inventory.ts';
import { inventoryItemsPerPartMax } from '@thongsuot/contract/limits.ts';

export interface Inventory {
  site: string;
  version: string;
  intervalS: number;
  devices: InventoryDevice[];
  links: InventoryLink[];
  units: InventoryUnit[];
  checks: InventoryCheck[];
}

const lists = ['devices', 'links', 'units', 'checks'] as const;

/**
 * The samples that carry an inventory: one, or as many parts as it takes for at most 1,000 items each. All have the
 * same `at` and the same hash; equal inventories have equal hashes, in whatever order the config names their keys.
 */
export function toInventorySamples(inventory: Inventory, at: number): InventorySample[] {
  const hash = createHash('sha256').update(canonical(inventory)).digest('hex');
  const items = lists.flatMap((list) => inventory[list].map((item) => ({ list, item })));
  const parts = Math.max(1, Math.ceil(items.length / inventoryItemsPerPartMax));
  const { site, version, intervalS } = inventory;
  return Array.from({ length: parts }, (_, index) => {
    const sample: InventorySample = {
      kind: 'inventory',
      at,
      hash,
      part: index + 1,
      parts,
      site,
      version,
      intervalS,
      devices: [],
      links: [],
      units: [],
      checks: [],
    };
    for (const { list, item } of items.slice(
      index * inventoryItemsPerPartMax,
      (index + 1) * inventoryItemsPerPartMax,
    )) {
      (sample[list] as unknown[]).push(item);
    }
    return sample;
  });
}

/** JSON with the keys of every object in order, so that equal values have equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
