/** What the collector has worked out: who could not be carried by the backups, whose capacity ends when. */
import { influx } from '../influx.ts';
import { byLink } from '../link-table.ts';
import { leadsTo } from '../links.ts';
import {
  chart,
  coloured,
  colours,
  column,
  fallingThresholds,
  organized,
  rateUnit,
  sorted,
  table,
  thresholdLines,
  thresholds,
} from '../panels.ts';
import { type Field, line, newest, type Scope } from '../queries.ts';
import { columns, type Language, open } from '../words.ts';
import { texts } from './words.ts';

const ofOperators: Scope<'capacity'> = { measurement: 'capacity', variables: ['operator'] };
const chosen: Scope<'capacity'> = { measurement: 'capacity', variables: byLink };
/** Nightly at the least: two points a day apart belong together. */
const nightMs = 26 * 3_600_000;
/** Days to full that leave no time for a contract, and that leave little. */
const daysCritical = 30;
const daysWarning = 90;

const shortBelowZero = () =>
  thresholds([
    [null, colours.critical],
    [0, colours.ok],
  ]);

export function outlookPanels(language: Language) {
  const shown = [
    'failover_reserve_bps',
    'days_to_full',
    'days_low',
    'days_high',
    'reserve_in_bps',
    'reserve_out_bps',
    'p95_in_bps',
    'p95_out_bps',
  ] as const satisfies readonly Field<'capacity'>[];
  const head = (key: keyof typeof texts.columns, unit?: string) => column(texts.columns[key][language], unit);
  const failover = texts.columns.failover[language];
  const full = texts.columns.full[language];
  return [
    table(language, {
      id: 60,
      text: texts.panels.outlook,
      at: [0, 0, 24, 13],
      unit: rateUnit,
      noValue: texts.noP95,
      // Computed nightly for priorities 3 and 4: a night may be missed, two are not.
      timeFrom: '3d',
      targets: [
        influx(
          'A',
          newest(
            ofOperators,
            shown.map((field) => ({ field, as: field })),
            byLink,
          ),
          'table',
        ),
      ],
      transformations: [organized(['link', 'endpoint', 'operator', ...shown])],
    })
      .overrideByName('link', [...column(columns.link[language]), leadsTo(language, open.link, 'link', byLink)])
      .overrideByName('endpoint', [
        ...column(columns.endpoint[language]),
        leadsTo(language, open.endpoint, 'endpoint', ['endpoint']),
      ])
      .overrideByName('operator', column(columns.operator[language]))
      .overrideByName('failover_reserve_bps', [...head('failover'), ...coloured(shortBelowZero())])
      .overrideByName('days_to_full', [
        ...head('full', 'd'),
        { id: 'decimals', value: 0 },
        ...coloured(fallingThresholds(daysCritical, daysWarning)),
      ])
      .overrideByName('days_low', [...head('low', 'd'), { id: 'decimals', value: 0 }])
      .overrideByName('days_high', [...head('high', 'd'), { id: 'decimals', value: 0 }])
      .overrideByName('reserve_in_bps', [...column(columns.reserveIn[language]), ...coloured(shortBelowZero())])
      .overrideByName('reserve_out_bps', [...column(columns.reserveOut[language]), ...coloured(shortBelowZero())])
      .overrideByName('p95_in_bps', column(columns.p95In[language]))
      .overrideByName('p95_out_bps', column(columns.p95Out[language]))
      .sortBy(sorted([failover, 'ascending'], [full, 'ascending'])),
    chart(language, {
      id: 61,
      text: texts.panels.failover,
      at: [0, 13, 12, 9],
      unit: rateUnit,
      noValue: texts.noFailover,
      timeFrom: '30d',
      intervalMin: '1h',
      spanMs: nightMs,
      targets: [
        influx('A', line(chosen, 'min', 'failover_reserve_bps', failover, byLink), 'time_series', '$tag_link $col'),
      ],
    })
      .thresholds(shortBelowZero())
      .thresholdsStyle(thresholdLines()),
    chart(language, {
      id: 62,
      text: texts.panels.daysToFull,
      at: [12, 13, 12, 9],
      unit: 'd',
      noValue: texts.noTrend,
      timeFrom: '30d',
      intervalMin: '1h',
      spanMs: nightMs,
      targets: [influx('A', line(chosen, 'last', 'days_to_full', full, byLink), 'time_series', '$tag_link $col')],
    })
      .min(0)
      .decimals(0)
      .thresholds(fallingThresholds(daysCritical, daysWarning))
      .thresholdsStyle(thresholdLines()),
  ];
}
