/** Addresses of the board's pages, kept in the fragment so that any static server can serve the one file. */

import { periodOf, periodS } from './wall/cycle.ts';

/** Pages that are of nothing in particular, in the order of the navigation. */
export const plainPages = ['alerts', 'capacity', 'backups', 'availability', 'duty', 'agents'] as const;
export type PlainPage = (typeof plainPages)[number];

export type Route =
  | { page: 'province' }
  | { page: 'endpoint'; endpoint: string }
  | { page: 'link'; operator: string; link: string }
  | { page: PlainPage }
  /** The wall, and the seconds that each of its scenes stays. */
  | { page: 'wall'; period: number }
  | { page: 'missing' };

/** The route of a location's fragment; a fragment that says nothing known is `missing`, never an error. */
export function parseRoute(fragment: string): Route {
  const parts: string[] = [];
  for (const part of fragment.replace(/^#?\/?/, '').split('/')) {
    if (part === '') continue;
    try {
      parts.push(decodeURIComponent(part));
    } catch {
      return { page: 'missing' };
    }
  }
  const [page, first, second] = parts;
  if (page === undefined) return { page: 'province' };
  if (page === 'endpoints' && first !== undefined && parts.length === 2) return { page: 'endpoint', endpoint: first };
  if (page === 'links' && first !== undefined && second !== undefined && parts.length === 3) {
    return { page: 'link', operator: first, link: second };
  }
  if (page === 'wall' && parts.length <= 2) return { page: 'wall', period: periodOf(first) };
  const plain = plainPages.find((name) => name === page);
  return plain !== undefined && parts.length === 1 ? { page: plain } : { page: 'missing' };
}

/** The fragment of a route: what goes into `href`. Ids are encoded, so that any id makes a working address. */
export function routeHref(route: Exclude<Route, { page: 'missing' }>): string {
  switch (route.page) {
    case 'province':
      return '#/';
    case 'endpoint':
      return `#/endpoints/${encodeURIComponent(route.endpoint)}`;
    case 'link':
      return `#/links/${encodeURIComponent(route.operator)}/${encodeURIComponent(route.link)}`;
    case 'wall':
      return route.period === periodS.usual ? '#/wall' : `#/wall/${route.period}`;
    default:
      return `#/${route.page}`;
  }
}
