/**
 * Which data source a query reads. What the collector rolls up stands in every tier, and the reader chooses the tier by
 * the variable `ds`; verdicts stand in one: capacity and alerts beside the raw points, availability by the day. Those,
 * and panels over months, name their tier by a hidden variable of its own. Pure.
 */
import { type Measurement, type Tier, tierNames } from '@thongsuot/contract/storage.ts';

/** A variable of Grafana's as it stands in a dashboard: `variable('ds')` is `$` and the name in braces. */
export const variable = (name: string) => `\${${name}}`;

/** The tier that the reader has chosen, or one that is fixed. */
export type Source = 'chosen' | Tier;

/** The name of the variable that holds a source. */
export const sourceName = (source: Source) => (source === 'chosen' ? 'ds' : (`ds_${source}` as const));

/** A source as a panel, a query or a variable names it. */
export const sourceOf = (source: Source) => ({ type: 'influxdb', uid: variable(sourceName(source)) });

/** The name, and the uid, under which a tier is provisioned (`deploy/grafana`). */
export const provisionedName = (tier: Tier) => `thongsuot-${tier}`;

/** Verdicts stand in one tier only: the 1 d tier keeps availability for ten years, capacity and alerts are not rolled up. */
const onlyIn: { readonly [M in Measurement]?: Tier } = { alert: 'raw', capacity: 'raw', availability: '1d' };

/** Where the points of a measurement are read, unless a panel wants a tier of its own. */
export const homeOf = (measurement: Measurement): Source => onlyIn[measurement] ?? 'chosen';

/** Panels whose queries read several sources name this one; each query names its own. */
export const mixedSource = { type: 'datasource', uid: '-- Mixed --' } as const;

/** The tiers that a dashboard names, as it stands. */
export function tiersNamed(dashboard: unknown): Tier[] {
  const text = JSON.stringify(dashboard);
  return tierNames.filter((tier) => text.includes(variable(sourceName(tier))));
}
