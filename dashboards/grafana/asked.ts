/**
 * What a dashboard asks of the database, query by query: with its source, its range and its least interval, so that it can
 * be run without a Grafana. For the tests and the bench. Pure.
 */
import { tierNames } from '@thongsuot/contract/storage.ts';
import { dashboards } from './generate.ts';
import type { DashboardName } from './links.ts';
import {
  expandMacros,
  expandVariables,
  intervalMsFor,
  intervalMsOf,
  type Range,
  type VariableValue,
} from './macros.ts';
import { type Source, sourceName, variable } from './sources.ts';
import type { Language } from './words.ts';

export interface Asked {
  /** Which dashboard, panel and query, for a reader. */
  name: string;
  query: string;
  source: Source;
  /** The least interval of the panel. */
  least: string;
  /** The panel's own range, or the dashboard's default, or either moved into the past. */
  range: Range;
}

/** Points that a chart of usual width can draw: Grafana asks for no more. */
const dataPointsMax = 1_000;

interface Target {
  query: string;
  datasource: { uid: string };
}

/** The source that a target or a variable names. @throws Error when it is none of ours */
export function sourceNamed(uid: string | undefined): Source {
  const found = (['chosen', ...tierNames] as const).find((source) => variable(sourceName(source)) === uid);
  if (found === undefined) throw new Error(`${uid} is no data source of the dashboards`);
  return found;
}

/** Every query of every panel and annotation of a dashboard as it is opened at `to`. */
export function askedBy(name: DashboardName, language: Language, to: number): Asked[] {
  const dashboard = dashboards[name](language);
  const inView = dashboard.time?.from?.replace('now-', '') ?? '';
  const rangeOf = (panel: { timeFrom?: string; timeShift?: string }): Range => {
    const shift = panel.timeShift === undefined ? 0 : intervalMsOf(panel.timeShift);
    return { from: to - intervalMsOf(panel.timeFrom ?? inView) - shift, to: to - shift };
  };
  const panels = (dashboard.panels ?? []).flatMap((panel) =>
    ('targets' in panel ? (panel.targets ?? []) : []).map((target, index) => {
      const { query, datasource } = target as unknown as Target;
      return {
        name: `${language}/${name} panel ${panel.id} “${panel.title}” query ${index + 1}`,
        query,
        source: sourceNamed(datasource.uid),
        least: 'interval' in panel && typeof panel.interval === 'string' ? panel.interval : '1m',
        range: rangeOf(panel as { timeFrom?: string; timeShift?: string }),
      };
    }),
  );
  const marks = (dashboard.annotations?.list ?? []).flatMap((annotation) => {
    if (annotation.target === undefined || annotation.builtIn === 1) return [];
    const { query, datasource } = annotation.target as unknown as Target;
    const source = sourceNamed(datasource.uid);
    return [
      { name: `${language}/${name} annotation “${annotation.name}”`, query, source, least: '1m', range: rangeOf({}) },
    ];
  });
  return [...panels, ...marks];
}

/** The InfluxQL that reaches the database. */
export function expanded({ query, least, range }: Asked, variables: Readonly<Record<string, VariableValue>>): string {
  const intervalMs = intervalMsFor(range, dataPointsMax, intervalMsOf(least));
  return expandMacros(expandVariables(query, variables), range, intervalMs);
}
