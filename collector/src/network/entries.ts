/** What the live picture holds of each thing it watches. Changed by `picture.ts` only; everybody else reads. */
import type { State } from '@thongsuot/contract/api.ts';
import type { InventoryCheck, InventoryLink, InventoryUnit } from '@thongsuot/contract/inventory.ts';
import type { PingUnknownReason } from '@thongsuot/contract/reasons.ts';
import type { AgentSample, CheckSample, DeviceSample, LinkSample, UnitSample } from '@thongsuot/contract/sample.ts';
import type { ReadinessVerdict } from '../readiness/sheet.ts';
import type { EndpointVerdict } from './endpoint-state.ts';
import type { LinkVerdict } from './link-state.ts';
import type { Ring } from './ring.ts';

/** `(operator, id)`: ids are unique within their operator only. Neither has a slash. */
export const keyOf = (operator: string, id: string): string => `${operator}/${id}`;

/** The newest sample of one kind, and its receipt on the monotonic clock. */
export interface Newest<S> {
  sample: S;
  receivedMonotonicMs: number;
}

export interface LinkEntry {
  readonly kind: 'link';
  readonly operator: string;
  readonly key: string;
  agent: string;
  site: string;
  /** The endpoint it is filed under; `unassigned` when the register does not know the one it names. */
  endpoint: string;
  link: InventoryLink;
  reading: Newest<LinkSample> | null;
  /** Newest burst, as far as it is not in the window. */
  burst: { at: number; unknown: PingUnknownReason | null; jitterMs: number | null; receivedMonotonicMs: number } | null;
  /** Made with the first burst: a link without a probe has none. */
  bursts: Ring | null;
  state: State;
  since: number | null;
  cause: LinkVerdict['cause'];
  unknown: LinkVerdict['unknown'];
}

export interface UnitEntry {
  readonly kind: 'unit';
  readonly operator: string;
  readonly key: string;
  agent: string;
  site: string;
  /** The endpoint of the first link that it protects; null when it protects none. */
  endpoint: string | null;
  unit: InventoryUnit;
  reading: Newest<UnitSample> | null;
  /** Times of its changes of role in the last day, oldest first (role-changes.ts). */
  roleChanges: readonly number[];
  verdict: ReadinessVerdict;
  since: number | null;
}

export interface CheckEntry {
  readonly kind: 'check';
  readonly operator: string;
  readonly key: string;
  agent: string;
  endpoint: string;
  check: InventoryCheck;
  reading: Newest<CheckSample> | null;
}

export interface DeviceEntry {
  readonly operator: string;
  readonly key: string;
  readonly device: string;
  agent: string;
  reading: Newest<DeviceSample> | null;
}

export interface AgentEntry {
  readonly operator: string;
  readonly key: string;
  readonly agent: string;
  site: string | null;
  version: string | null;
  /** Seconds between two `agent` samples; null before its first inventory. */
  intervalS: number | null;
  /** Time of the inventory in force; an older one is not taken. */
  inventoryAt: number | null;
  lastReceivedAt: number | null;
  /** On the monotonic clock, moved by our own stalls; null: not since this collector started. */
  lastReceivedMonotonicMs: number | null;
  completeTo: number | null;
  pending: number | null;
  dropped: number | null;
  silent: boolean;
  reading: Newest<AgentSample> | null;
}

export interface EndpointEntry {
  readonly id: string;
  readonly links: Set<LinkEntry>;
  /** Most endpoints have none, and those share one empty set. */
  checks: ReadonlySet<CheckEntry>;
  verdict: EndpointVerdict;
  since: number | null;
  /** Since when it runs on a backup, or is isolated; null while it is not. Its state may be older than either. */
  onBackupSince: number | null;
  isolatedSince: number | null;
}

/** What a receipt says beside its samples. */
export interface Receipt {
  operator: string;
  agent: string;
  lane: 'live' | 'backlog';
  receivedAt: number;
  receivedMonotonicMs: number;
  oldestPending: number;
  pending: number;
  dropped: number;
  completeTo: number | null;
}
