/** InfluxQL about alerts: a point is written when one begins to fire and when it ends, and never between. Pure. */
import { quoted, type Scope, type Tag, whereOf } from './queries.ts';

/** What tells one alert from another in the store. */
export const alertTags = ['operator', 'endpoint', 'rule', 'severity'] as const satisfies readonly Tag<'alert'>[];

/** Rows of a table or marks on a chart at most; the newest are kept. */
const transitionsMax = 500;

type AlertScope = Scope<'alert'>;

/** The last transition of each alert in the range, with the time, value and threshold of that transition. */
function lastTransitions(scope: AlertScope): string {
  const by = alertTags.map(quoted).join(', ');
  return `SELECT last("firing") AS "firing", "value", "threshold" FROM "alert" WHERE ${whereOf(scope)} GROUP BY ${by}`;
}

/** The alerts that fire: their last transition in the range was a beginning. Its time is since when. */
export function firingNow(scope: AlertScope): string {
  const by = alertTags.map(quoted).join(', ');
  return `SELECT "firing", "value", "threshold" FROM (${lastTransitions(scope)}) WHERE "firing" = 1 GROUP BY ${by}`;
}

/** How many alerts fire; no row when the range holds no transition at all. */
export function firingCount(scope: AlertScope): string {
  const by = alertTags.map(quoted).join(', ');
  return `SELECT sum("firing") AS "value" FROM (SELECT last("firing") AS "firing" FROM "alert" WHERE ${whereOf(scope)} GROUP BY ${by})`;
}

/** Every transition of the range, the newest first. */
export function transitions(scope: AlertScope): string {
  const columns = ['firing', 'value', 'threshold', ...alertTags].map(quoted).join(', ');
  return `SELECT ${columns} FROM "alert" WHERE ${whereOf(scope)} ORDER BY time DESC LIMIT ${transitionsMax}`;
}

/** The transitions as steps of a line each: a state holds until the next one, which is what a state timeline draws. */
export function transitionSteps(scope: AlertScope): string {
  const by = (['endpoint', 'rule'] as const satisfies readonly Tag<'alert'>[]).map(quoted).join(', ');
  return `SELECT "firing" FROM "alert" WHERE ${whereOf(scope)} GROUP BY ${by} LIMIT ${transitionsMax}`;
}

/** Marks for the charts of an endpoint: where alerts began, or where they ended. */
export function marks(scope: AlertScope, firing: 0 | 1): string {
  return `SELECT "firing", "rule", "severity", "endpoint" FROM "alert" WHERE ${whereOf(scope)} AND "firing" = ${firing} LIMIT ${transitionsMax}`;
}
