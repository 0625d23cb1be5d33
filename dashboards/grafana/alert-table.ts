/** The table of alerts that fire: on the pages of the province, an endpoint and the alerts themselves. Pure. */
import { firingNow } from './alert-queries.ts';
import { influx } from './influx.ts';
import { leadsTo } from './links.ts';
import { codeColumn, ruleMapping, severityMapping, stateColumn } from './mappings.ts';
import { column, countUnit, durationUnit, organized, type PanelOptions, sorted, table } from './panels.ts';
import type { Scope } from './queries.ts';
import { columns, common, type Language, open } from './words.ts';

/** One row an alert, with for how long, value and threshold in the rule's own unit; the one that began last first. */
export function firingTable(
  language: Language,
  scope: Scope<'alert'>,
  options: Omit<PanelOptions, 'targets' | 'unit' | 'noValue'>,
) {
  const openFor = columns.openFor[language];
  return described(
    language,
    table(language, {
      ...options,
      noValue: common.noneFiring,
      unit: countUnit,
      targets: [influx('A', firingNow(scope), 'table')],
      transformations: [
        organized(['severity', 'rule', 'endpoint', 'operator', 'open_s', 'value', 'threshold'], ['Time', 'firing']),
      ],
    }),
  )
    .overrideByName('open_s', column(openFor, durationUnit))
    .sortBy(sorted([openFor, 'ascending']));
}

/** The columns that rows about alerts have. */
export function described(language: Language, builder: ReturnType<typeof table>) {
  const name = (key: keyof typeof columns) => column(columns[key][language]);
  builder
    .overrideByName('Time', column(columns.time[language], 'dateTimeAsLocal'))
    .overrideByName('severity', [...name('severity'), ...stateColumn(severityMapping(language))])
    .overrideByName('rule', [...name('rule'), ...codeColumn(ruleMapping(language))])
    .overrideByName('endpoint', [...name('endpoint'), leadsTo(language, open.endpoint, 'endpoint', ['endpoint'])])
    .overrideByName('operator', [...name('operator'), leadsTo(language, open.alerts, 'alerts', ['operator'])])
    .overrideByName('value', name('value'))
    .overrideByName('threshold', name('threshold'));
  return builder;
}
