/** The dashboard “Cảnh báo / Alerts”: the collector's alerts as they are stored; Grafana raises none of its own. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { beginnings, firedCount, firedPerInterval, firedSeconds, firingCount, firingLine } from '../alert-queries.ts';
import { described, firingTable } from '../alert-table.ts';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { flagMapping, ruleNames } from '../mappings.ts';
import { anyIs } from '../overview-figures.ts';
import {
  bars,
  colours,
  column,
  countUnit,
  durationUnit,
  figure,
  organized,
  sorted,
  table,
  timeline,
} from '../panels.ts';
import type { Scope, Tag } from '../queries.ts';
import { dataSourceVariable, operatorVariable, severityVariable } from '../variables.ts';
import { columns, type Language, type PanelText } from '../words.ts';
import { texts } from './words.ts';

const alerts: Scope<'alert'> = { measurement: 'alert', variables: ['operator', 'severity'] };
const { panels } = texts;

/** Grafana's whole dashboard in one language; the same on every call. */
export function alertsDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'alerts',
    ...texts.dashboard,
    from: 'now-7d',
    refresh: '1m',
    variables: [dataSourceVariable(language), operatorVariable(language, 'alert'), severityVariable(language)],
    sections: [
      { panels: nowPanels(language) },
      { row: { id: 101, title: texts.rows.history }, panels: historyPanels(language) },
      { row: { id: 102, title: texts.rows.where }, panels: wherePanels(language) },
    ],
  });
}

function nowPanels(language: Language) {
  const firing = (id: number, text: PanelText, x: number, severity: 'critical' | 'warning') =>
    figure(language, {
      id,
      text,
      at: [x, 0, 8, 5],
      unit: countUnit,
      noValue: texts.noAlerts,
      targets: [
        influx(
          'A',
          firingCount({ measurement: 'alert', variables: ['operator'], equal: [['severity', severity]] }),
          'time_series',
        ),
      ],
    }).thresholds(anyIs(colours[severity]));
  return [
    firing(1, panels.critical, 0, 'critical'),
    firing(2, panels.warning, 8, 'warning'),
    figure(language, {
      id: 3,
      text: panels.fired,
      at: [16, 0, 8, 5],
      unit: countUnit,
      noValue: texts.noAlerts,
      targets: [influx('A', firedCount(alerts), 'time_series')],
    }),
    firingTable(language, alerts, { id: 10, text: panels.now, at: [0, 5, 24, 10] }),
  ];
}

function historyPanels(language: Language) {
  const mapping = flagMapping(language, texts.firing, colours.critical, texts.ended, colours.ok);
  return [
    bars(language, {
      id: 20,
      text: panels.rate,
      at: [0, 0, 24, 8],
      unit: countUnit,
      noValue: texts.noAlerts,
      intervalMin: '1h',
      stacked: true,
      targets: [influx('A', firedPerInterval(alerts, texts.firing[language], 'rule'), 'time_series', '$tag_rule')],
    })
      .decimals(0)
      .transformations(ruleNames(language)),
    timeline(
      language,
      {
        id: 21,
        text: panels.timeline,
        at: [0, 8, 24, 12],
        unit: countUnit,
        noValue: texts.noAlerts,
        intervalMin: '1m',
        targets: [influx('A', firingLine(alerts, texts.firing[language]), 'time_series', '$tag_endpoint $tag_rule')],
      },
      [mapping],
    ).transformations(ruleNames(language)),
    described(
      language,
      table(language, {
        id: 22,
        text: panels.log,
        at: [0, 20, 24, 12],
        unit: countUnit,
        noValue: texts.noAlerts,
        targets: [influx('A', beginnings(alerts, '10m'), 'table')],
        transformations: [organized(['Time', 'severity', 'rule', 'endpoint', 'operator'], ['began'])],
      }),
    ).sortBy(sorted([columns.time[language], 'descending'])),
  ];
}

function wherePanels(language: Language) {
  const seconds = texts.columns.firedFor[language];
  const most = (id: number, text: PanelText, x: number, by: readonly Tag<'alert'>[]) =>
    described(
      language,
      table(language, {
        id,
        text,
        at: [x, 0, 12, 10],
        unit: countUnit,
        noValue: texts.noAlerts,
        targets: [influx('A', firedSeconds(alerts, 'fired_s', by), 'table')],
        transformations: [organized([...by, 'fired_s'])],
      }),
    )
      .overrideByName('fired_s', column(seconds, durationUnit))
      .sortBy(sorted([seconds, 'descending']));
  return [most(30, panels.byRule, 0, ['rule', 'severity']), most(31, panels.byEndpoint, 12, ['endpoint', 'operator'])];
}
