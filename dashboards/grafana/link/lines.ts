/** The lines of the link dashboard: traffic mirrored, quality, capacity. */
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { influx } from '../influx.ts';
import { byLink, lineStyles } from '../link-table.ts';
import { operMapping } from '../mappings.ts';
import {
  chart,
  column,
  countUnit,
  delayUnit,
  organized,
  type PanelOptions,
  rateUnit,
  ratioUnit,
  risingThresholds,
  table,
  thresholdLines,
  timeline,
} from '../panels.ts';
import { type Aggregate, type Field, line, newest, type Scope } from '../queries.ts';
import type { Source } from '../sources.ts';
import { strictestLoss, strictestRttMs, strictestUtilization } from '../thresholds.ts';
import { columns, type Language, type Text } from '../words.ts';
import { texts } from './words.ts';

const links: Scope<'link'> = { measurement: 'link', variables: byLink };
const pings: Scope<'ping'> = { measurement: 'ping', variables: byLink };
const capacities: Scope<'capacity'> = { measurement: 'capacity', variables: byLink };
const named = '$tag_link $col';
const { series } = texts;

/** Drawn downwards, with its figures as they are. */
export const downwards: DynamicConfigValue = { id: 'custom.transform', value: 'negative-Y' };
const ending = (language: Language, text: Text) => `/ ${text[language]}$/`;

export function trafficPanels(language: Language) {
  const { warning, critical } = strictestUtilization();
  const use = (refId: string, side: 'in' | 'out') =>
    influx(refId, line(links, 'max', `util_${side}`, series[side][language], byLink), 'time_series', named);
  return [
    traffic(language, { id: 20, text: texts.panels.traffic, at: [0, 0, 24, 12] }),
    traffic(language, { id: 21, text: texts.panels.lastWeek, at: [0, 12, 24, 9], timeShift: '7d' }, '5m'),
    chart(language, {
      id: 22,
      text: texts.panels.utilization,
      at: [0, 21, 12, 9],
      unit: ratioUnit,
      intervalMin: '1m',
      targets: [use('A', 'in'), use('B', 'out')],
    })
      .min(0)
      .thresholds(risingThresholds(warning, critical))
      .thresholdsStyle(thresholdLines()),
    timeline(
      language,
      {
        id: 23,
        text: texts.panels.operTimeline,
        at: [12, 21, 12, 9],
        unit: 'string',
        intervalMin: '1m',
        targets: [influx('A', line(links, 'last', 'oper', series.oper[language], byLink), 'time_series', '$tag_link')],
      },
      [operMapping(language)],
    ),
  ];
}

/** In above, out below, each with its capacity, its p95 and the class's threshold. */
function traffic(
  language: Language,
  options: Pick<PanelOptions, 'id' | 'text' | 'at' | 'timeShift'>,
  tier: Source = 'chosen',
) {
  const of = (refId: string, aggregate: Aggregate, field: Field<'link'>, text: Text, factor?: string) =>
    influx(refId, line(links, aggregate, field, text[language], byLink, factor), 'time_series', named, tier);
  const p95 = (refId: string, field: Field<'capacity'>, text: Text) =>
    influx(refId, line(capacities, 'last', field, text[language], byLink), 'time_series', named);
  return chart(language, {
    ...options,
    unit: rateUnit,
    intervalMin: tier === '5m' ? '5m' : '1m',
    targets: [
      of('A', 'mean', 'in_bps', series.in),
      of('B', 'mean', 'out_bps', series.out),
      of('C', 'last', 'capacity_in_bps', series.capacityIn),
      of('D', 'last', 'capacity_out_bps', series.capacityOut),
      p95('E', 'p95_in_bps', series.p95In),
      p95('F', 'p95_out_bps', series.p95Out),
      of('G', 'last', 'capacity_in_bps', series.warningIn, 'warning'),
      of('H', 'last', 'capacity_out_bps', series.warningOut, 'warning'),
    ],
  })
    .fillOpacity(10)
    .axisCenteredZero(true)
    .overrideByQuery('B', [downwards])
    .overrideByQuery('C', [...lineStyles.capacity, unfilled])
    .overrideByQuery('D', [...lineStyles.capacity, unfilled, downwards])
    .overrideByQuery('E', [...lineStyles.p95, unfilled])
    .overrideByQuery('F', [...lineStyles.p95, unfilled, downwards])
    .overrideByQuery('G', [...lineStyles.warning, unfilled])
    .overrideByQuery('H', [...lineStyles.warning, unfilled, downwards]);
}

export const unfilled: DynamicConfigValue = { id: 'custom.fillOpacity', value: 0 };

export function qualityPanels(language: Language) {
  const loss = strictestLoss();
  const rtt = strictestRttMs();
  const count = (refId: string, field: Field<'link'>, text: Text) =>
    influx(refId, line(links, 'max', field, text[language], byLink), 'time_series', named);
  const delay = (refId: string, aggregate: Aggregate, field: Field<'ping'>, text: Text) =>
    influx(refId, line(pings, aggregate, field, text[language], byLink), 'time_series', named);
  return [
    chart(language, {
      id: 30,
      text: texts.panels.lossChart,
      at: [0, 0, 12, 9],
      unit: ratioUnit,
      noValue: texts.noProbe,
      intervalMin: '1m',
      targets: [delay('A', 'mean', 'loss', series.loss)],
    })
      .min(0)
      .thresholds(risingThresholds(loss.warning, loss.critical))
      .thresholdsStyle(thresholdLines()),
    chart(language, {
      id: 31,
      text: texts.panels.delayChart,
      at: [12, 0, 12, 9],
      unit: delayUnit,
      noValue: texts.noProbe,
      intervalMin: '1m',
      targets: [
        delay('A', 'min', 'rtt_ms_min', series.rttMin),
        delay('B', 'mean', 'rtt_ms_avg', series.rttAvg),
        delay('C', 'max', 'rtt_ms_max', series.rttMax),
        delay('D', 'max', 'jitter_ms', series.jitter),
      ],
    })
      .min(0)
      .thresholds(risingThresholds(rtt.warning, rtt.critical))
      .thresholdsStyle(thresholdLines())
      .overrideByRegexp(ending(language, series.rttAvg), [{ id: 'custom.lineWidth', value: 3 }])
      .overrideByRegexp(ending(language, series.jitter), [
        { id: 'custom.lineStyle', value: { fill: 'dot', dash: [2, 6] } },
      ]),
    chart(language, {
      id: 32,
      text: texts.panels.errors,
      at: [0, 9, 24, 8],
      unit: 'pps',
      noValue: texts.noErrors,
      intervalMin: '1m',
      targets: [
        count('A', 'in_errors_ps', series.errorsIn),
        count('B', 'out_errors_ps', series.errorsOut),
        count('C', 'in_discards_ps', series.discardsIn),
        count('D', 'out_discards_ps', series.discardsOut),
      ],
    })
      .axisCenteredZero(true)
      .overrideByQuery('B', [downwards])
      .overrideByQuery('D', [downwards]),
  ];
}

export function capacityPanels(language: Language) {
  const name = (text: Text, unit?: string) => column(text[language], unit);
  const over = (refId: string, field: Field<'capacity'>, text: Text) =>
    influx(refId, line(capacities, 'last', field, text[language], byLink), 'time_series', named);
  const order = [
    'p95_in_bps',
    'p95_out_bps',
    'busy_hour_in_bps',
    'busy_hour_out_bps',
    'failover_reserve_bps',
    'days_to_full',
    'days_low',
    'days_high',
    'n',
    'expected',
  ] as const satisfies readonly Field<'capacity'>[];
  return [
    table(language, {
      id: 40,
      text: texts.panels.capacity,
      at: [0, 0, 24, 7],
      unit: rateUnit,
      noValue: texts.noP95,
      timeFrom: '3d',
      targets: [
        influx(
          'A',
          newest(
            capacities,
            order.map((field) => ({ field, as: field })),
            byLink,
          ),
          'table',
        ),
      ],
      transformations: [organized(['link', 'endpoint', 'operator', ...order])],
    })
      .overrideByName('link', name(columns.link))
      .overrideByName('endpoint', name(columns.endpoint))
      .overrideByName('operator', name(columns.operator))
      .overrideByName('p95_in_bps', name(columns.p95In))
      .overrideByName('p95_out_bps', name(columns.p95Out))
      .overrideByName('busy_hour_in_bps', name(texts.columns.busyIn))
      .overrideByName('busy_hour_out_bps', name(texts.columns.busyOut))
      .overrideByName('failover_reserve_bps', name(texts.columns.failover))
      .overrideByName('days_to_full', name(texts.columns.full, 'd'))
      .overrideByName('days_low', name(texts.columns.low, 'd'))
      .overrideByName('days_high', name(texts.columns.high, 'd'))
      .overrideByName('n', name(texts.columns.n, countUnit))
      .overrideByName('expected', name(texts.columns.expected, countUnit)),
    chart(language, {
      id: 41,
      text: texts.panels.reserveOverTime,
      at: [0, 7, 24, 8],
      unit: rateUnit,
      noValue: texts.noP95,
      timeFrom: '30d',
      intervalMin: '1h',
      spanMs: 26 * 3_600_000,
      targets: [
        over('A', 'reserve_in_bps', columns.reserveIn),
        over('B', 'reserve_out_bps', columns.reserveOut),
        over('C', 'failover_reserve_bps', texts.columns.failover),
      ],
    }),
  ];
}
