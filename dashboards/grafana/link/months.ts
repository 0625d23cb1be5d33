/** The link over weeks and years, from the tiers that keep them: an hour a point, a day a point. */
import type { Tier } from '@thongsuot/contract/storage.ts';
import { influx } from '../influx.ts';
import { byLink, lineStyles } from '../link-table.ts';
import { chart, colours, type PanelOptions, rateUnit, ratioUnit, thresholds } from '../panels.ts';
import { type Aggregate, readingsLine, type Scope, type TierField, tierLine } from '../queries.ts';
import type { Language, Text } from '../words.ts';
import { downwards, unfilled } from './lines.ts';
import { texts } from './words.ts';

const links: Scope<'link'> = { measurement: 'link', variables: byLink };
const named = '$tag_link $col';
const { series, panels } = texts;

export function monthPanels(language: Language) {
  return [
    span(language, '1h', { id: 50, text: panels.month, at: [0, 0, 24, 10], timeFrom: '30d' }),
    chart(language, {
      id: 51,
      text: panels.readings,
      at: [0, 10, 24, 6],
      unit: ratioUnit,
      timeFrom: '30d',
      intervalMin: '1h',
      targets: [influx('A', readingsLine(links, series.readings[language], byLink), 'time_series', named, '1h')],
    })
      .min(0)
      .thresholds(
        thresholds([
          [null, colours.critical],
          [0.9, colours.ok],
        ]),
      ),
    span(language, '1d', { id: 52, text: panels.year, at: [0, 16, 24, 10], timeFrom: '365d' }),
  ];
}

/** In above, out below: mean, highest and p95 of each bucket, and the capacity. */
function span(language: Language, tier: Extract<Tier, '1h' | '1d'>, options: Omit<PanelOptions, 'unit' | 'targets'>) {
  const of = (refId: string, aggregate: Aggregate, field: TierField<'link'>, text: Text) =>
    influx(refId, tierLine(links, aggregate, field, text[language], byLink), 'time_series', named, tier);
  return chart(language, {
    ...options,
    unit: rateUnit,
    intervalMin: tier,
    targets: [
      of('A', 'mean', 'in_bps', series.in),
      of('B', 'mean', 'out_bps', series.out),
      of('C', 'last', 'capacity_in_bps_last', series.capacityIn),
      of('D', 'last', 'capacity_out_bps_last', series.capacityOut),
      // The highest of p95s is the p95 itself while an interval is one bucket, and errs upwards where it is several.
      of('E', 'max', 'in_bps_p95', series.p95In),
      of('F', 'max', 'out_bps_p95', series.p95Out),
      of('G', 'max', 'in_bps_max', series.maxIn),
      of('H', 'max', 'out_bps_max', series.maxOut),
    ],
  })
    .fillOpacity(10)
    .axisCenteredZero(true)
    .overrideByQuery('B', [downwards])
    .overrideByQuery('C', [...lineStyles.capacity, unfilled])
    .overrideByQuery('D', [...lineStyles.capacity, unfilled, downwards])
    .overrideByQuery('E', [...lineStyles.p95, unfilled])
    .overrideByQuery('F', [...lineStyles.p95, unfilled, downwards])
    .overrideByQuery('G', [...lineStyles.highest, unfilled])
    .overrideByQuery('H', [...lineStyles.highest, unfilled, downwards]);
}
