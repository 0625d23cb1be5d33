/**
 * The InfluxQL of the dashboards. Names come from the contract, so that a field that is renamed does not compile. Only
 * what InfluxDB 1, 2 and 3 all understand: no retention policies, no SLIMIT, no database names, no derivatives.
 */
import { type Measurement, measurements } from '@thongsuot/contract/storage.ts';

type Field<M extends Measurement> = keyof (typeof measurements)[M]['fields'] & string;
type Tag<M extends Measurement> = (typeof measurements)[M]['tags'][number];

/** Functions that the panels need; each answers the same on all three versions. */
export type Aggregate = 'mean' | 'max' | 'min' | 'last';

const quoted = (name: string) => `"${name}"`;

/** Tags of links, narrowed by the dashboard's variables of the same names: one value or several (`(a|b)`). */
export type Variable = 'operator' | 'endpoint' | 'link';
const narrowed = (variables: readonly Variable[]) => variables.map((name) => `${quoted(name)} =~ /^$${name}$/`);

/** What points a query is about. */
export interface Scope<M extends Measurement> {
  measurement: M;
  /** Variables that narrow it. */
  variables?: readonly Variable[];
  /** A fixed tag, such as the operator `all` of points about all operators. */
  tag?: readonly [Tag<M>, string];
}

function whereOf<M extends Measurement>({ variables = [], tag }: Scope<M>): string {
  const conditions = narrowed(variables);
  if (tag !== undefined) conditions.push(`${quoted(tag[0])} = '${tag[1]}'`);
  return ['$timeFilter', ...conditions].join(' AND ');
}

/** One value a series and interval: a line of a chart. Intervals without points are null, which is drawn as a gap. */
export function line<M extends Measurement>(
  scope: Scope<M>,
  aggregate: Aggregate,
  field: Field<M>,
  label: string,
  by: readonly Tag<M>[],
): string {
  const groups = ['time($__interval)', ...by.map(quoted)].join(', ');
  return `SELECT ${aggregate}(${quoted(field)}) AS ${quoted(label)} FROM ${quoted(scope.measurement)} WHERE ${whereOf(scope)} GROUP BY ${groups} fill(null)`;
}

/** The newest value of each field a series: a row of a table. `less` gives 1 − the field. */
export function newest<M extends Measurement>(
  scope: Scope<M>,
  columns: readonly { field: Field<M>; as: string; less?: boolean }[],
  by: readonly Tag<M>[],
): string {
  const selected = columns.map(
    ({ field, as, less }) => `${less === true ? '1 - ' : ''}last(${quoted(field)}) AS ${quoted(as)}`,
  );
  return `SELECT ${selected.join(', ')} FROM ${quoted(scope.measurement)} WHERE ${whereOf(scope)} GROUP BY ${by.map(quoted).join(', ')}`;
}

/** One figure over all series: the sum or the least of their newest values. No series: no row, which is not 0. */
export function overNewest<M extends Measurement>(
  scope: Scope<M>,
  over: 'sum' | 'min',
  field: Field<M>,
  by: readonly Tag<M>[],
): string {
  return `SELECT ${over}("newest") AS "value" FROM (${newest(scope, [{ field, as: 'newest' }], by)})`;
}

/** The p95 of 5-minute means over the whole range, per link and direction. */
export function p95OfRange(scope: Scope<'link'>, columns: readonly { field: Field<'link'>; as: string }[]): string {
  const by = (['operator', 'endpoint', 'link'] as const).map(quoted).join(', ');
  const means = columns.map(({ field }) => `mean(${quoted(field)}) AS ${quoted(field)}`).join(', ');
  const selected = columns.map(({ field, as }) => `percentile(${quoted(field)}, 95) AS ${quoted(as)}`).join(', ');
  return `SELECT ${selected} FROM (SELECT ${means} FROM "link" WHERE ${whereOf(scope)} GROUP BY time(5m), ${by}) GROUP BY ${by}`;
}

/**
 * The values of a tag of links, for a variable. The time is said because InfluxDB 3 otherwise looks back 24 hours only,
 * and a link that has been silent for longer must not vanish from the list.
 */
export function tagValues(tag: Tag<'link'>, variables: readonly Variable[] = []): string {
  const where = [...narrowed(variables), 'time > now() - 30d'].join(' AND ');
  return `SHOW TAG VALUES FROM ${quoted('link' satisfies Measurement)} WITH KEY = ${quoted(tag)} WHERE ${where}`;
}

/** Fields whose values are states, for the lint's sake: they take `last` only. */
export function isStateField(measurement: Measurement, field: string): boolean {
  const fields: Readonly<Record<string, string>> = measurements[measurement].fields;
  return fields[field] === 'state';
}
