/**
 * Which measurements are rolled up, and what a tier keeps of each field. Pure; made from the contract's table.
 *
 *     gauge   `in_bps` (mean), `in_bps_max`, `in_bps_min`, `in_bps_last`; above 5 m `in_bps_p95`
 *     total   `sent` (mean), `sent_sum`
 *     last    `oper`: the last one, under the raw name
 *
 * In the 5 m tier each mean has its `…_weight`: what it counts with in a longer bucket.
 */
import { type Measurement, measurements, type Tier } from '@thongsuot/contract/storage.ts';

/** States, and figures of which a mean says nothing, keep their last; amounts are summed; the rest are gauges. */
export type FieldKind = 'gauge' | 'total' | 'last';

export interface FieldPlan {
  name: string;
  kind: FieldKind;
}

export interface Plan {
  measurement: Measurement;
  /** The tag that tells series of one operator apart. */
  identity: string;
  fields: readonly FieldPlan[];
  /** Raw fields that say how many seconds a reading stands for, the first that is there; none: each counts as one. */
  weights: readonly string[];
}

/** Measurements whose raw points are rolled up. The others are verdicts that have their own cadence. */
export const rolledMeasurements = [
  'link',
  'ping',
  'check',
  'unit',
  'agent',
  'endpoint',
] as const satisfies Measurement[];
type Rolled = (typeof rolledMeasurements)[number];

const identities = { link: 'link', ping: 'link', check: 'check', unit: 'unit', agent: 'agent', endpoint: 'endpoint' };

const kinds: { [M in Rolled]?: { [F in keyof (typeof measurements)[M]['fields']]?: FieldKind } } = {
  link: { interval_s: 'last', span_s: 'total' },
  ping: { interval_s: 'last', sent: 'total', received: 'total' },
  check: { status: 'last' },
  unit: { battery_installed_at: 'last', last_test_at: 'last', next_service_at: 'last' },
};

const plans = new Map<string, Plan>(
  rolledMeasurements.map((measurement) => {
    const own: Readonly<Record<string, FieldKind | undefined>> = kinds[measurement] ?? {};
    const fields = Object.entries(measurements[measurement].fields).map(([name, unit]): FieldPlan => {
      return { name, kind: own[name] ?? (unit === 'state' ? 'last' : 'gauge') };
    });
    // Those without a mean first: `interval_s` is read with the counts of points, which it explains.
    fields.sort((a, b) => Number(b.kind === 'last') - Number(a.kind === 'last'));
    // A rate stands for the seconds that it covers; a reading of a link without one for its interval.
    const weights = measurement === 'link' ? ['span_s', 'interval_s'] : [];
    return [measurement, { measurement, identity: identities[measurement], fields, weights }];
  }),
);

/** The plan of a measurement, or undefined when it is not rolled up. */
export function planOf(measurement: string): Plan | undefined {
  return plans.get(measurement);
}

/** Names under which a field's figures stand in a tier. */
export function figureNames({ name, kind }: FieldPlan, tier: Exclude<Tier, 'raw'>): string[] {
  if (kind === 'last') return [name];
  const names = kind === 'total' ? [name, `${name}_sum`] : [name, `${name}_max`, `${name}_min`, `${name}_last`];
  if (tier === '5m') names.push(`${name}_weight`);
  else if (kind === 'gauge') names.push(`${name}_p95`);
  return names;
}
