/** Which waiting transitions leave now in one message, or when to look again. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import { membersMax } from './limits.ts';
import { type GroupLevel, groupLevels } from './message.ts';

/** A transition that waits for one receiver. */
export interface Waiting {
  id: number;
  alert: string;
  route: string;
  group: string;
  site: string;
  area: string;
  operator: string;
  severity: Severity;
  priority: number;
  /** Worse than what the receiver knows: it does not wait for the group's interval. */
  urgent: boolean;
  /** When it was assigned, Unix epoch ms. */
  at: number;
}

/** How a route gathers. All in milliseconds. */
export interface Gathering {
  /** Quiet time after the newest transition of a group, in which others may join. */
  groupWaitMs: number;
  /** The longest that the oldest waits for the quiet. */
  groupWaitMsMax: number;
  /** Between two messages of one group, unless something worse has happened. */
  groupIntervalMs: number;
}

export interface Circumstances {
  now: number;
  gathering(route: string): Gathering;
  /** When the last message of a group was made; undefined when there was none. */
  lastAt(route: string, group: string): number | undefined;
  /** Messages that may still be made now, and when there is room for one more if that is 0. */
  room: number;
  roomAt: number;
}

export type Gathered =
  | { kind: 'message'; members: readonly number[]; route: string; level: GroupLevel; key: string }
  /** Unix epoch ms to look again; null when nothing waits. */
  | { kind: 'wait'; until: number | null };

interface Group {
  route: string;
  group: string;
  items: Waiting[];
}

/**
 * The next message. Each group whose time has come is one; when more are due than may leave, groups are joined by site,
 * area, operator or all together, whichever is the finest that leaves half of the room for what comes next.
 */
export function gather(waiting: readonly Waiting[], at: Circumstances): Gathered {
  const groups = new Map<string, Group>();
  for (const item of waiting) {
    const name = `${item.route}\n${item.group}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { route: item.route, group: item.group, items: [item] });
    else group.items.push(item);
  }
  const due: Group[] = [];
  let next: number | null = null;
  for (const group of groups.values()) {
    const ready = readyAt(group, at);
    if (ready <= at.now) due.push(group);
    else next = Math.min(next ?? ready, ready);
  }
  if (due.length === 0) return { kind: 'wait', until: next };
  if (at.room <= 0) return { kind: 'wait', until: at.roomAt };
  const level = levelFor(due, at.room);
  const joined = new Map<string, Group[]>();
  for (const group of due) {
    const key = keyAt(group, level);
    const list = joined.get(key);
    if (list === undefined) joined.set(key, [group]);
    else list.push(group);
  }
  const [first] = [...joined.entries()].sort(([, a], [, b]) => rank(a) - rank(b) || oldest(a) - oldest(b));
  if (first === undefined) return { kind: 'wait', until: next };
  const [key, list] = first;
  const members = list.flatMap((group) => group.items).sort((a, b) => a.id - b.id);
  return {
    kind: 'message',
    members: members.slice(0, membersMax).map((item) => item.id),
    route: list[0]?.route ?? '',
    level,
    key: level === 'group' ? (list[0]?.group ?? '') : (key.split('\n')[1] ?? ''),
  };
}

function readyAt({ route, group, items }: Group, { now, gathering, lastAt }: Circumstances): number {
  const { groupWaitMs, groupWaitMsMax, groupIntervalMs } = gathering(route);
  const times = items.map((item) => item.at);
  const first = Math.min(...times);
  // A wall clock that was set back must not hold messages until it has caught up.
  if (first > now) return now;
  const quiet = Math.min(Math.max(...times) + groupWaitMs, first + Math.max(groupWaitMs, groupWaitMsMax));
  const last = lastAt(route, group);
  if (last === undefined || last > now || items.some((item) => item.urgent)) return quiet;
  return Math.max(quiet, last + groupIntervalMs);
}

function levelFor(due: readonly Group[], room: number): GroupLevel {
  if (due.length <= room) return 'group';
  const half = Math.max(1, Math.floor(room / 2));
  for (const level of groupLevels.slice(1)) {
    if (new Set(due.map((group) => keyAt(group, level))).size <= half) return level;
  }
  return 'all';
}

/** A group has one site, area and operator, those of its first transition: it is never torn by being joined. */
function keyAt({ route, group, items }: Group, level: GroupLevel): string {
  if (level === 'all') return 'all\nall';
  const [first] = items;
  return `${route}\n${level === 'group' || first === undefined ? group : first[level]}`;
}

/** What is worst leaves first: 1 is critical of priority 1. */
const rank = (groups: readonly Group[]): number =>
  Math.min(...groups.flatMap((g) => g.items.map((i) => (i.severity === 'critical' && i.urgent ? 0 : 10) + i.priority)));

const oldest = (groups: readonly Group[]): number => Math.min(...groups.flatMap((g) => g.items.map((i) => i.id)));
