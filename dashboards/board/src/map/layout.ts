/**
 * Where endpoints stand on a map without tiles: an equirectangular projection of their own extent, neighbours put
 * together into one mark, areas as the hull of their endpoints. Pure.
 */
import type { EndpointView } from '@thongsuot/contract/api.ts';
import { type Danger, endpointDanger } from '../danger.ts';

export interface Point {
  x: number;
  y: number;
}

/** Endpoints that are too close to be told apart. */
export interface Mark extends Point {
  /** Stable while the same cell holds endpoints. */
  key: string;
  /** The worst of those in it. */
  danger: Danger;
  /** The worst first. */
  endpoints: EndpointView[];
}

export interface MapArea {
  id: string;
  /** Around its endpoints, clockwise or not; one or two points where there are no more. */
  hull: Point[];
  centre: Point;
  /** A zone is in force in it. */
  zone: boolean;
}

export interface MapLayout {
  width: number;
  height: number;
  /** In the order of drawing: the worst last, on top. */
  marks: Mark[];
  areas: MapArea[];
  /** Endpoints without coordinates. */
  missing: number;
}

/** Size of the drawing in its own units, and the distance below which two endpoints become one mark. */
const width = 800;
const heightMin = 360;
const heightMax = 900;
const margin = 40;
const cell = 30;

const rank: Record<Danger, number> = { critical: 0, warning: 1, unknown: 2, none: 3 };

/** The map of all endpoints that have coordinates; null when none has. */
export function layoutMap(endpoints: Iterable<EndpointView>): MapLayout | null {
  const placed: { endpoint: EndpointView; latitude: number; longitude: number }[] = [];
  let missing = 0;
  for (const endpoint of endpoints) {
    if (endpoint.coordinates === null) missing += 1;
    else placed.push({ endpoint, ...endpoint.coordinates });
  }
  if (placed.length === 0) return null;
  const { height, project } = projection(placed);
  const cells = new Map<string, { endpoints: EndpointView[]; x: number; y: number }>();
  const areas = new Map<string, { points: Point[]; zone: boolean }>();
  for (const { endpoint, latitude, longitude } of placed) {
    const point = project(latitude, longitude);
    const key = `${Math.round(point.x / cell)} ${Math.round(point.y / cell)}`;
    const held = cells.get(key);
    if (held === undefined) cells.set(key, { endpoints: [endpoint], ...point });
    else {
      // The mark stands where its endpoints do on average.
      const n = held.endpoints.push(endpoint);
      held.x += (point.x - held.x) / n;
      held.y += (point.y - held.y) / n;
    }
    if (endpoint.area === null) continue;
    const zone = endpoint.zone !== undefined && endpoint.zone !== null;
    const area = areas.get(endpoint.area);
    if (area === undefined) areas.set(endpoint.area, { points: [point], zone });
    else {
      area.points.push(point);
      area.zone ||= zone;
    }
  }
  return {
    width,
    height,
    marks: [...cells].map(([key, held]) => markOf(key, held)).sort((a, b) => rank[b.danger] - rank[a.danger]),
    areas: [...areas]
      .map(([id, { points, zone }]) => ({ id, zone, hull: hullOf(points), centre: centreOf(points) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    missing,
  };
}

/** Whether a map of `after` looks as one of `before` does: the same endpoints at the same places, in the same danger. */
export function samePlaces(
  before: ReadonlyMap<string, EndpointView>,
  after: ReadonlyMap<string, EndpointView>,
): boolean {
  if (before.size !== after.size) return false;
  for (const [id, b] of after) {
    const a = before.get(id);
    if (a === b) continue;
    if (a === undefined || a.state !== b.state || endpointDanger(a) !== endpointDanger(b)) return false;
    if (a.area !== b.area || a.priority !== b.priority || ((a.zone ?? null) !== null) !== ((b.zone ?? null) !== null))
      return false;
    if (a.coordinates?.latitude !== b.coordinates?.latitude || a.coordinates?.longitude !== b.coordinates?.longitude)
      return false;
  }
  return true;
}

function markOf(key: string, { endpoints, x, y }: { endpoints: EndpointView[]; x: number; y: number }): Mark {
  const ranked = endpoints
    .map((endpoint) => ({ endpoint, danger: endpointDanger(endpoint) }))
    .sort((a, b) => rank[a.danger] - rank[b.danger] || a.endpoint.priority - b.endpoint.priority);
  return { key, x, y, danger: ranked[0]?.danger ?? 'unknown', endpoints: ranked.map(({ endpoint }) => endpoint) };
}

/** Equirectangular: a degree of longitude is narrower by the cosine of the middle latitude; north is up. */
function projection(placed: readonly { latitude: number; longitude: number }[]) {
  let [south, north, west, east] = [90, -90, 180, -180];
  for (const { latitude, longitude } of placed) {
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
  }
  const narrowing = Math.max(0.05, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const [across, up] = [(east - west) * narrowing, north - south];
  const natural = across === 0 ? heightMax : margin * 2 + ((width - margin * 2) * up) / across;
  const height = Math.round(Math.min(heightMax, Math.max(heightMin, natural)));
  const room = { x: width - margin * 2, y: height - margin * 2 };
  // One scale for both directions: a map is not stretched.
  const scale = Math.min(
    across === 0 ? Number.POSITIVE_INFINITY : room.x / across,
    up === 0 ? Number.POSITIVE_INFINITY : room.y / up,
  );
  const unit = Number.isFinite(scale) ? scale : 0;
  const [left, top] = [(width - across * unit) / 2, (height - up * unit) / 2];
  const project = (latitude: number, longitude: number): Point => ({
    x: left + (longitude - west) * narrowing * unit,
    y: top + (north - latitude) * unit,
  });
  return { height, project };
}

function centreOf(points: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/** The convex hull, by Andrew's monotone chain. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const turn = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const chain = (ordered: readonly Point[]): Point[] => {
    const half: Point[] = [];
    for (const point of ordered) {
      for (;;) {
        const [before, last] = [half.at(-2), half.at(-1)];
        if (before === undefined || last === undefined || turn(before, last, point) > 0) break;
        half.pop();
      }
      half.push(point);
    }
    half.pop();
    return half;
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}
