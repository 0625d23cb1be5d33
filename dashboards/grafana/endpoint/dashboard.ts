/** The dashboard “Điểm phục vụ / Endpoint”: one endpoint, or several beside one another. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { firingTable } from '../alert-table.ts';
import { alertMarks } from '../annotations.ts';
import { availabilityOf, coverageOf } from '../availability-queries.ts';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { linkTable, reserveThresholds } from '../link-table.ts';
import { stateMapping } from '../mappings.ts';
import {
  chart,
  countUnit,
  fallingThresholds,
  figure,
  ratioUnit,
  stateFigure,
  thresholdLines,
  timeline,
} from '../panels.ts';
import { line, newest, type Scope } from '../queries.ts';
import { dataSourceVariable, endpointVariable, whoseVariable } from '../variables.ts';
import type { Language } from '../words.ts';
import { checkPanels, qualityPanels } from './lines.ts';
import { texts } from './words.ts';

const endpoints: Scope<'endpoint'> = { measurement: 'endpoint', whose: true, variables: ['endpoint'] };
const days: Scope<'availability'> = {
  measurement: 'availability',
  whose: true,
  equal: [['scope', 'endpoint']],
  named: 'endpoint',
};

/** Grafana's whole dashboard in one language; the same on every call. */
export function endpointDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'endpoint',
    ...texts.dashboard,
    from: 'now-24h',
    refresh: '1m',
    variables: [dataSourceVariable(language), whoseVariable(language), endpointVariable(language)],
    annotations: alertMarks(language, { measurement: 'alert', variables: ['endpoint'] }),
    sections: [
      { panels: nowPanels(language) },
      { row: { id: 101, title: texts.rows.paths }, panels: pathPanels(language) },
      { row: { id: 102, title: texts.rows.quality }, panels: qualityPanels(language) },
      { row: { id: 103, title: texts.rows.checks }, panels: checkPanels(language) },
    ],
  });
}

function nowPanels(language: Language) {
  const { panels } = texts;
  return [
    stateFigure(
      language,
      {
        id: 1,
        text: panels.state,
        at: [0, 0, 6, 5],
        unit: 'string',
        targets: [
          influx(
            'A',
            newest(endpoints, [{ field: 'state', as: 'state' }], ['endpoint']),
            'time_series',
            '$tag_endpoint',
          ),
        ],
      },
      stateMapping(language),
    ),
    figure(language, {
      id: 2,
      text: panels.reserve,
      at: [6, 0, 6, 5],
      unit: ratioUnit,
      targets: [
        influx(
          'A',
          newest(endpoints, [{ field: 'worst_reserve_ratio', as: 'value' }], ['endpoint']),
          'time_series',
          '$tag_endpoint',
        ),
      ],
    }).thresholds(reserveThresholds()),
    figure(language, {
      id: 3,
      text: panels.availability,
      at: [12, 0, 6, 5],
      unit: ratioUnit,
      timeFrom: '30d',
      targets: [influx('A', availabilityOf(days, ['name']), 'time_series', '$tag_name')],
    })
      .decimals(3)
      .thresholds(fallingThresholds(0.995, 0.999)),
    figure(language, {
      id: 4,
      text: panels.coverage,
      at: [18, 0, 6, 5],
      unit: ratioUnit,
      timeFrom: '30d',
      targets: [influx('A', coverageOf(days, ['name'], ['coverage']), 'time_series', '$tag_name')],
    })
      .decimals(1)
      .thresholds(fallingThresholds(0.95, 0.99)),
    timeline(
      language,
      {
        id: 5,
        text: panels.timeline,
        at: [0, 5, 14, 8],
        unit: 'string',
        intervalMin: '1m',
        targets: [influx('A', line(endpoints, 'last', 'state', 'state', ['endpoint']), 'time_series', '$tag_endpoint')],
      },
      [stateMapping(language)],
    ),
    firingTable(
      language,
      { measurement: 'alert', variables: ['endpoint'] },
      {
        id: 6,
        text: panels.alerts,
        at: [14, 5, 10, 8],
        timeFrom: '30d',
      },
    ),
  ];
}

function pathPanels(language: Language) {
  const { panels, series } = texts;
  const named = '$tag_endpoint $col';
  return [
    linkTable(
      language,
      { measurement: 'link', variables: ['endpoint'] },
      { id: 10, text: panels.links, at: [0, 0, 24, 9] },
    ),
    chart(language, {
      id: 11,
      text: panels.reserveChart,
      at: [0, 9, 12, 9],
      unit: ratioUnit,
      intervalMin: '1m',
      targets: [
        influx(
          'A',
          line(endpoints, 'min', 'worst_reserve_ratio', series.reserve[language], ['endpoint']),
          'time_series',
          named,
        ),
      ],
    })
      .max(1)
      .thresholds(reserveThresholds())
      .thresholdsStyle(thresholdLines()),
    chart(language, {
      id: 12,
      text: panels.paths,
      at: [12, 9, 12, 9],
      unit: countUnit,
      intervalMin: '1m',
      targets: [
        influx('A', line(endpoints, 'min', 'paths_up', series.pathsUp[language], ['endpoint']), 'time_series', named),
        influx('B', line(endpoints, 'max', 'paths', series.paths[language], ['endpoint']), 'time_series', named),
      ],
    })
      .min(0)
      .decimals(0),
  ];
}
