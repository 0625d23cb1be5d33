/** The endpoint dashboard's quality by link, and the portals of the endpoint. */
import { influx } from '../influx.ts';
import { byLink } from '../link-table.ts';
import { flagMapping, stateColumn } from '../mappings.ts';
import {
  chart,
  coloured,
  colours,
  column,
  countUnit,
  delayUnit,
  fallingThresholds,
  organized,
  ratioUnit,
  risingThresholds,
  table,
  thresholdLines,
  timeline,
} from '../panels.ts';
import { line, newest, type Scope } from '../queries.ts';
import { strictestLoss, strictestRttMs } from '../thresholds.ts';
import { columns, type Language } from '../words.ts';
import { texts } from './words.ts';

const pings: Scope<'ping'> = { measurement: 'ping', variables: ['endpoint'] };
const checks: Scope<'check'> = { measurement: 'check', variables: ['endpoint'] };
const byCheck = ['operator', 'endpoint', 'check'] as const;

export function qualityPanels(language: Language) {
  const loss = strictestLoss();
  const rtt = strictestRttMs();
  return [
    chart(language, {
      id: 20,
      text: texts.panels.loss,
      at: [0, 0, 12, 9],
      unit: ratioUnit,
      noValue: texts.noProbe,
      intervalMin: '1m',
      targets: [
        influx(
          'A',
          line(pings, 'mean', 'loss', texts.series.loss[language], byLink),
          'time_series',
          '$tag_operator $tag_link $col',
        ),
      ],
    })
      .min(0)
      .thresholds(risingThresholds(loss.warning, loss.critical))
      .thresholdsStyle(thresholdLines()),
    chart(language, {
      id: 21,
      text: texts.panels.rtt,
      at: [12, 0, 12, 9],
      unit: delayUnit,
      noValue: texts.noProbe,
      intervalMin: '1m',
      targets: [
        influx(
          'A',
          line(pings, 'mean', 'rtt_ms_avg', texts.series.rtt[language], byLink),
          'time_series',
          '$tag_operator $tag_link $col',
        ),
      ],
    })
      .min(0)
      .thresholds(risingThresholds(rtt.warning, rtt.critical))
      .thresholdsStyle(thresholdLines()),
  ];
}

export function checkPanels(language: Language) {
  const reach = flagMapping(language, texts.reachable, colours.ok, texts.unreachable, colours.critical);
  const shown = ['up', 'status', 'duration_ms', 'tls_days_left'] as const;
  const head = (key: keyof typeof texts.columns, unit?: string) => column(texts.columns[key][language], unit);
  return [
    table(language, {
      id: 30,
      text: texts.panels.checks,
      at: [0, 0, 12, 7],
      unit: countUnit,
      noValue: texts.noCheck,
      targets: [
        influx(
          'A',
          newest(
            checks,
            shown.map((field) => ({ field, as: field })),
            byCheck,
          ),
          'table',
        ),
      ],
      transformations: [organized(['check', 'endpoint', 'operator', ...shown])],
    })
      .overrideByName('check', head('check'))
      .overrideByName('endpoint', column(columns.endpoint[language]))
      .overrideByName('operator', column(columns.operator[language]))
      .overrideByName('up', [...head('up'), ...stateColumn(reach)])
      .overrideByName('status', head('status'))
      .overrideByName('duration_ms', head('duration', delayUnit))
      .overrideByName('tls_days_left', [...head('tls', 'd'), ...coloured(fallingThresholds(7, 30))]),
    timeline(
      language,
      {
        id: 31,
        text: texts.panels.checkTimeline,
        at: [12, 0, 12, 7],
        unit: countUnit,
        noValue: texts.noCheck,
        intervalMin: '1m',
        targets: [influx('A', line(checks, 'min', 'up', 'up', byCheck), 'time_series', '$tag_check')],
      },
      [reach],
    ),
    chart(language, {
      id: 32,
      text: texts.panels.duration,
      at: [0, 7, 24, 8],
      unit: delayUnit,
      noValue: texts.noCheck,
      intervalMin: '1m',
      targets: [
        influx(
          'A',
          line(checks, 'max', 'duration_ms', texts.series.duration[language], byCheck),
          'time_series',
          '$tag_check $col',
        ),
      ],
    }).min(0),
  ];
}
