/**
 * Looks through the data of a gap once all of it has come (`completeTo` has passed it): outages of links and
 * failures of portals that began and ended in it enter the history. Between the store, which it reads, and the keeper.
 */
import type { Logger } from 'pino';
import type { AlertKeeper } from '../alert/keeper.ts';
import { lateDigest, lateLinkDown, latePortalDown } from '../alert/late.ts';
import type { LiveGap, LiveGaps } from '../alert/live-gaps.ts';
import type { AlertRecord } from '../alert/record.ts';
import type { Rules } from '../alert/rule-options.ts';
import { type Incident, incidentsOf } from '../availability/incidents.ts';
import { timelineOf } from '../availability/intervals.ts';
import { linkState, mergeTimelines } from '../availability/merge.ts';
import type { Clock } from '../clock.ts';
import { type CheckEntry, keyOf, type LinkEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { pathPointsMax } from '../recorder/limits.ts';
import { marginMsOf } from '../recorder/path-day.ts';
import {
  burstProbes,
  checkConfirmation,
  checkFields,
  checkProbes,
  linkConfirmation,
  linkFields,
  type PathFacts,
  pingFields,
  readingProbes,
  type StoredRow,
} from '../recorder/path-probes.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { lateRetryMs } from './limits.ts';

export interface LateOptions {
  gaps: LiveGaps;
  keeper: Pick<AlertKeeper, 'has' | 'late'>;
  picture: Picture;
  store: Pick<Store, 'window'>;
  rules: () => Rules;
  clock: Clock;
  log: Logger;
}

export class LateIncidents {
  readonly #options: LateOptions;
  #busy: Promise<void> | undefined;
  #pausedToMonotonicMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: LateOptions) {
    this.#options = options;
  }

  /** Begins on the next gap whose data is whole, one at a time; waits for nothing. */
  look(): void {
    const { gaps, picture, clock } = this.#options;
    if (this.#stopped || this.#busy !== undefined || clock.monotonicMs() < this.#pausedToMonotonicMs) return;
    const whole = gaps.list().find((gap) => {
      const completeTo = picture.agents.get(keyOf(gap.operator, gap.agent))?.completeTo ?? null;
      return completeTo !== null && completeTo >= gap.to;
    });
    if (whole === undefined) return;
    this.#busy = this.#read(whole).finally(() => {
      this.#busy = undefined;
    });
  }

  /** Begins nothing more, and waits for what is being read. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#busy;
  }

  async #read(gap: LiveGap): Promise<void> {
    const { gaps, keeper, picture, rules, clock, log } = this.#options;
    const { operator, agent } = gap;
    try {
      const { linkDown, portalDown } = rules();
      const found: AlertRecord[] = [];
      const add = (
        key: string,
        forMs: number,
        incidents: Incident[],
        made: (from: number, to: number) => AlertRecord,
      ) => {
        for (const { startedAt, restoredAt } of incidents) {
          if (restoredAt === null || restoredAt - startedAt < forMs) continue;
          // What was told in time is not late; what is still open its live samples tell.
          if (!keeper.has(key, startedAt, restoredAt)) found.push(made(startedAt, restoredAt));
        }
      };
      const own = <T extends { operator: string; agent: string }>(entries: Iterable<T>) =>
        [...entries].filter((entry) => entry.operator === operator && entry.agent === agent);
      for (const entry of linkDown === undefined ? [] : own(picture.links.values()))
        add(`linkDown:${entry.key}`, linkDown?.forMs ?? 0, await this.#incidents(entry, gap), (from, to) =>
          lateLinkDown(entry, from, to, picture.register),
        );
      for (const entry of portalDown === undefined ? [] : own(picture.checks.values()))
        add(`portalDown:${entry.key}`, portalDown?.forMs ?? 0, await this.#failures(entry, gap), (from, to) =>
          latePortalDown(entry, from, to, picture.register),
        );
      if (this.#stopped) return;
      const digest = lateDigest(found, gap, picture.register.operatorName(operator), clock.now());
      keeper.late(found, digest, () => gaps.forget(gap));
      const { from, to } = gap;
      log.info({ operator, agent, from, to, incidents: found.length }, 'Data of a gap is whole and was looked through');
    } catch (error) {
      this.#pausedToMonotonicMs = clock.monotonicMs() + lateRetryMs;
      if (error instanceof StoreUnavailable) return;
      log.error(
        { err: error, operator, agent },
        'Late data could not be looked through; it is tried again in a minute',
      );
    }
  }

  /** Outages that lie within the gap, their beginning and their end. */
  async #incidents(entry: LinkEntry, gap: LiveGap): Promise<Incident[]> {
    const { picture } = this.#options;
    const { link } = entry;
    const facts: PathFacts = {
      agent: entry.agent,
      site: entry.site,
      device: link.device,
      role: link.role,
      intervalS: link.intervalS,
      probeIntervalS: link.probe?.intervalS ?? null,
      committed: null,
    };
    const margin = marginMsOf(facts);
    const [from, to] = [gap.from - margin, gap.to + margin];
    const rows = (measurement: 'link' | 'ping', fields: readonly string[]) =>
      this.#rows(measurement, { operator: entry.operator, link: link.id }, fields, from, to);
    const readings = timelineOf(
      readingProbes(await rows('link', linkFields), facts),
      linkConfirmation,
      gap.from,
      gap.to,
    ).timeline;
    const { values } = picture.register.thresholds(entry.operator, entry.endpoint);
    const critical = { lossRatio: values.lossCritical, rttMs: values.rttMsCritical };
    const timeline =
      facts.probeIntervalS === null
        ? readings
        : mergeTimelines(
            [
              readings,
              timelineOf(
                burstProbes(await rows('ping', pingFields), facts, critical),
                linkConfirmation,
                gap.from,
                gap.to,
              ).timeline,
            ],
            linkState,
            gap.from,
            gap.to,
          );
    return incidentsOf(timeline).filter(({ startedBefore }) => !startedBefore);
  }

  /** Failures of a check that lie within the gap. */
  async #failures({ operator, agent, check }: CheckEntry, gap: LiveGap): Promise<Incident[]> {
    const { id, intervalS } = check;
    const facts: PathFacts = {
      agent,
      site: null,
      device: null,
      role: null,
      intervalS,
      probeIntervalS: null,
      committed: null,
    };
    const margin = marginMsOf(facts);
    const [from, to] = [gap.from - margin, gap.to + margin];
    const rows = await this.#rows('check', { operator, check: id }, checkFields, from, to);
    const { timeline } = timelineOf(checkProbes(rows, facts), checkConfirmation, gap.from, gap.to);
    return incidentsOf(timeline).filter(({ startedBefore }) => !startedBefore);
  }

  async #rows(
    measurement: 'link' | 'ping' | 'check',
    where: Readonly<Record<string, string>>,
    fields: readonly string[],
    from: number,
    to: number,
  ): Promise<StoredRow[]> {
    const series = await this.#options.store.window({
      measurement,
      tier: 'raw',
      where,
      fields,
      from,
      to,
      limit: pathPointsMax,
    });
    const merged = new Map(series.flatMap(({ points }) => points.map((row): [number, StoredRow] => [row.at, row])));
    return [...merged.values()].sort((a, b) => a.at - b.at);
  }
}
