/** Who hears of an alert, and with what it is told together. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';
import type { Notification } from '../alert/notification.ts';
import type { Directory } from './directory.ts';
import type { Gathering } from './grouping.ts';

/** An alert matches when it has one of the values of every list that is there. */
export interface Match {
  class?: readonly ClassCode[] | undefined;
  operator?: readonly string[] | undefined;
  priority?: readonly number[] | undefined;
  severity?: readonly Severity[] | undefined;
  rule?: readonly AlertRule[] | undefined;
  area?: readonly string[] | undefined;
}

export interface Route extends Gathering {
  id: string;
  match: Match;
  receivers: readonly string[];
  /** Between two reminders of an alert that fires on and is not acknowledged; null: none. */
  repeatMs: number | null;
  /** Whom it goes to as well when nobody has acknowledged it so long after it was told; in ascending order. */
  escalate: readonly { afterMs: number; receivers: readonly string[] }[];
}

export interface Routes {
  routes: readonly Route[];
  /** Takes what no route matches: nothing is told to nobody. */
  fallback: Route;
}

/** The routes of an alert, those that match or else the fallback, in the order of the config. */
export function routesOf(alert: Notification['alert'], { routes, fallback }: Routes, directory: Directory): Route[] {
  const found = routes.filter((route) => matches(alert, route.match, directory));
  return found.length === 0 ? [fallback] : found;
}

/** Each receiver of those routes once, with the first of them that names it. */
export function receiversOf(routes: readonly Route[]): Map<string, Route> {
  const found = new Map<string, Route>();
  for (const route of routes) {
    for (const receiver of route.receivers) if (!found.has(receiver)) found.set(receiver, route);
  }
  return found;
}

function matches(alert: Notification['alert'], match: Match, directory: Directory): boolean {
  const one = <T>(list: readonly T[] | undefined, value: T) => list === undefined || list.includes(value);
  const classes = alert.classes ?? directory.classes(alert.endpoint);
  const area = areaOf(alert, directory);
  return (
    one(match.operator, alert.operator) &&
    one<number>(match.priority, alert.priority) &&
    one(match.severity, alert.severity) &&
    one(match.rule, alert.rule) &&
    (match.class === undefined || match.class.some((code) => classes.includes(code))) &&
    (match.area === undefined || (area !== null && match.area.includes(area)))
  );
}

const areaOf = (alert: Notification['alert'], directory: Directory): string | null =>
  alert.area ?? directory.areaId(alert.endpoint);

/** The keys by which an alert is gathered, from the finest on. */
export function keysOf(alert: Notification['alert'], directory: Directory) {
  const { operator, endpoint, rule } = alert;
  const site = alert.site ?? null;
  const ofSite = site === null ? null : `site/${operator}/${site}`;
  const area = areaOf(alert, directory);
  // Many devices fail at once when it is their site that fails, whatever endpoints they serve.
  const own = rule === 'deviceUnreachable' || rule === 'agentSilent' ? (ofSite ?? `operator/${operator}`) : null;
  const ofArea = area === null ? `operator/${operator}` : `area/${area}`;
  return {
    group: alert.group ?? own ?? `endpoint/${endpoint}`,
    site: ofSite ?? ofArea,
    area: ofArea,
    operator: `operator/${operator}`,
  };
}
