/** The dashboard “Độ khả dụng / Availability”: a percentage never without its coverage. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { allBeside, availabilityOf, type Beside, byDay, coverageOf, ratiosBeside } from '../availability-queries.ts';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { leadsTo } from '../links.ts';
import { codeColumn, mapped } from '../mappings.ts';
import {
  bars,
  coloured,
  colours,
  column,
  durationUnit,
  fallingThresholds,
  figure,
  merged,
  organized,
  type PanelOptions,
  ratioUnit,
  sorted,
  table,
  thresholds,
} from '../panels.ts';
import type { Scope, Tag } from '../queries.ts';
import { classesByTarget, classNames } from '../thresholds.ts';
import { dataSourceVariable, operatorVariable, whoseVariable } from '../variables.ts';
import { columns, type Language, open } from '../words.ts';
import { texts } from './words.ts';

type Part = 'endpoint' | 'link' | 'class' | 'operator' | 'area' | 'province';

/** The points of all operators together, or of one (`whose`). */
const of = (scope: Part): Scope<'availability'> => ({
  measurement: 'availability',
  whose: true,
  equal: [['scope', scope]],
});
/** Points that belong to an operator by their nature. */
const ofOperators = (scope: 'operator' | 'link'): Scope<'availability'> => ({
  measurement: 'availability',
  variables: ['operator'],
  equal: [['scope', scope]],
});

const availabilityThresholds = () => fallingThresholds(0.995, 0.999);
const coverageThresholds = () => fallingThresholds(0.95, 0.99);

/** Grafana's whole dashboard in one language; the same on every call. */
export function availabilityDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'availability',
    ...texts.dashboard,
    from: 'now-30d',
    refresh: '15m',
    variables: [dataSourceVariable(language), whoseVariable(language), operatorVariable(language, 'availability')],
    sections: [
      { panels: [...provinceFigures(language), classTable(language)] },
      { row: { id: 101, title: texts.rows.days }, panels: dayPanels(language) },
      { row: { id: 102, title: texts.rows.parts }, panels: partTables(language) },
      { row: { id: 103, title: texts.rows.worst }, panels: worstTables(language) },
    ],
  });
}

function provinceFigures(language: Language) {
  const one = (id: number, text: PanelOptions['text'], x: number, query: string) =>
    figure(language, {
      id,
      text,
      at: [x, 0, 8, 5],
      unit: ratioUnit,
      noValue: texts.noDays,
      targets: [influx('A', query, 'time_series')],
    });
  const { panels } = texts;
  return [
    one(1, panels.province, 0, availabilityOf(of('province'), ['name']))
      .decimals(3)
      .thresholds(availabilityThresholds()),
    one(2, panels.coverage, 8, coverageOf(of('province'), ['name'], ['coverage']))
      .decimals(1)
      .thresholds(coverageThresholds()),
    one(3, panels.strict, 16, coverageOf(of('province'), ['name'], ['strict']))
      .decimals(3)
      .thresholds(availabilityThresholds()),
  ];
}

/** A target is known by class only: the classes that share one are asked for together, and the answers merged. */
function classTable(language: Language) {
  const byTarget = classesByTarget().map(({ target, codes }, index) =>
    influx(
      String.fromCharCode('B'.charCodeAt(0) + index),
      availabilityOf({ ...of('class'), oneOf: ['name', codes] }, ['name'], target),
      'table',
    ),
  );
  return availabilityTable(
    language,
    { id: 10, text: texts.panels.classes, at: [0, 5, 24, 13] },
    [influx('A', coverageOf(of('class'), ['name'], ratiosBeside), 'table'), ...byTarget],
    [...column(texts.columns.class[language]), ...codeColumn(mapped(language, classNames))],
  );
}

/** What stands in a row: what is printed beside the availability, and that. */
const both = (scope: Scope<'availability'>, by: readonly Tag<'availability'>[], beside: readonly Beside[]) => [
  influx('A', coverageOf(scope, by, beside), 'table'),
  influx('B', availabilityOf(scope, by), 'table'),
];

function partTables(language: Language) {
  return [
    availabilityTable(
      language,
      { id: 30, text: texts.panels.operators, at: [0, 0, 12, 9] },
      both(ofOperators('operator'), ['name'], ratiosBeside),
      column(columns.operator[language]),
    ),
    availabilityTable(
      language,
      { id: 31, text: texts.panels.areas, at: [12, 0, 12, 9] },
      both(of('area'), ['name'], ratiosBeside),
      column(texts.columns.area[language]),
    ),
  ];
}

function worstTables(language: Language) {
  return [
    availabilityTable(
      language,
      { id: 40, text: texts.panels.endpoints, at: [0, 0, 24, 12] },
      both(of('endpoint'), ['name'], allBeside),
      [...column(columns.endpoint[language]), leadsTo(language, open.endpoint, 'endpoint', { endpoint: 'name' })],
    ),
    availabilityTable(
      language,
      { id: 41, text: texts.panels.links, at: [0, 12, 24, 12] },
      both(ofOperators('link'), ['operator', 'name'], allBeside),
      [...column(columns.link[language]), leadsTo(language, open.link, 'link', { operator: 'operator', link: 'name' })],
    ),
  ];
}

function availabilityTable(
  language: Language,
  options: Pick<PanelOptions, 'id' | 'text' | 'at'>,
  targets: Builder<Dataquery>[],
  name: DynamicConfigValue[],
) {
  const head = (key: keyof typeof texts.columns, unit?: string) => column(texts.columns[key][language], unit);
  const digits = { id: 'decimals', value: 3 };
  return table(language, {
    ...options,
    unit: durationUnit,
    noValue: texts.noDays,
    targets,
    transformations: [merged, organized(['name', 'operator', 'availability', 'target', 'margin', ...allBeside])],
  })
    .overrideByName('name', name)
    .overrideByName('operator', column(columns.operator[language]))
    .overrideByName('availability', [...head('availability', ratioUnit), digits])
    .overrideByName('target', [...head('target', ratioUnit), { id: 'decimals', value: 2 }])
    .overrideByName('margin', [
      ...head('margin', ratioUnit),
      digits,
      ...coloured(
        thresholds([
          [null, colours.critical],
          [0, colours.ok],
        ]),
      ),
    ])
    .overrideByName('coverage', [
      ...head('coverage', ratioUnit),
      { id: 'decimals', value: 1 },
      ...coloured(coverageThresholds()),
    ])
    .overrideByName('strict', [...head('strict', ratioUnit), digits])
    .overrideByName('down', head('down'))
    .overrideByName('unknown', head('unknown'))
    .overrideByName('maintenance', head('maintenance'))
    .sortBy(sorted([texts.columns.availability[language], 'ascending']));
}

function dayPanels(language: Language) {
  const days = (id: number, text: PanelOptions['text'], x: number, what: 'availability' | 'coverage') => {
    const panel = bars(language, {
      id,
      text,
      at: [x, 0, 12, 9],
      unit: ratioUnit,
      noValue: texts.noDays,
      intervalMin: '1d',
      targets: [
        influx('A', byDay(of('class'), ['name'], what, texts.series[what][language]), 'time_series', '$tag_name'),
      ],
    })
      .max(1)
      .decimals(2);
    for (const [code, name] of Object.entries(classNames)) panel.overrideByName(code, column(name[language]));
    return panel;
  };
  return [
    days(20, texts.panels.days, 0, 'availability').thresholds(availabilityThresholds()),
    days(21, texts.panels.coverageDays, 12, 'coverage').thresholds(coverageThresholds()),
  ];
}
