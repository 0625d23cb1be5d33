/**
 * Tells open pages what has changed, twice a second, each what its viewer may see. What has changed is a set, so a page
 * is never told the same thing twice in one go; when there is too much to tell, it is told to read the lists anew.
 */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { AlertRecord } from '../alert/record.ts';
import type { ChangeFeed, StreamEvent, Viewer } from '../http/views.ts';
import type { Changes } from '../network/changes.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { changesPerFlushMax } from './limits.ts';
import { type LiveViews, scopeOf } from './views.ts';

interface Subscriber {
  viewer: Viewer;
  send: (event: StreamEvent) => void;
}

export class LiveFeed implements ChangeFeed {
  readonly #views: LiveViews;
  readonly #picture: Picture;
  readonly #now: () => number;
  readonly #subscribers = new Set<Subscriber>();
  /** Newest of each alert since the last flush. */
  #alerts = new Map<string, AlertRecord>();

  constructor(views: LiveViews, picture: Picture, now: () => number) {
    this.#views = views;
    this.#picture = picture;
    this.#now = now;
  }

  subscribe(viewer: Viewer, send: (event: StreamEvent) => void): () => void {
    const subscriber = { viewer, send };
    this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Notes an alert that is to be shown anew. */
  alert(record: AlertRecord): void {
    this.#alerts.set(record.id, record);
    this.#picture.changes.endpoints.add(record.endpoint);
  }

  /** Sends what has changed since the last flush. One that fails to take it does not keep it from the others. */
  flush(onError: (error: unknown) => void): void {
    const changes = this.#picture.changes.drain();
    const alerts = [...this.#alerts.values()];
    this.#alerts = new Map();
    const made = new Map<string, StreamEvent[]>();
    for (const { viewer, send } of [...this.#subscribers]) {
      try {
        const scope = scopeOf(viewer) ?? '*';
        const events = made.get(scope) ?? this.#eventsFor(viewer, changes, alerts);
        made.set(scope, events);
        for (const event of events) send(event);
      } catch (error) {
        onError(error);
      }
    }
  }

  #eventsFor(viewer: Viewer, changes: Changes, alerts: readonly AlertRecord[]): StreamEvent[] {
    const at = this.#now();
    const scope = scopeOf(viewer);
    const many = changes.links.size + changes.units.size + changes.endpoints.size + alerts.length;
    if (changes.everything || many > changesPerFlushMax) return [{ event: 'resync', data: { at } }];
    const events: StreamEvent[] = [];
    const links = this.#views.links(viewer, changes.links);
    if (links.length > 0) events.push({ event: 'links', data: { at, links } });
    // An endpoint's worst reserve moves with every reading of its links.
    const touched = new Set([...changes.endpoints, ...links.map((view) => view.endpoint)]);
    const endpoints = this.#views.endpoints(viewer, touched);
    if (touched.size > 0 && endpoints.length > 0) events.push({ event: 'endpoints', data: { at, endpoints } });
    const units = this.#views.units(viewer).filter((view) => changes.units.has(keyOf(view.operator, view.unit)));
    if (units.length > 0) events.push({ event: 'units', data: { at, units } });
    const shown: AlertView[] = alerts
      .filter((record) => this.#views.seesAlert(scope, record))
      .map((record) => this.#views.alertView(record));
    for (const data of shown) events.push({ event: 'alert', data });
    if (changes.findings) events.push({ event: 'findings', data: { at, findings: this.#views.findings(viewer) } });
    const agents = this.#views.agents(viewer).filter((view) => changes.agents.has(keyOf(view.operator, view.agent)));
    if (agents.length > 0) events.push({ event: 'agents', data: { at, agents } });
    if (events.length > 0) events.push({ event: 'overview', data: this.#views.overview(viewer) });
    return events;
  }
}
