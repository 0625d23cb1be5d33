/**
 * The rollup worker: in rounds, it takes the hours that are due, recomputes them whole from raw points, and then the
 * days that they belong to. A mark goes only after the store has confirmed what was computed, and only if it has not
 * been made anew: cut off anywhere, the next round begins the hour again and writes the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { DirtyHours, DueHour, Hour } from '../ingest/dirty.ts';
import type { OperationalFile } from '../operational.ts';
import { StoreUnavailable } from '../store/store.ts';
import { dayMs, dayOf } from './bucket.ts';
import { type Computed, computeDay, computeHour, type RollupStore } from './compute.ts';
import type { DirtyDays, DueDay } from './dirty-days.ts';
import {
  daysPerLookMax,
  daysPerRoundMax,
  dayWaitMs,
  expiryMarginMs,
  failedHoursMax,
  failedPauseMs,
  hoursPerRoundMax,
  politeMsMax,
  quietMs,
  rollupEveryMs,
  rollupFirstMs,
  roundMsMax,
  settleMs,
  slowCallMs,
  slowPauseMs,
  togetherMs,
  unavailablePauseMs,
} from './limits.ts';
import { planOf } from './plan.ts';

export interface RollupWorkerOptions {
  store: RollupStore;
  operational: OperationalFile;
  dirty: DirtyHours;
  days: DirtyDays;
  clock: Clock;
  log: Logger;
  /** How long raw points and 5-minute figures are kept, in ms: nothing is computed from what has begun to expire. */
  keepMs: { raw: number; '5m': number };
  /** Why the store takes nothing now, or undefined while it does. */
  storeUnavailable(): string | undefined;
  /** Up to when an agent’s data is whole, Unix epoch ms; 0 when it is not known. */
  completeTo(operator: string, agent: string): number;
  /** The waits between two calls to the store, for tests. */
  delay?: (ms: number) => Promise<unknown>;
}

/** What the worker says of itself, for `/metrics`. */
export interface RollupFigures {
  /** Hours and days whose figures are out of date, and the start of the oldest hour, Unix epoch ms. */
  dirtyHours: number;
  oldestDirtyHour: number | null;
  dirtyDays: number;
  rounds: number;
  /** Points that the store confirmed since the start. */
  written: number;
  /** Hours and days that could not be computed any more: what they are made of had begun to expire. */
  expired: number;
  /** Hours and days that failed in a way they should not, and points that the store refused for good. */
  failed: number;
}

export class RollupWorker {
  readonly #options: RollupWorkerOptions;
  readonly #store: RollupStore;
  readonly #delay: (ms: number) => Promise<unknown>;
  /** Hours and days that failed, and until when (monotonic) they are let be. */
  readonly #failed = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #pausedToMonotonicMs: number;
  #unavailable = false;
  #slow = false;
  #workedMs = 0;
  #rounds = 0;
  #written = 0;
  #expiredCount = 0;
  #failedCount = 0;

  constructor(options: RollupWorkerOptions) {
    this.#options = options;
    this.#delay = options.delay ?? ((ms) => sleep(ms, undefined, { ref: false }));
    this.#pausedToMonotonicMs = options.clock.monotonicMs() + rollupFirstMs;
    this.#store = {
      window: (query) => this.#call(() => options.store.window(query)),
      write: (points, tier) => this.#call(() => options.store.write(points, tier)),
    };
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), rollupEveryMs);
  }

  /** Begins a round when none runs and the store has time for it. */
  look(): void {
    const { clock, log } = this.#options;
    if (this.#running !== undefined || this.#stopped || clock.monotonicMs() < this.#pausedToMonotonicMs) return;
    this.#running = this.round()
      .catch((error: unknown) => {
        this.#pausedToMonotonicMs = clock.monotonicMs() + unavailablePauseMs;
        log.error({ err: error }, 'Round of rollups failed, which is a defect; the next one begins it again');
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** One round: the hours that are due, then the days. */
  async round(): Promise<void> {
    const { clock, dirty, days, completeTo } = this.#options;
    this.#rounds += 1;
    this.#workedMs = 0;
    this.#slow = false;
    const when = { now: clock.now(), quietMs, settleMs, togetherMs, completeTo };
    for (const hour of dirty.due(when, hoursPerRoundMax)) {
      if (!(await this.#compute(hourKey(hour), () => this.#hour(hour)))) return;
    }
    let left = daysPerRoundMax;
    for (const day of days.ended(clock.now(), daysPerLookMax)) {
      // A day is computed once its hours are; one that is late for long is counted without it, and again with it.
      const hours = dirty.within(day.operator, day.measurement, day.day, day.day + dayMs);
      if (hours.length > 0 && clock.now() - day.markedAt < dayWaitMs) continue;
      if (left-- <= 0) return;
      if (!(await this.#compute(dayKey(day), () => this.#day(day)))) return;
    }
  }

  figures(): RollupFigures {
    const { hours, oldest } = this.#options.dirty.figures();
    return {
      dirtyHours: hours,
      oldestDirtyHour: oldest,
      dirtyDays: this.#options.days.figures().days,
      rounds: this.#rounds,
      written: this.#written,
      expired: this.#expiredCount,
      failed: this.#failedCount,
    };
  }

  /** Begins nothing more and waits for the call to the store that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Whether the round may go on after this one. */
  async #compute(key: string, work: () => Promise<void>): Promise<boolean> {
    const { clock, log, storeUnavailable } = this.#options;
    if (this.#stopped || this.#workedMs >= roundMsMax || storeUnavailable() !== undefined) return false;
    const letBeTo = this.#failed.get(key);
    if (letBeTo !== undefined && clock.monotonicMs() < letBeTo) return true;
    this.#failed.delete(key);
    try {
      await work();
    } catch (error) {
      if (error instanceof Stopped) return false;
      if (error instanceof StoreUnavailable) {
        this.#pausedToMonotonicMs = clock.monotonicMs() + unavailablePauseMs;
        if (!this.#unavailable) log.warn({ detail: error.message }, 'Rollups wait: the store does not answer them');
        this.#unavailable = true;
        return false;
      }
      this.#failedCount += 1;
      if (this.#failed.size < failedHoursMax) this.#failed.set(key, clock.monotonicMs() + failedPauseMs);
      log.error({ err: error, of: key }, 'Rollup failed, which is a defect; it stays marked and is tried in an hour');
      return true;
    }
    if (this.#unavailable) log.info('Rollups go on: the store answers them again');
    this.#unavailable = false;
    if (this.#slow) this.#pausedToMonotonicMs = clock.monotonicMs() + slowPauseMs;
    return !this.#slow;
  }

  async #hour(due: DueHour): Promise<void> {
    const { operational, dirty, days, clock, keepMs } = this.#options;
    const { operator, measurement, hour } = due;
    const plan = planOf(measurement);
    if (plan !== undefined) {
      if (hour < clock.now() - keepMs.raw + expiryMarginMs) return this.#giveUp(hourKey(due), () => dirty.clear(due));
      this.#count(await computeHour(this.#store, plan, operator, hour), hourKey(due));
    }
    operational.transaction(() => {
      if (plan !== undefined) days.mark({ operator, measurement, day: dayOf(hour) }, clock.now());
      dirty.clear(due);
    });
  }

  async #day(due: DueDay): Promise<void> {
    const { operational, days, clock, keepMs } = this.#options;
    const plan = planOf(due.measurement);
    if (plan !== undefined) {
      if (due.day < clock.now() - keepMs['5m'] + expiryMarginMs)
        return this.#giveUp(dayKey(due), () => days.clear(due));
      this.#count(await computeDay(this.#store, plan, due.operator, due.day), dayKey(due));
    }
    operational.transaction(() => days.clear(due));
  }

  /** What is left of an expired hour or day would make figures of a part look like those of the whole. */
  #giveUp(key: string, clear: () => void): void {
    this.#expiredCount += 1;
    this.#options.operational.transaction(clear);
    this.#options.log.warn(
      { of: key },
      'Rollup is not recomputed: what it is made of has begun to expire; the figures of before stay, late samples are in none',
    );
  }

  #count({ written, refused, detail }: Computed, key: string): void {
    this.#written += written;
    this.#failedCount += refused;
    if (refused > 0)
      this.#options.log.error(
        { of: key, refused, detail },
        'Store refused figures of a rollup for good, which is a defect',
      );
  }

  /** Paces the calls: after each the store belongs to the others for as long as it took. */
  async #call<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    if (this.#stopped) throw new Stopped();
    const begun = clock.monotonicMs();
    const answer = await work();
    const tookMs = clock.monotonicMs() - begun;
    this.#workedMs += tookMs;
    if (tookMs >= slowCallMs) this.#slow = true;
    await this.#delay(Math.min(tookMs, politeMsMax));
    return answer;
  }
}

class Stopped extends Error {}

const hourKey = ({ operator, measurement, hour }: Hour): string =>
  `${operator}/${measurement}/${new Date(hour).toISOString()}`;
const dayKey = ({ operator, measurement, day }: DueDay): string =>
  `${operator}/${measurement}/day ${new Date(day).toISOString()}`;
