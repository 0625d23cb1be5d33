/**
 * Failover reserve: can the backups carry what the primaries carry, now and at p95, at 80 % of their capacity?
 * Events and components are in `failure.ts`, the verdict on one component in `failover-load.ts`; here those of groups.
 *
 * Assumed and said in the rule: traffic may be split over several backups, and one event happens at a time. A verdict
 * that hangs on a figure that is not known is `unknown`, and names the links whose figure is missing.
 */
import type { Basis } from './basis.ts';
import {
  add,
  carriersOf,
  type FailoverKind,
  type FailoverLoad,
  judgeLoad,
  missingOf,
  reserveOfGroup,
  severity,
} from './failover-load.ts';
import {
  type Both,
  componentsOf,
  type FailoverLink,
  type Lost,
  type Scenario,
  scenariosOf,
  type Topology,
} from './failure.ts';

/** One group in the event that hits it hardest. */
export interface GroupFailover {
  group: string;
  endpoint: string | null;
  kind: FailoverKind;
  /** Null: no event, for it has one primary and no backup; then `kind` is `fail` and nothing carries. */
  scenario: Scenario | null;
  present: FailoverLoad | null;
  p95: FailoverLoad | null;
  /** What could be carried more at p95; minus what is short; null: not known, or no event. */
  reserveBitsPerSecond: Both<number | null>;
  /** Backups that count as none for a risk they share, links with a figure missing, backups nobody has proven up. */
  sharingRisk: readonly string[];
  missing: readonly string[];
  unverified: readonly string[];
  events: number;
  basis: Basis;
}

/**
 * The verdict on each group of the topology, in its order: that of the event which hits it hardest. `n` counts links of those events with every figure known, `expected` all of them.
 */
export function assessFailover(topology: Topology, from: number, to: number): GroupFailover[] {
  const worst = new Map<string, GroupFailover>();
  const events = new Map<string, number>();
  const endpointOf = new Map(topology.groups.map((g) => [g.id, g.endpoint]));
  for (const scenario of scenariosOf(topology)) {
    const hit = new Map<string, Judged[]>();
    for (const component of componentsOf(topology, scenario)) {
      const judged = judgeComponent(component, topology.sheddable);
      for (const group of new Set(component.flatMap((l) => l.groups)))
        hit.set(group, [...(hit.get(group) ?? []), judged]);
    }
    for (const [group, parts] of hit) {
      events.set(group, (events.get(group) ?? 0) + 1);
      const verdict = groupVerdict(group, endpointOf.get(group) ?? null, scenario, parts, { from, to });
      const before = worst.get(group);
      if (before === undefined || isWorse(verdict, before)) worst.set(group, verdict);
    }
  }
  return topology.groups.map((g) => {
    const found = worst.get(g.id);
    if (found !== undefined) return { ...found, events: events.get(g.id) ?? 0 };
    return unprotected(g.id, g.endpoint, { from, to });
  });
}

/** The worst of several groups' verdicts, such as those of one endpoint; null of none. */
export function worstFailover(groups: readonly GroupFailover[]): GroupFailover | null {
  return groups.reduce<GroupFailover | null>((a, b) => (a === null || isWorse(b, a) ? b : a), null);
}

const shortOf = (load: FailoverLoad | null) =>
  Math.max(load?.shortBitsPerSecond.in ?? 0, load?.shortBitsPerSecond.out ?? 0);
const reserveOf = ({ reserveBitsPerSecond: r }: GroupFailover) =>
  Math.min(r.in ?? Number.MAX_VALUE, r.out ?? Number.MAX_VALUE);
/** By verdict, then by what is short, then by what is left. */
const isWorse = (a: GroupFailover, b: GroupFailover): boolean =>
  (severity[a.kind] - severity[b.kind] ||
    shortOf(a.p95) - shortOf(b.p95) ||
    shortOf(a.present) - shortOf(b.present) ||
    reserveOf(b) - reserveOf(a)) > 0;

interface Judged {
  component: readonly Lost[];
  present: FailoverLoad;
  p95: FailoverLoad;
}

function judgeComponent(component: readonly Lost[], sheddable: readonly string[]): Judged {
  return {
    component,
    present: judgeLoad(component, 'present', sheddable),
    p95: judgeLoad(component, 'p95', sheddable),
  };
}

function groupVerdict(
  group: string,
  endpoint: string | null,
  scenario: Scenario,
  parts: readonly Judged[],
  window: { from: number; to: number },
): GroupFailover {
  const [present, p95] = [joinLoads(parts.map((p) => p.present)), joinLoads(parts.map((p) => p.p95))];
  const missing = [
    ...new Set(parts.flatMap((p) => [...missingOf(p.component, 'present'), ...missingOf(p.component, 'p95')])),
  ];
  const links = new Set(parts.flatMap((p) => [...p.component.map((l) => l.link), ...carriersOf(p.component)]));
  const ids = (of: readonly FailoverLink[]) => [...new Set(of.map((l) => l.id))];
  // Of several components the tightest speaks: what one has left over cannot help another.
  const reserve = (d: 'in' | 'out') => {
    const each = parts.map((p) => reserveOfGroup(p.component, group, 'p95', d));
    return each.reduce<number | null>(
      (a, b) => (a === null || b === null ? null : Math.min(a, b)),
      Number.POSITIVE_INFINITY,
    );
  };
  const own = parts.flatMap((p) => p.component).filter((l) => l.groups.includes(group));
  return {
    group,
    endpoint,
    kind: severity[present.kind] >= severity[p95.kind] ? present.kind : p95.kind,
    scenario,
    present,
    p95,
    reserveBitsPerSecond: { in: reserve('in'), out: reserve('out') },
    sharingRisk: ids(own.flatMap((l) => l.sharingRisk)),
    missing,
    unverified: ids(own.flatMap((l) => l.carriers).filter((l) => l.state === 'unknown')),
    events: 1,
    basis: { ...window, n: links.size - missing.length, expected: links.size, rule: 'failover' },
  };
}

/** A group whose failed primaries lie in several components: the worst of them, with the figures summed. */
function joinLoads(loads: readonly FailoverLoad[]): FailoverLoad {
  return loads.reduce((a, b) => {
    const sum = (of: 'demandBitsPerSecond' | 'spareBitsPerSecond' | 'shortBitsPerSecond') => ({
      in: add(a[of].in, b[of].in),
      out: add(a[of].out, b[of].out),
    });
    const kind = severity[a.kind] >= severity[b.kind] ? a.kind : b.kind;
    return {
      kind,
      shed: kind === 'shed' ? [...new Set([...a.shed, ...b.shed])] : [],
      demandBitsPerSecond: sum('demandBitsPerSecond'),
      spareBitsPerSecond: sum('spareBitsPerSecond'),
      shortBitsPerSecond: sum('shortBitsPerSecond'),
    };
  });
}

const unprotected = (group: string, endpoint: string | null, window: { from: number; to: number }): GroupFailover => ({
  group,
  endpoint,
  kind: 'fail',
  scenario: null,
  present: null,
  p95: null,
  reserveBitsPerSecond: { in: null, out: null },
  sharingRisk: [],
  missing: [],
  unverified: [],
  events: 0,
  basis: { ...window, n: 0, expected: 0, rule: 'failover' },
});
