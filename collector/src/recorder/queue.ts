/**
 * Points of the collector's own verdicts on their way to the store. Between the recorder, which never waits, and the
 * store, which may not answer: bounded, oldest dropped and counted, tried again until they are stored.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { type Point, type Store, StoreUnavailable } from '../store/store.ts';
import { pointsPerWriteMax, pointsWaitingMax, retryMsMax, retryMsMin } from './limits.ts';

export interface PointQueueOptions {
  store: Pick<Store, 'write'>;
  clock: Clock;
  log: Logger;
  /** Bounds, for tests. */
  waitingMax?: number;
  perWriteMax?: number;
  /** Resolves after `ms`, or rejects when the signal is aborted; for tests. */
  delay?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export class PointQueue {
  readonly #options: PointQueueOptions;
  readonly #waitingMax: number;
  readonly #perWriteMax: number;
  /** Oldest first, less those that are being written. */
  #points: Point[] = [];
  #writing: Point[] = [];
  #running: Promise<void> | undefined;
  #dropped = 0;
  #rejected = 0;
  #droppedToldOf = 0;
  #failures = 0;
  #retryMonotonicMs = 0;
  #writtenMonotonicMs: number | null = null;
  #closed = false;

  constructor(options: PointQueueOptions) {
    this.#options = options;
    this.#waitingMax = options.waitingMax ?? pointsWaitingMax;
    this.#perWriteMax = options.perWriteMax ?? pointsPerWriteMax;
  }

  /** Points that are not known to be stored. */
  waiting(): number {
    return this.#points.length + this.#writing.length;
  }

  /** Points given up because too many waited, or because a write failed in a way that trying again does not heal. */
  dropped(): number {
    return this.#dropped;
  }

  /** Points that the store refused for good. */
  rejected(): number {
    return this.#rejected;
  }

  /** Milliseconds since the last write that the store confirmed; null before the first. */
  lastWriteAgeMs(): number | null {
    return this.#writtenMonotonicMs === null ? null : this.#options.clock.monotonicMs() - this.#writtenMonotonicMs;
  }

  add(points: readonly Point[]): void {
    for (const point of points) this.#points.push(point);
    this.#trim();
  }

  /** Writes what waits, one write at a time, unless a failed one is to be waited for. Never rejects. */
  pump(): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonicMs() < this.#retryMonotonicMs || this.#points.length === 0)
      return this.#running ?? Promise.resolve();
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Tries once more to write everything, for at most `ms`. Returns how many points were left. */
  async close(ms: number): Promise<number> {
    const done = new AbortController();
    const wait = this.#options.delay ?? ((of: number, signal: AbortSignal) => delay(of, undefined, { signal }));
    const work = async () => {
      if (this.#running !== undefined) await this.#running;
      this.#retryMonotonicMs = 0;
      await this.pump();
    };
    // Aborted, the wait rejects; nobody asks by then.
    await Promise.race([work(), wait(ms, done.signal).catch(() => undefined)]);
    done.abort();
    this.#closed = true;
    return this.waiting();
  }

  async #drain(): Promise<void> {
    while (this.#points.length > 0 && !this.#closed) {
      this.#writing = this.#points.splice(0, this.#perWriteMax);
      if (!(await this.#writeOnce())) return;
    }
  }

  /** True when the next write may follow at once. */
  async #writeOnce(): Promise<boolean> {
    const { store, clock, log } = this.#options;
    try {
      const { rejected } = await store.write(this.#writing);
      this.#writing = [];
      if (rejected.length > 0 && this.#rejected === 0)
        log.error(
          { rejected: rejected.slice(0, 3) },
          'Store refuses verdicts for good, which is a defect; it is counted',
        );
      this.#rejected += rejected.length;
      this.#writtenMonotonicMs = clock.monotonicMs();
      this.#succeeded();
      return true;
    } catch (error) {
      if (this.#closed) return false;
      if (error instanceof StoreUnavailable) {
        this.#points = [...this.#writing, ...this.#points];
      } else {
        log.error(
          { err: error, points: this.#writing.length },
          'Verdicts could not be written, which is a defect; they are dropped',
        );
        this.#dropped += this.#writing.length;
      }
      this.#writing = [];
      this.#trim();
      if (this.#failures === 0 && error instanceof StoreUnavailable)
        log.warn({ detail: error.message }, 'Store takes no verdicts; they wait, the oldest give way when too many do');
      this.#retryMonotonicMs = clock.monotonicMs() + Math.min(retryMsMax, retryMsMin * 2 ** this.#failures);
      this.#failures = Math.min(this.#failures + 1, 16);
      return false;
    }
  }

  #succeeded(): void {
    if (this.#failures > 0) {
      const dropped = this.#dropped - this.#droppedToldOf;
      this.#options.log.info({ dropped }, 'Store takes verdicts again');
    }
    this.#droppedToldOf = this.#dropped;
    this.#failures = 0;
  }

  #trim(): void {
    const excess = Math.min(this.waiting() - this.#waitingMax, this.#points.length);
    if (excess <= 0) return;
    this.#points.splice(0, excess);
    this.#dropped += excess;
  }
}
