/**
 * The picture as the API shows it, to all or to one operator. The filter stands here, at the source: a view of another
 * operator's link is never made for him. Pure.
 */
import type {
  AgentView,
  CheckView,
  DirectionView,
  EndpointView,
  FindingView,
  LinkView,
  UnitView,
  WorstReserve,
} from '@thongsuot/contract/api.ts';
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { reserveOf, utilizationRatio, worseReserve } from '../capacity/utilization.ts';
import { backupsOf, endpointReadiness } from './backups.ts';
import type { AgentEntry, CheckEntry, EndpointEntry, LinkEntry, UnitEntry } from './entries.ts';
import { type Instant, isFresh } from './fresh.ts';
import { burstFields } from './link-state.ts';
import type { Picture } from './picture.ts';

/** Whose eyes: one operator's, or null for everybody's. */
export type Scope = string | null;

export const sees = (scope: Scope, operator: string): boolean => scope === null || scope === operator;

function directionView(rate: number | undefined, capacity: LinkSample['capacityIn']): DirectionView {
  const direction = { bitsPerSecond: rate ?? null, capacityBitsPerSecond: capacity?.bitsPerSecond ?? null };
  return {
    ...direction,
    limitedBy: capacity?.limitedBy ?? null,
    utilizationRatio: utilizationRatio(direction),
    reserveBitsPerSecond: reserveOf(direction)?.bitsPerSecond ?? null,
  };
}

/** The figures of a link: null once its reading is stale, for they would speak of another time as of now. */
function directionsOf(entry: LinkEntry, instant: Instant): { in: DirectionView; out: DirectionView; fresh: boolean } {
  const { reading } = entry;
  const fresh = reading !== null && isFresh({ ...reading, at: reading.sample.at }, reading.sample.intervalS, instant);
  const sample = fresh ? reading.sample : null;
  return {
    in: directionView(sample?.inBitsPerSecond, sample?.capacityIn),
    out: directionView(sample?.outBitsPerSecond, sample?.capacityOut),
    fresh,
  };
}

function pingView(entry: LinkEntry): LinkView['ping'] {
  const { bursts, burst } = entry;
  for (let i = (bursts?.length ?? 0) - 1; bursts !== null && i >= 0; i--) {
    const sent = bursts.value(burstFields.sent, i);
    if (sent === 0) continue;
    const rtt = bursts.value(burstFields.rttMs, i);
    const at = bursts.at(i);
    return {
      lossRatio: 1 - bursts.value(burstFields.received, i) / sent,
      // The ring holds 32-bit figures: a microsecond is all they know.
      rttMsAvg: Number.isNaN(rtt) ? null : Math.round(rtt * 1000) / 1000,
      jitterMs: burst?.at === at ? burst.jitterMs : null,
      at,
    };
  }
  return null;
}

export function linkView(entry: LinkEntry, instant: Instant): LinkView {
  const { operator, site, endpoint, link, state, since, reading, burst } = entry;
  const { in: inward, out: outward, fresh } = directionsOf(entry, instant);
  const newest = Math.max(reading?.sample.at ?? 0, burst?.at ?? 0);
  return {
    operator,
    link: link.id,
    site,
    endpoint,
    role: link.role,
    circuitId: link.circuitId ?? null,
    interface: link.interface,
    state,
    since,
    unknown: entry.unknown,
    cause: entry.cause,
    noRate: fresh ? (reading?.sample.noRate ?? null) : null,
    in: inward,
    out: outward,
    reserveRatio: worseReserve(inward, outward)?.ratio ?? null,
    ping: pingView(entry),
    receivePowerDbm: fresh ? (reading?.sample.receivePowerDbm ?? null) : null,
    receivePowerMinDbm: link.receivePowerMinDbm ?? null,
    at: newest === 0 ? null : newest,
    intervalS: link.intervalS,
  };
}

/** The reserve of a link's worse direction now; null when it is not known. */
export function reserveNow(entry: LinkEntry, instant: Instant): WorstReserve | null {
  const { in: inward, out: outward } = directionsOf(entry, instant);
  const reserve = worseReserve(inward, outward);
  if (reserve === null) return null;
  return {
    operator: entry.operator,
    endpoint: entry.endpoint,
    link: entry.link.id,
    reserveRatio: reserve.ratio,
    reserveBitsPerSecond: reserve.bitsPerSecond,
  };
}

/** The least reserve of primary paths that are up; of an endpoint that runs on its backups, of those. */
function worstReserveOf(entry: EndpointEntry, scope: Scope, instant: Instant): WorstReserve | null {
  const role = entry.verdict.onBackup ? 'backup' : 'primary';
  let worst: WorstReserve | null = null;
  for (const link of entry.links) {
    if (!sees(scope, link.operator) || link.link.role !== role) continue;
    if (link.state !== 'up' && link.state !== 'degraded') continue;
    const reserve = reserveNow(link, instant);
    if (reserve !== null && (worst === null || reserve.reserveRatio < worst.reserveRatio)) worst = reserve;
  }
  return worst;
}

/** True when a viewer may see an endpoint: an operator sees those that he serves with a link or a check. */
export function seesEndpoint(scope: Scope, entry: EndpointEntry): boolean {
  if (scope === null) return true;
  for (const link of entry.links) if (link.operator === scope) return true;
  for (const check of entry.checks) if (check.operator === scope) return true;
  return false;
}

/**
 * An endpoint without its backups, which cost most of the time. Undefined for what the register does not list: links
 * filed under `unassigned` are shown as links.
 */
export function endpointFigures(
  picture: Picture,
  entry: EndpointEntry,
  scope: Scope,
  alerts: number,
  instant: Instant,
): EndpointView | undefined {
  const known = picture.register.endpoint(entry.id);
  if (known === undefined || !seesEndpoint(scope, entry)) return undefined;
  const { state, onBackup, isolated } = entry.verdict;
  const own = [...entry.links].filter((link) => sees(scope, link.operator));
  return {
    id: known.id,
    vi: known.vi,
    en: known.en,
    classes: [...known.classes],
    leading: picture.register.leading(known.id),
    priority: picture.register.priority(known.id),
    area: known.area,
    coordinates: known.coordinates,
    state,
    since: entry.since,
    onBackup,
    isolated,
    paths: own.length,
    pathsUp: own.filter((link) => link.state === 'up' || link.state === 'degraded').length,
    worstReserve: worstReserveOf(entry, scope, instant),
    alerts,
    othersPaths: entry.links.size - own.length,
    zone: picture.register.zone(known.id) ?? null,
  };
}

/** An endpoint with the readiness of its backups; undefined as `endpointFigures` is. */
export function endpointView(
  picture: Picture,
  entry: EndpointEntry,
  scope: Scope,
  alerts: number,
  instant: Instant,
): EndpointView | undefined {
  const figures = endpointFigures(picture, entry, scope, alerts, instant);
  if (figures === undefined) return undefined;
  const backups = backupsOf(picture, entry, instant);
  return { ...figures, readiness: endpointReadiness(picture, entry, backups, (operator) => sees(scope, operator)) };
}

export function unitView(entry: UnitEntry): UnitView {
  const { operator, site, unit, verdict, reading } = entry;
  return {
    operator,
    unit: unit.id,
    site,
    kind: unit.kind,
    protects: [...unit.protects],
    profile: unit.profile ?? null,
    verified: unit.verified ?? null,
    readiness: verdict.readiness,
    score: verdict.score,
    reasons: verdict.reasons,
    facts: reading?.sample.facts ?? {},
    at: reading?.sample.at ?? null,
  };
}

export function checkView(entry: CheckEntry, up: boolean | null): CheckView {
  const { operator, endpoint, check, reading } = entry;
  const sample = up === null ? undefined : reading?.sample;
  return {
    operator,
    check: check.id,
    endpoint,
    url: check.url,
    up,
    durationMs: sample?.durationMs ?? null,
    status: sample?.status ?? null,
    tlsDaysLeft: sample?.tlsDaysLeft ?? null,
    failure: sample?.failure ?? null,
    reason: sample?.reason ?? null,
    at: reading?.sample.at ?? null,
  };
}

export function agentView(entry: AgentEntry): AgentView {
  const { operator, agent, site, version, silent, lastReceivedAt, completeTo, reading } = entry;
  return {
    operator,
    agent,
    site,
    version,
    silent,
    lastReceivedAt,
    completeTo,
    queueBytes: reading?.sample.queueBytes ?? null,
    queueOldestS: reading?.sample.queueOldestS ?? null,
    drops: reading?.sample.drops ?? entry.dropped,
    offsetMs: reading?.sample.offsetMs ?? null,
  };
}

export const findingsFor = (picture: Picture, scope: Scope): FindingView[] =>
  picture.findings.list().filter((finding) => sees(scope, finding.operator));
