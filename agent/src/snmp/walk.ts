/** The walk of one column, without the wire: what to ask next, which rows came, and when it is over (RFC 3416 §4.2.3). */
import { repetitionsStart } from './limits.ts';
import { SnmpError, type SnmpValue } from './transport.ts';

export interface Varbind {
  oid: string;
  value: SnmpValue;
}

/** Negative, 0 or positive, as `a` stands before, at or after `b` in the MIB's order. */
export function compareOids(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = Number(left[i]) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/**
 * A walk in progress. `take` adds the rows of one reply; a device that repeats an OID or goes backwards is
 * `malformed` — with such a one net-snmp's own walk never ends.
 */
export class Walk {
  readonly rows = new Map<string, SnmpValue>();
  done = false;
  readonly #root: string;
  readonly #rowsMax: number;
  #last: string;

  constructor(root: string, rowsMax: number) {
    this.#root = root;
    this.#rowsMax = rowsMax;
    this.#last = root;
  }

  /** The OID that the next GETNEXT or GETBULK starts from. */
  get from(): string {
    return this.#last;
  }

  take(varbinds: readonly Varbind[]): void {
    // An empty reply does not move forward either.
    if (varbinds.length === 0) this.done = true;
    for (const { oid, value } of varbinds) {
      if (value.type === 'endOfMibView' || !oid.startsWith(`${this.#root}.`)) {
        this.done = true;
        return;
      }
      if (compareOids(oid, this.#last) <= 0) {
        throw new SnmpError(
          'malformed',
          `the device does not move forward in its table: after ${this.#last} it answered ${oid}; the walk ends here`,
        );
      }
      this.#last = oid;
      this.rows.set(oid.slice(this.#root.length + 1), value);
      if (this.rows.size >= this.#rowsMax) {
        this.done = true;
        return;
      }
    }
  }
}

/**
 * How a device is walked: GETBULK with so many repetitions, or GETNEXT. Halved when a reply was too big or did not
 * come, and remembered by the session. RouterOS answers a GETBULK it finds too big with an empty tooBig, which says
 * "less", not "never"; only a single repetition that fails says never.
 */
export class Pace {
  #repetitions = repetitionsStart;
  #nextOnlyUntilMs = Number.NEGATIVE_INFINITY;

  /** Repetitions to ask for, or `next` for GETNEXT. */
  now(monotonicMs: number): number | 'next' {
    return monotonicMs < this.#nextOnlyUntilMs ? 'next' : this.#repetitions;
  }

  /** Asks for less from now on. False when there is no less to ask for. */
  slower(monotonicMs: number, refusedMs: number): boolean {
    if (monotonicMs < this.#nextOnlyUntilMs) return false;
    if (this.#repetitions > 1) {
      this.#repetitions = Math.floor(this.#repetitions / 2);
      return true;
    }
    this.#nextOnlyUntilMs = monotonicMs + refusedMs;
    this.#repetitions = repetitionsStart;
    return true;
  }
}
