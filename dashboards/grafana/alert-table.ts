/** The table of alerts that fire: on the pages of the province, an endpoint and the alerts themselves. Pure. */
import { firingNow } from './alert-queries.ts';
import { influx } from './influx.ts';
import { leadsTo } from './links.ts';
import { codeColumn, ruleMapping, severityMapping, stateColumn } from './mappings.ts';
import { column, countUnit, organized, type PanelOptions, sorted, table } from './panels.ts';
import type { Scope } from './queries.ts';
import { columns, type Language, open } from './words.ts';

/** One row an alert, with since when, value and threshold in the rule's own unit. */
export function firingTable(
  language: Language,
  scope: Scope<'alert'>,
  options: Omit<PanelOptions, 'targets' | 'unit'>,
) {
  return described(
    language,
    table(language, {
      ...options,
      unit: countUnit,
      targets: [influx('A', firingNow(scope), 'table')],
      transformations: [
        organized(['Time', 'severity', 'rule', 'endpoint', 'operator', 'value', 'threshold'], ['firing']),
      ],
    }),
    columns.since[language],
  ).sortBy(sorted([columns.since[language], 'descending']));
}

/** The columns that rows about alerts have. */
export function described(language: Language, builder: ReturnType<typeof table>, time: string) {
  const name = (key: keyof typeof columns) => column(columns[key][language]);
  builder
    .overrideByName('Time', column(time, 'dateTimeAsLocal'))
    .overrideByName('severity', [...name('severity'), ...stateColumn(severityMapping(language))])
    .overrideByName('rule', [...name('rule'), ...codeColumn(ruleMapping(language))])
    .overrideByName('endpoint', [...name('endpoint'), leadsTo(language, open.endpoint, 'endpoint', ['endpoint'])])
    .overrideByName('operator', [...name('operator'), leadsTo(language, open.alerts, 'alerts', ['operator'])])
    .overrideByName('value', name('value'))
    .overrideByName('threshold', name('threshold'));
  return builder;
}
