/** The dashboard “Dự phòng băng thông / Bandwidth reserve”: the worst reserve first, then how it came to that. */
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
  MappingType,
  RowBuilder,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { allOperators, timeZone } from '@thongsuot/contract/storage.ts';
import { influx, variable } from './influx.ts';
import {
  barCell,
  chart,
  colours,
  column,
  figure,
  type PanelOptions,
  rateUnit,
  ratioUnit,
  table,
  thresholdLines,
  thresholds,
} from './panels.ts';
import { line, newest, overNewest, p95OfRange, type Scope } from './queries.ts';
import { strictestUtilization, thresholdTable } from './thresholds.ts';
import { variables } from './variables.ts';
import { type Language, type PanelWords, type Words, words } from './words.ts';

const fileName = 'reserve';
/** Fixed for ever: bookmarks and links name it. */
export const reserveUid = (language: Language) => `thongsuot-${fileName}-${language}`;

const links: Scope<'link'> = { measurement: 'link', variables: ['operator', 'endpoint', 'link'] };
const linksOfOperators: Scope<'link'> = { measurement: 'link', variables: ['operator'] };
const capacities: Scope<'capacity'> = { measurement: 'capacity', variables: ['operator', 'endpoint', 'link'] };
/** Points about all operators together carry the operator `all`. */
const endpoints: Scope<'endpoint'> = { measurement: 'endpoint', tag: ['operator', allOperators] };
const byLink = ['operator', 'endpoint', 'link'] as const;

const { warning, critical } = strictestUtilization();
/** The reverse of the utilisation's thresholds; rounded, since 1 − 0.6 is 0.4 and 1 − 0.75 is 0.25 exactly for people. */
const reserveSteps: [number | null, string][] = [
  [null, colours.critical],
  [Math.round((1 - critical) * 100) / 100, colours.warning],
  [Math.round((1 - warning) * 100) / 100, colours.ok],
];

/** Grafana's whole dashboard in one language; the same on every call. */
export function reserveDashboard(language: Language): Dashboard {
  const w = words[language];
  const other: Language = language === 'vi' ? 'en' : 'vi';
  const dashboard = new DashboardBuilder(w.dashboard.title)
    .uid(reserveUid(language))
    .description(w.dashboard.description)
    .tags(['thongsuot', language])
    .timezone(timeZone)
    .weekStart('monday')
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables(variables(w))
    .links([
      keeping(new DashboardLinkBuilder(w.otherLanguage).type(DashboardLinkType.Link).url(`/d/${reserveUid(other)}`)),
      keeping(
        new DashboardLinkBuilder(w.moreDashboards)
          .type(DashboardLinkType.Dashboards)
          .tags(['thongsuot', language])
          .asDropdown(true),
      ),
    ]);
  for (const panel of nowPanels(w, language)) dashboard.withPanel(panel);
  dashboard.withRow(row(101, w.rows.traffic, 22));
  for (const panel of trafficPanels(w)) dashboard.withPanel(panel);
  dashboard.withRow(row(102, w.rows.reserve, 43));
  for (const panel of reservePanels(w)) dashboard.withPanel(panel);
  dashboard.withRow(row(103, w.rows.p95, 54));
  for (const panel of p95Panels(w)) dashboard.withPanel(panel);
  dashboard.withPanel(
    new TextBuilder()
      .id(50)
      .title(w.panels.thresholds.title)
      .description(w.panels.thresholds.description)
      .gridPos({ x: 0, y: 73, w: 24, h: 12 })
      .mode(TextMode.Markdown)
      .content(thresholdTable(language, w)),
  );
  return dashboard.build();
}

/** A link that takes time range and variables along. */
function keeping(link: DashboardLinkBuilder): DashboardLinkBuilder {
  return link.keepTime(true).includeVars(true).targetBlank(false).icon('external link').tooltip('');
}

const row = (id: number, title: string, y: number) => new RowBuilder(title).id(id).gridPos({ x: 0, y, w: 24, h: 1 });

const place = (
  id: number,
  w: Words,
  panel: PanelWords,
  unit: string,
  gridPos: [x: number, y: number, w: number, h: number],
): Omit<PanelOptions, 'targets'> => ({
  id,
  words: panel,
  noValue: w.noValue,
  unit,
  gridPos: { x: gridPos[0], y: gridPos[1], w: gridPos[2], h: gridPos[3] },
});

function nowPanels(w: Words, language: Language) {
  const any = thresholds([
    [null, colours.ok],
    [1, colours.critical],
  ]);
  const some = thresholds([
    [null, colours.ok],
    [1, colours.warning],
  ]);
  return [
    figure({
      ...place(1, w, w.panels.worst, ratioUnit, [0, 0, 5, 5]),
      targets: [influx('A', overNewest(endpoints, 'min', 'worst_reserve_ratio', ['endpoint']), 'time_series')],
    }).thresholds(thresholds(reserveSteps)),
    figure({
      ...place(2, w, w.panels.isolated, 'none', [5, 0, 4, 5]),
      targets: [influx('A', overNewest(endpoints, 'sum', 'isolated', ['endpoint']), 'time_series')],
    }).thresholds(any),
    figure({
      ...place(3, w, w.panels.onBackup, 'none', [9, 0, 4, 5]),
      targets: [influx('A', overNewest(endpoints, 'sum', 'on_backup', ['endpoint']), 'time_series')],
    }).thresholds(some),
    counts(4, w, w.panels.endpointStates, [13, 0, 6, 5], 'state', w.states, {
      up: colours.ok,
      degraded: colours.warning,
      down: colours.critical,
    })(newest(endpoints, [{ field: 'state', as: 'state' }], ['endpoint'])),
    counts(5, w, w.panels.linkStates, [19, 0, 5, 5], 'oper', w.oper, { up: colours.ok, down: colours.critical })(
      newest(linksOfOperators, [{ field: 'oper', as: 'oper' }], byLink),
    ),
    worstFirst(w, language),
  ];
}

/** A table of how many series have each state: the newest states, grouped and counted. */
function counts(
  id: number,
  w: Words,
  panel: PanelWords,
  at: [number, number, number, number],
  field: string,
  names: Readonly<Record<string, string>>,
  colour: Readonly<Record<string, string>>,
) {
  const mapping: ValueMapping = {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(names).map(([state, text], index) => [
        state,
        { text, color: colour[state] ?? colours.unknown, index },
      ]),
    ),
  };
  const counted = `${field} (count)`;
  return (query: string) =>
    table({
      ...place(id, w, panel, 'none', at),
      targets: [influx('A', query, 'table')],
      transformations: [
        {
          id: 'groupBy',
          options: {
            fields: {
              [field]: { operation: 'groupby', aggregations: [] },
              Time: { operation: 'aggregate', aggregations: ['count'] },
            },
          },
        },
        { id: 'organize', options: { renameByName: { 'Time (count)': counted } } },
      ],
    })
      .overrideByName(field, [
        ...column(w.columns.state),
        { id: 'mappings', value: [mapping] },
        { id: 'custom.cellOptions', value: { type: 'color-text' } },
      ])
      .overrideByName(counted, column(w.columns.count));
}

/** Every link of the operators chosen, the least reserve first; each row leads to its own lines. */
function worstFirst(w: Words, language: Language) {
  const toLink = [
    `/d/${reserveUid(language)}?${variable('__url_time_range')}`,
    variable('ds:queryparam'),
    ...byLink.map((tag) => `var-${tag}=${variable(`__data.fields.${tag}`)}`),
  ].join('&');
  const dataLink: DynamicConfigValue = { id: 'links', value: [{ title: w.openLink, url: toLink, targetBlank: false }] };
  const reserveColumn = [
    { id: 'min', value: 0 },
    { id: 'max', value: 1 },
    { id: 'decimals', value: 1 },
    { id: 'thresholds', value: thresholds(reserveSteps).build() },
  ];
  return table({
    ...place(10, w, w.panels.worstFirst, rateUnit, [0, 5, 24, 17]),
    targets: [
      influx(
        'A',
        newest(
          linksOfOperators,
          [
            { field: 'util_in', as: 'reserve_in_ratio', less: true },
            { field: 'util_out', as: 'reserve_out_ratio', less: true },
            { field: 'reserve_in_bps', as: 'reserve_in_bps' },
            { field: 'reserve_out_bps', as: 'reserve_out_bps' },
            { field: 'capacity_in_bps', as: 'capacity_in_bps' },
            { field: 'capacity_out_bps', as: 'capacity_out_bps' },
          ],
          byLink,
        ),
        'table',
      ),
    ],
    transformations: [
      {
        id: 'calculateField',
        options: {
          mode: 'reduceRow',
          alias: 'reserve_ratio',
          reduce: { reducer: 'min', include: ['reserve_in_ratio', 'reserve_out_ratio'] },
        },
      },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, reserve_in_ratio: true, reserve_out_ratio: true },
          indexByName: {
            link: 0,
            endpoint: 1,
            operator: 2,
            reserve_ratio: 3,
            reserve_in_bps: 4,
            reserve_out_bps: 5,
            capacity_in_bps: 6,
            capacity_out_bps: 7,
          },
        },
      },
    ],
  })
    .overrideByName('link', [...column(w.columns.link), dataLink])
    .overrideByName('endpoint', column(w.columns.endpoint))
    .overrideByName('operator', column(w.columns.operator))
    .overrideByName('reserve_ratio', [...column(w.columns.reserve, ratioUnit), ...reserveColumn, barCell])
    .overrideByName('reserve_in_bps', column(w.columns.reserveIn))
    .overrideByName('reserve_out_bps', column(w.columns.reserveOut))
    .overrideByName('capacity_in_bps', column(w.columns.capacityIn))
    .overrideByName('capacity_out_bps', column(w.columns.capacityOut))
    .sortBy([new TableSortByFieldStateBuilder().displayName(w.columns.reserve).desc(false)]);
}

/** The capacity's line is dashed, so that it is told from the traffic's without its colour. */
const dashedCapacity = (w: Words): [string, DynamicConfigValue[]] => [
  `/ ${w.series.capacity}$/`,
  [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.capacity } },
  ],
];

function trafficPanels(w: Words) {
  const traffic = (id: number, panel: PanelWords, x: number, side: 'in' | 'out') =>
    chart({
      ...place(id, w, panel, rateUnit, [x, 23, 12, 10]),
      intervalMin: '1m',
      targets: [
        influx('A', line(links, 'mean', `${side}_bps`, w.series.traffic, byLink), 'time_series', '$tag_link $col'),
        influx(
          'B',
          line(links, 'last', `capacity_${side}_bps`, w.series.capacity, byLink),
          'time_series',
          '$tag_link $col',
        ),
      ],
    })
      .min(0)
      .overrideByRegexp(...dashedCapacity(w));
  const utilization = (id: number, panel: PanelWords, x: number, side: 'in' | 'out') =>
    chart({
      ...place(id, w, panel, ratioUnit, [x, 33, 12, 10]),
      intervalMin: '1m',
      targets: [
        influx('A', line(links, 'max', `util_${side}`, w.series.utilization, byLink), 'time_series', '$tag_link $col'),
      ],
    })
      .min(0)
      .thresholds(
        thresholds([
          [null, colours.ok],
          [warning, colours.warning],
          [critical, colours.critical],
        ]),
      )
      .thresholdsStyle(thresholdLines());
  return [
    traffic(20, w.panels.trafficIn, 0, 'in'),
    traffic(21, w.panels.trafficOut, 12, 'out'),
    utilization(22, w.panels.utilizationIn, 0, 'in'),
    utilization(23, w.panels.utilizationOut, 12, 'out'),
  ];
}

function reservePanels(w: Words) {
  const reserve = (id: number, panel: PanelWords, x: number, side: 'in' | 'out') =>
    chart({
      ...place(id, w, panel, rateUnit, [x, 44, 12, 10]),
      intervalMin: '1m',
      targets: [
        influx(
          'A',
          line(links, 'min', `reserve_${side}_bps`, w.series.reserve, byLink),
          'time_series',
          '$tag_link $col',
        ),
      ],
    })
      // Below 0 the contract is exceeded, whatever the class.
      .thresholds(
        thresholds([
          [null, colours.critical],
          [0, colours.ok],
        ]),
      )
      .thresholdsStyle(thresholdLines());
  return [reserve(30, w.panels.reserveIn, 0, 'in'), reserve(31, w.panels.reserveOut, 12, 'out')];
}

function p95Panels(w: Words) {
  const p95 = (id: number, panel: PanelWords, x: number, side: 'in' | 'out') =>
    chart({
      ...place(id, w, panel, rateUnit, [x, 55, 12, 10]),
      noValue: w.noP95,
      intervalMin: '1h',
      // Computed nightly for priorities 3 and 4: two points a day apart belong together.
      spanMs: 26 * 3_600_000,
      targets: [
        influx('A', line(capacities, 'last', `p95_${side}_bps`, w.series.p95, byLink), 'time_series', '$tag_link $col'),
      ],
    }).min(0);
  return [
    p95(40, w.panels.p95In, 0, 'in'),
    p95(41, w.panels.p95Out, 12, 'out'),
    table({
      ...place(42, w, w.panels.p95Range, rateUnit, [0, 65, 24, 8]),
      targets: [
        influx(
          'A',
          p95OfRange(links, [
            { field: 'in_bps', as: 'p95_in_bps' },
            { field: 'out_bps', as: 'p95_out_bps' },
          ]),
          'table',
        ),
      ],
      transformations: [
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            indexByName: { link: 0, endpoint: 1, operator: 2, p95_in_bps: 3, p95_out_bps: 4 },
          },
        },
      ],
    })
      .overrideByName('link', column(w.columns.link))
      .overrideByName('endpoint', column(w.columns.endpoint))
      .overrideByName('operator', column(w.columns.operator))
      .overrideByName('p95_in_bps', column(w.columns.p95In))
      .overrideByName('p95_out_bps', column(w.columns.p95Out)),
  ];
}
