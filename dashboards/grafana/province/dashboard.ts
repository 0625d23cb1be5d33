/** The dashboard “Toàn tỉnh / Province”: the wall. One screen that answers, the rest below it. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { firingCount } from '../alert-queries.ts';
import { firingTable } from '../alert-table.ts';
import { availabilityOf, coverageOf } from '../availability-queries.ts';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { linkTable, reserveThresholds } from '../link-table.ts';
import { leadsTo } from '../links.ts';
import { codeColumn, flagMapping, kindMapping, stateColumn, stateMapping } from '../mappings.ts';
import { anyIs, endpointsOf, isolatedCount, onBackupCount, worstReserve } from '../overview-figures.ts';
import {
  coloured,
  colours,
  column,
  countUnit,
  fallingThresholds,
  figure,
  organized,
  ratioUnit,
  sorted,
  table,
} from '../panels.ts';
import { newest, newestZeros, type Scope } from '../queries.ts';
import { byUnit } from '../readiness/scope.ts';
import { texts as readiness } from '../readiness/words.ts';
import { stateCounts } from '../state-counts.ts';
import { dataSourceVariable, whoseVariable } from '../variables.ts';
import { columns, type Language, open } from '../words.ts';
import { texts } from './words.ts';

const alerts: Scope<'alert'> = { measurement: 'alert' };
const silentAgents: Scope<'alert'> = { measurement: 'alert', equal: [['rule', 'agentSilent']] };
const units: Scope<'unit'> = { measurement: 'unit' };
const province: Scope<'availability'> = { measurement: 'availability', whose: true, equal: [['scope', 'province']] };

/** Grafana's whole dashboard in one language; the same on every call. */
export function provinceDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'province',
    ...texts.dashboard,
    from: 'now-1h',
    refresh: '30s',
    variables: [dataSourceVariable(language), whoseVariable(language)],
    sections: [
      { panels: figures(language) },
      { row: { id: 101, title: texts.rows.danger }, panels: [endpointTable(language)] },
      {
        row: { id: 102, title: texts.rows.act },
        panels: [
          firingTable(language, alerts, {
            id: 20,
            text: texts.panels.alerts,
            at: [0, 0, 14, 10],
            timeFrom: '7d',
          }),
          unitTable(language),
        ],
      },
      {
        row: { id: 103, title: texts.rows.reserve },
        panels: [
          linkTable(language, { measurement: 'link' }, { id: 30, text: texts.panels.links, at: [0, 0, 24, 14] }),
        ],
      },
    ],
  });
}

function figures(language: Language) {
  return [
    isolatedCount(language, { id: 1, at: [0, 0, 4, 4] }),
    onBackupCount(language, { id: 2, at: [4, 0, 4, 4] }),
    worstReserve(language, { id: 3, at: [8, 0, 4, 4] }),
    figure(language, {
      id: 4,
      text: texts.panels.firing,
      at: [12, 0, 4, 4],
      unit: countUnit,
      noValue: texts.noAlerts,
      timeFrom: '7d',
      targets: [influx('A', firingCount(alerts), 'time_series')],
    }).thresholds(anyIs(colours.critical)),
    figure(language, {
      id: 5,
      text: texts.panels.notReady,
      at: [16, 0, 4, 4],
      unit: countUnit,
      targets: [influx('A', newestZeros(units, 'ready', byUnit), 'time_series')],
    }).thresholds(anyIs(colours.critical)),
    stateCounts(language, {
      id: 6,
      text: texts.panels.states,
      at: [20, 0, 4, 8],
      field: 'state',
      mapping: stateMapping(language),
      query: newest(endpointsOf, [{ field: 'state', as: 'state' }], ['endpoint']),
    }),
    figure(language, {
      id: 7,
      text: texts.panels.availability,
      at: [0, 4, 8, 4],
      unit: ratioUnit,
      timeFrom: '30d',
      targets: [influx('A', availabilityOf(province, ['name']), 'time_series')],
    })
      .decimals(3)
      .thresholds(fallingThresholds(0.995, 0.999)),
    figure(language, {
      id: 8,
      text: texts.panels.coverage,
      at: [8, 4, 4, 4],
      unit: ratioUnit,
      timeFrom: '30d',
      targets: [influx('A', coverageOf(province, ['name'], ['coverage']), 'time_series')],
    })
      .decimals(1)
      .thresholds(fallingThresholds(0.95, 0.99)),
    figure(language, {
      id: 9,
      text: texts.panels.silent,
      at: [12, 4, 8, 4],
      unit: countUnit,
      noValue: texts.noAlerts,
      timeFrom: '7d',
      targets: [influx('A', firingCount(silentAgents), 'time_series')],
    }).thresholds(anyIs(colours.warning)),
  ];
}

function endpointTable(language: Language) {
  const name = (key: keyof typeof texts.columns) => column(texts.columns[key][language]);
  const shown = ['state', 'isolated', 'on_backup', 'worst_reserve_ratio', 'paths_up', 'paths'] as const;
  return table(language, {
    id: 10,
    text: texts.panels.danger,
    at: [0, 0, 24, 11],
    unit: countUnit,
    targets: [
      influx(
        'A',
        newest(
          endpointsOf,
          shown.map((field) => ({ field, as: field })),
          ['endpoint'],
        ),
        'table',
      ),
    ],
    transformations: [organized(['endpoint', ...shown])],
  })
    .overrideByName('endpoint', [
      ...column(columns.endpoint[language]),
      leadsTo(language, open.endpoint, 'endpoint', ['endpoint']),
    ])
    .overrideByName('state', [...column(columns.state[language]), ...stateColumn(stateMapping(language))])
    .overrideByName('isolated', [
      ...name('isolated'),
      ...stateColumn(flagMapping(language, texts.yes, colours.critical, texts.no, colours.ok)),
    ])
    .overrideByName('on_backup', [
      ...name('onBackup'),
      ...stateColumn(flagMapping(language, texts.yes, colours.warning, texts.no, colours.ok)),
    ])
    .overrideByName('worst_reserve_ratio', [
      ...column(columns.reserve[language], ratioUnit),
      ...coloured(reserveThresholds()),
    ])
    .overrideByName('paths_up', name('pathsUp'))
    .overrideByName('paths', name('paths'))
    .sortBy(
      sorted(
        [texts.columns.isolated[language], 'descending'],
        [texts.columns.onBackup[language], 'descending'],
        [columns.reserve[language], 'ascending'],
      ),
    );
}

function unitTable(language: Language) {
  const ready = flagMapping(language, readiness.ready, colours.ok, readiness.notReady, colours.critical);
  const score = readiness.columns.score[language];
  return table(language, {
    id: 21,
    text: texts.panels.units,
    at: [14, 0, 10, 10],
    unit: countUnit,
    targets: [
      influx(
        'A',
        newest(
          units,
          [
            { field: 'ready', as: 'ready' },
            { field: 'score', as: 'score' },
          ],
          byUnit,
        ),
        'table',
      ),
    ],
    transformations: [organized(['unit', 'kind', 'operator', 'ready', 'score'], ['Time', 'site'])],
  })
    .overrideByName('unit', [
      ...column(columns.unit[language]),
      leadsTo(language, open.unit, 'readiness', ['operator', 'unit']),
    ])
    .overrideByName('kind', [...column(columns.kind[language]), ...codeColumn(kindMapping(language))])
    .overrideByName('operator', column(columns.operator[language]))
    .overrideByName('ready', [...column(readiness.columns.ready[language]), ...stateColumn(ready)])
    .overrideByName('score', [...column(score), ...coloured(fallingThresholds(60, 80))])
    .sortBy(sorted([readiness.columns.ready[language], 'ascending'], [score, 'ascending']));
}
