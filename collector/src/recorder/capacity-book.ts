/**
 * What the rounds of capacity have found, in memory: the figures of each link and the failover reserve of each protection
 * group, of all operators together and of each alone. Read by the API, the alerts and the night's record.
 */

import type { BusyHour } from '../capacity/busy-hour.ts';
import type { CapacitySummary } from '../capacity/daily.ts';
import type { Exhaustion } from '../capacity/exhaustion.ts';
import { assessFailover, type GroupFailover } from '../capacity/failover.ts';
import type { Both, Topology } from '../capacity/failure.ts';
import type { Forecast } from '../capacity/forecast.ts';
import { partsOf } from '../capacity/partition.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { failoverLinksPerLookMax } from './limits.ts';
import { type KnownLoad, topologyOf } from './topology.ts';

/** One link as of its last round. */
export interface LinkCapacity {
  entry: LinkEntry;
  /** End of the window. */
  at: number;
  summary: CapacitySummary;
  capacity: Both<number | null>;
  /** Made once a day. */
  trend: {
    day: number;
    exhaustion: Both<Exhaustion>;
    forecast: Both<readonly Forecast[]>;
    workday: Both<BusyHour>;
  } | null;
}

/** A group's verdict with the links that it is about. */
export interface GroupResult extends GroupFailover {
  at: number;
  operators: readonly string[];
  primaries: readonly string[];
  backups: readonly string[];
}

interface Judging {
  at: number;
  from: number;
  /** Topologies still to be judged: whose, and its parts. */
  waiting: { operator: string | null; part: Topology }[];
  found: Map<string | null, GroupResult[]>;
}

export class CapacityBook {
  readonly links = new Map<string, LinkCapacity>();
  #failover: ReadonlyMap<string | null, readonly GroupResult[]> = new Map();
  #reserves: ReadonlyMap<string | null, ReadonlyMap<string, number>> = new Map();
  #judging: Judging | undefined;

  /** Verdicts of all operators together (null), or on one operator's links alone. Empty before the first round. */
  failover(operator: string | null): readonly GroupResult[] {
    return this.#failover.get(operator) ?? [];
  }

  /** Of each link that is a primary: the least reserve of its groups, by the same verdicts; those not known are left out. */
  reserves(operator: string | null): ReadonlyMap<string, number> {
    return this.#reserves.get(operator) ?? new Map();
  }

  /** Forgets links that have left the picture, and begins to judge the groups by the round's figures. */
  beginFailover(picture: Picture, from: number, at: number): void {
    for (const key of this.links.keys()) if (!picture.links.has(key)) this.links.delete(key);
    const known = new Map<string, KnownLoad>();
    for (const [key, { summary, capacity }] of this.links) {
      const p95 = { in: summary.in.reserve.p95BitsPerSecond, out: summary.out.reserve.p95BitsPerSecond };
      known.set(key, { p95, capacity });
    }
    const operators = [...new Set([...picture.links.values()].map(({ operator }) => operator))].sort();
    const waiting = [null, ...operators].flatMap((operator) =>
      partsOf(topologyOf(picture, known, operator)).map((part) => ({ operator, part })),
    );
    this.#judging = { at, from, waiting, found: new Map() };
  }

  /** Judges some of the parts that wait; true once, when the last of them is done and the new verdicts hold. */
  judgeSome(): boolean {
    const judging = this.#judging;
    if (judging === undefined) return false;
    for (let links = 0; links < failoverLinksPerLookMax; ) {
      const next = judging.waiting.shift();
      if (next === undefined) {
        this.#failover = judging.found;
        this.#reserves = new Map([...judging.found].map(([operator, groups]) => [operator, reservesOf(groups)]));
        this.#judging = undefined;
        return true;
      }
      const { operator, part } = next;
      links += part.links.length;
      const list = judging.found.get(operator) ?? [];
      list.push(...resultsOf(part, judging.from, judging.at));
      judging.found.set(operator, list);
    }
    return false;
  }
}

/** A link with a group whose reserve is not known has none: that group could be the worse one. */
function reservesOf(groups: readonly GroupResult[]): Map<string, number> {
  const least = new Map<string, number | null>();
  for (const group of groups) {
    const reserve = groupReserve(group);
    for (const key of group.primaries) {
      const held = least.get(key);
      least.set(key, reserve === null || held === null ? null : Math.min(reserve, held ?? reserve));
    }
  }
  return new Map([...least].flatMap(([key, reserve]) => (reserve === null ? [] : [[key, reserve]])));
}

function resultsOf(part: Topology, from: number, at: number): GroupResult[] {
  const groups = new Map(part.groups.map((group) => [group.id, group]));
  return assessFailover(part, from, at).map((verdict) => {
    const { primaries = [], backups = [] } = groups.get(verdict.group) ?? {};
    const operators = [...new Set([...primaries, ...backups].map((key) => key.split('/')[0] ?? ''))].sort();
    return { ...verdict, at, operators, primaries, backups };
  });
}

/** The direction that is the worse, of a group's reserve at p95; null: not known. */
export const groupReserve = ({ reserveBitsPerSecond: { in: a, out: b } }: GroupFailover): number | null =>
  a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b) ? null : Math.min(a, b);
