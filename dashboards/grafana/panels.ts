/** The shapes of panels that all dashboards use: unit, legend, thresholds and no-value text are set once, here. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  AxisPlacement,
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DataTransformerConfig,
  type DynamicConfigValue,
  type GridPos,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { mixedSource, sourceOf } from './sources.ts';
import { common, type Language, type PanelText, type Text } from './words.ts';

/** Colours that are told apart without red and green too: each stands with a figure or a word. */
export const colours = {
  ok: 'green',
  warning: 'orange',
  critical: 'red',
  unknown: 'gray',
  capacity: 'purple',
  p95: 'blue',
} as const;

/** Ratios of 0–1 as per cent; bits per second with SI prefixes; milliseconds; seconds as a duration; plain counts. */
export const ratioUnit = 'percentunit';
export const rateUnit = 'bps';
export const delayUnit = 'ms';
export const durationUnit = 's';
export const countUnit = 'none';

/** What every panel has, whatever its shape. Ids are fixed: links, alerts and embeds name them. */
export interface PanelOptions {
  id: number;
  text: PanelText;
  /** Column, line, width and height in Grafana's grid of 24 columns, from the section's first line. */
  at: readonly [x: number, y: number, w: number, h: number];
  unit: string;
  targets: Builder<Dataquery>[];
  /** Instead of “no data”: what an empty panel means here. */
  noValue?: Text;
  /** A range of the panel's own, up to now: `7d`. For what is stored at transitions only. */
  timeFrom?: string;
  /** Moves the panel's range into the past: `7d`. */
  timeShift?: string;
}

interface Common<B> {
  id(id: number): B;
  title(title: string): B;
  description(description: string): B;
  datasource(source: { type: string; uid: string }): B;
  gridPos(pos: GridPos): B;
  unit(unit: string): B;
  noValue(text: string): B;
  targets(targets: Builder<Dataquery>[]): B;
  timeFrom(range: string): B;
  timeShift(range: string): B;
}

function shaped<B extends Common<B>>(language: Language, builder: B, options: PanelOptions): B {
  const [x, y, w, h] = options.at;
  builder
    .id(options.id)
    .title(options.text.title[language])
    .description(options.text.description[language])
    .datasource(sourceOfAll(options.targets))
    .gridPos({ x, y, w, h })
    .unit(options.unit)
    .noValue((options.noValue ?? common.noValue)[language])
    .targets(options.targets);
  if (options.timeFrom !== undefined) builder.timeFrom(options.timeFrom);
  if (options.timeShift !== undefined) builder.timeShift(options.timeShift);
  return builder;
}

/** The one source of a panel's queries, or Grafana's word for several. */
function sourceOfAll(targets: readonly Builder<Dataquery>[]): { type: string; uid: string } {
  const found = targets.map((target) => (target.build() as { datasource?: { uid?: string } }).datasource?.uid);
  const [first, ...others] = new Set(found);
  if (first === undefined) return sourceOf('chosen');
  return others.length > 0 ? mixedSource : { type: 'influxdb', uid: first };
}

/** Thresholds in absolute figures; the first step holds from below. */
export function thresholds(steps: readonly (readonly [number | null, string])[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]): Threshold => ({ value, color })));
}

/** Good below the first figure, critical from the second on. */
export const risingThresholds = (warning: number, critical: number) =>
  thresholds([
    [null, colours.ok],
    [warning, colours.warning],
    [critical, colours.critical],
  ]);

/** Critical below the first figure, good from the second on. */
export const fallingThresholds = (critical: number, warning: number) =>
  thresholds([
    [null, colours.critical],
    [critical, colours.warning],
    [warning, colours.ok],
  ]);

/**
 * Lines over time. Nulls are gaps and are drawn as gaps; `spanMs` bridges points that are computed rarely. `intervalMin`
 * is the least interval: below the poll's own, every second interval would be empty.
 */
export function chart(
  language: Language,
  options: PanelOptions & { intervalMin: string; spanMs?: number },
): TimeSeriesBuilder {
  return shaped(language, new TimeSeriesBuilder(), options)
    .interval(options.intervalMin)
    .lineWidth(2)
    .fillOpacity(0)
    .showPoints(options.spanMs === undefined ? VisibilityMode.Auto : VisibilityMode.Always)
    .spanNulls(options.spanMs ?? false)
    .axisPlacement(AxisPlacement.Left)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['min', 'mean', 'max', 'lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Counts or daily figures as bars: a day without one is a place without a bar. */
export function bars(
  language: Language,
  options: PanelOptions & { intervalMin: string; stacked?: boolean },
): TimeSeriesBuilder {
  const builder = chart(language, options).drawStyle(GraphDrawStyle.Bars).fillOpacity(60).lineWidth(1);
  return options.stacked === true ? builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : builder;
}

/** A chart's thresholds as lines across it. */
export function thresholdLines(): GraphThresholdsStyleConfigBuilder {
  return new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
}

/** One figure, large. */
export function figure(language: Language, options: PanelOptions): StatBuilder {
  return shaped(language, new StatBuilder(), options)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''));
}

/** One state, large: a stat shows strings only where it is told which fields to take; the time is none of them. */
export function stateFigure(language: Language, options: PanelOptions, mapping: ValueMapping): StatBuilder {
  return figure(language, options)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('/^(?!Time$)/'))
    .mappings([mapping]);
}

/** States over time, a line each, in words. Nulls are gaps. */
export function timeline(
  language: Language,
  options: PanelOptions & { intervalMin: string },
  mappings: ValueMapping[],
): TimelineBuilder {
  return shaped(language, new TimelineBuilder(), options)
    .interval(options.intervalMin)
    .mappings(mappings)
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .spanNulls(false)
    .rowHeight(0.85)
    .fillOpacity(70)
    .lineWidth(0)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None));
}

/** Rows and columns. */
export function table(
  language: Language,
  options: PanelOptions & { transformations: DataTransformerConfig[] },
): TableBuilder {
  return shaped(language, new TableBuilder(), options).transformations(options.transformations).filterable(true);
}

/** How a column of a table is called, and in what unit it counts. */
export function column(name: string, unit?: string): DynamicConfigValue[] {
  return [{ id: 'displayName', value: name }, ...(unit === undefined ? [] : [{ id: 'unit', value: unit }])];
}

/** The columns of a table, in this order; the rest hidden that are named so. */
export function organized(order: readonly string[], hidden: readonly string[] = ['Time']): DataTransformerConfig {
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
    },
  };
}

/** Queries whose rows are about the same things become one table. */
export const merged: DataTransformerConfig = { id: 'merge', options: {} };

/** The order of a table's rows: by the first column named, then by the next. */
export function sorted(...by: readonly (readonly [displayName: string, how: 'ascending' | 'descending'])[]) {
  return by.map(([name, how]) => new TableSortByFieldStateBuilder().displayName(name).desc(how === 'descending'));
}

/** A column's figures in the colours of their thresholds. */
export function coloured(steps: ThresholdsConfigBuilder): DynamicConfigValue[] {
  return [
    { id: 'thresholds', value: steps.build() },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ];
}

/** A ratio as a bar with its figure. */
export const barCell: DynamicConfigValue = {
  id: 'custom.cellOptions',
  value: {
    type: TableCellDisplayMode.Gauge,
    mode: BarGaugeDisplayMode.Basic,
    valueDisplayMode: BarGaugeValueMode.Text,
  },
};
