/** The dashboard “Thiết bị dự phòng / Backup readiness”: what is not ready, then why and since when. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { leadsTo } from '../links.ts';
import { codeColumn, flagMapping, kindMapping, mapped, stateColumn } from '../mappings.ts';
import { anyIs } from '../overview-figures.ts';
import {
  coloured,
  colours,
  column,
  countUnit,
  durationUnit,
  fallingThresholds,
  figure,
  organized,
  ratioUnit,
  risingThresholds,
  sorted,
  table,
} from '../panels.ts';
import { type Field, newest, newestZeros, overNewest } from '../queries.ts';
import { dataSourceVariable, operatorVariable, unitVariable } from '../variables.ts';
import { columns, type Language, open } from '../words.ts';
import { chosenPanels, timelinePanels } from './lines.ts';
import { byUnit, unitsOfOperators as units } from './scope.ts';
import { texts } from './words.ts';

/** Grafana's whole dashboard in one language; the same on every call. */
export function readinessDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'readiness',
    ...texts.dashboard,
    from: 'now-24h',
    refresh: '1m',
    variables: [dataSourceVariable(language), operatorVariable(language, 'unit'), unitVariable(language)],
    sections: [
      { panels: [...figures(language), unitTable(language)] },
      { row: { id: 101, title: texts.rows.timeline }, panels: timelinePanels(language) },
      { row: { id: 102, title: texts.rows.chosen }, panels: chosenPanels(language) },
    ],
  });
}

function figures(language: Language) {
  return [
    figure(language, {
      id: 1,
      text: texts.panels.notReady,
      at: [0, 0, 6, 5],
      unit: countUnit,
      targets: [influx('A', newestZeros(units, 'ready', byUnit), 'time_series')],
    }).thresholds(anyIs(colours.critical)),
    figure(language, {
      id: 2,
      text: texts.panels.units,
      at: [6, 0, 6, 5],
      unit: countUnit,
      targets: [influx('A', overNewest(units, 'count', 'ready', byUnit), 'time_series')],
    }),
    figure(language, {
      id: 3,
      text: texts.panels.worstScore,
      at: [12, 0, 6, 5],
      unit: countUnit,
      targets: [influx('A', overNewest(units, 'min', 'score', byUnit), 'time_series')],
    }).thresholds(fallingThresholds(60, 80)),
    figure(language, {
      id: 4,
      text: texts.panels.shortestRuntime,
      at: [18, 0, 6, 5],
      unit: durationUnit,
      targets: [influx('A', overNewest(units, 'min', 'runtime_s', byUnit), 'time_series')],
    }).thresholds(fallingThresholds(3_600, 7_200)),
  ];
}

/** Columns of the table, in their order. */
const shown = [
  'ready',
  'score',
  'runtime_s',
  'battery_charge_ratio',
  'load_ratio',
  'fuel_ratio',
  'alarms',
  'mains_present',
  'output_source',
  'battery_status',
  'replace_battery',
  'engine_mode',
  'standby_state',
  'last_test_result',
  'last_test_at',
] as const satisfies readonly Field<'unit'>[];

function unitTable(language: Language) {
  const name = (key: keyof typeof texts.columns, unit?: string) => column(texts.columns[key][language], unit);
  const ready = flagMapping(language, texts.ready, colours.ok, texts.notReady, colours.critical);
  const query = newest(
    units,
    shown.map((field) => ({ field, as: field })),
    byUnit,
  );
  return table(language, {
    id: 10,
    text: texts.panels.table,
    at: [0, 5, 24, 12],
    unit: countUnit,
    targets: [influx('A', query, 'table')],
    transformations: [organized(['unit', 'kind', 'site', 'operator', ...shown])],
  })
    .overrideByName('unit', [
      ...column(columns.unit[language]),
      leadsTo(language, open.unit, 'readiness', ['operator', 'unit']),
    ])
    .overrideByName('kind', [...column(columns.kind[language]), ...codeColumn(kindMapping(language))])
    .overrideByName('site', column(columns.site[language]))
    .overrideByName('operator', column(columns.operator[language]))
    .overrideByName('ready', [...name('ready'), ...stateColumn(ready)])
    .overrideByName('score', [...name('score'), ...coloured(fallingThresholds(60, 80))])
    .overrideByName('runtime_s', [...name('runtime', durationUnit), ...coloured(fallingThresholds(3_600, 7_200))])
    .overrideByName('battery_charge_ratio', [...name('charge', ratioUnit), ...coloured(fallingThresholds(0.5, 0.9))])
    .overrideByName('load_ratio', [...name('load', ratioUnit), ...coloured(risingThresholds(0.8, 1))])
    .overrideByName('fuel_ratio', [...name('fuel', ratioUnit), ...coloured(fallingThresholds(0.1, 0.5))])
    .overrideByName('alarms', [...name('alarms'), ...coloured(anyIs(colours.warning))])
    .overrideByName('mains_present', [
      ...name('mains'),
      ...stateColumn(flagMapping(language, texts.yes, colours.ok, texts.no, colours.warning)),
    ])
    .overrideByName('replace_battery', [
      ...name('replace'),
      ...stateColumn(flagMapping(language, texts.yes, colours.critical, texts.no, colours.ok)),
    ])
    .overrideByName('output_source', [
      ...name('outputSource'),
      ...stateColumn(
        mapped(language, texts.outputSource, {
          normal: colours.ok,
          battery: colours.warning,
          bypass: colours.critical,
          none: colours.critical,
        }),
      ),
    ])
    .overrideByName('battery_status', [
      ...name('batteryStatus'),
      ...stateColumn(
        mapped(language, texts.batteryStatus, {
          normal: colours.ok,
          low: colours.critical,
          depleted: colours.critical,
        }),
      ),
    ])
    .overrideByName('engine_mode', [
      ...name('engineMode'),
      ...stateColumn(
        mapped(language, texts.engineMode, {
          auto: colours.ok,
          manual: colours.critical,
          off: colours.critical,
          test: colours.warning,
          blocked: colours.critical,
        }),
      ),
    ])
    .overrideByName('standby_state', [...name('standby'), ...codeColumn(mapped(language, texts.standby))])
    .overrideByName('last_test_result', [
      ...name('testResult'),
      ...stateColumn(
        mapped(language, texts.testResult, {
          pass: colours.ok,
          warning: colours.warning,
          error: colours.critical,
          never: colours.warning,
        }),
      ),
    ])
    .overrideByName('last_test_at', name('lastTest', 'dateTimeFromNow'))
    .sortBy(sorted([texts.columns.ready[language], 'ascending'], [texts.columns.score[language], 'ascending']));
}
