/**
 * Grafana's macros and variables, expanded as its InfluxDB data source does, so that a test can run a panel's query on a
 * real database without a Grafana. Variables are put in by the browser (the data source's interpolateQueryExpr), then
 * the macros by the server (pkg/tsdb/influxdb/models/query.go). Pure.
 */

export interface Range {
  /** Unix epoch ms. */
  from: number;
  to: number;
}

export interface VariableValue {
  /** Whether the dashboard lets one choose several: then the value is a list even when it is one. */
  multi: boolean;
  value: string | readonly string[];
  /** All: the variable's own allValue, which Grafana puts in as it is. */
  all?: true;
}

/** As Grafana escapes for a regular expression: its special characters, and the slash that ends one in InfluxQL. */
function escapeRegex(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}

function interpolate({ multi, value, all }: VariableValue, insideRegex: boolean): string {
  if (all === true) return typeof value === 'string' ? value : value.join('|');
  if (!multi && !insideRegex) return typeof value === 'string' ? value : value.join(',');
  if (typeof value === 'string') return escapeRegex(value);
  return `(${value.map(escapeRegex).join('|')})`;
}

/** Grafana's own forms: `$name`, `${name}`, `${name:format}`, `[[name]]`. */
const variableForm = /\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\]/g;

/** The query with its variables put in. What is no variable (a macro) stays as it is. */
export function expandVariables(query: string, variables: Readonly<Record<string, VariableValue>>): string {
  return query.replace(variableForm, (form, plain?: string, braced?: string, bracketed?: string) => {
    const name = plain ?? braced ?? bracketed ?? '';
    if (!Object.hasOwn(variables, name)) return form;
    // The data source's own form: any slash before and any slash behind makes it an expression.
    const insideRegex = new RegExp(`/.*\\$\\{?${name}\\b.*/`).test(query);
    return interpolate(variables[name] as VariableValue, insideRegex);
  });
}

/** Units of InfluxQL durations, the largest first. */
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** An interval as text, in the largest unit that it is a multiple of: `1m`, `90s`, `500ms`. */
export function intervalText(intervalMs: number): string {
  for (const [unit, ms] of units) if (intervalMs >= ms && intervalMs % ms === 0) return `${intervalMs / ms}${unit}`;
  return '1ms';
}

/** Milliseconds of an interval's text. @throws Error when it is none. */
export function intervalMsOf(text: string): number {
  const found = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  const unit = units.find(([name]) => name === found?.[2]);
  if (found === null || unit === undefined)
    throw new Error(`${text} is no interval; write a number and ms, s, m, h or d`);
  return Number(found[1]) * unit[1];
}

/** Steps of Grafana's intervals (rangeutil.roundInterval): below the first figure, the second holds. */
const steps = [
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
] as const;

/** The `$__interval` of a panel: the range over the points it can draw, rounded, never below the panel's own least. */
export function intervalMsFor({ from, to }: Range, maxDataPoints: number, minIntervalMs: number): number {
  const wanted = (to - from) / maxDataPoints;
  const rounded = steps.find(([below]) => wanted < below)?.[1] ?? 86_400_000;
  return Math.max(rounded, minIntervalMs);
}

/** The query with its macros put in, in the order in which Grafana does it. */
export function expandMacros(query: string, range: Range, intervalMs: number): string {
  const text = intervalText(intervalMs);
  return query
    .replaceAll('$timeFilter', `time >= ${range.from}ms and time <= ${range.to}ms`)
    .replaceAll('$interval', text)
    .replaceAll('$__interval_ms', String(intervalMs))
    .replaceAll('$__interval', text);
}
