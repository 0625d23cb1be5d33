/** What the page knows of the province, and how one change of the stream changes it. Pure. */
import type {
  AgentView,
  AlertView,
  EndpointView,
  FindingView,
  LinkView,
  Me,
  Overview,
  StreamEvents,
  UnitView,
} from '@thongsuot/contract/api.ts';
import type { Province } from './api.ts';
import { compareNames } from './danger.ts';

export interface Picture {
  me: Me;
  overview: Overview;
  /** In the order of names, in which they stay. */
  endpoints: ReadonlyMap<string, EndpointView>;
  /** By `unitKey`. */
  units: ReadonlyMap<string, UnitView>;
  /** Firing alerts by id. */
  alerts: ReadonlyMap<string, AlertView>;
  findings: readonly FindingView[];
  /** By `agentKey`. */
  agents: ReadonlyMap<string, AgentView>;
  /** Links that have changed since the lists were read, by `linkKey`; pages of one link or endpoint read the rest. */
  links: ReadonlyMap<string, LinkView>;
}

/** A change as the stream sends it; ticks and resyncs are not changes of the picture. */
export type Change = {
  [K in Exclude<keyof StreamEvents, 'tick' | 'resync'>]: { event: K; data: StreamEvents[K] };
}[Exclude<keyof StreamEvents, 'tick' | 'resync'>];

// Ids are unique within their operator only; a space is in no id.
export const linkKey = (operator: string, link: string) => `${operator} ${link}`;
export const unitKey = (operator: string, unit: string) => `${operator} ${unit}`;
export const agentKey = (operator: string, agent: string) => `${operator} ${agent}`;

/** The picture that freshly read lists make. */
export function pictureOf(province: Province): Picture {
  return {
    me: province.me,
    overview: province.overview,
    endpoints: new Map(province.endpoints.toSorted(compareNames).map((e) => [e.id, e])),
    units: new Map(province.units.map((u) => [unitKey(u.operator, u.unit), u])),
    alerts: new Map(province.alerts.filter((a) => a.state === 'firing').map((a) => [a.id, a])),
    findings: province.findings,
    agents: new Map(province.agents.map((a) => [agentKey(a.operator, a.agent), a])),
    links: new Map(),
  };
}

/**
 * The picture after `changes`, in their order; applying them twice gives the same. `findings` is the whole list, since
 * a finding has no state in which it could say that it has ended; the other lists name what changed.
 */
export function applyChanges(picture: Picture, changes: readonly Change[]): Picture {
  const next = { ...picture };
  // Each map is copied at most once for all the changes.
  let endpoints: Map<string, EndpointView> | undefined;
  let units: Map<string, UnitView> | undefined;
  let alerts: Map<string, AlertView> | undefined;
  let agents: Map<string, AgentView> | undefined;
  let links: Map<string, LinkView> | undefined;
  for (const change of changes) {
    switch (change.event) {
      case 'overview':
        next.overview = change.data;
        break;
      case 'endpoints':
        endpoints ??= new Map(picture.endpoints);
        for (const e of change.data.endpoints) endpoints.set(e.id, e);
        break;
      case 'units':
        units ??= new Map(picture.units);
        for (const u of change.data.units) units.set(unitKey(u.operator, u.unit), u);
        break;
      case 'alert':
        alerts ??= new Map(picture.alerts);
        if (change.data.state === 'firing') alerts.set(change.data.id, change.data);
        else alerts.delete(change.data.id);
        break;
      case 'findings':
        next.findings = change.data.findings;
        break;
      case 'agents':
        agents ??= new Map(picture.agents);
        for (const a of change.data.agents) agents.set(agentKey(a.operator, a.agent), a);
        break;
      case 'links':
        links ??= new Map(picture.links);
        for (const l of change.data.links) links.set(linkKey(l.operator, l.link), l);
        break;
    }
  }
  if (endpoints !== undefined) next.endpoints = endpoints;
  if (units !== undefined) next.units = units;
  if (alerts !== undefined) next.alerts = alerts;
  if (agents !== undefined) next.agents = agents;
  if (links !== undefined) next.links = links;
  return next;
}

/** The newer of what a page read and what the stream has said since. */
export function newerLink(read: LinkView, streamed: LinkView | undefined): LinkView {
  return streamed !== undefined && (streamed.at ?? 0) >= (read.at ?? 0) ? streamed : read;
}

/** As `newerLink`, for a unit. */
export function newerUnit(read: UnitView, streamed: UnitView | undefined): UnitView {
  return streamed !== undefined && (streamed.at ?? 0) >= (read.at ?? 0) ? streamed : read;
}
