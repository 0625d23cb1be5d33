/** Reads the collector's API; every list has a bound, and every wait has one in `request.ts`. */

import type {
  AgentView,
  AlertState,
  AlertView,
  EndpointDetail,
  EndpointView,
  FindingView,
  LinkView,
  Me,
  Overview,
  SeriesView,
  UnitView,
} from '@thongsuot/contract/api.ts';
import type { AvailabilityAnswer, AvailabilityScope } from '@thongsuot/contract/api-availability.ts';
import type { CapacityView, FailoverView } from '@thongsuot/contract/api-capacity.ts';
import type {
  AuditView,
  DrillView,
  MaintenanceView,
  NoteView,
  ThresholdsView,
  ZoneView,
} from '@thongsuot/contract/api-duty.ts';
import { pagesPerListMax, pointsPerChart, pointsPerMonth, rowsPerListRead, rowsPerPage } from './limits.ts';
import { get } from './request.ts';

/** Part of a list, and the way to the rest. */
export interface Page<T> {
  rows: T[];
  next: string | null;
}

/** What lists stand at their addresses under `/v1/`, by the name of their list. */
interface Lists {
  endpoints: EndpointView;
  units: UnitView;
  alerts: AlertView;
  findings: FindingView;
  agents: AgentView;
  capacity: CapacityView;
  failover: FailoverView;
  zones: ZoneView;
  maintenance: MaintenanceView;
  drills: DrillView;
  notes: NoteView;
  audit: AuditView;
}

async function page<K extends keyof Lists>(
  name: K,
  path: string,
  query: Record<string, string>,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Lists[K]>> {
  const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) }).toString();
  const answer: { next?: string | null } & Partial<Record<K, Lists[K][]>> = await get(
    `/v1/${path}${search === '' ? '' : `?${search}`}`,
    signal,
  );
  return { rows: answer[name] ?? [], next: answer.next ?? null };
}

/** The whole list: follows `next` to its end, at most `pagesPerListMax` pages. */
async function list<K extends keyof Lists>(
  name: K,
  query: Record<string, string>,
  signal: AbortSignal,
): Promise<Lists[K][]> {
  const rows: Lists[K][] = [];
  let cursor: string | null = null;
  for (let read = 0; read < pagesPerListMax; read += 1) {
    const part: Page<Lists[K]> = await page(name, name, { ...query, limit: String(rowsPerListRead) }, cursor, signal);
    // Not push(...rows): a list may be longer than a call may have arguments.
    for (const row of part.rows) rows.push(row);
    cursor = part.next;
    if (cursor === null) break;
  }
  return rows;
}

/** Everything the province page shows. */
export interface Province {
  me: Me;
  overview: Overview;
  endpoints: EndpointView[];
  units: UnitView[];
  alerts: AlertView[];
  findings: FindingView[];
  agents: AgentView[];
}

/** @throws RequestFailed when one of the lists does not come: half a picture is not shown as a whole one. */
export async function readProvince(signal: AbortSignal): Promise<Province> {
  const [me, overview, endpoints, units, alerts, findings, agents] = await Promise.all([
    get<Me>('/v1/me', signal),
    get<Overview>('/v1/overview', signal),
    list('endpoints', {}, signal),
    list('units', {}, signal),
    list('alerts', { state: 'firing' }, signal),
    list('findings', {}, signal),
    list('agents', {}, signal),
  ]);
  return { me, overview, endpoints, units, alerts, findings, agents };
}

/** @throws RequestFailed with status 404 when there is none, or none that the viewer may see. */
export function readEndpoint(id: string, signal: AbortSignal): Promise<EndpointDetail> {
  return get(`/v1/endpoints/${encodeURIComponent(id)}`, signal);
}

/** The thresholds in force for the links to an endpoint. @throws RequestFailed as above. */
export function readThresholds(endpoint: string, signal: AbortSignal): Promise<ThresholdsView> {
  return get(`/v1/thresholds?endpoint=${encodeURIComponent(endpoint)}`, signal);
}

/** @throws RequestFailed as above. */
export function readLink(operator: string, link: string, signal: AbortSignal): Promise<LinkView> {
  return get(`/v1/links/${encodeURIComponent(operator)}/${encodeURIComponent(link)}`, signal);
}

const monthMs = 30 * 86_400_000;

/** The history of a link from `from` to `to`, in at most about `pointsPerChart` points, a month in one for each hour. */
export function readSeries(
  operator: string,
  link: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<SeriesView> {
  const path = `/v1/links/${encodeURIComponent(operator)}/${encodeURIComponent(link)}/series`;
  // Whole and as far apart as was asked: a millisecond more would make of hours two hours, one less five minutes.
  const spanMs = Math.round(to - from);
  const end = Math.round(to);
  const points = spanMs < monthMs ? pointsPerChart : pointsPerMonth;
  return get(`${path}?from=${end - spanMs}&to=${end}&points=${points}`, signal);
}

/** A page of the alerts of a state, newest first. */
export function readAlerts(state: AlertState, cursor: string | null, signal: AbortSignal): Promise<Page<AlertView>> {
  return page('alerts', 'alerts', { state, limit: String(rowsPerPage) }, cursor, signal);
}

/** A page of links by what is left of them, the least first. */
export function readCapacity(cursor: string | null, signal: AbortSignal): Promise<Page<CapacityView>> {
  return page('capacity', 'capacity', { limit: String(rowsPerPage) }, cursor, signal);
}

/** A page of protection groups, the worst first. */
export function readFailover(cursor: string | null, signal: AbortSignal): Promise<Page<FailoverView>> {
  return page('failover', 'capacity/failover', { limit: String(rowsPerPage) }, cursor, signal);
}

/** Availability from `from` to `to` of everything of a scope; `operator` null: over all the viewer may see. */
export async function readAvailability(
  question: { from: number; to: number; scope: AvailabilityScope; operator: string | null },
  signal: AbortSignal,
): Promise<AvailabilityAnswer> {
  const { from, to, scope, operator } = question;
  const query = { from: String(from), to: String(to), scope, ...(operator === null ? {} : { operator }) };
  let whole: AvailabilityAnswer | undefined;
  for (let read = 0; read < pagesPerListMax; read += 1) {
    const search = new URLSearchParams({ ...query, ...(whole?.next == null ? {} : { cursor: whole.next }) });
    const part: AvailabilityAnswer = await get(`/v1/availability?${search}`, signal);
    whole =
      whole === undefined
        ? part
        : { ...whole, availability: [...whole.availability, ...part.availability], next: part.next };
    if (whole.next === null) return whole;
  }
  throw new Error(`/v1/availability: over ${pagesPerListMax} pages`);
}

/** Zones, newest first. */
export const readZones = (signal: AbortSignal): Promise<ZoneView[]> => list('zones', {}, signal);

/** Windows of maintenance from a month ago on, newest first. */
export const readMaintenance = (signal: AbortSignal): Promise<MaintenanceView[]> => list('maintenance', {}, signal);

/** A page of the drills and inspections of the last year, newest first. */
export function readDrills(cursor: string | null, signal: AbortSignal): Promise<Page<DrillView>> {
  return page('drills', 'drills', { limit: String(rowsPerPage) }, cursor, signal);
}

/** A page of the audit trail of the last month, newest first. */
export function readAudit(cursor: string | null, signal: AbortSignal): Promise<Page<AuditView>> {
  return page('audit', 'audit', { limit: String(rowsPerPage) }, cursor, signal);
}

/** Notes on one subject, newest first. */
export function readNotes({ kind, id, operator }: NoteView['subject'], signal: AbortSignal): Promise<NoteView[]> {
  return list('notes', { kind, id, ...(operator === null ? {} : { operator }) }, signal);
}
