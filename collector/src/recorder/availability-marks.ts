/**
 * Which days of which paths have to be computed anew. A mark is on disk in the same transaction as ingest's own, before
 * the batch that made it is acknowledged: whatever a kill interrupts, the day is computed again.
 */
import type { Logger } from 'pino';
import { dayOf } from '../availability/days.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import type { Placed } from '../network/placed.ts';
import type { AvailabilityFile } from './availability-file.ts';
import { marginMsOf, type PathOfDay } from './path-day.ts';
import type { PathFacts } from './path-probes.ts';

export interface Mark extends PathOfDay {
  endpoint: string;
  /** Grows with each sample: what was read before is out of date. */
  generation: number;
  /** When the last sample came, on the monotonic clock. */
  monotonicMs: number;
}

export const markKey = ({ day, operator, kind, path }: Pick<PathOfDay, 'day' | 'operator' | 'kind' | 'path'>): string =>
  `${day}/${operator}/${kind}/${path}`;

export class AvailabilityMarks {
  readonly #file: AvailabilityFile;
  readonly #log: Logger;
  readonly #marks = new Map<string, Mark>();
  /** Endpoints that a path has left during a day. */
  readonly moved: { day: number; endpoint: string }[] = [];
  /** Paths and days that were asked for and are not watched; emptied with each look at the picture. */
  readonly #unwatched = new Set<string>();
  /** Marks that are not on disk yet. */
  #unsaved = new Map<string, Mark>();

  constructor(file: AvailabilityFile, log: Logger) {
    this.#file = file;
    this.#log = log;
    for (const row of file.openPaths())
      if (row.dirty) this.#marks.set(markKey(row), { ...row, generation: 1, monotonicMs: Number.NEGATIVE_INFINITY });
  }

  all(): ReadonlyMap<string, Mark> {
    return this.#marks;
  }

  get(key: string): Mark | undefined {
    return this.#marks.get(key);
  }

  /** Takes a sample that ingest has placed. */
  note(placed: Placed, monotonicMs: number): void {
    const { sample, operator } = placed;
    if (sample.kind !== 'link' && sample.kind !== 'ping' && sample.kind !== 'check') return;
    const kind = sample.kind === 'check' ? 'check' : 'link';
    const path = sample.kind === 'check' ? sample.check : sample.link;
    const day = dayOf(sample.at);
    const of = { operator, kind, path } as const;
    if (!this.#again(markKey({ day, ...of }), monotonicMs)) {
      const facts = factsOf(placed);
      if (facts === null || placed.endpoint === null) return;
      this.#add({ day, ...of, endpoint: placed.endpoint, facts }, monotonicMs);
    }
    // What lies near a midnight decides seconds on its other side.
    const facts = this.#marks.get(markKey({ day, ...of }))?.facts;
    if (facts === undefined) return;
    const margin = marginMsOf(facts);
    const before = dayOf(sample.at - margin);
    const after = dayOf(sample.at + margin);
    if (before !== day) this.#neighbour({ day: before, ...of }, monotonicMs);
    if (after !== day && after <= dayOf(placed.receivedAt)) this.#neighbour({ day: after, ...of }, monotonicMs);
  }

  /** True when it was marked already; then the mark is as fresh as this. */
  #again(key: string, monotonicMs: number): boolean {
    const held = this.#marks.get(key);
    if (held === undefined) return false;
    held.generation++;
    held.monotonicMs = monotonicMs;
    return true;
  }

  /** Marks the day beside, where the path was watched on it. */
  #neighbour(of: Pick<PathOfDay, 'day' | 'operator' | 'kind' | 'path'>, monotonicMs: number): void {
    const key = markKey(of);
    if (this.#again(key, monotonicMs) || this.#unwatched.has(key)) return;
    const row = this.#file.path(of.day, of.operator, of.kind, of.path);
    if (row !== undefined) this.#add({ ...of, endpoint: row.endpoint, facts: row.facts }, monotonicMs);
    else this.#unwatched.add(key);
  }

  /** Notes what the picture watches on a day, so that what says nothing all day counts as unknown. */
  watch(picture: Picture, day: number, monotonicMs: number): void {
    this.#unwatched.clear();
    for (const entry of picture.links.values()) {
      const facts = linkFacts(entry.link, entry.agent, entry.site);
      if (facts !== null) this.#watched('link', entry, facts, day, monotonicMs);
    }
    for (const entry of picture.checks.values()) {
      const facts = checkFacts(entry.check, entry.agent, null);
      if (facts !== null) this.#watched('check', { ...entry, link: entry.check }, facts, day, monotonicMs);
    }
  }

  #watched(
    kind: 'link' | 'check',
    { operator, link, endpoint }: Pick<LinkEntry, 'operator' | 'endpoint'> & { link: { id: string } },
    facts: PathFacts,
    day: number,
    monotonicMs: number,
  ): void {
    const key = markKey({ day, operator, kind, path: link.id });
    const held = this.#marks.get(key);
    if (held === undefined) {
      this.#add({ day, operator, kind, path: link.id, endpoint, facts }, monotonicMs);
      return;
    }
    if (held.endpoint === endpoint && JSON.stringify(held.facts) === JSON.stringify(facts)) return;
    if (held.endpoint !== endpoint) this.moved.push({ day, endpoint: held.endpoint });
    // The inventory of the day's end speaks for the day.
    Object.assign(held, { endpoint, facts });
    this.#unsaved.set(key, held);
  }

  #add(path: PathOfDay & { endpoint: string }, monotonicMs: number): void {
    const mark = { ...path, generation: 1, monotonicMs };
    this.#marks.set(markKey(path), mark);
    this.#unsaved.set(markKey(path), mark);
  }

  /** True while nothing came since `generation`: what was read since then is whole. */
  isAt(key: string, generation: number): boolean {
    return this.#marks.get(key)?.generation === generation && !this.#unsaved.has(key);
  }

  /** Forgets a mark; call it once the file says that the path is clean. */
  forget(key: string): void {
    this.#marks.delete(key);
  }

  /** Writes the new marks; a `Journal` of ingest's group commit. */
  write(): () => void {
    const written = [...this.#unsaved];
    for (const [, mark] of written) this.#file.mark(mark);
    return () => {
      for (const [key, mark] of written) if (this.#unsaved.get(key) === mark) this.#unsaved.delete(key);
    };
  }

  /** Writes the new marks in a transaction of their own: those of the picture come with no batch. */
  save(): void {
    if (this.#unsaved.size === 0) return;
    try {
      const done = this.#file.transaction(() => this.write());
      done();
    } catch (error) {
      this.#log.error({ err: error }, 'Operational file could not be written; days to be computed are noted in memory');
    }
  }
}

const factsOf = ({ sample, link, check, agent, site }: Placed): PathFacts | null =>
  sample.kind === 'check' ? checkFacts(check, agent, site) : linkFacts(link, agent, site);

function linkFacts(link: LinkEntry['link'] | null, agent: string, site: string | null): PathFacts | null {
  if (link === null) return null;
  const { contract, shaper } = link;
  const least = (a: number | undefined, b: number | undefined) => Math.min(a ?? b ?? 0, b ?? a ?? 0);
  return {
    agent,
    site,
    device: link.device,
    role: link.role,
    intervalS: link.intervalS,
    probeIntervalS: link.probe?.intervalS ?? null,
    committed:
      contract === undefined && shaper === undefined
        ? null
        : {
            in: least(contract?.inBitsPerSecond, shaper?.inBitsPerSecond),
            out: least(contract?.outBitsPerSecond, shaper?.outBitsPerSecond),
          },
  };
}

function checkFacts(check: Placed['check'], agent: string, site: string | null): PathFacts | null {
  if (check === null) return null;
  return { agent, site, device: null, role: null, intervalS: check.intervalS, probeIntervalS: null, committed: null };
}
