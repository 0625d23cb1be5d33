/**
 * What stood at the end of each day: capacity, failover, readiness and the thresholds in force, kept in the operational
 * file, so that a report of a period says the same whenever it is asked for.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Readiness, ReadinessReason } from '@thongsuot/contract/api.ts';
import type { CapacityView, FailoverView } from '@thongsuot/contract/api-capacity.ts';
import type { ClassCode, ClassThresholds } from '@thongsuot/contract/classes.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import type { OperationalFile } from '../operational.ts';
import { nightsKept } from './limits.ts';

export interface NightUnit {
  operator: string;
  unit: string;
  site: string;
  kind: UnitKind;
  readiness: Readiness;
  score: number | null;
  reasons: ReadinessReason[];
}

export interface NightLink
  extends Pick<
    CapacityView,
    'operator' | 'endpoint' | 'link' | 'role' | 'priority' | 'headline' | 'daysToFull' | 'failoverReserveBitsPerSecond'
  > {
  p95InBitsPerSecond: number | null;
  p95OutBitsPerSecond: number | null;
  n: number;
  expected: number;
}

export interface NightGroup
  extends Pick<
    FailoverView,
    'group' | 'endpoint' | 'operators' | 'priority' | 'kind' | 'reserveBitsPerSecond' | 'event'
  > {
  /** Whose links were judged: `all`, or one operator's alone. */
  scope: string;
}

export interface Night {
  /** End of the window of capacity. */
  at: number;
  links: NightLink[];
  groups: NightGroup[];
  units: NightUnit[];
  thresholds: { class: ClassCode; values: ClassThresholds; sources: Record<keyof ClassThresholds, string> }[];
}

const tables = ['CREATE TABLE report_night (day INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT'];

export class NightBook {
  readonly #insert;
  readonly #newest;
  readonly #forget;

  constructor({ db, migrate }: OperationalFile) {
    migrate('report', tables);
    this.#insert = db.prepare(
      `INSERT INTO report_night VALUES (?, ?, ?)
       ON CONFLICT (day) DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at > report_night.at`,
    );
    this.#newest = db.prepare('SELECT body FROM report_night WHERE day >= ? AND day < ? ORDER BY day DESC LIMIT 1');
    this.#forget = db.prepare('DELETE FROM report_night WHERE day < ?');
  }

  /** Keeps what stood at the end of a day; of several looks at one day the last one counts. */
  keep(day: number, night: Night): void {
    this.#insert.run(day, night.at, gzipSync(JSON.stringify(night)));
    this.#forget.run(day - nightsKept);
  }

  /** The last one of firstDay ≤ day < endDay; null: none was kept. */
  newest(firstDay: number, endDay: number): Night | null {
    const body = this.#newest.get(firstDay, endDay)?.['body'];
    return body instanceof Uint8Array ? (JSON.parse(gunzipSync(body).toString('utf8')) as Night) : null;
  }
}
