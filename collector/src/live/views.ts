/** Answers the API's questions from the picture, the alerts and the store; each answer is made for its viewer. */
import type {
  AlertView,
  EndpointView,
  Overview,
  Readiness,
  SeriesGap,
  State,
  WorstReserve,
} from '@thongsuot/contract/api.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { AlertRecord } from '../alert/record.ts';
import { alertView, compareAlerts } from '../alert/view.ts';
import type { Viewer, Views } from '../http/views.ts';
import { backupsOf } from '../network/backups.ts';
import { type EndpointEntry, keyOf } from '../network/entries.ts';
import type { Instant } from '../network/fresh.ts';
import { worstReservesMax } from '../network/limits.ts';
import type { Picture } from '../network/picture.ts';
import { readSeries } from '../network/series.ts';
import {
  agentView,
  checkView,
  endpointFigures,
  endpointView,
  findingsFor,
  linkView,
  type Scope,
  sees,
  seesEndpoint,
  unitView,
} from '../network/view.ts';
import type { Staleness } from '../rollup/read.ts';
import type { Store } from '../store/store.ts';
import type { LiveAlerts } from './alerts.ts';

/** What is known of the tiers, and of what agents have lost. */
export interface History {
  stale: Staleness;
  /** The gaps that an agent told, oldest first. */
  gaps(operator: string, agent: string): readonly SeriesGap[];
}

export interface LiveViewsOptions {
  picture: Picture;
  alerts: Pick<LiveAlerts, 'keeper' | 'standing'>;
  store: Store;
  demo: boolean;
  instant: () => Instant;
  /** Left out: no rollups are made, and series are read from raw points. */
  history?: History;
}

/** An operator's eyes are his own id; one whose credential names no operator sees nothing. */
export const scopeOf = (viewer: Viewer): Scope => (viewer.role === 'operator' ? (viewer.operator ?? '') : null);

export class LiveViews implements Views {
  readonly #options: LiveViewsOptions;

  constructor(options: LiveViewsOptions) {
    this.#options = options;
  }

  me(viewer: Viewer) {
    const { picture, demo } = this.#options;
    const { province, scene, operators, areas } = picture.register.register;
    const scope = scopeOf(viewer);
    return {
      demo,
      role: viewer.role,
      operator: scope,
      province,
      scene: scene ?? null,
      operators: operators.filter((o) => sees(scope, o.id)).map(({ id, name }) => ({ id, name })),
      areas: areas.map(({ id, vi, en }) => ({ id, vi, en })),
    };
  }

  overview(viewer: Viewer): Overview {
    const { picture, demo } = this.#options;
    const endpoints = [...picture.endpoints.values()].flatMap(
      (entry) => endpointFigures(picture, entry, scopeOf(viewer), 0, this.#options.instant()) ?? [],
    );
    const alerts = this.alerts(viewer, undefined);
    const agents = this.agents(viewer);
    const scope = scopeOf(viewer);
    const links = [...picture.links.values()].filter((entry) => sees(scope, entry.operator));
    const units = [...picture.units.values()].filter((entry) => sees(scope, entry.operator));
    return {
      at: this.#options.instant().now,
      demo,
      endpoints: countStates(endpoints.map((e) => e.state)),
      links: countStates(links.map((entry) => entry.state)),
      units: countReadiness(units.map((entry) => entry.verdict.readiness)),
      alerts: {
        firing: alerts.filter((a) => a.state === 'firing').length,
        pending: alerts.filter((a) => a.state === 'pending').length,
      },
      agents: { total: agents.length, silent: agents.filter((a) => a.silent).length },
      worstReserve: worstOf(endpoints),
    };
  }

  /** Those of `only`, or all. */
  endpoints(viewer: Viewer, only?: ReadonlySet<string>): EndpointView[] {
    const counts = this.#alertCounts(scopeOf(viewer));
    return [...this.#options.picture.endpoints.values()].flatMap((entry) =>
      only === undefined || only.has(entry.id) ? (this.#endpoint(entry, viewer, counts) ?? []) : [],
    );
  }

  endpoint(viewer: Viewer, id: string) {
    const { picture, instant } = this.#options;
    const entry = picture.endpoints.get(id);
    const scope = scopeOf(viewer);
    const view = entry === undefined ? undefined : this.#endpoint(entry, viewer, this.#alertCounts(scope));
    if (entry === undefined || view === undefined) return undefined;
    const own = [...entry.links].filter((link) => sees(scope, link.operator));
    const protectedHere = new Set(own.map((link) => link.key));
    const units = [...picture.units.values()].filter(
      (unit) =>
        sees(scope, unit.operator) && unit.unit.protects.some((link) => protectedHere.has(keyOf(unit.operator, link))),
    );
    const checks = [...entry.checks].filter((check) => sees(scope, check.operator));
    return {
      ...view,
      links: own.map((link) => linkView(link, instant())),
      units: units.map(unitView),
      checks: checks.map((check) => checkView(check, picture.checkSucceeds(check, instant()))),
      backups: backupsOf(picture, entry, instant()).filter(({ operator }) => sees(scope, operator)),
    };
  }

  /** Those of the keys `only`, or all. */
  links(viewer: Viewer, only?: ReadonlySet<string>) {
    const { picture, instant } = this.#options;
    const scope = scopeOf(viewer);
    const now = instant();
    const entries =
      only === undefined ? [...picture.links.values()] : [...only].flatMap((key) => picture.links.get(key) ?? []);
    return entries.filter((entry) => sees(scope, entry.operator)).map((entry) => linkView(entry, now));
  }

  link(viewer: Viewer, operator: string, link: string) {
    const entry = this.#options.picture.links.get(keyOf(operator, link));
    if (entry === undefined || !sees(scopeOf(viewer), entry.operator)) return undefined;
    return linkView(entry, this.#options.instant());
  }

  async series(viewer: Viewer, operator: string, link: string, from: number, to: number, points: number) {
    const view = this.link(viewer, operator, link);
    const agent = this.#options.picture.links.get(keyOf(operator, link))?.agent;
    if (view === undefined || agent === undefined) return undefined;
    const { store, history } = this.#options;
    const gaps = history?.gaps(operator, agent).filter((gap) => gap.from < to && gap.to >= from) ?? [];
    const request = { operator, link, from, to, points, intervalS: view.intervalS };
    return { ...(await readSeries(store, request, history?.stale ?? null)), gaps };
  }

  units(viewer: Viewer) {
    const scope = scopeOf(viewer);
    return [...this.#options.picture.units.values()].filter((unit) => sees(scope, unit.operator)).map(unitView);
  }

  alerts(viewer: Viewer, state: 'pending' | 'firing' | 'resolved' | undefined): AlertView[] {
    const { keeper } = this.#options.alerts;
    const scope = scopeOf(viewer);
    const records = state === 'resolved' ? keeper.resolved(scope) : keeper.open();
    const views = records
      .filter((record) => (state === undefined || record.state === state) && this.seesAlert(scope, record))
      .map((record) => this.alertView(record));
    return state === 'resolved' ? views : views.sort(compareAlerts);
  }

  findings(viewer: Viewer) {
    return findingsFor(this.#options.picture, scopeOf(viewer));
  }

  agents(viewer: Viewer) {
    const scope = scopeOf(viewer);
    return [...this.#options.picture.agents.values()].filter((agent) => sees(scope, agent.operator)).map(agentView);
  }

  alertView(record: AlertRecord): AlertView {
    const { alerts, instant } = this.#options;
    return alertView(record, alerts.standing(record), instant().now);
  }

  /** An open alert, or one that ended lately; undefined when there is none that the viewer may see. */
  alertFor(viewer: Viewer, id: string): AlertRecord | undefined {
    const { keeper } = this.#options.alerts;
    const scope = scopeOf(viewer);
    const record =
      keeper.open().find((open) => open.id === id) ?? keeper.resolved(scope).find((ended) => ended.id === id);
    return record !== undefined && this.seesAlert(scope, record) ? record : undefined;
  }

  /** An operator sees the alerts about what is his, and those about whole endpoints that he serves. */
  seesAlert(scope: Scope, record: AlertRecord): boolean {
    if (record.operator !== allOperators) return sees(scope, record.operator);
    // What several operators' links could carry for each other is the department's to know.
    if (record.rule === 'failoverReserveShort') return scope === null;
    const endpoint = this.#options.picture.endpoints.get(record.endpoint);
    return scope === null || (endpoint !== undefined && seesEndpoint(scope, endpoint));
  }

  #endpoint(entry: EndpointEntry, viewer: Viewer, alerts: ReadonlyMap<string, number>): EndpointView | undefined {
    const { picture, instant } = this.#options;
    return endpointView(picture, entry, scopeOf(viewer), alerts.get(entry.id) ?? 0, instant());
  }

  #alertCounts(scope: Scope): Map<string, number> {
    const counts = new Map<string, number>();
    for (const record of this.#options.alerts.keeper.open()) {
      if (record.state !== 'firing' || !this.seesAlert(scope, record)) continue;
      counts.set(record.endpoint, (counts.get(record.endpoint) ?? 0) + 1);
    }
    return counts;
  }
}

function countStates(states: readonly State[]): Overview['links'] {
  const counts = { total: states.length, up: 0, degraded: 0, down: 0, unknown: 0 };
  for (const state of states) counts[state]++;
  return counts;
}

function countReadiness(verdicts: readonly Readiness[]): Overview['units'] {
  const counts = { total: verdicts.length, ready: 0, conditional: 0, notReady: 0, unknown: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}

/** The endpoints with the least reserve, one line each, worst first. */
function worstOf(endpoints: readonly EndpointView[]): WorstReserve[] {
  return endpoints
    .flatMap((endpoint) => endpoint.worstReserve ?? [])
    .sort((a, b) => a.reserveRatio - b.reserveRatio)
    .slice(0, worstReservesMax);
}
