/** What can fail at once, and who then depends on whom: the scenarios that the failover reserve is judged by. Pure. */

/** In and out, seen from the device. */
export interface Both<T> {
  in: T;
  out: T;
}

/** Load of one class of endpoints on a link; null: not known. */
export interface ClassLoad {
  /** A code of `endpointClasses`, or another word of the caller's. */
  class: string;
  present: Both<number | null>;
  p95: Both<number | null>;
}

export interface FailoverLink {
  /** Unique in the topology: operator and link. */
  id: string;
  /** Down carries nothing. Unknown is never down: it counts, and is listed as unverified. */
  state: 'up' | 'degraded' | 'down' | 'unknown';
  capacityBitsPerSecond: Both<number | null>;
  /** What it carries now, by class; a link that serves one endpoint has one entry. */
  loads: readonly ClassLoad[];
  sharedRisk: readonly string[];
}

/** Links that protect others: those of one endpoint by their roles, or what one standby unit protects. */
export interface ProtectionGroup {
  id: string;
  endpoint: string | null;
  primaries: readonly string[];
  backups: readonly string[];
}

export interface Topology {
  links: readonly FailoverLink[];
  groups: readonly ProtectionGroup[];
  /** Classes whose traffic may be dropped in need, the first to be dropped first. All others are never dropped. */
  sheddable: readonly string[];
}

/** One event: all primaries of a group, one primary of a group that has no backup, or all that shares a risk. */
export type Scenario =
  | { kind: 'group'; group: string; failed: ReadonlySet<string> }
  | { kind: 'single'; group: string; failed: ReadonlySet<string> }
  | { kind: 'sharedRisk'; word: string; failed: ReadonlySet<string> };

/**
 * The events that are judged, each a set of links that fail together. A group without backups whose primaries share the
 * load (ECMP) is judged by the loss of each single one; with one primary only it has no event of its own.
 */
export function scenariosOf(topology: Topology): Scenario[] {
  const scenarios: Scenario[] = [];
  for (const { id, primaries, backups } of topology.groups) {
    if (backups.length > 0) scenarios.push({ kind: 'group', group: id, failed: new Set(primaries) });
    else if (primaries.length > 1) {
      for (const primary of primaries) scenarios.push({ kind: 'single', group: id, failed: new Set([primary]) });
    }
  }
  const words = new Set(topology.links.flatMap((l) => l.sharedRisk));
  for (const word of words) {
    const failed = new Set(topology.links.filter((l) => l.sharedRisk.includes(word)).map((l) => l.id));
    scenarios.push({ kind: 'sharedRisk', word, failed });
  }
  return scenarios;
}

/** A primary that an event takes away, and the links that may carry its load. */
export interface Lost {
  link: FailoverLink;
  /** Ids of the groups it is a primary of. */
  groups: readonly string[];
  carriers: readonly FailoverLink[];
  /** Backups that are left out because they share a word with it. */
  sharingRisk: readonly FailoverLink[];
}

/**
 * The primaries that an event takes away, in components: those of one component compete for a carrier, directly or
 * through others. Carriers of a primary are the backups and the other primaries of its groups that are not down, have
 * not failed, and share no risk with it. A primary of two groups is lost once, and both groups' backups may carry it.
 */
export function componentsOf(topology: Topology, scenario: Scenario): Lost[][] {
  const byId = new Map(topology.links.map((l) => [l.id, l]));
  const linksOf = (ids: readonly string[]) => [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  const components: Lost[][] = [];
  for (const link of linksOf([...scenario.failed])) {
    const groups = topology.groups.filter((g) => g.primaries.includes(link.id));
    if (groups.length === 0) continue;
    const shares = (other: FailoverLink) => other.sharedRisk.some((word) => link.sharedRisk.includes(word));
    const protectors = linksOf(groups.flatMap((g) => [...g.backups, ...g.primaries]));
    const lost: Lost = {
      link,
      groups: groups.map((g) => g.id),
      carriers: protectors.filter((l) => !scenario.failed.has(l.id) && l.state !== 'down' && !shares(l)),
      sharingRisk: linksOf(groups.flatMap((g) => g.backups)).filter((l) => l.id !== link.id && shares(l)),
    };
    const joined = components.filter((c) => c.some((other) => other.carriers.some((l) => lost.carriers.includes(l))));
    for (const component of joined) components.splice(components.indexOf(component), 1);
    components.push([...joined.flat(), lost]);
  }
  return components;
}
