/** Reads the collector's API; every wait and every list has a bound. The address is relative: the board is at `/`. */
import type {
  AgentView,
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
import { pagesPerListMax, pointsPerChart, requestMsMax } from './limits.ts';

/** The API did not give what was asked: `status` is HTTP's, or null when no answer came. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly status: number | null;
  constructor(path: string, status: number | null) {
    super(`GET ${path}: ${status === null ? `no answer in ${requestMsMax} ms` : `status ${status}, expected 200`}`);
    this.status = status;
  }
}

async function get<T>(path: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMsMax)]),
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RequestFailed(path, null);
  }
  if (!response.ok) throw new RequestFailed(path, response.status);
  return (await response.json()) as T;
}

interface Lists {
  endpoints: EndpointView;
  units: UnitView;
  alerts: AlertView;
  findings: FindingView;
  agents: AgentView;
}

/** The whole list: follows `next` to its end, at most `pagesPerListMax` pages. */
async function list<K extends keyof Lists>(name: K, query: string, signal: AbortSignal): Promise<Lists[K][]> {
  const rows: Lists[K][] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesPerListMax; page += 1) {
    const parameters = new URLSearchParams(query);
    if (cursor !== null) parameters.set('cursor', cursor);
    const search = parameters.toString();
    const answer: { next?: string | null } & Partial<Record<K, Lists[K][]>> = await get(
      `/v1/${name}${search === '' ? '' : `?${search}`}`,
      signal,
    );
    rows.push(...(answer[name] ?? []));
    cursor = answer.next ?? null;
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
    list('endpoints', '', signal),
    list('units', '', signal),
    list('alerts', 'state=firing', signal),
    list('findings', '', signal),
    list('agents', '', signal),
  ]);
  return { me, overview, endpoints, units, alerts, findings, agents };
}

/** @throws RequestFailed with status 404 when there is none, or none that the viewer may see. */
export function readEndpoint(id: string, signal: AbortSignal): Promise<EndpointDetail> {
  return get(`/v1/endpoints/${encodeURIComponent(id)}`, signal);
}

/** @throws RequestFailed as above. */
export function readLink(operator: string, link: string, signal: AbortSignal): Promise<LinkView> {
  return get(`/v1/links/${encodeURIComponent(operator)}/${encodeURIComponent(link)}`, signal);
}

/** The history of a link from `from` to `to`, in at most about `pointsPerChart` points. */
export function readSeries(
  operator: string,
  link: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<SeriesView> {
  const path = `/v1/links/${encodeURIComponent(operator)}/${encodeURIComponent(link)}/series`;
  return get(`${path}?from=${Math.round(from)}&to=${Math.round(to)}&points=${pointsPerChart}`, signal);
}
