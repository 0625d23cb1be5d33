/** Whether the carriers of one component can carry what an event takes away: present load or p95, both directions. */
import { fullRatio } from './exhaustion.ts';
import type { Both, FailoverLink, Lost } from './failure.ts';
import { carriedBitsPerSecond } from './max-flow.ts';

export type FailoverKind = 'ok' | 'shed' | 'unknown' | 'fail';

/** Figures of one load (present or p95) in one event; null where a figure they need is not known. */
export interface FailoverLoad {
  kind: FailoverKind;
  /** Classes to be dropped so that the rest fits, the first to be dropped first; empty unless `shed`. */
  shed: readonly string[];
  demandBitsPerSecond: Both<number | null>;
  /** What the carriers can take besides their own load, each counted once. */
  spareBitsPerSecond: Both<number | null>;
  /** Demand that finds no carrier, before any class is dropped. 0 when all is carried. */
  shortBitsPerSecond: Both<number | null>;
}

export const severity: Record<FailoverKind, number> = { ok: 0, shed: 1, unknown: 2, fail: 3 };
const directions = ['in', 'out'] as const;
export type Load = 'present' | 'p95';
type Direction = (typeof directions)[number];

/** Every unknown at its worst and at its best: where both give one verdict, the unknown does not matter. */
export function judgeLoad(component: readonly Lost[], load: Load, sheddable: readonly string[]): FailoverLoad {
  const worst = shedding(component, load, sheddable, 'worst');
  const best = shedding(component, load, sheddable, 'best');
  const agree = worst.kind === best.kind && worst.shed.join() === best.shed.join();
  const sum = (links: readonly FailoverLink[], of: (l: FailoverLink, d: Direction) => number | null, d: Direction) =>
    links.reduce<number | null>((total, l) => add(total, of(l, d)), 0);
  const lost = component.map((l) => l.link);
  const carriers = carriersOf(component);
  const known = missingOf(component, load).length === 0;
  const both = (f: (d: Direction) => number | null): Both<number | null> => ({ in: f('in'), out: f('out') });
  return {
    ...(agree ? worst : { kind: 'unknown', shed: [] }),
    demandBitsPerSecond: both((d) => sum(lost, (l) => ownLoad(l, load, d, none), d)),
    spareBitsPerSecond: both((d) => sum(carriers, (l) => spareOf(l, load, d, none), d)),
    shortBitsPerSecond: both((d) => (known ? shortfall(component, load, d, none, 'worst') : null)),
  };
}

const none: ReadonlySet<string> = new Set();

/** Classes are kept from the last to be dropped to the first, each if the rest still fits with it. */
function shedding(component: readonly Lost[], load: Load, sheddable: readonly string[], unknowns: Unknowns) {
  const fits = (dropped: ReadonlySet<string>) =>
    directions.every((d) => shortfall(component, load, d, dropped, unknowns) === 0);
  if (fits(none)) return { kind: 'ok' as const, shed: [] };
  const dropped = new Set(sheddable);
  if (!fits(dropped)) return { kind: 'fail' as const, shed: [] };
  for (const kept of [...sheddable].reverse()) {
    dropped.delete(kept);
    if (!fits(dropped)) dropped.add(kept);
  }
  return { kind: 'shed' as const, shed: sheddable.filter((c) => dropped.has(c)) };
}

type Unknowns = 'worst' | 'best';

/** Demand without a carrier in one direction, with the classes `dropped` taken off lost links and carriers alike. */
function shortfall(
  component: readonly Lost[],
  load: Load,
  direction: Direction,
  dropped: ReadonlySet<string>,
  unknowns: Unknowns,
): number {
  const carriers = carriersOf(component);
  const spare = carriers.map((l) =>
    unknowns === 'worst' ? (spareOf(l, load, direction, dropped) ?? 0) : spareAtBest(l, load, direction, dropped),
  );
  const demands = component.map((l) => ({
    known: ownLoad(l.link, load, direction, dropped),
    carriers: l.carriers.map((c) => carriers.indexOf(c)),
  }));
  if (unknowns === 'worst' && demands.some((d) => d.known === null)) return Number.POSITIVE_INFINITY;
  const open = demands
    // A carrier of unknown capacity takes, at its best, all that may use it.
    .filter((d) => !d.carriers.some((c) => spare[c] === Number.POSITIVE_INFINITY))
    .map((d) => ({ bitsPerSecond: d.known ?? 0, carriers: d.carriers }));
  return total(open) - carriedBitsPerSecond(open, spare);
}

const total = (demands: readonly { bitsPerSecond: number }[]) => demands.reduce((sum, d) => sum + d.bitsPerSecond, 0);

/**
 * What the lost links of `group` could carry more, with the demand of all others met; minus what is short, where not all
 * is met. Null where a figure is not known.
 */
export function reserveOfGroup(component: readonly Lost[], group: string, load: Load, d: Direction): number | null {
  const carriers = carriersOf(component);
  const spare = carriers.map((l) => spareOf(l, load, d, none));
  const known = component.map((l) => ownLoad(l.link, load, d, none));
  if ([...spare, ...known].includes(null)) return null;
  const spares = spare.map((s) => s ?? 0);
  const demands = component.map((l, i) => ({
    bitsPerSecond: known[i] ?? 0,
    carriers: l.carriers.map((c) => carriers.indexOf(c)),
  }));
  const short = total(demands) - carriedBitsPerSecond(demands, spares);
  if (short > 0) return -short;
  const all = spares.reduce((a, b) => a + b, 0);
  const wider = demands.map((w, i) =>
    component[i]?.groups.includes(group) === true ? { ...w, bitsPerSecond: w.bitsPerSecond + all } : w,
  );
  return carriedBitsPerSecond(wider, spares) - total(demands);
}

/** What a link carries of the classes that are not dropped, rounded up to a whole bit; null if any of it is unknown. */
function ownLoad(link: FailoverLink, load: Load, direction: Direction, dropped: ReadonlySet<string>): number | null {
  return link.loads
    .filter((l) => !dropped.has(l.class))
    .reduce<number | null>((sum, l) => add(sum, ceil(l[load][direction])), 0);
}

/** What a carrier can take besides its own load: 0 and above, whole bits; null if not known. */
function spareOf(link: FailoverLink, load: Load, direction: Direction, dropped: ReadonlySet<string>): number | null {
  const capacity = link.capacityBitsPerSecond[direction];
  const own = ownLoad(link, load, direction, dropped);
  // 0.8 × C lies a hair off in binary: rounded to the millibit before it is cut to whole bits.
  return capacity === null || own === null
    ? null
    : Math.max(0, Math.floor(Number((fullRatio * capacity).toFixed(3))) - own);
}

/** The most it might take: its own load none where not known, without bound where its capacity is not known. */
function spareAtBest(link: FailoverLink, load: Load, direction: Direction, dropped: ReadonlySet<string>): number {
  const own = link.loads.map((l) => ({ ...l, [load]: { ...l[load], [direction]: l[load][direction] ?? 0 } }));
  return spareOf({ ...link, loads: own }, load, direction, dropped) ?? Number.POSITIVE_INFINITY;
}

/** The sum, or null where either is not known. */
export const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
const ceil = (v: number | null) => (v === null ? null : Math.ceil(v));
/** The carriers of a component, each once. */
export const carriersOf = (component: readonly Lost[]) => [...new Set(component.flatMap((l) => l.carriers))];

/** Ids of the links with a figure missing that the verdict would need. */
export function missingOf(component: readonly Lost[], load: Load): string[] {
  const lost = component.map((l) => l.link).filter((l) => directions.some((d) => ownLoad(l, load, d, none) === null));
  const carriers = carriersOf(component).filter((l) => directions.some((d) => spareOf(l, load, d, none) === null));
  return [...new Set([...lost, ...carriers].map((l) => l.id))];
}
