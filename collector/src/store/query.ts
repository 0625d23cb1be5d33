/** What both stores check of a query before they read, so that they refuse the same ones in the same words. */
import { type Measurement, measurements, tiers } from '@thongsuot/contract/storage.ts';
import { bucketsPerQueryMax, fieldsPerQueryMax, pointsPerAnswerMax, valuesPerQueryMax } from './limits.ts';
import { tagNames } from './schema.ts';
import type { StoredSeries, WindowQuery } from './store.ts';

/** The latest time any store can hold: the contract's own limit is a hundred years before it. */
const timeMax = 7_258_118_400_000;

/**
 * The query with its times clamped to what can be stored and without repeated fields, or undefined when its window is
 * empty.
 * @throws RangeError when the query is not one: that is a mistake of the caller, not of the store.
 */
export function checkedQuery(query: WindowQuery): WindowQuery | undefined {
  checkNames(query.measurement, query.where);
  if (query.oneOf !== undefined) {
    const { tag, values } = query.oneOf;
    checkNames(query.measurement, { [tag]: '' });
    if (values.length < 1 || values.length > valuesPerQueryMax) {
      throw new RangeError(`oneOf names 1 to ${valuesPerQueryMax} values, found ${values.length}`);
    }
  }
  if (!Object.hasOwn(tiers, query.tier)) throw new RangeError(`no tier is called ${query.tier}`);
  const fields = [...new Set(query.fields)];
  if (fields.length !== query.fields.length) throw new RangeError('a query names each field once');
  if (fields.length < 1 || fields.length > fieldsPerQueryMax) {
    throw new RangeError(`a query has 1 to ${fieldsPerQueryMax} fields, found ${fields.length}`);
  }
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > pointsPerAnswerMax) {
    throw new RangeError(`limit is 1 to ${pointsPerAnswerMax}, found ${query.limit}`);
  }
  const from = clampedTime(query.from);
  const to = clampedTime(query.to);
  if (query.everyMs !== undefined) {
    if (query.aggregate === undefined) throw new RangeError('everyMs goes with an aggregate');
    if (!Number.isSafeInteger(query.everyMs) || query.everyMs < 1) {
      throw new RangeError(`everyMs is a whole number of milliseconds, found ${query.everyMs}`);
    }
    const buckets = Math.ceil((to - from) / query.everyMs);
    if (buckets > bucketsPerQueryMax) {
      throw new RangeError(`a query has at most ${bucketsPerQueryMax} buckets, found ${buckets}: ask in slices`);
    }
  }
  return from < to ? { ...query, from, to } : undefined;
}

/** @throws RangeError when the measurement or one of the tags does not exist. */
export function checkNames(measurement: Measurement, where: Readonly<Record<string, string>>): void {
  if (!Object.hasOwn(measurements, measurement)) throw new RangeError(`no measurement is called ${measurement}`);
  const names = tagNames(measurement);
  for (const name of Object.keys(where)) {
    if (!names.includes(name)) throw new RangeError(`${measurement} has no tag ${name}`);
  }
}

/** A time within what can be stored; fractions count as the next whole millisecond, as `≥` and `<` want it. */
export function clampedTime(at: number): number {
  if (Number.isNaN(at)) throw new RangeError('a time is Unix epoch ms, found NaN');
  return Math.min(Math.max(Math.ceil(at), 0), timeMax);
}

/** The order of series in every answer: by their tags in the order of the contract, code unit by code unit. */
export function byTags(a: Pick<StoredSeries, 'tags'>, b: Pick<StoredSeries, 'tags'>): number {
  const [x, y] = [Object.values(a.tags).join('\0'), Object.values(b.tags).join('\0')];
  return x < y ? -1 : x > y ? 1 : 0;
}
