/**
 * The points of alerts. A point's tags name operator, endpoint, rule and severity, so that several alerts (two links of
 * one endpoint) and several times of one alert (warning, then critical) share series; a series fires while any alert in
 * it does. Pure.
 *
 * An alert that is found to have ended did so some minutes ago, where a repeated point already says that it fires: the
 * whole minutes since are written anew, or the series' last value would stay wrong.
 */
import type { Severity } from '@thongsuot/contract/api.ts';
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import type { AlertRecord } from '../alert/record.ts';
import { alertPoint } from '../store/point.ts';
import type { Point, StoredSeries } from '../store/store.ts';
import { rewrittenMinutesMax, verdictEveryMs } from './limits.ts';

interface Series {
  operator: string;
  endpoint: string;
  rule: string;
  severity: Severity;
}

interface Firing {
  series: Series;
  key: string;
  /** Data time from which it fires with this severity. */
  since: number;
  value: number | null;
  threshold: number | null;
}

const keyOfSeries = ({ operator, endpoint, rule, severity }: Series) => [operator, endpoint, rule, severity].join('/');

/** A unit that protects no link has no endpoint; a tag is never empty. */
const seriesOf = ({ operator, endpoint, rule, severity }: AlertRecord): Series => ({
  operator,
  endpoint: endpoint === '' ? unassignedEndpoint : endpoint,
  rule,
  severity,
});

/** Data time of the transition that made a record what it is. */
function transitionAt(record: AlertRecord): number {
  if (record.state === 'resolved' && record.endedAt !== null) return record.endedAt;
  return record.evidence.at(-1)?.at ?? record.firedAt ?? record.startedAt;
}

export class AlertSeries {
  readonly #firing = new Map<string, Firing>();

  /** @param open the alerts there are at the start; those that fire are held */
  constructor(open: readonly AlertRecord[]) {
    for (const record of open) if (record.state === 'firing') this.#hold(record);
  }

  /** The points of a record that has changed; none while it is pending. */
  changed(record: AlertRecord, now: number): Point[] {
    const before = this.#firing.get(record.id);
    if (before === undefined && record.state !== 'firing') return [];
    const at = transitionAt(record);
    this.#firing.delete(record.id);
    const points: Point[] = [];
    const after = record.state === 'firing' ? this.#hold(record) : undefined;
    const left = before !== undefined && before.key !== after?.key ? before : undefined;
    const figures = { value: record.value, threshold: record.threshold };
    if (left !== undefined) points.push(...this.#since(left.series, at, now, figures));
    if (after !== undefined) points.push(...this.#since(after.series, at, now, figures));
    return points;
  }

  /** One point of each series that fires, at the start of the minute. */
  repeated(now: number): Point[] {
    const minute = Math.floor(now / verdictEveryMs) * verdictEveryMs;
    const series = new Map([...this.#firing.values()].map((one) => [one.key, one.series]));
    return [...series.values()].flatMap((one) => {
      const firing = this.#at(one, minute);
      return firing === undefined ? [] : [pointOf(one, minute, firing)];
    });
  }

  /** Points that end the series which the store holds for firing and no alert does: their end was never written. */
  ended(stored: readonly StoredSeries[], firingOf: (series: StoredSeries) => unknown, now: number): Point[] {
    const held = new Set([...this.#firing.values()].map((one) => one.key));
    return stored.flatMap((series) => {
      const { operator, endpoint, rule, severity } = series.tags;
      if (operator === undefined || endpoint === undefined || rule === undefined) return [];
      if (severity !== 'warning' && severity !== 'critical') return [];
      const of: Series = { operator, endpoint, rule, severity };
      return firingOf(series) === 1 && !held.has(keyOfSeries(of)) ? [endOf(of, now, null, null)] : [];
    });
  }

  #hold(record: AlertRecord): Firing {
    const series = seriesOf(record);
    const { value, threshold } = record;
    const firing = { series, key: keyOfSeries(series), since: transitionAt(record), value, threshold };
    this.#firing.set(record.id, firing);
    return firing;
  }

  /** What a series says at a transition, and at each whole minute since. */
  #since(series: Series, at: number, now: number, ended: { value: number | null; threshold: number | null }): Point[] {
    const last = Math.floor(now / verdictEveryMs) * verdictEveryMs;
    const next = (Math.floor(at / verdictEveryMs) + 1) * verdictEveryMs;
    const first = Math.max(next, last - (rewrittenMinutesMax - 1) * verdictEveryMs);
    const times = [at];
    for (let minute = first; minute <= last; minute += verdictEveryMs) times.push(minute);
    return times.map((time) => {
      const firing = this.#at(series, time);
      return firing === undefined ? endOf(series, time, ended.value, ended.threshold) : pointOf(series, time, firing);
    });
  }

  /** The alert that speaks for a series at a time: of several the one that is farthest past its threshold. */
  #at(series: Series, time: number): Firing | undefined {
    const key = keyOfSeries(series);
    let found: Firing | undefined;
    for (const one of this.#firing.values()) {
      if (one.key !== key || one.since > time) continue;
      if (found === undefined || distanceOf(one) > distanceOf(found)) found = one;
    }
    return found;
  }
}

const distanceOf = ({ value, threshold }: Firing) =>
  value === null || threshold === null ? 0 : Math.abs(value - threshold);

const pointOf = (series: Series, at: number, { value, threshold }: Firing): Point =>
  alertPoint({ ...series, at, firing: true, value, threshold });

const endOf = (series: Series, at: number, value: number | null, threshold: number | null): Point =>
  alertPoint({ ...series, at, firing: false, value, threshold });
