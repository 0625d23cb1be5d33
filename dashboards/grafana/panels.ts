/** The shapes of panels that all dashboards use: unit, legend, thresholds and no-value text are set once, here. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  AxisPlacement,
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TableCellDisplayMode,
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
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { dataSource } from './influx.ts';
import type { PanelWords } from './words.ts';

/** Colours that are told apart without red and green too: each stands with a figure or a word. */
export const colours = {
  ok: 'green',
  warning: 'orange',
  critical: 'red',
  unknown: 'gray',
  capacity: 'purple',
} as const;

/** Ratios of 0–1 as per cent; bits per second with SI prefixes. */
export const ratioUnit = 'percentunit';
export const rateUnit = 'bps';

/** What every panel has, whatever its shape. Ids are fixed: links, alerts and embeds name them. */
export interface PanelOptions {
  id: number;
  words: PanelWords;
  noValue: string;
  gridPos: GridPos;
  unit: string;
  targets: Builder<Dataquery>[];
}

interface Common<B> {
  id(id: number): B;
  title(title: string): B;
  description(description: string): B;
  datasource(source: typeof dataSource): B;
  gridPos(pos: GridPos): B;
  unit(unit: string): B;
  noValue(text: string): B;
  targets(targets: Builder<Dataquery>[]): B;
}

function common<B extends Common<B>>(builder: B, options: PanelOptions): B {
  return builder
    .id(options.id)
    .title(options.words.title)
    .description(options.words.description)
    .datasource(dataSource)
    .gridPos(options.gridPos)
    .unit(options.unit)
    .noValue(options.noValue)
    .targets(options.targets);
}

/** Thresholds in absolute figures; the first step holds from below. */
export function thresholds(steps: readonly [number | null, string][]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]): Threshold => ({ value, color })));
}

/**
 * Lines over time. Nulls are gaps and are drawn as gaps; `spanMs` bridges points that are computed rarely. `intervalMin`
 * is the least interval: below the poll's own, every second interval would be empty.
 */
export function chart(options: PanelOptions & { intervalMin: string; spanMs?: number }): TimeSeriesBuilder {
  return common(new TimeSeriesBuilder(), options)
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

/** A chart's thresholds as lines across it. */
export function thresholdLines(): GraphThresholdsStyleConfigBuilder {
  return new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
}

/** One figure, large. */
export function figure(options: PanelOptions): StatBuilder {
  return common(new StatBuilder(), options)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''));
}

/** Rows and columns. */
export function table(options: PanelOptions & { transformations: DataTransformerConfig[] }): TableBuilder {
  return common(new TableBuilder(), options).transformations(options.transformations).filterable(true);
}

/** How a column of a table is called, and in what unit it counts. */
export function column(name: string, unit?: string): DynamicConfigValue[] {
  return [{ id: 'displayName', value: name }, ...(unit === undefined ? [] : [{ id: 'unit', value: unit }])];
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
