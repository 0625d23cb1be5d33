/**
 * InfluxQL about availability: seconds are stored, percentages are made here. Availability is up and degraded over
 * what was measured outside announced maintenance; coverage says how much was measured; the strict figure counts what is
 * not known as down. Pure.
 */
import { quoted, type Scope, type Tag, whereOf } from './queries.ts';

type AvailabilityScope = Scope<'availability'>;

const kinds = ['up', 'degraded', 'down', 'unknown', 'maintenance'] as const;
const sums = kinds.map((kind) => `sum("${kind}_s") AS "${kind}"`).join(', ');
const good = '("up" + "degraded")';
const measured = '("up" + "degraded" + "down")';
const counted = '("up" + "degraded" + "down" + "unknown")';

const seconds = (scope: AvailabilityScope, by: readonly Tag<'availability'>[]) =>
  `SELECT ${sums} FROM "availability" WHERE ${whereOf(scope)} GROUP BY ${by.map(quoted).join(', ')}`;

/**
 * Availability per series; with a target, that and the distance to it as well. InfluxDB answers a division by 0 with 0,
 * so that what was never measured is left out here: it has a coverage of 0, and no availability.
 */
export function availabilityOf(scope: AvailabilityScope, by: readonly Tag<'availability'>[], target?: number): string {
  const ratio = `${good} / ${measured}`;
  // A constant alone is no column in InfluxQL: it is hung on one that is there.
  const aim =
    target === undefined ? '' : `, ${measured} / ${measured} * ${target} AS "target", ${ratio} - ${target} AS "margin"`;
  return `SELECT ${ratio} AS "availability"${aim} FROM (${seconds(scope, by)}) WHERE ${measured} > 0 GROUP BY ${by.map(quoted).join(', ')}`;
}

const beside = {
  coverage: `${measured} / ${counted} AS "coverage"`,
  strict: `${good} / ${counted} AS "strict"`,
  down: '"down"',
  unknown: '"unknown"',
  maintenance: '"maintenance"',
} as const;
export type Beside = keyof typeof beside;
export const allBeside = Object.keys(beside) as Beside[];
/** Of a class, an area, an operator or the province: its seconds are weighted, so that only ratios of them mean a thing. */
export const ratiosBeside = ['coverage', 'strict'] as const satisfies readonly Beside[];

/** What is printed beside an availability: coverage, the strict figure, and the seconds they come from. */
export function coverageOf(
  scope: AvailabilityScope,
  by: readonly Tag<'availability'>[],
  figures: readonly Beside[] = allBeside,
): string {
  const selected = figures.map((name) => beside[name]).join(', ');
  return `SELECT ${selected} FROM (${seconds(scope, by)}) WHERE ${counted} > 0 GROUP BY ${by.map(quoted).join(', ')}`;
}

/**
 * Days of Asia/Ho_Chi_Minh begin at 17:00 UTC all year round. An offset, since InfluxDB 1 does not hand `tz()` down to the
 * query inside.
 */
const dayOffset = '17h';

/** One of the figures by day of the province; a day that was not measured has none. */
export function byDay(
  scope: AvailabilityScope,
  by: readonly Tag<'availability'>[],
  figure: 'availability' | 'coverage',
  label: string,
): string {
  const tags = by.map(quoted).join(', ');
  const [over, under] = figure === 'availability' ? [good, measured] : [measured, counted];
  const days = `SELECT ${sums} FROM "availability" WHERE ${whereOf(scope)} GROUP BY time(1d, ${dayOffset}), ${tags} fill(none)`;
  return `SELECT ${over} / ${under} AS ${quoted(label)} FROM (${days}) WHERE ${under} > 0 GROUP BY ${tags}`;
}
