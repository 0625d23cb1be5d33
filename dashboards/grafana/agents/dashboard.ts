/** The dashboard “Trạm thu thập / Agents”: whether the watchers themselves are well. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { leadsTo } from '../links.ts';
import { anyIs } from '../overview-figures.ts';
import {
  chart,
  coloured,
  colours,
  column,
  countUnit,
  delayUnit,
  durationUnit,
  figure,
  organized,
  type PanelOptions,
  risingThresholds,
  sorted,
  table,
  thresholdLines,
} from '../panels.ts';
import { type Aggregate, type Field, line, newest, overNewest, type Scope } from '../queries.ts';
import { agentVariable, dataSourceVariable, operatorVariable } from '../variables.ts';
import { columns, type Language, open, type Text } from '../words.ts';
import { texts } from './words.ts';

const agents: Scope<'agent'> = { measurement: 'agent', variables: ['operator'] };
const chosen: Scope<'agent'> = { measurement: 'agent', variables: ['operator', 'agent'] };
const byAgent = ['operator', 'agent'] as const;
const bytesUnit = 'bytes';
const { panels } = texts;

/** Octets, ages and lateness at which an agent is looked at, and at which somebody goes there; proposals. */
const oldestSteps = () => risingThresholds(300, 3_600);
const lagSteps = () => risingThresholds(5, 30);

/** Grafana's whole dashboard in one language; the same on every call. */
export function agentsDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'agents',
    ...texts.dashboard,
    from: 'now-6h',
    refresh: '1m',
    variables: [dataSourceVariable(language), operatorVariable(language, 'agent'), agentVariable(language)],
    sections: [
      { panels: [...figures(language), heardTable(language), agentTable(language)] },
      { row: { id: 101, title: texts.rows.chosen }, panels: chosenPanels(language) },
    ],
  });
}

function figures(language: Language) {
  const one = (id: number, text: PanelOptions['text'], x: number, unit: string, query: string) =>
    figure(language, { id, text, at: [x, 0, 8, 4], unit, targets: [influx('A', query, 'time_series')] });
  return [
    one(1, panels.reporting, 0, countUnit, overNewest(agents, 'count', 'rss_bytes', byAgent)),
    one(2, panels.oldest, 8, durationUnit, overNewest(agents, 'max', 'queue_oldest_s', byAgent)).thresholds(
      oldestSteps(),
    ),
    one(3, panels.drops, 16, countUnit, overNewest(agents, 'sum', 'drops', byAgent)).thresholds(anyIs(colours.warning)),
  ];
}

/** Only a query with one column has the time of its point, and so says when an agent was last heard. */
function heardTable(language: Language) {
  const heard = texts.columns.heard[language];
  return table(language, {
    id: 10,
    text: panels.heard,
    at: [0, 4, 8, 11],
    unit: bytesUnit,
    timeFrom: '7d',
    targets: [influx('A', newest(agents, [{ field: 'rss_bytes', as: 'rss_bytes' }], byAgent), 'table')],
    transformations: [organized(['agent', 'operator', 'Time'], ['rss_bytes'])],
  })
    .overrideByName('Time', column(heard, 'dateTimeFromNow'))
    .overrideByName('agent', [...column(columns.agent[language]), leadsTo(language, open.agent, 'agents', byAgent)])
    .overrideByName('operator', column(columns.operator[language]))
    .sortBy(sorted([heard, 'ascending']));
}

function agentTable(language: Language) {
  const head = (key: keyof typeof texts.columns, unit?: string) => column(texts.columns[key][language], unit);
  const shown = ['queue_oldest_s', 'queue_bytes', 'lag_s', 'offset_ms', 'drops', 'rss_bytes'] as const;
  return table(language, {
    id: 11,
    text: panels.table,
    at: [8, 4, 16, 11],
    unit: countUnit,
    targets: [
      influx(
        'A',
        newest(
          agents,
          shown.map((field) => ({ field, as: field })),
          byAgent,
        ),
        'table',
      ),
    ],
    transformations: [organized(['agent', 'operator', ...shown])],
  })
    .overrideByName('agent', [...column(columns.agent[language]), leadsTo(language, open.agent, 'agents', byAgent)])
    .overrideByName('operator', column(columns.operator[language]))
    .overrideByName('queue_oldest_s', [...head('oldest', durationUnit), ...coloured(oldestSteps())])
    .overrideByName('queue_bytes', head('queue', bytesUnit))
    .overrideByName('lag_s', [...head('lag', durationUnit), ...coloured(lagSteps())])
    .overrideByName('offset_ms', head('offset', delayUnit))
    .overrideByName('drops', [...head('drops'), ...coloured(anyIs(colours.warning))])
    .overrideByName('rss_bytes', head('rss', bytesUnit))
    .sortBy(sorted([texts.columns.oldest[language], 'descending']));
}

function chosenPanels(language: Language) {
  const of = (aggregate: Aggregate, field: Field<'agent'>, text: Text) => [
    influx('A', line(chosen, aggregate, field, text[language], byAgent), 'time_series', '$tag_agent $col'),
  ];
  const lines = (options: Omit<PanelOptions, 'noValue'>) => chart(language, { ...options, intervalMin: '1m' });
  const { columns: names } = texts;
  return [
    lines({
      id: 20,
      text: panels.queue,
      at: [0, 0, 8, 9],
      unit: bytesUnit,
      targets: of('max', 'queue_bytes', names.queue),
    }).min(0),
    lines({
      id: 21,
      text: panels.oldestChart,
      at: [8, 0, 8, 9],
      unit: durationUnit,
      targets: of('max', 'queue_oldest_s', names.oldest),
    })
      .min(0)
      .thresholds(oldestSteps())
      .thresholdsStyle(thresholdLines()),
    lines({ id: 22, text: panels.lag, at: [16, 0, 8, 9], unit: durationUnit, targets: of('max', 'lag_s', names.lag) })
      .min(0)
      .thresholds(lagSteps())
      .thresholdsStyle(thresholdLines()),
    lines({
      id: 23,
      text: panels.offset,
      at: [0, 9, 8, 9],
      unit: delayUnit,
      targets: of('mean', 'offset_ms', names.offset),
    }),
    lines({
      id: 24,
      text: panels.dropsChart,
      at: [8, 9, 8, 9],
      unit: countUnit,
      targets: of('max', 'drops', names.drops),
    }).min(0),
    lines({
      id: 25,
      text: panels.rss,
      at: [16, 9, 8, 9],
      unit: bytesUnit,
      targets: of('max', 'rss_bytes', names.rss),
    }).min(0),
  ];
}
