import { z } from 'zod';
import { unitKinds } from './facts.ts';
import { epochMs, id } from './id.ts';
import { inventoryItemsPerPartMax, inventoryPartsMax, textLengthMax } from './limits.ts';
import { roles } from './reasons.ts';

const intervalS = z.number().min(1).max(86_400);
const bitsPerSecond = z.number().positive().max(1e15);
const text = z.string().max(textLengthMax);

/** One direction each, seen from the device: `in` is what the interface receives. */
export const rateTerms = z.strictObject({ inBitsPerSecond: bitsPerSecond, outBitsPerSecond: bitsPerSecond });

/**
 * A polled network device, and the site it stands at where that is not the agent's own. Its address and its credentials
 * stay with the agent.
 */
export const inventoryDevice = z.strictObject({ id, intervalS, site: id.optional() });

/** A circuit that serves an endpoint, bound to an interface of a device. */
export const inventoryLink = z.strictObject({
  id,
  endpoint: id,
  role: z.enum(roles),
  device: id,
  /** What the binding asks for, for people to read: `name GigabitEthernet0/0/1`. */
  interface: text,
  /** The committed rate of the contract, and of a shaper where one is below it. */
  contract: rateTerms.optional(),
  shaper: rateTerms.optional(),
  /** The least optical power that its port should receive; below it the link is degraded. */
  receivePowerMinDbm: z.number().min(-60).max(30).optional(),
  circuitId: text.optional(),
  /** Words shared with other links that run through the same duct or pole line. */
  sharedRisk: z.array(text.max(64)).max(16),
  /** Present when the far end of the circuit is probed by ICMP. */
  probe: z.strictObject({ intervalS }).optional(),
  intervalS,
});

/** A piece of backup equipment, and the links it protects. */
export const inventoryUnit = z.strictObject({
  id,
  kind: z.enum(unitKinds),
  device: id.optional(),
  /** Of a standby link: the link that it is. */
  link: id.optional(),
  protects: z.array(id).max(1_000),
  runtimeMinimumS: z.number().min(0).max(2_592_000).optional(),
  /** The profile that reads it, and whether that profile was ever checked on a recording of a real device. */
  profile: text.optional(),
  verified: z.boolean().optional(),
  intervalS,
});

/** A check of a portal, or of a name at a name server: then `url` is a dns URI (RFC 4501), `dns://10.0.0.53/gialai.example?type=A`. */
export const inventoryCheck = z.strictObject({ id, endpoint: id, url: z.string().max(2_000), intervalS });

/**
 * What an agent watches, with its fixed facts; sent at start, at each change and hourly. In `parts` parts of one
 * `hash`: it is in force from `at` once all parts have arrived.
 */
export const inventorySample = z.strictObject({
  kind: z.literal('inventory'),
  at: epochMs,
  /** SHA-256, hex, of the whole inventory in canonical JSON, without `at`. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  part: z.int().min(1).max(inventoryPartsMax),
  parts: z.int().min(1).max(inventoryPartsMax),
  site: id,
  /** Version of the agent's program. */
  version: text,
  /** Seconds between two `agent` samples. */
  intervalS,
  devices: z.array(inventoryDevice).max(inventoryItemsPerPartMax),
  links: z.array(inventoryLink).max(inventoryItemsPerPartMax),
  units: z.array(inventoryUnit).max(inventoryItemsPerPartMax),
  checks: z.array(inventoryCheck).max(inventoryItemsPerPartMax),
});

export type InventorySample = z.infer<typeof inventorySample>;
export type InventoryDevice = z.infer<typeof inventoryDevice>;
export type InventoryLink = z.infer<typeof inventoryLink>;
export type InventoryUnit = z.infer<typeof inventoryUnit>;
export type InventoryCheck = z.infer<typeof inventoryCheck>;
