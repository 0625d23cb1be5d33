/**
 * Silence and missing data: conditions that no sample states, only time does. Between the sweep and the keeper. All of
 * it is judged on the collector's monotonic clock, less its own stalls, and starts anew when the collector does; a
 * condition is told when it has begun to count and when it is over, not each second in between.
 */
import type { AgentEntry, LinkEntry, UnitEntry } from '../network/entries.ts';
import type { Instant } from '../network/fresh.ts';
import type { Picture } from '../network/picture.ts';
import type { ReachIndex } from './reach.ts';
import type { Observation } from './record.ts';
import { isLinkDark, isUnitDark, observeNoData } from './rule-nodata.ts';
import type { Rules, RuleTiming } from './rule-options.ts';
import { observeSilence } from './rule-silence.ts';
import { keyOfAgent, keyOfNoData } from './subject.ts';

interface Dark {
  /** On the monotonic clock. */
  since: number;
  raised: boolean;
  /** Since when something is known again, while the alert is kept firing. */
  clearSince: number | null;
}

type Entry = AgentEntry | LinkEntry | UnitEntry;

export interface ListeningOptions {
  picture: Picture;
  reaches: ReachIndex;
  instant: Instant;
  /** Keys of alerts that fired when the collector was stopped: their end must be told. */
  firing: readonly string[];
}

export class Listening {
  readonly #picture: Picture;
  readonly #reaches: ReachIndex;
  readonly #dark = new Map<Entry, Dark>();
  readonly #firing: Set<string>;
  #began: Instant;

  constructor({ picture, reaches, instant, firing }: ListeningOptions) {
    this.#picture = picture;
    this.#reaches = reaches;
    this.#began = instant;
    this.#firing = new Set(firing);
  }

  /** From now on silence counts. */
  ready(instant: Instant): void {
    this.#began = instant;
    this.#dark.clear();
  }

  /** What has begun to count or is over since the last look. `silent`: agents that the picture holds for silent now. */
  look(instant: Instant, silent: readonly AgentEntry[], rules: Rules): Observation[] {
    const picture = this.#picture;
    const { monotonicMs } = instant;
    // Wall time as it was when we began to listen, and what has passed: a wall clock that is set moves nothing here.
    // Whole ms, as every time of an alert is: the monotonic clock has fractions.
    const at = Math.round(this.#began.now + (monotonicMs - this.#began.monotonicMs));
    const out: Observation[] = [];
    const { agentSilent, noData } = rules;
    if (agentSilent !== undefined) {
      const now = new Set(silent);
      for (const entry of picture.agents.values()) {
        const key = () => keyOfAgent(entry.operator, entry.agent);
        const lastMs = Math.max(entry.lastReceivedMonotonicMs ?? this.#began.monotonicMs, this.#began.monotonicMs);
        // Silence starts anew with the collector, but an alert of it ends only when the agent is heard.
        const unheard = entry.lastReceivedMonotonicMs === null && this.#isRaised(entry, key);
        this.#judge(entry, key, now.has(entry) || unheard, monotonicMs, agentSilent, (_, darkNow) =>
          out.push(
            observeSilence(
              entry,
              at,
              darkNow ? monotonicMs - lastMs : null,
              picture,
              this.#reaches,
              agentSilent.keepFiringForMs,
            ),
          ),
        );
      }
    }
    if (noData !== undefined) {
      const tell = (entry: LinkEntry | UnitEntry, dark: boolean) =>
        this.#judge(
          entry,
          () => keyOfNoData(entry),
          dark,
          monotonicMs,
          noData,
          (since, darkNow) =>
            out.push(
              observeNoData(entry, at, darkNow ? monotonicMs - since : null, picture.register, noData.keepFiringForMs),
            ),
        );
      for (const entry of picture.links.values()) tell(entry, isLinkDark(entry, monotonicMs));
      for (const entry of picture.units.values()) tell(entry, isUnitDark(entry, monotonicMs));
    }
    if (this.#dark.size > 0) this.#forget();
    return out;
  }

  #judge(
    entry: Entry,
    key: () => string,
    dark: boolean,
    now: number,
    timing: RuleTiming,
    tell: (since: number, dark: boolean) => void,
  ): void {
    const held = this.#dark.get(entry) ?? this.#restored(entry, key, now);
    if (dark) {
      if (held === undefined) {
        this.#dark.set(entry, { since: now, raised: timing.forMs === 0, clearSince: null });
        if (timing.forMs === 0) tell(now, true);
        return;
      }
      const again = held.raised && held.clearSince !== null;
      const due = !held.raised && now - held.since >= timing.forMs;
      held.clearSince = null;
      if (due) held.raised = true;
      if (again || due) tell(held.since, true);
      return;
    }
    if (held === undefined) return;
    if (held.raised) {
      held.clearSince ??= now;
      tell(held.since, false);
      if (now - held.clearSince < timing.keepFiringForMs) return;
    }
    this.#dark.delete(entry);
  }

  #isRaised(entry: Entry, key: () => string): boolean {
    return this.#dark.get(entry)?.raised === true || (this.#firing.size > 0 && this.#firing.has(key()));
  }

  /** An alert that fired before the restart, once its subject is there again. */
  #restored(entry: Entry, key: () => string, now: number): Dark | undefined {
    if (this.#firing.size === 0 || !this.#firing.delete(key())) return undefined;
    const dark = { since: now, raised: true, clearSince: null };
    this.#dark.set(entry, dark);
    return dark;
  }

  /** What has left the picture: its inventory has ended its alert. */
  #forget(): void {
    const { agents, links, units } = this.#picture;
    for (const entry of this.#dark.keys()) {
      const holds = 'kind' in entry ? (entry.kind === 'link' ? links : units) : agents;
      if ((holds as ReadonlyMap<string, Entry>).get(entry.key) !== entry) this.#dark.delete(entry);
    }
  }
}
