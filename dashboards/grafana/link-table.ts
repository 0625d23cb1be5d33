/** The table of links, the least reserve first: on the pages of the province, the reserve and an endpoint. Pure. */
import type { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { influx } from './influx.ts';
import { leadsTo } from './links.ts';
import { operMapping, stateColumn } from './mappings.ts';
import {
  barCell,
  colours,
  column,
  fallingThresholds,
  organized,
  type PanelOptions,
  rateUnit,
  ratioUnit,
  sorted,
  table,
} from './panels.ts';
import { newest, type Scope } from './queries.ts';
import { strictestUtilization } from './thresholds.ts';
import { columns, type Language, open } from './words.ts';

/** What tells one link from another. */
export const byLink = ['operator', 'endpoint', 'link'] as const;

/** The reverse of the utilisation's thresholds; rounded, since 1 − 0.6 is 0.4 for people. */
const rounded = (ratio: number) => Math.round(ratio * 100) / 100;
const { warning, critical } = strictestUtilization();
export const reserveThresholds = () => fallingThresholds(rounded(1 - critical), rounded(1 - warning));

/** Newest figures of the links of a scope; each row leads to the page of its link. */
export function linkTable(
  language: Language,
  scope: Scope<'link'>,
  options: Omit<PanelOptions, 'targets' | 'unit'>,
): TableBuilder {
  const query = newest(
    scope,
    [
      { field: 'util_in', as: 'reserve_in_ratio', less: true },
      { field: 'util_out', as: 'reserve_out_ratio', less: true },
      { field: 'reserve_in_bps', as: 'reserve_in_bps' },
      { field: 'reserve_out_bps', as: 'reserve_out_bps' },
      { field: 'capacity_in_bps', as: 'capacity_in_bps' },
      { field: 'capacity_out_bps', as: 'capacity_out_bps' },
      { field: 'oper', as: 'oper' },
    ],
    byLink,
  );
  const name = (key: keyof typeof columns) => columns[key][language];
  return table(language, {
    ...options,
    unit: rateUnit,
    targets: [influx('A', query, 'table')],
    transformations: [
      {
        id: 'calculateField',
        options: {
          mode: 'reduceRow',
          alias: 'reserve_ratio',
          reduce: { reducer: 'min', include: ['reserve_in_ratio', 'reserve_out_ratio'] },
        },
      },
      organized(
        [
          'link',
          'endpoint',
          'operator',
          'oper',
          'reserve_ratio',
          'reserve_in_bps',
          'reserve_out_bps',
          'capacity_in_bps',
          'capacity_out_bps',
        ],
        ['Time', 'reserve_in_ratio', 'reserve_out_ratio'],
      ),
    ],
  })
    .overrideByName('link', [...column(name('link')), leadsTo(language, open.link, 'link', byLink)])
    .overrideByName('endpoint', [
      ...column(name('endpoint')),
      leadsTo(language, open.endpoint, 'endpoint', ['endpoint']),
    ])
    .overrideByName('operator', column(name('operator')))
    .overrideByName('oper', [...column(name('state')), ...stateColumn(operMapping(language))])
    .overrideByName('reserve_ratio', [
      ...column(name('reserve'), ratioUnit),
      { id: 'min', value: 0 },
      { id: 'max', value: 1 },
      { id: 'decimals', value: 1 },
      { id: 'thresholds', value: reserveThresholds().build() },
      barCell,
    ])
    .overrideByName('reserve_in_bps', column(name('reserveIn')))
    .overrideByName('reserve_out_bps', column(name('reserveOut')))
    .overrideByName('capacity_in_bps', column(name('capacityIn')))
    .overrideByName('capacity_out_bps', column(name('capacityOut')))
    .sortBy(sorted([name('reserve'), 'ascending']));
}

/** A capacity's line is dashed and a p95's dotted, so that they are told from the traffic's without their colours. */
export const lineStyles = {
  capacity: [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 6] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.capacity } },
  ],
  p95: [
    { id: 'custom.lineStyle', value: { fill: 'dot', dash: [2, 6] } },
    { id: 'custom.lineWidth', value: 2 },
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.p95 } },
    { id: 'custom.spanNulls', value: 26 * 3_600_000 },
  ],
  highest: [
    { id: 'custom.lineWidth', value: 1 },
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.unknown } },
  ],
  warning: [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 4] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.warning } },
  ],
} as const satisfies Record<string, readonly { id: string; value: unknown }[]>;
