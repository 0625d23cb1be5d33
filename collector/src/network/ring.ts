/**
 * A small window of readings: time and a few figures each, oldest first, the oldest overwritten. The windows of many
 * links lie side by side in slabs of typed arrays: an array of its own costs a link more than the readings in it.
 */

/** What reads a window. Indices run from 0, the oldest, to length − 1. */
export interface Window {
  readonly length: number;
  at(index: number): number;
  value(field: number, index: number): number;
}

/** Times are kept to the millisecond modulo this, 49.7 days: what is further behind the newest is not held. */
const span = 2 ** 32;
const windowsPerSlab = 64;

/**
 * Room for the windows of `windowsPerSlab` links: 4 + 2 · fields octets a reading. A figure is a half float: counts up to
 * 2,048 are exact, a time has 11 significant bits, and fping tells it in three digits.
 */
interface Slab {
  readonly capacity: number;
  readonly fields: number;
  readonly times: Uint32Array;
  readonly values: Float16Array;
}

export class Ring implements Window {
  readonly #slab: Slab;
  readonly #place: number;
  #start = 0;
  #length = 0;
  #newest = 0;

  /** A window on its own; of many `Rings` hands out the places. */
  constructor(capacity: number, fields: number, slab = slabOf(1, capacity, fields), place = 0) {
    this.#slab = slab;
    this.#place = place;
  }

  get length(): number {
    return this.#length;
  }

  /** Unix epoch ms of the reading; NaN outside. */
  at(index: number): number {
    if (index < 0 || index >= this.#length) return Number.NaN;
    return this.#newest - (((this.#newest % span) - (this.#slab.times[this.#slot(index)] ?? 0)) >>> 0);
  }

  value(field: number, index: number): number {
    if (index < 0 || index >= this.#length) return Number.NaN;
    return this.#slab.values[this.#slot(index) * this.#slab.fields + field] ?? Number.NaN;
  }

  /**
   * Puts a reading (whole ms) at its place in time, so that one that comes late fills the window instead of confusing it.
   * False when it is held already, or is older than everything in a full window or than the newest by 49 days.
   */
  insert(at: number, values: readonly number[]): boolean {
    while (this.#length > 0 && at - this.at(0) >= span) this.#dropOldest();
    if (this.#length > 0 && this.#newest - at >= span) return false;
    let index = this.#length;
    while (index > 0 && this.at(index - 1) > at) index--;
    if (index > 0 && this.at(index - 1) === at) return false;
    if (this.#length === this.#slab.capacity) {
      if (index === 0) return false;
      this.#dropOldest();
      index--;
    }
    if (index === this.#length) this.#newest = at;
    this.#length++;
    for (let i = this.#length - 1; i > index; i--) this.#copy(this.#slot(i - 1), this.#slot(i));
    const slot = this.#slot(index);
    const { times, values: figures, fields } = this.#slab;
    times[slot] = at % span;
    for (let f = 0; f < fields; f++) figures[slot * fields + f] = values[f] ?? Number.NaN;
    return true;
  }

  #dropOldest(): void {
    this.#start = (this.#start + 1) % this.#slab.capacity;
    this.#length--;
  }

  #slot(index: number): number {
    return this.#place * this.#slab.capacity + ((this.#start + index) % this.#slab.capacity);
  }

  #copy(from: number, to: number): void {
    const { times, values, fields } = this.#slab;
    times[to] = times[from] ?? 0;
    for (let f = 0; f < fields; f++) values[to * fields + f] = values[from * fields + f] ?? Number.NaN;
  }
}

const slabOf = (windows: number, capacity: number, fields: number): Slab => ({
  capacity,
  fields,
  times: new Uint32Array(windows * capacity),
  values: new Float16Array(windows * capacity * fields),
});

/**
 * Hands out windows of one shape. A slab is let go with the last of its windows: as long as one link of 64 that came
 * together is held, so are the places of the others.
 */
export class Rings {
  readonly #capacity: number;
  readonly #fields: number;
  #slab: Slab | undefined;
  #taken = 0;

  constructor(capacity: number, fields: number) {
    this.#capacity = capacity;
    this.#fields = fields;
  }

  /** An empty window. */
  take(): Ring {
    if (this.#slab === undefined || this.#taken === windowsPerSlab) {
      this.#slab = slabOf(windowsPerSlab, this.#capacity, this.#fields);
      this.#taken = 0;
    }
    return new Ring(this.#capacity, this.#fields, this.#slab, this.#taken++);
  }
}
