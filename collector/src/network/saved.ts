/** What a snapshot keeps of the picture, and how it is put back. Pure. */
import type { Readiness, State } from '@thongsuot/contract/api.ts';
import type { PingUnknownReason } from '@thongsuot/contract/reasons.ts';
import type { AgentSample, LinkSample, UnitSample } from '@thongsuot/contract/sample.ts';
import type { LinkCause } from '@thongsuot/contract/verdicts.ts';
import type { AgentEntry, LinkEntry, UnitEntry } from './entries.ts';
import { burstsPerSnapshotMax } from './limits.ts';
import type { Rings } from './ring.ts';

export interface SavedLink {
  key: string;
  state: State;
  since: number | null;
  cause: LinkCause | null;
  sample: LinkSample | null;
  burst: { at: number; unknown: PingUnknownReason | null; jitterMs: number | null } | null;
  /** Newest bursts, oldest first: at, sent, received, rtt or null. */
  bursts: [number, number, number, number | null][];
}

export interface SavedUnit {
  key: string;
  since: number | null;
  readiness: Readiness;
  sample: UnitSample | null;
  /** Left out when there were none. */
  roleChanges?: readonly number[];
}

export type SavedAgent = Pick<
  AgentEntry,
  'operator' | 'agent' | 'site' | 'version' | 'intervalS' | 'lastReceivedAt' | 'completeTo' | 'pending' | 'dropped'
> & { sample: AgentSample | null };

export function saveLink(entry: LinkEntry): SavedLink {
  const { key, state, since, cause, burst, bursts } = entry;
  const length = bursts?.length ?? 0;
  const tail: SavedLink['bursts'] = [];
  for (let i = Math.max(0, length - burstsPerSnapshotMax); bursts !== null && i < length; i++) {
    const rtt = bursts.value(2, i);
    tail.push([bursts.at(i), bursts.value(0, i), bursts.value(1, i), Number.isNaN(rtt) ? null : rtt]);
  }
  return {
    key,
    state,
    since,
    cause,
    sample: entry.reading?.sample ?? null,
    burst: burst === null ? null : { at: burst.at, unknown: burst.unknown, jitterMs: burst.jitterMs },
    bursts: tail,
  };
}

/** Puts a link back as it was. Its receipts count from `receivedMonotonicMs`, the restart: its own times still hold. */
export function restoreLink(entry: LinkEntry, saved: SavedLink, receivedMonotonicMs: number, windows: Rings): void {
  entry.state = saved.state;
  entry.since = saved.since;
  entry.cause = saved.cause;
  if (saved.sample !== null) entry.reading = { sample: saved.sample, receivedMonotonicMs };
  if (saved.burst !== null) entry.burst = { ...saved.burst, receivedMonotonicMs };
  if (saved.bursts.length === 0) return;
  entry.bursts = windows.take();
  for (const [at, ...values] of saved.bursts)
    entry.bursts.insert(
      at,
      values.map((v) => v ?? Number.NaN),
    );
}

export function saveUnit(entry: UnitEntry): SavedUnit {
  const { key, since, verdict, roleChanges } = entry;
  const sample = entry.reading?.sample ?? null;
  return { key, since, readiness: verdict.readiness, sample, ...(roleChanges.length > 0 && { roleChanges }) };
}

export function restoreUnit(entry: UnitEntry, saved: SavedUnit, receivedMonotonicMs: number): void {
  entry.since = saved.since;
  entry.roleChanges = saved.roleChanges ?? [];
  entry.verdict = { readiness: saved.readiness, score: null, reasons: [] };
  if (saved.sample !== null) entry.reading = { sample: saved.sample, receivedMonotonicMs };
}

export function saveAgent(entry: AgentEntry): SavedAgent {
  const { operator, agent, site, version, intervalS, lastReceivedAt, completeTo, pending, dropped } = entry;
  const sample = entry.reading?.sample ?? null;
  return { operator, agent, site, version, intervalS, lastReceivedAt, completeTo, pending, dropped, sample };
}
