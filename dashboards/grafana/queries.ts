/**
 * The InfluxQL of the dashboards. Names come from the contract, so that a field that is renamed does not compile. Only
 * what InfluxDB 1, 2 and 3 all understand: no retention policies, no SLIMIT, no database names, no derivatives.
 */
import { type Measurement, measurements } from '@thongsuot/contract/storage.ts';

export type Field<M extends Measurement> = keyof (typeof measurements)[M]['fields'] & string;
export type Tag<M extends Measurement> = (typeof measurements)[M]['tags'][number];

/**
 * What the tiers above the raw one keep of a figure, beside its mean under its own name: highest, lowest, newest, and
 * above 5 minutes the p95 of the 5-minute means (`collector/src/rollup`). A state keeps its newest under its own name.
 */
export const tierFigures = ['max', 'min', 'last', 'p95'] as const;
export type TierField<M extends Measurement> = Field<M> | `${Field<M>}_${(typeof tierFigures)[number]}`;

/** Functions that the panels need; each answers the same on all three versions. */
export type Aggregate = 'mean' | 'max' | 'min' | 'last' | 'sum';

export const quoted = (name: string) => `"${name}"`;
const listed = (names: readonly string[]) => names.map(quoted).join(', ');

/** A tag narrowed by the dashboard's variable of that name: one value or several (`(a|b)`). */
const narrowed = (tag: string, variable = tag) => `${quoted(tag)} =~ /^$${variable}$/`;

/** What points a query is about. */
export interface Scope<M extends Measurement> {
  measurement: M;
  /** Tags narrowed by the variables of the same names. */
  variables?: readonly Tag<M>[];
  /** The tag `operator` is the one of the variable `whose`: `all`, or in an operator's own Grafana that operator. */
  whose?: true;
  /** The tag `name` is the value of this variable: what a point of availability is about. */
  named?: 'endpoint';
  equal?: readonly (readonly [Tag<M>, string])[];
  oneOf?: readonly [Tag<M>, readonly string[]];
}

/** The conditions of a scope; the range in view always bounds it. */
export function whereOf<M extends Measurement>(scope: Scope<M>): string {
  const conditions = ['$timeFilter', ...(scope.variables ?? []).map((tag) => narrowed(tag))];
  if (scope.whose === true) conditions.push(narrowed('operator', 'whose'));
  if (scope.named !== undefined) conditions.push(narrowed('name', scope.named));
  for (const [tag, value] of scope.equal ?? []) conditions.push(`${quoted(tag)} = '${value}'`);
  if (scope.oneOf !== undefined) conditions.push(`${quoted(scope.oneOf[0])} =~ /^(${scope.oneOf[1].join('|')})$/`);
  return conditions.join(' AND ');
}

const from = <M extends Measurement>(scope: Scope<M>) => `FROM ${quoted(scope.measurement)} WHERE ${whereOf(scope)}`;

/**
 * One value a series and interval: a line of a chart. Intervals without points are null, which is drawn as a gap.
 * `factor` is the name of a variable that multiplies; it stands before any expression, where Grafana leaves it as it is.
 */
export function line<M extends Measurement>(
  scope: Scope<M>,
  aggregate: Aggregate,
  field: Field<M>,
  label: string,
  by: readonly Tag<M>[],
  factor?: string,
): string {
  return tierLine(scope, aggregate, field, label, by, factor);
}

/** The same of what a tier keeps. */
export function tierLine<M extends Measurement>(
  scope: Scope<M>,
  aggregate: Aggregate,
  field: TierField<M>,
  label: string,
  by: readonly Tag<M>[],
  factor?: string,
): string {
  const times = factor === undefined ? '' : ` * $${factor}`;
  return `SELECT ${aggregate}(${quoted(field)})${times} AS ${quoted(label)} ${from(scope)} GROUP BY time($__interval), ${listed(by)} fill(null)`;
}

/** Readings that a tier's buckets hold over those that there should be, 0–1; an hour without any has no point. */
export function readingsLine<M extends Measurement>(scope: Scope<M>, label: string, by: readonly Tag<M>[]): string {
  return `SELECT sum("n") / sum("expected") AS ${quoted(label)} ${from(scope)} GROUP BY time($__interval), ${listed(by)} fill(null)`;
}

export interface NewestColumn<M extends Measurement> {
  field: Field<M>;
  as: string;
  /** 1 − the field. */
  less?: boolean;
}

/** The newest value of each field a series: a row of a table. With one column its time is the point's own. */
export function newest<M extends Measurement>(
  scope: Scope<M>,
  columns: readonly NewestColumn<M>[],
  by: readonly Tag<M>[],
): string {
  const selected = columns.map(
    ({ field, as, less }) => `${less === true ? '1 - ' : ''}last(${quoted(field)}) AS ${quoted(as)}`,
  );
  return `SELECT ${selected.join(', ')} ${from(scope)} GROUP BY ${listed(by)}`;
}

/** One figure over all series: the sum or the least of their newest values. No series: no row, which is not 0. */
export function overNewest<M extends Measurement>(
  scope: Scope<M>,
  over: 'sum' | 'min' | 'max' | 'count',
  field: Field<M>,
  by: readonly Tag<M>[],
): string {
  return `SELECT ${over}("newest") AS "value" FROM (${newest(scope, [{ field, as: 'newest' }], by)})`;
}

/** How many series have 0 as the newest value of a flag; 0 where all have 1, no row where there is none. */
export function newestZeros<M extends Measurement>(scope: Scope<M>, field: Field<M>, by: readonly Tag<M>[]): string {
  return `SELECT count("newest") - sum("newest") AS "value" FROM (${newest(scope, [{ field, as: 'newest' }], by)})`;
}

/** The least value of the range, one row per series. */
export function least<M extends Measurement>(
  scope: Scope<M>,
  field: Field<M>,
  as: string,
  by: readonly Tag<M>[],
): string {
  return `SELECT min(${quoted(field)}) AS ${quoted(as)} ${from(scope)} GROUP BY ${listed(by)}`;
}

/** The mean of the range, one row per series. */
export function meanOfRange<M extends Measurement>(scope: Scope<M>, field: Field<M>, by: readonly Tag<M>[]): string {
  return `SELECT mean(${quoted(field)}) AS "value" ${from(scope)} GROUP BY ${listed(by)}`;
}

/** Echoes lost over echoes sent in the range, one row per series: not the mean of ratios, since bursts differ in size. */
export function lossOfRange(scope: Scope<'ping'>, by: readonly Tag<'ping'>[]): string {
  const [sent, received]: Field<'ping'>[] = ['sent', 'received'];
  return `SELECT 1 - sum("${received}") / sum("${sent}") AS "value" ${from(scope)} GROUP BY ${listed(by)}`;
}

/** The p95 of 5-minute means over the whole range, per link and direction. */
export function p95OfRange(scope: Scope<'link'>, columns: readonly { field: Field<'link'>; as: string }[]): string {
  const by = listed(['operator', 'endpoint', 'link']);
  const means = columns.map(({ field }) => `mean(${quoted(field)}) AS ${quoted(field)}`).join(', ');
  const selected = columns.map(({ field, as }) => `percentile(${quoted(field)}, 95) AS ${quoted(as)}`).join(', ');
  return `SELECT ${selected} FROM (SELECT ${means} ${from(scope)} GROUP BY time(5m), ${by}) GROUP BY ${by}`;
}

/**
 * The values of a tag, for a variable. The time is said because InfluxDB 3 otherwise looks back 24 hours only, and what
 * has been silent for longer must not vanish from the list.
 */
export function tagValues<M extends Measurement>(
  measurement: M,
  tag: Tag<M>,
  after: readonly Narrowing[] = [],
): string {
  const where = [...after.map(([name, variable]) => narrowed(name, variable)), 'time > now() - 30d'].join(' AND ');
  return `SHOW TAG VALUES FROM ${quoted(measurement)} WITH KEY = ${quoted(tag)} WHERE ${where}`;
}

/** A tag and the variable that narrows it. */
export type Narrowing = readonly [tag: string, variable: string];

/** Fields whose values are states, for the lint's sake: they take `last` only. */
export function isStateField(measurement: Measurement, field: string): boolean {
  const fields: Readonly<Record<string, string>> = measurements[measurement].fields;
  return fields[field] === 'state';
}
