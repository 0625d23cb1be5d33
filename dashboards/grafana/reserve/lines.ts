/** The lines of the reserve dashboard: traffic, utilisation, reserve and p95 of the links chosen, each direction apart. */
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { influx } from '../influx.ts';
import { byLink, lineStyles } from '../link-table.ts';
import {
  chart,
  colours,
  column,
  organized,
  rateUnit,
  ratioUnit,
  risingThresholds,
  table,
  thresholdLines,
  thresholds,
} from '../panels.ts';
import { line, p95OfRange, type Scope } from '../queries.ts';
import { strictestUtilization } from '../thresholds.ts';
import { columns, type Language, type PanelText, series } from '../words.ts';
import { texts } from './words.ts';

const links: Scope<'link'> = { measurement: 'link', variables: byLink };
const capacities: Scope<'capacity'> = { measurement: 'capacity', variables: byLink };
const { warning, critical } = strictestUtilization();
const named = '$tag_link $col';

type Side = 'in' | 'out';

export function trafficPanels(language: Language) {
  const dashed: [string, DynamicConfigValue[]] = [`/ ${series.capacity[language]}$/`, [...lineStyles.capacity]];
  const dotted: [string, DynamicConfigValue[]] = [`/ ${series.p95[language]}$/`, [...lineStyles.p95]];
  const traffic = (id: number, text: PanelText, x: number, side: Side) =>
    chart(language, {
      id,
      text,
      at: [x, 0, 12, 10],
      unit: rateUnit,
      intervalMin: '1m',
      targets: [
        influx('A', line(links, 'mean', `${side}_bps`, series.traffic[language], byLink), 'time_series', named),
        influx(
          'B',
          line(links, 'last', `capacity_${side}_bps`, series.capacity[language], byLink),
          'time_series',
          named,
        ),
        influx('C', line(capacities, 'last', `p95_${side}_bps`, series.p95[language], byLink), 'time_series', named),
      ],
    })
      .min(0)
      .overrideByRegexp(...dashed)
      .overrideByRegexp(...dotted);
  const utilization = (id: number, text: PanelText, x: number, side: Side) =>
    chart(language, {
      id,
      text,
      at: [x, 10, 12, 10],
      unit: ratioUnit,
      intervalMin: '1m',
      targets: [
        influx('A', line(links, 'max', `util_${side}`, series.utilization[language], byLink), 'time_series', named),
      ],
    })
      .min(0)
      .thresholds(risingThresholds(warning, critical))
      .thresholdsStyle(thresholdLines());
  return [
    traffic(20, texts.panels.trafficIn, 0, 'in'),
    traffic(21, texts.panels.trafficOut, 12, 'out'),
    utilization(22, texts.panels.utilizationIn, 0, 'in'),
    utilization(23, texts.panels.utilizationOut, 12, 'out'),
  ];
}

export function reservePanels(language: Language) {
  const reserve = (id: number, text: PanelText, x: number, side: Side) =>
    chart(language, {
      id,
      text,
      at: [x, 0, 12, 10],
      unit: rateUnit,
      intervalMin: '1m',
      targets: [
        influx('A', line(links, 'min', `reserve_${side}_bps`, series.reserve[language], byLink), 'time_series', named),
      ],
    })
      // Below 0 the contract is exceeded, whatever the class.
      .thresholds(
        thresholds([
          [null, colours.critical],
          [0, colours.ok],
        ]),
      )
      .thresholdsStyle(thresholdLines());
  return [reserve(30, texts.panels.reserveIn, 0, 'in'), reserve(31, texts.panels.reserveOut, 12, 'out')];
}

export function p95Panels(language: Language) {
  const p95 = (id: number, text: PanelText, x: number, side: Side) =>
    chart(language, {
      id,
      text,
      at: [x, 0, 12, 10],
      unit: rateUnit,
      noValue: texts.noP95,
      timeFrom: '30d',
      intervalMin: '1h',
      // Computed nightly for priorities 3 and 4: two points a day apart belong together.
      spanMs: 26 * 3_600_000,
      targets: [
        influx('A', line(capacities, 'last', `p95_${side}_bps`, series.p95[language], byLink), 'time_series', named),
      ],
    }).min(0);
  return [
    p95(40, texts.panels.p95In, 0, 'in'),
    p95(41, texts.panels.p95Out, 12, 'out'),
    table(language, {
      id: 42,
      text: texts.panels.p95Range,
      at: [0, 10, 24, 8],
      unit: rateUnit,
      targets: [
        influx(
          'A',
          p95OfRange(links, [
            { field: 'in_bps', as: 'p95_in_bps' },
            { field: 'out_bps', as: 'p95_out_bps' },
          ]),
          'table',
        ),
      ],
      transformations: [organized(['link', 'endpoint', 'operator', 'p95_in_bps', 'p95_out_bps'])],
    })
      .overrideByName('link', column(columns.link[language]))
      .overrideByName('endpoint', column(columns.endpoint[language]))
      .overrideByName('operator', column(columns.operator[language]))
      .overrideByName('p95_in_bps', column(columns.p95In[language]))
      .overrideByName('p95_out_bps', column(columns.p95Out[language])),
  ];
}
