/**
 * Recomputes one hour or one day: reads what it is made of, a bounded number of series at a time, and writes its buckets.
 * No bucket is ever taken back: raw points are added and changed, never removed before they expire, so that what a
 * bucket holds can be overwritten and has never to be deleted.
 */
import type { Tier } from '@thongsuot/contract/storage.ts';
import type { Row } from '../store/aggregate.ts';
import type { Point, Store, StoredSeries, WindowQuery } from '../store/store.ts';
import {
  addCounts,
  type Bucket,
  dayMs,
  type Fields,
  folded,
  foldedFields,
  hourMs,
  readingsOf,
  slotMs,
  slotsOf,
} from './bucket.ts';
import { cellsPerReadMax, fieldsPerDayReadMax, pointsPerWriteMax, seriesPerReadMax } from './limits.ts';
import { type FieldPlan, figureNames, type Plan } from './plan.ts';

/** Each call is one call to the store; the worker counts and paces them. */
export type RollupStore = Pick<Store, 'window' | 'write'>;

export interface Computed {
  /** Points that the store confirmed. */
  written: number;
  /** Points that it refused for good, with the reason of one. */
  refused: number;
  detail: string | null;
}

/** Writes the 5 m and 1 h tiers of one hour from its raw points. */
export async function computeHour(store: RollupStore, plan: Plan, operator: string, hour: number): Promise<Computed> {
  const outcome: Computed = { written: 0, refused: 0, detail: null };
  const raw = { measurement: plan.measurement, tier: 'raw', from: hour, to: hour + hourMs } as const;
  const names = plan.fields.map(({ name }) => name);
  const sizes = await cellsOf(store, plan, { ...raw, where: { operator }, fields: names });
  for (const values of chunksOf(sizes)) {
    const query = { ...raw, where: { operator }, fields: names, oneOf: { tag: plan.identity, values } };
    const slots: Point[] = [];
    const hours: Point[] = [];
    for (const { tags, points } of await store.window({ ...query, limit: cellsPerReadMax })) {
      const some = slotsOf(plan, points);
      slots.push(...some.map((slot) => pointOf(plan, tags, slot)));
      const whole = folded(plan, some, hour, hourMs);
      if (whole !== undefined) hours.push(pointOf(plan, tags, whole));
    }
    await writeAll(store, slots, '5m', outcome);
    await writeAll(store, hours, '1h', outcome);
  }
  return outcome;
}

/** Writes the 1 d tier of one day of the province from its slots in the 5 m tier. */
export async function computeDay(store: RollupStore, plan: Plan, operator: string, day: number): Promise<Computed> {
  const outcome: Computed = { written: 0, refused: 0, detail: null };
  const range = { measurement: plan.measurement, tier: '5m', where: { operator }, from: day, to: day + dayMs } as const;
  const groups = groupsOf(plan);
  const widest = Math.max(...groups.map((group) => namesOf(group).length));
  const slots = await cellsOf(store, plan, { ...range, fields: ['n'] });
  const sizes = new Map([...slots].map(([value, count]) => [value, count * widest]));
  for (const values of chunksOf(sizes)) {
    const days = new Map<string, { tags: StoredSeries['tags']; fields: Fields }>();
    for (const [i, group] of groups.entries()) {
      const fields = i === 0 ? [...namesOf(group), 'n'] : namesOf(group);
      const query = { ...range, fields, oneOf: { tag: plan.identity, values }, limit: dayMs / slotMs };
      for (const { tags, points } of await store.window(query)) {
        const some = points.map((point) => bucketOfRow(point, fields));
        const key = JSON.stringify(tags);
        const whole = days.get(key) ?? { tags, fields: {} };
        Object.assign(whole.fields, foldedFields(group, some));
        if (i === 0) addCounts(whole.fields, readingsOf(some), dayMs);
        days.set(key, whole);
      }
    }
    const points = [...days.values()].map(({ tags, fields }) => pointOf(plan, tags, { at: day, fields }));
    await writeAll(store, points, '1d', outcome);
  }
  return outcome;
}

/** Fields of one read each; those that are not means come first and bring the counts. */
function groupsOf(plan: Plan): FieldPlan[][] {
  const groups: FieldPlan[][] = [];
  for (let i = 0; i < plan.fields.length; i += fieldsPerDayReadMax) {
    groups.push(plan.fields.slice(i, i + fieldsPerDayReadMax));
  }
  return groups;
}

const namesOf = (group: readonly FieldPlan[]): string[] => group.flatMap((field) => figureNames(field, '5m'));

/** How many values each identity has in a range. */
async function cellsOf(
  store: RollupStore,
  plan: Plan,
  query: Pick<WindowQuery, 'measurement' | 'tier' | 'where' | 'from' | 'to' | 'fields'>,
): Promise<Map<string, number>> {
  const cells = new Map<string, number>();
  for (const { tags, points } of await store.window({ ...query, aggregate: 'count', limit: 1 })) {
    const value = tags[plan.identity] ?? '';
    const count = (points[0]?.values ?? []).reduce<number>((n, cell) => n + (typeof cell === 'number' ? cell : 0), 0);
    cells.set(value, (cells.get(value) ?? 0) + count);
  }
  return cells;
}

/** Identities in runs of so many values together; one that is larger stands alone. */
export function* chunksOf(cells: ReadonlyMap<string, number>): Generator<string[]> {
  let chunk: string[] = [];
  let total = 0;
  for (const [value, count] of cells) {
    if (chunk.length > 0 && (chunk.length >= seriesPerReadMax || total + count > cellsPerReadMax)) {
      yield chunk;
      chunk = [];
      total = 0;
    }
    chunk.push(value);
    total += count;
  }
  if (chunk.length > 0) yield chunk;
}

function bucketOfRow({ at, values }: Row, names: readonly string[]): Bucket {
  const fields: Fields = {};
  for (const [i, name] of names.entries()) {
    const value = values[i];
    if (value !== null && value !== undefined) fields[name] = value;
  }
  return { at, fields };
}

const pointOf = (plan: Plan, tags: StoredSeries['tags'], { at, fields }: Bucket): Point => ({
  measurement: plan.measurement,
  tags,
  fields,
  at,
});

async function writeAll(store: RollupStore, points: readonly Point[], tier: Tier, outcome: Computed): Promise<void> {
  for (let i = 0; i < points.length; i += pointsPerWriteMax) {
    const { stored, rejected } = await store.write(points.slice(i, i + pointsPerWriteMax), tier);
    outcome.written += stored;
    // What a tier no longer keeps needs no figures; anything else is a point that we made wrongly.
    const invalid = rejected.filter(({ code }) => code === 'invalid');
    outcome.refused += invalid.length;
    outcome.detail ??= invalid[0]?.detail ?? null;
  }
}
