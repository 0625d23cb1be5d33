/**
 * InfluxQL about alerts. The collector writes a point when an alert fires, one a minute while it does, and one with 0 when
 * it has ended (`collector/src/recorder`); several alerts of one endpoint, rule and severity share a series, which fires
 * while any of them does. A minute without a point did not fire. Pure.
 */
import { quoted, type Scope, type Tag, whereOf } from './queries.ts';

type AlertScope = Scope<'alert'>;

/** What tells one series of alerts from another. */
export const alertTags = ['operator', 'endpoint', 'rule', 'severity'] as const satisfies readonly Tag<'alert'>[];
const byAll = alertTags.map(quoted).join(', ');

const from = (scope: AlertScope) => `FROM "alert" WHERE ${whereOf(scope)}`;

/** Whether each series fired in each minute, or longer step, of the range. */
const steps = (scope: AlertScope, step: string) =>
  `SELECT max("firing") AS "fired" ${from(scope)} GROUP BY time(${step}), ${byAll} fill(none)`;

/**
 * The alerts whose newest point says that they fire, with for how long of the range, value and threshold. There is a point
 * a minute while it fires, so that points are counted: minute by minute would take seconds for a province's week. A
 * beginning has a point of its own between two minutes, which counts as one of them.
 */
export function firingNow(scope: AlertScope): string {
  const newest = `SELECT last("firing") AS "firing", sum("firing") * 60 AS "open_s", last("value") AS "value", last("threshold") AS "threshold" ${from(scope)} GROUP BY ${byAll}`;
  return `SELECT "firing", "open_s", "value", "threshold" FROM (${newest}) WHERE "firing" = 1 GROUP BY ${byAll}`;
}

/** How many alerts fire; 0 when all have ended, no row when the range holds no point of an alert. */
export function firingCount(scope: AlertScope): string {
  return `SELECT sum("firing") AS "value" FROM (SELECT last("firing") AS "firing" ${from(scope)} GROUP BY ${byAll})`;
}

/** How many alerts fired at any time of the range. */
export function firedCount(scope: AlertScope): string {
  return `SELECT sum("fired") AS "value" FROM (SELECT max("firing") AS "fired" ${from(scope)} GROUP BY ${byAll})`;
}

/** How many alerts of each kind fired in each interval. */
export function firedPerInterval(scope: AlertScope, label: string, by: Tag<'alert'>): string {
  return `SELECT sum("fired") AS ${quoted(label)} FROM (${steps(scope, '$__interval')}) WHERE $timeFilter GROUP BY time($__interval), ${quoted(by)} fill(null)`;
}

/**
 * For how long alerts fired in the range, in seconds, added up by a tag: points are counted, as in `firingNow`, since minute
 * by minute it takes ten seconds for a province's week. A beginning counts as a minute of its own.
 */
export function firedSeconds(scope: AlertScope, as: string, by: readonly Tag<'alert'>[]): string {
  return `SELECT sum("firing") * 60 AS ${quoted(as)} ${from(scope)} GROUP BY ${by.map(quoted).join(', ')}`;
}

/**
 * Whether each endpoint's alerts fired, over time. Steps without a point are left out, and what was true before them goes
 * on: an alert ends by its 0 and never by silence, and a province's week of nulls takes seconds.
 */
export function firingLine(scope: AlertScope, label: string): string {
  return `SELECT max("firing") AS ${quoted(label)} ${from(scope)} GROUP BY time($__interval), "endpoint", "rule" fill(none)`;
}

/**
 * Beginnings are found to this step: one that follows an end within it is the same incident. The longer one is for all
 * alerts of a week, where the shorter takes twice as long.
 */
type BeginningStep = '5m' | '10m';

/** A row for each beginning in the range. Grouped by every tag all the way out: InfluxDB 1 mixes the series otherwise. */
export function beginnings(scope: AlertScope, step: BeginningStep, columns: readonly Tag<'alert'>[] = []): string {
  const fired = `SELECT max("firing") AS "fired" ${from(scope)} GROUP BY time(${step}), ${byAll} fill(0)`;
  const changes = `SELECT difference("fired") AS "began" FROM (${fired}) GROUP BY ${byAll}`;
  return `SELECT ${['began', ...columns].map(quoted).join(', ')} FROM (${changes}) WHERE "began" = 1 GROUP BY ${byAll}`;
}

/** Marks on charts at most: an end is written once, and again for each minute by which it was found late. */
const endsMax = 500;

/** A row for each point that says that an alert has ended. */
export function endings(scope: AlertScope, columns: readonly Tag<'alert'>[]): string {
  return `SELECT ${['firing', ...columns].map(quoted).join(', ')} ${from(scope)} AND "firing" = 0 LIMIT ${endsMax}`;
}
