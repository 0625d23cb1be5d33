/** How much of several demands can be carried over shared carriers at once: a maximum flow (Edmonds and Karp 1972). */

/** Each demand may be split over the carriers it lists by index. Whole bits per second: sums stay exact up to 2^53. */
export interface Demand {
  bitsPerSecond: number;
  carriers: readonly number[];
}

/**
 * The most that can be carried of all demands together, in bits per second. `spare[i]` is what carrier i can take;
 * each carrier is counted once however many demands share it. The demands are all carried if it equals their sum.
 */
export function carriedBitsPerSecond(demands: readonly Demand[], spare: readonly number[]): number {
  // Nodes: 0 source, then demands, then carriers, then sink.
  const sink = 1 + demands.length + spare.length;
  const residual: Map<number, number>[] = Array.from({ length: sink + 1 }, () => new Map());
  const edge = (from: number, to: number, capacity: number) => {
    residual[from]?.set(to, capacity);
    if (residual[to]?.has(from) === false) residual[to]?.set(from, 0);
  };
  for (const [i, demand] of demands.entries()) {
    edge(0, 1 + i, demand.bitsPerSecond);
    for (const carrier of demand.carriers) edge(1 + i, 1 + demands.length + carrier, demand.bitsPerSecond);
  }
  for (const [i, capacity] of spare.entries()) edge(1 + demands.length + i, sink, capacity);

  for (let carried = 0; ; ) {
    const path = shortestPath(residual, 0, sink);
    if (path === null) return carried;
    let least = Number.POSITIVE_INFINITY;
    for (const [from, to] of path) least = Math.min(least, residual[from]?.get(to) ?? 0);
    for (const [from, to] of path) {
      residual[from]?.set(to, (residual[from].get(to) ?? 0) - least);
      residual[to]?.set(from, (residual[to].get(from) ?? 0) + least);
    }
    carried += least;
  }
}

/** Edges of a shortest path with capacity left, from its end to its start; null when there is none. */
function shortestPath(residual: readonly Map<number, number>[], source: number, sink: number) {
  const cameFrom = new Map<number, number>([[source, source]]);
  const queue = [source];
  for (const node of queue) {
    for (const [next, capacity] of residual[node] ?? []) {
      if (capacity <= 0 || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
    if (cameFrom.has(sink)) break;
  }
  if (!cameFrom.has(sink)) return null;
  const path: [number, number][] = [];
  for (let node = sink; node !== source; ) {
    const previous = cameFrom.get(node) ?? source;
    path.push([previous, node]);
    node = previous;
  }
  return path;
}
