/**
 * What a point may look like, from the contract's table of measurements. Both stores ask this before anything is
 * written, so that a store's own refusal (a field whose type changed, an empty tag) never happens in normal operation.
 */
import {
  type FieldUnit,
  type Measurement,
  measurements,
  type Tier,
  tierNames,
  tiers,
} from '@thongsuot/contract/storage.ts';
import { magnitudeMax, stateLengthMax, tagLengthMax } from './limits.ts';
import type { Point, PointRejection } from './store.ts';

export type FieldType = 'number' | 'text';

/**
 * What a rollup appends to a raw field's name; the name alone is the mean, and of a state the last one. `weight` is what
 * the mean of a 5-minute bucket counts with in a longer one.
 */
const rollup = /^(.+)_(mean|max|min|p95|last|sum|weight)$/;

/** How many points a rollup covers, and how many it should. */
const rollupCounts: ReadonlySet<string> = new Set(['n', 'expected']);

const day = 86_400_000;

/** Tags of the measurement in the order of the contract, which is the order in every key. */
export function tagNames(measurement: Measurement): readonly string[] {
  return measurements[measurement].tags;
}

/** Fields of the measurement in the raw tier, in the order of the contract. */
export function fieldNames(measurement: Measurement): readonly string[] {
  return Object.keys(measurements[measurement].fields);
}

/** Fields that the measurement may have in the tiers above raw: each with what a rollup appends, and the counts. */
export function rollupFieldNames(measurement: Measurement): string[] {
  const suffixes = ['mean', 'max', 'min', 'p95', 'last', 'sum', 'weight'];
  const names = fieldNames(measurement).flatMap((name) => [name, ...suffixes.map((suffix) => `${name}_${suffix}`)]);
  return [...new Set([...names, ...rollupCounts])].filter((name) => fieldType(measurement, '5m', name) !== undefined);
}

/** The type of a field in a tier, or undefined when the contract knows no such field. */
export function fieldType(measurement: Measurement, tier: Tier, field: string): FieldType | undefined {
  const unit = unitOf(measurement, field);
  if (unit !== undefined) return unit === 'state' ? 'text' : 'number';
  if (tier === 'raw') return undefined;
  if (rollupCounts.has(field)) return 'number';
  const [, base, suffix] = rollup.exec(field) ?? [];
  if (base === undefined) return undefined;
  const baseUnit = unitOf(measurement, base);
  if (baseUnit === undefined) return undefined;
  if (baseUnit !== 'state') return 'number';
  return suffix === 'last' ? 'text' : undefined;
}

function unitOf(measurement: Measurement, field: string): FieldUnit | undefined {
  const fields: Readonly<Record<string, FieldUnit>> = measurements[measurement].fields;
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** How long each tier keeps its points, in milliseconds. */
export type Retention = Readonly<Record<Tier, number>>;

/** The retention of the contract, with the tiers that `replaced` names kept as long as it says. */
export function retentionOf(replaced: Partial<Retention> = {}): Retention {
  const contract = Object.fromEntries(tierNames.map((tier) => [tier, tiers[tier].keepDays * day])) as Record<
    Tier,
    number
  >;
  return { ...contract, ...replaced };
}

/** Parts a call's points into those to store and those to refuse, with their places in the call. */
export function admit(
  points: readonly Point[],
  tier: Tier,
  from: number,
): { admitted: Point[]; places: number[]; rejected: PointRejection[] } {
  const admitted: Point[] = [];
  const places: number[] = [];
  const rejected: PointRejection[] = [];
  for (const [index, point] of points.entries()) {
    const detail = problemOf(point, tier);
    if (detail !== undefined) rejected.push({ index, code: 'invalid', detail });
    else if (point.at < from) {
      rejected.push({ index, code: 'expired', detail: `older than ${new Date(from).toISOString()}: not kept` });
    } else {
      admitted.push(point);
      places.push(index);
    }
  }
  return { admitted, places, rejected };
}

/** Why no store can keep this point, or undefined when they can. */
export function problemOf(point: Point, tier: Tier): string | undefined {
  if (!Object.hasOwn(measurements, point.measurement)) return `no measurement is called ${quoted(point.measurement)}`;
  if (!Number.isSafeInteger(point.at) || point.at < 0) return `time ${point.at} is not Unix epoch ms`;
  return tagProblem(point) ?? fieldProblem(point, tier);
}

function tagProblem(point: Point): string | undefined {
  const names = tagNames(point.measurement);
  for (const name of names) {
    const value = Object.hasOwn(point.tags, name) ? point.tags[name] : undefined;
    if (typeof value !== 'string' || value === '') return `tag ${name} of ${point.measurement} is missing or empty`;
    if (value.length > tagLengthMax) return `tag ${name} has ${value.length} characters, at most ${tagLengthMax} fit`;
    // InfluxDB's line protocol has no way to write a backslash before a comma, a space or the end of a tag's value.
    if (!value.isWellFormed() || hasControlOrBackslash(value)) {
      return `tag ${name} holds a control character, a backslash or half a surrogate pair: ${quoted(value)}`;
    }
  }
  const extra = Object.keys(point.tags).find((name) => !names.includes(name));
  return extra === undefined ? undefined : `${point.measurement} has no tag ${quoted(extra)}`;
}

function fieldProblem(point: Point, tier: Tier): string | undefined {
  const entries = Object.entries(point.fields);
  if (entries.length === 0) return 'a point needs at least one field';
  for (const [name, value] of entries) {
    const type = fieldType(point.measurement, tier, name);
    if (type === undefined) return `${point.measurement} has no field ${quoted(name)} in tier ${tier}`;
    if (type === 'number' && !(typeof value === 'number' && Math.abs(value) <= magnitudeMax)) {
      return `field ${name} is a number within ±${magnitudeMax}, found ${quoted(value)}`;
    }
    if (type === 'text' && !(typeof value === 'string' && value.isWellFormed() && value.length <= stateLengthMax)) {
      return `field ${name} is a string of at most ${stateLengthMax} characters, found ${quoted(value)}`;
    }
  }
  return undefined;
}

function hasControlOrBackslash(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === 0x5c) return true;
  }
  return false;
}

/** A foreign value as it may stand in a message: short, with everything odd escaped. */
function quoted(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value.toWellFormed()) : String(value)).slice(0, 120);
}
