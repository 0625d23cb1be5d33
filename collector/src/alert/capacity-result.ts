/**
 * What the figures of capacity say, as the alerts take it: one link, or one group of links that protect each other. Who
 * computes them hands a round of them to `live.capacity`.
 */

/** A link at p95 of its last day, and its trend. */
export interface LinkCapacityResult {
  kind: 'link';
  operator: string;
  link: string;
  /** End of the window, Unix epoch ms; the result counts once. */
  at: number;
  /** Expected time to the next result. */
  intervalMs: number;
  /** Of the worse direction; null: not enough data, or no capacity known. */
  reserve: {
    direction: 'in' | 'out';
    p95BitsPerSecond: number;
    capacityBitsPerSecond: number;
    /** 5-minute means there are, of how many expected. */
    n: number;
    expected: number;
  } | null;
  /**
   * Days until a direction is full, the sooner one: the middle of the interval and its ends; null beyond the horizon.
   * `notGrowing`: no growth could be shown. Null: not enough data, which neither raises nor clears.
   */
  exhaustion:
    | { days: number | null; low: number | null; high: number | null; direction: 'in' | 'out' }
    | 'notGrowing'
    | null;
}

/** A group in the event that hits it hardest. */
export interface FailoverResult {
  kind: 'failover';
  /** Unique: an endpoint, or a unit that protects links. */
  group: string;
  /** The one operator whose links they are, or `all`. */
  operator: string;
  endpoint: string;
  at: number;
  intervalMs: number;
  /** `shed`: only if classes are dropped. `fail`: not even then. `unknown` neither raises nor clears. */
  present: 'ok' | 'shed' | 'fail' | 'unknown';
  p95: 'ok' | 'shed' | 'fail' | 'unknown';
  /** Of the worse direction at p95; negative: so much finds no carrier. Null: not known. */
  reserveBitsPerSecond: number | null;
}

export type CapacityResult = LinkCapacityResult | FailoverResult;
