/**
 * The verdict on each sample of a batch: placed, or rejected with its code. Validation is per sample, so that one wrong
 * line never blinds an agent. Pure: what is known of inventories, claims and the register is asked through the context.
 */
import type { Rejection } from '@thongsuot/contract/answer.ts';
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import type { InventorySample } from '@thongsuot/contract/inventory.ts';
import { futureMsMax, textLengthMax } from '@thongsuot/contract/limits.ts';
import type { Lane, RejectionCode } from '@thongsuot/contract/reasons.ts';
import { type Sample, sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { type Placed, siteOf } from '../network/placed.ts';
import type { InForce } from './inventory.ts';

export type Reading = Exclude<Sample, { kind: 'inventory' }>;

export interface Validated {
  inventories: { index: number; sample: InventorySample }[];
  readings: { index: number; sample: Reading }[];
  rejected: Rejection[];
}

export interface Identity {
  operator: string;
  agent: string;
}

const rejection = (index: number, code: RejectionCode, detail: string): Rejection => ({
  index,
  code,
  detail: detail.length > textLengthMax ? `${detail.slice(0, textLengthMax - 1)}…` : detail,
});

/** The samples that match their kind's schema and whose time can be taken; `receivedAt` and the bound in Unix epoch ms. */
export function validateSamples(
  samples: readonly unknown[],
  identity: Identity,
  receivedAt: number,
  expiredBefore: number,
): Validated {
  const out: Validated = { inventories: [], readings: [], rejected: [] };
  for (const [index, raw] of samples.entries()) {
    const foreign = foreignIdentity(raw, identity);
    if (foreign !== undefined) {
      out.rejected.push(rejection(index, 'wrongOperator', foreign));
      continue;
    }
    const parsed = sampleSchema.safeParse(raw);
    if (!parsed.success) {
      const issues = parsed.error.issues.slice(0, 3).map((issue) => {
        const at = issue.path.map(String).join('.');
        return at === '' ? issue.message : `${at}: ${issue.message}`;
      });
      out.rejected.push(rejection(index, 'invalid', issues.join('; ')));
      continue;
    }
    const { data } = parsed;
    const aheadMs = data.at - receivedAt;
    if (aheadMs > futureMsMax) {
      out.rejected.push(
        rejection(
          index,
          'future',
          `its time is ${aheadMs} ms ahead of its receipt, more than ${futureMsMax}; check the clock`,
        ),
      );
    } else if (data.kind === 'inventory') out.inventories.push({ index, sample: data });
    else if (data.at < expiredBefore) {
      out.rejected.push(rejection(index, 'expired', 'it is older than the raw tier keeps'));
    } else out.readings.push({ index, sample: data });
  }
  return out;
}

/** Whose a sample is says the credential alone; one that names somebody else is not taken for his. */
function foreignIdentity(raw: unknown, identity: Identity): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  for (const key of ['operator', 'agent'] as const) {
    const found = Object.getOwnPropertyDescriptor(raw, key)?.value as unknown;
    if (typeof found === 'string' && found !== identity[key])
      return `it names ${key} ${JSON.stringify(found.slice(0, 64))}, and the credential is of ${identity[key]}`;
  }
  return undefined;
}

export interface PlaceContext extends Identity {
  lane: Lane;
  receivedAt: number;
  receivedMonotonicMs: number;
  /** The agent's inventory at a time; of a time before its first one, the first; undefined when it has none at all. */
  inForce(at: number): InForce | undefined;
  /** The agent's newest inventory, and up to when it has stated it, Unix epoch ms. */
  newest(): { inForce: InForce; statedTo: number } | undefined;
  /** Whether the register of endpoints has this id. */
  endpointKnown(endpoint: string): boolean;
  /** Whether this agent serves the link at this time; it does from then on when nobody else did. */
  claim(link: string, at: number): boolean;
  /** Whether the sample's series is within the agent's budget. */
  withinBudget(sample: Reading): boolean;
}

export interface Placements {
  placed: { index: number; placed: Placed }[];
  rejected: Rejection[];
}

/** Each reading with what the inventory in force at its time says of it, or why it has no place. */
export function placeReadings(readings: Validated['readings'], context: PlaceContext): Placements {
  const out: Placements = { placed: [], rejected: [] };
  for (const { index, sample } of readings) {
    const then = context.inForce(sample.at);
    const newest = context.newest();
    if (then === undefined || newest === undefined) {
      out.rejected.push(
        rejection(index, 'inventoryMissing', 'no inventory of this agent has come; send it, then this sample again'),
      );
      continue;
    }
    // An inventory is in force from when it was sent, which may be after the first sample of what it adds.
    const inThen = findIn(then, sample);
    const found = inThen ?? findIn(newest.inForce, sample);
    const inventory = inThen === undefined ? newest.inForce : then;
    if (found === undefined) {
      // Newest batches travel first: an inventory that lists it may still be on its way behind a backlog.
      const verdict =
        sample.at > newest.statedTo
          ? rejection(
              index,
              'inventoryMissing',
              `the inventory that has come does not list ${nameOf(sample)}; send the present one, then this sample again`,
            )
          : rejection(index, 'notInInventory', `the inventory in force does not list ${nameOf(sample)}`);
      out.rejected.push(verdict);
      continue;
    }
    if (found.link !== null && !context.claim(found.link.id, sample.at)) {
      out.rejected.push(
        rejection(
          index,
          'claimed',
          `another agent of ${context.operator} serves link ${found.link.id}; see the findings`,
        ),
      );
      continue;
    }
    if (!context.withinBudget(sample)) {
      out.rejected.push(
        rejection(
          index,
          'budget',
          `${nameOf(sample)} is a series above the budget of ${context.agent}; see the findings`,
        ),
      );
      continue;
    }
    out.placed.push({
      index,
      placed: {
        operator: context.operator,
        agent: context.agent,
        site: siteOf(inventory.inventory.site, inventory.devices, (found.link ?? found.unit)?.device),
        endpoint: endpointOf(found, inventory, context),
        ...found,
        lane: context.lane,
        receivedAt: context.receivedAt,
        receivedMonotonicMs: context.receivedMonotonicMs,
        sample,
      },
    });
  }
  return out;
}

type Found = Pick<Placed, 'link' | 'unit' | 'check'>;
const nothing: Found = { link: null, unit: null, check: null };

/** What the sample is about, or undefined when the inventory does not list it. */
function findIn(inventory: InForce, sample: Reading): Found | undefined {
  switch (sample.kind) {
    case 'link':
    case 'ping': {
      const link = inventory.links.get(sample.link);
      return link === undefined ? undefined : { ...nothing, link };
    }
    case 'unit': {
      const unit = inventory.units.get(sample.unit);
      return unit === undefined ? undefined : { ...nothing, unit };
    }
    case 'check': {
      const check = inventory.checks.get(sample.check);
      return check === undefined ? undefined : { ...nothing, check };
    }
    case 'device':
      return inventory.devices.has(sample.device) ? nothing : undefined;
    case 'agent':
    case 'gap':
      return nothing;
  }
}

function nameOf(sample: Reading): string {
  switch (sample.kind) {
    case 'link':
    case 'ping':
      return `link ${sample.link}`;
    case 'unit':
      return `unit ${sample.unit}`;
    case 'check':
      return `check ${sample.check}`;
    case 'device':
      return `device ${sample.device}`;
    default:
      return sample.kind;
  }
}

/** A unit stands with the endpoint of the first link it protects. */
function endpointOf(found: Found, inventory: InForce, context: PlaceContext): string | null {
  const protectedLink = found.unit?.protects.map((id) => inventory.links.get(id)).find((link) => link !== undefined);
  const endpoint = found.link?.endpoint ?? found.check?.endpoint ?? protectedLink?.endpoint;
  if (endpoint === undefined) return null;
  return context.endpointKnown(endpoint) ? endpoint : unassignedEndpoint;
}
