/**
 * Traffic as a function of time that can be integrated exactly: straight pieces, repeated for ever. Pure. Times are
 * seconds since the simulation began, rates bits per second.
 */

/** From `fromS` to `toS` the rate runs in a straight line. */
interface Piece {
  fromS: number;
  toS: number;
  from: number;
  to: number;
}

/** A window of time, within the period of what it is applied to; the end does not belong to it. */
export interface Window {
  fromS: number;
  toS: number;
}

/** A periodic, piecewise linear rate. */
export class Flow {
  readonly periodS: number;
  readonly #pieces: readonly Piece[];
  /** Bits from the start of the period to the start of each piece. */
  readonly #before: number[];
  readonly #bitsPerPeriod: number;

  private constructor(periodS: number, pieces: readonly Piece[]) {
    this.periodS = periodS;
    this.#pieces = pieces;
    this.#before = [];
    let bits = 0;
    for (const piece of pieces) {
      this.#before.push(bits);
      bits += bitsOf(piece, piece.toS);
    }
    this.#bitsPerPeriod = bits;
  }

  /** The same rate at all times. The period is that of what it will be added to. */
  static constant(rate: number, periodS = 1): Flow {
    return new Flow(periodS, [{ fromS: 0, toS: periodS, from: rate, to: rate }]);
  }

  /**
   * Straight lines through these points, and from the last back to the first one a period later.
   * @throws RangeError unless the times rise within [0, period) and no rate is negative.
   */
  static through(periodS: number, points: readonly (readonly [atS: number, rate: number])[]): Flow {
    const [first] = points;
    if (first === undefined || first[0] !== 0) throw new RangeError('the first point of a flow is at 0 s');
    const pieces = points.map(([fromS, from], i) => {
      const [toS, to] = points[i + 1] ?? [periodS, first[1]];
      return { fromS, toS, from, to };
    });
    if (pieces.some((p) => p.toS <= p.fromS || p.from < 0)) {
      throw new RangeError(`the points of a flow rise within ${periodS} s and have no negative rate`);
    }
    return new Flow(periodS, pieces);
  }

  /** The rate at a time; at a jump the one that begins there. */
  rateAt(s: number): number {
    const inPeriod = modulo(s, this.periodS);
    const piece = this.#pieces[this.#indexAt(inPeriod)] as Piece;
    return rateOf(piece, inPeriod);
  }

  /** Bits from time 0 to `s`; negative before it. Exact to the rounding of a double. */
  bitsUntil(s: number): number {
    const periods = Math.floor(s / this.periodS);
    const inPeriod = s - periods * this.periodS;
    const index = this.#indexAt(inPeriod);
    const piece = this.#pieces[index] as Piece;
    return periods * this.#bitsPerPeriod + (this.#before[index] ?? 0) + bitsOf(piece, inPeriod);
  }

  /** The largest rate of all times. */
  get peak(): number {
    return Math.max(...this.#pieces.map((piece) => Math.max(piece.from, piece.to)));
  }

  scale(factor: number): Flow {
    return new Flow(
      this.periodS,
      this.#pieces.map((piece) => ({ ...piece, from: piece.from * factor, to: piece.to * factor })),
    );
  }

  /** The sum of two flows of one period. @throws RangeError when the periods differ. */
  plus(other: Flow): Flow {
    if (other.periodS !== this.periodS) throw new RangeError(`periods differ: ${this.periodS} s, ${other.periodS} s`);
    const edges = [...new Set([...this.#pieces, ...other.#pieces].map((piece) => piece.fromS))].sort((a, b) => a - b);
    return new Flow(
      this.periodS,
      edges.map((fromS, i) => {
        const toS = edges[i + 1] ?? this.periodS;
        const a = this.#pieces[this.#indexAt(fromS)] as Piece;
        const b = other.#pieces[other.#indexAt(fromS)] as Piece;
        return { fromS, toS, from: rateOf(a, fromS) + rateOf(b, fromS), to: rateOf(a, toS) + rateOf(b, toS) };
      }),
    );
  }

  /** This flow within the windows, nothing outside of them. The windows lie within the period. */
  within(windows: readonly Window[]): Flow {
    return this.#gated(windows, (inside) => inside);
  }

  /** This flow outside the windows, nothing within them. */
  outside(windows: readonly Window[]): Flow {
    return this.#gated(windows, (inside) => !inside);
  }

  #gated(windows: readonly Window[], keeps: (inside: boolean) => boolean): Flow {
    const edges = windows.flatMap((w) => [w.fromS, w.toS]).filter((s) => s > 0 && s < this.periodS);
    const starts = [...new Set([...this.#pieces.map((piece) => piece.fromS), ...edges])].sort((a, b) => a - b);
    return new Flow(
      this.periodS,
      starts.map((fromS, i) => {
        const toS = starts[i + 1] ?? this.periodS;
        const piece = this.#pieces[this.#indexAt(fromS)] as Piece;
        const inside = windows.some((w) => fromS >= w.fromS && fromS < w.toS);
        if (!keeps(inside)) return { fromS, toS, from: 0, to: 0 };
        return { fromS, toS, from: rateOf(piece, fromS), to: rateOf(piece, toS) };
      }),
    );
  }

  #indexAt(inPeriod: number): number {
    let [low, high] = [0, this.#pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pieces[middle] as Piece).fromS <= inPeriod) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const modulo = (s: number, period: number): number => s - Math.floor(s / period) * period;

const rateOf = (piece: Piece, s: number): number =>
  piece.from + ((piece.to - piece.from) * (s - piece.fromS)) / (piece.toS - piece.fromS);

/** Bits of a piece from its start to `s`: a trapezium. */
const bitsOf = (piece: Piece, s: number): number => ((piece.from + rateOf(piece, s)) / 2) * (s - piece.fromS);

/** A factor within `depth` of 1, the same for the same seed and index. */
function waver(seed: number, index: number, depth: number): number {
  // A small integer hash (splitmix): enough for a look of life, and the same on every machine.
  let x = (Math.imul(seed, 0x9e37_79b9) + Math.imul(index, 0x85eb_ca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0_aaad) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x735a_2d97) >>> 0;
  return 1 + depth * ((((x ^ (x >>> 15)) >>> 0) / 0xffff_ffff) * 2 - 1);
}

/** The flow with a point each `stepS`, each moved by at most `depth` (0–1) of itself; the same for the same seed. */
export function wavering(flow: Flow, seed: number, depth: number, stepS: number): Flow {
  const points: [number, number][] = [];
  for (let i = 0; i * stepS < flow.periodS; i++)
    points.push([i * stepS, flow.rateAt(i * stepS) * waver(seed, i, depth)]);
  return Flow.through(flow.periodS, points);
}
