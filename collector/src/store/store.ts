/**
 * The port to whatever keeps the points. Two stores stand behind it, `sqlite` (embedded) and `influx` (1.x, 2.x, 3
 * Core); one contract test suite holds them equal.
 */
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';

/** One point: the key is measurement + tags + time, and writing it twice leaves one. Fields of one key are merged. */
export interface Point {
  measurement: Measurement;
  /** Exactly the tags that `storage.ts` lists for the measurement, none empty. */
  tags: Readonly<Record<string, string>>;
  /** A number or, for states, a string. A field that is not known is left out; at least one is present. */
  fields: Readonly<Record<string, number | string>>;
  /** Unix epoch ms. */
  at: number;
}

export interface PointRejection {
  index: number;
  /** `expired`: older than the tier keeps. `invalid`: the store refuses this point for good. */
  code: 'expired' | 'invalid';
  detail: string;
}

export interface WriteOutcome {
  stored: number;
  rejected: PointRejection[];
}

export type Aggregate = 'mean' | 'max' | 'min' | 'sum' | 'count' | 'last' | 'p95';

export interface WindowQuery {
  measurement: Measurement;
  tier: Tier;
  fields: readonly string[];
  /** Tags that must equal; an absent tag matches all. */
  where: Readonly<Record<string, string>>;
  /** Only series whose value of this tag is among these, so that many series are read a chunk at a time. */
  oneOf?: { tag: string; values: readonly string[] };
  /** Half-open: from ≤ time < to, Unix epoch ms. */
  from: number;
  to: number;
  /**
   * Absent: the points as they are. `p95` is the nearest rank ⌈0.95·n⌉ (InfluxQL's own `percentile()` is not: it rounds
   * the rank). `mean` and `sum` add in time order within each UTC day, then day to day, so that both stores answer the
   * same bits; a width that neither divides a day nor is whole days may differ in the last ones. String fields take
   * `last` and `count` only, and are null otherwise. `count` is 0 where only other fields of the bucket have values.
   */
  aggregate?: Aggregate;
  /** Width of the buckets, aligned to the Unix epoch; absent with an aggregate: one bucket, at `from`. */
  everyMs?: number;
  /** Points per series, the newest kept; a bound, not paging. */
  limit: number;
}

/** One series of an answer: `values[i]` in the order of the query's fields; null where a point lacks the field. */
export interface StoredSeries {
  tags: Readonly<Record<string, string>>;
  points: { at: number; values: (number | string | null)[] }[];
}

export interface StoreHealth {
  ready: boolean;
  /** What stands behind the port, for people: `SQLite 3.53 at …`, `InfluxDB 1.6.7 at …`. */
  description: string;
  detail?: string;
}

/** The store does not answer, or not in time. What was being written may or may not be stored: write it again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

export interface Store {
  /**
   * Resolves when the points are on the store's disk (fsync).
   * @throws StoreUnavailable when it is not known whether they are.
   */
  write(points: readonly Point[], tier?: Tier): Promise<WriteOutcome>;
  /**
   * Points or aggregates in time order, a series per combination of tags, in the order of their tags; empty windows and
   * series without a point are left out.
   * @throws StoreUnavailable; RangeError when the query is none or asks for too much at once (limits.ts).
   */
  window(query: WindowQuery): Promise<StoredSeries[]>;
  /** The newest raw point of each series since `from`; values in the order of the contract's fields. */
  latest(measurement: Measurement, where: Readonly<Record<string, string>>, from: number): Promise<StoredSeries[]>;
  /** The combinations of tags that have a raw point since `from`. */
  series(measurement: Measurement, from: number): Promise<Readonly<Record<string, string>>[]>;
  /** Forgets what is older than each tier keeps. Returns how many points went, where the store can tell. */
  retain(now: number): Promise<{ removed: number | null }>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
