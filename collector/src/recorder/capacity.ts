/**
 * Rounds over all links: each hour the links of P1 and P2, each night all of them, are read from the store and summarised;
 * then the protection groups are judged by what was found. A round is spread over minutes, with few reads at a time, so
 * that boards and ingest never wait for it. A trend is of whole days: each link's is made once a day.
 */
import type { Logger } from 'pino';
import { dayOf } from '../availability/days.ts';
import { timeConsistentBusyHour } from '../capacity/busy-hour.ts';
import { summarizeCapacity } from '../capacity/daily.ts';
import { exhaustionOf } from '../capacity/exhaustion.ts';
import { forecastsOf } from '../capacity/forecast.ts';
import { slotMs } from '../capacity/percentile.ts';
import type { Clock } from '../clock.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { capacityPoint, failoverPoint } from '../store/point.ts';
import { type Point, type Store, StoreUnavailable } from '../store/store.ts';
import { CapacityBook, type LinkCapacity } from './capacity-book.ts';
import { capacityOf, rawSlots, readHistory } from './capacity-read.ts';
import {
  capacityDelayMs,
  capacityFirstMs,
  capacityReadsMax,
  capacityReadsPerLookMin,
  capacityRetryMs,
  capacitySpreadMs,
  capacityWindowMs,
  recordEveryMs,
} from './limits.ts';

export interface CapacityRoundsOptions {
  store: Pick<Store, 'window'>;
  picture: Picture;
  clock: Clock;
  log: Logger;
  /** Takes the points as they are made. */
  take(points: readonly Point[]): void;
  /** Called when a round is whole: its links are read and its groups judged. `nightly`: it was over all links. */
  onRound?(round: { at: number; nightly: boolean }): void;
}

interface Round {
  from: number;
  to: number;
  nightly: boolean;
  /** Links to be read still, by key. */
  keys: string[];
  perLook: number;
  phase: 'reading' | 'judging';
}

const hourMs = 3_600_000;
/** Classes of these priorities are read each hour. */
const hourlyPriorityMax = 2;

export class CapacityRounds {
  readonly book = new CapacityBook();
  readonly #options: CapacityRoundsOptions;
  readonly #firstMonotonicMs: number;
  #round: Round | undefined;
  /** The hour whose round was begun last, and the day whose night round was. */
  #hour: number | undefined;
  #day: number | undefined;
  #reading = 0;
  #budget = 0;
  #pausedToMonotonicMs = 0;
  #stopped = false;

  constructor(options: CapacityRoundsOptions) {
    this.#options = options;
    this.#firstMonotonicMs = options.clock.monotonicMs() + capacityFirstMs;
  }

  /** To be called each `recordEveryMs`: begins a round when one is due, and what this moment has room for. */
  look(): void {
    const { clock } = this.#options;
    this.#beginIfDue();
    if (this.#round === undefined || clock.monotonicMs() < this.#pausedToMonotonicMs) return;
    if (this.#round.phase === 'judging') this.#judge(this.#round);
    this.#budget = this.#round?.perLook ?? 0;
    this.#read();
  }

  /** Begins no more reads; what is being read is thrown away. */
  stop(): void {
    this.#stopped = true;
    this.#round = undefined;
  }

  #beginIfDue(): void {
    const { clock, log } = this.#options;
    if (this.#stopped || clock.monotonicMs() < this.#firstMonotonicMs) return;
    const settled = clock.now() - capacityDelayMs;
    const hour = Math.floor(settled / hourMs);
    if (hour === this.#hour) return;
    const left = this.#round?.keys.length ?? 0;
    if (left > 0) log.warn({ links: left }, 'Round of capacity did not end within its hour; the next one begins');
    // The first round does not wait for the hour: a collector that has just started shows what there is.
    const to = this.#hour === undefined ? Math.floor(settled / slotMs) * slotMs : hour * hourMs;
    this.#hour = hour;
    const unfinished = this.#round?.nightly === true && left > 0;
    const nightly = unfinished || dayOf(to) !== this.#day;
    this.#day = dayOf(to);
    const keys = this.#keysDue(nightly);
    const perLook = Math.max(capacityReadsPerLookMin, Math.ceil((keys.length * recordEveryMs) / capacitySpreadMs));
    this.#round = { from: to - capacityWindowMs, to, nightly, keys, perLook, phase: 'reading' };
  }

  /** Those to be restored first are read first. */
  #keysDue(nightly: boolean): string[] {
    const { links, register } = this.#options.picture;
    const ranked = [...links.values()].map(({ key, endpoint }) => ({ key, priority: register.priority(endpoint) }));
    return ranked
      .filter(({ priority, key }) => nightly || priority <= hourlyPriorityMax || !this.book.links.has(key))
      .sort((a, b) => a.priority - b.priority)
      .map(({ key }) => key);
  }

  #read(): void {
    const round = this.#round;
    while (round?.phase === 'reading' && this.#budget > 0 && this.#reading < capacityReadsMax) {
      const key = round.keys.shift();
      if (key === undefined) break;
      const entry = this.#options.picture.links.get(key);
      if (entry === undefined) continue;
      this.#budget -= 1;
      this.#reading += 1;
      void this.#summarize(entry, round).finally(() => {
        this.#reading -= 1;
        this.#read();
      });
    }
    if (round?.phase !== 'reading' || round.keys.length > 0 || this.#reading > 0) return;
    round.phase = 'judging';
    this.book.beginFailover(this.#options.picture, round.from, round.to);
  }

  #judge(round: Round): void {
    if (!this.book.judgeSome()) return;
    this.#round = undefined;
    const { take, onRound, picture } = this.#options;
    const points = [...this.book.reserves(null)].flatMap(([key, reserveBitsPerSecond]) => {
      const entry = picture.links.get(key);
      if (entry === undefined) return [];
      const { operator, endpoint, link } = entry;
      return [failoverPoint({ operator, endpoint, link: link.id, at: round.to, reserveBitsPerSecond })];
    });
    take(points);
    onRound?.({ at: round.to, nightly: round.nightly });
  }

  async #summarize(entry: LinkEntry, round: Round): Promise<void> {
    const { store, take, log, clock } = this.#options;
    try {
      const slots = await rawSlots(store, entry, round.from, round.to);
      const capacity = await capacityOf(store, entry, round.from, round.to);
      const summary = summarizeCapacity(slots, round, capacity);
      const trend = await this.#trend(entry, dayOf(round.to));
      if (this.#stopped) return;
      const found: LinkCapacity = { entry, at: round.to, summary, capacity, trend };
      this.book.links.set(entry.key, found);
      const { operator, endpoint, link } = entry;
      take([capacityPoint({ operator, endpoint, link: link.id, at: round.to, summary, exhaustion: soonest(trend) })]);
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof StoreUnavailable) {
        round.keys.push(entry.key);
        this.#budget = 0;
        this.#pausedToMonotonicMs = clock.monotonicMs() + capacityRetryMs;
        return;
      }
      const { operator, link } = entry;
      log.error({ err: error, operator, link: link.id }, 'Capacity of a link failed, which is a defect; others go on');
    }
  }

  /** The trend up to yesterday: what was made today already, or made anew. */
  async #trend(entry: LinkEntry, today: number): Promise<LinkCapacity['trend']> {
    const held = this.book.links.get(entry.key)?.trend ?? null;
    if (held?.day === today) return held;
    const { daily, slots } = await readHistory(this.#options.store, entry, today);
    return {
      day: today,
      exhaustion: { in: exhaustionOf(daily.in, today - 1), out: exhaustionOf(daily.out, today - 1) },
      forecast: { in: forecastsOf(daily.in, today - 1), out: forecastsOf(daily.out, today - 1) },
      workday: { in: timeConsistentBusyHour(slots.in), out: timeConsistentBusyHour(slots.out) },
    };
  }
}

/** Days until the sooner direction is full; null where neither has a trend that ends within its horizon. */
export function soonest(trend: LinkCapacity['trend']): { mid: number; low: number | null; high: number | null } | null {
  const found = [trend?.exhaustion.in, trend?.exhaustion.out].flatMap((one) => {
    if (one?.kind !== 'days' || one.days.mid === null) return [];
    return [{ mid: one.days.mid, low: one.days.low, high: one.days.high }];
  });
  return found.sort((a, b) => a.mid - b.mid)[0] ?? null;
}
