/** A small window of readings in typed arrays: time and a few figures each, oldest first, the oldest overwritten. */

/** What reads a window. Indices run from 0, the oldest, to length − 1. */
export interface Window {
  readonly length: number;
  at(index: number): number;
  value(field: number, index: number): number;
}

export class Ring implements Window {
  readonly #times: Float64Array;
  readonly #values: Float32Array;
  readonly #fields: number;
  #start = 0;
  #length = 0;

  /** `capacity` readings of `fields` figures: 8 + 4 · fields octets each. */
  constructor(capacity: number, fields: number) {
    this.#times = new Float64Array(capacity);
    this.#values = new Float32Array(capacity * fields);
    this.#fields = fields;
  }

  get length(): number {
    return this.#length;
  }

  /** Unix epoch ms of the reading; NaN outside. */
  at(index: number): number {
    return index < 0 || index >= this.#length ? Number.NaN : (this.#times[this.#slot(index)] ?? Number.NaN);
  }

  value(field: number, index: number): number {
    if (index < 0 || index >= this.#length) return Number.NaN;
    return this.#values[this.#slot(index) * this.#fields + field] ?? Number.NaN;
  }

  /**
   * Puts a reading at its place in time, so that one that comes late fills the window instead of confusing it. False
   * when it is held already, or is older than everything in a full window.
   */
  insert(at: number, values: readonly number[]): boolean {
    let index = this.#length;
    while (index > 0 && this.at(index - 1) > at) index--;
    if (index > 0 && this.at(index - 1) === at) return false;
    if (this.#length === this.#times.length) {
      if (index === 0) return false;
      this.#start = (this.#start + 1) % this.#times.length;
      this.#length--;
      index--;
    }
    this.#length++;
    for (let i = this.#length - 1; i > index; i--) this.#copy(this.#slot(i - 1), this.#slot(i));
    const slot = this.#slot(index);
    this.#times[slot] = at;
    for (let f = 0; f < this.#fields; f++) this.#values[slot * this.#fields + f] = values[f] ?? Number.NaN;
    return true;
  }

  #slot(index: number): number {
    return (this.#start + index) % this.#times.length;
  }

  #copy(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? Number.NaN;
    for (let f = 0; f < this.#fields; f++) {
      this.#values[to * this.#fields + f] = this.#values[from * this.#fields + f] ?? Number.NaN;
    }
  }
}
