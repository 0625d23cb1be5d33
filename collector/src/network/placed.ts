import type { InventoryCheck, InventoryDevice, InventoryLink, InventoryUnit } from '@thongsuot/contract/inventory.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

/**
 * A sample that ingest accepted, with what the credential and the inventory in force at the sample's time say of it.
 * The seam between ingest and everything behind it.
 */
export interface Placed {
  /** The credential's, never the body's. */
  operator: string;
  agent: string;
  /** Where its device stands: the device's own site, or else the agent's. */
  site: string;
  /** Of a link, unit (by what it protects) or check: its endpoint; `unassigned` when the register does not know it. */
  endpoint: string | null;
  link: InventoryLink | null;
  unit: InventoryUnit | null;
  check: InventoryCheck | null;
  lane: Lane;
  /** Receipt of its batch on the collector's wall clock, and on its monotonic clock. */
  receivedAt: number;
  receivedMonotonicMs: number;
  sample: Exclude<Sample, { kind: 'inventory' }>;
}

/** The inventory of one agent in force from `at`, put together from its parts. */
export interface AgentInventory {
  operator: string;
  agent: string;
  hash: string;
  at: number;
  site: string;
  version: string;
  intervalS: number;
  devices: InventoryDevice[];
  links: InventoryLink[];
  units: InventoryUnit[];
  checks: InventoryCheck[];
}

/** Where a device of an agent stands: at its own site if it names one, else at the agent's. */
export const siteOf = (
  agentSite: string,
  devices: ReadonlyMap<string, InventoryDevice>,
  device: string | undefined,
): string => (device === undefined ? undefined : devices.get(device)?.site) ?? agentSite;
