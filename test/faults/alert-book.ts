/**
 * What must have fired and resolved, kept by whoever sent the readings, and what the receivers say that did. Nothing
 * here knows the collector's tables or its words beyond what it sends out.
 */
import type { Arrival } from './receivers.ts';

export type Told = 'firing' | 'resolved';

/** Of each link by its number, its transitions in their order. */
export type Story = ReadonlyMap<number, readonly Told[]>;

export interface Account {
  lostFiring: number;
  lostResolved: number;
  /** A transition that came in two messages with different ids, or that nobody owed. */
  repeated: number;
  /** Messages with the id of an earlier one but other content. */
  altered: number;
  /** Messages that came more than once under their id. */
  sentAgain: number;
  /** Of these, those that did not say so. */
  unmarked: number;
  /** Lines of other rules, and what could not be read. */
  foreign: string[];
}

/** Holds what arrived against the story. `read` says what one message tells, in its order. */
export function account(
  story: Story,
  arrivals: readonly Arrival[],
  read: (text: string) => { told: { link: number; kind: Told; key: string }[]; foreign: string[] },
): Account {
  const found: Account = {
    lostFiring: 0,
    lostResolved: 0,
    repeated: 0,
    altered: 0,
    sentAgain: 0,
    unmarked: 0,
    foreign: [],
  };
  const messages = new Map<string, string>();
  const heard = new Map<number, Told[]>();
  for (const { id, text, marked } of arrivals) {
    const { told, foreign } = read(text);
    const keys = told.map(({ key }) => key).join(' ');
    const before = messages.get(id);
    if (before !== undefined) {
      // A receiver that keeps ids forgets this one.
      found.sentAgain += 1;
      if (!marked) found.unmarked += 1;
      if (before !== keys) found.altered += 1;
      continue;
    }
    messages.set(id, keys);
    found.foreign.push(...foreign);
    for (const { link, kind } of told) heard.set(link, [...(heard.get(link) ?? []), kind]);
  }
  for (const link of new Set([...story.keys(), ...heard.keys()])) {
    const owed = story.get(link) ?? [];
    const got = heard.get(link) ?? [];
    const count = (list: readonly Told[], kind: Told) => list.filter((one) => one === kind).length;
    for (const [kind, name] of [
      ['firing', 'lostFiring'],
      ['resolved', 'lostResolved'],
    ] as const) {
      const missing = count(owed, kind) - count(got, kind);
      if (missing > 0) found[name] += missing;
      else found.repeated -= missing;
    }
    if (owed.length === got.length && owed.some((kind, n) => kind !== got[n]))
      found.foreign.push(`link ${link}: told ${got.join(', ')}, owed ${owed.join(', ')}`);
  }
  return found;
}

/** What a webhook's JSON tells. */
export function readHook(text: string): ReturnType<Parameters<typeof account>[2]> {
  const { transitions } = JSON.parse(text) as {
    transitions: { id: string; transition: string; alert: { rule: string; link: string | null } }[];
  };
  const told: { link: number; kind: Told; key: string }[] = [];
  const foreign: string[] = [];
  for (const { id, transition, alert } of transitions) {
    const link = Number(/^link-(\d+)$/.exec(alert.link ?? '')?.[1] ?? Number.NaN);
    if (alert.rule === 'utilization' && (transition === 'firing' || transition === 'resolved') && !Number.isNaN(link))
      told.push({ link, kind: transition, key: id });
    else foreign.push(`${transition} ${alert.rule} ${alert.link ?? ''}`);
  }
  return { told, foreign };
}

/** What the English text of a mail tells: a line for each alert, such as `[CRITICAL] High load: Station 7 (VNPT)`. */
export function readMailText(text: string): ReturnType<Parameters<typeof account>[2]> {
  const told: { link: number; kind: Told; key: string }[] = [];
  const foreign: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('[') && !/^And \d+ more/.test(line)) continue;
    const match = /^\[(CRITICAL|WARNING|Resolved)\] High load: Station (\d+)\b/.exec(line);
    if (match === null) foreign.push(line);
    else {
      const kind = match[1] === 'Resolved' ? 'resolved' : 'firing';
      told.push({ link: Number(match[2]), kind, key: `${match[2]}/${kind}` });
    }
  }
  if (told.length === 0 && foreign.length === 0) foreign.push(`a mail that tells nothing: ${text.slice(0, 200)}`);
  return { told, foreign };
}
