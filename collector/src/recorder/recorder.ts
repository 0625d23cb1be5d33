/**
 * Writes what the collector concludes to the store: states of endpoints, readiness of units, alerts, capacity. Between
 * the live picture, which it only reads, and the store. Nothing here is waited for: ingest and alerts go on whatever the
 * store does.
 */
import { measurements } from '@thongsuot/contract/storage.ts';
import type { Logger } from 'pino';
import type { AlertRecord } from '../alert/record.ts';
import type { Clock } from '../clock.ts';
import type { Changes } from '../network/changes.ts';
import type { Instant } from '../network/fresh.ts';
import type { Picture } from '../network/picture.ts';
import { type Point, type Store, StoreUnavailable } from '../store/store.ts';
import { AlertSeries } from './alerts.ts';
import { type AvailabilityOptions, AvailabilityRunner } from './availability.ts';
import { CapacityRounds, type CapacityRoundsOptions } from './capacity.ts';
import type { CapacityBook } from './capacity-book.ts';
import { capacityRetryMs, flushMsMax, reconcileMs, subjectsPerLookMax, verdictEveryMs } from './limits.ts';
import { PointQueue, type PointQueueOptions } from './queue.ts';
import { endedVerdict, endpointVerdicts, unitVerdict, type Verdict } from './verdicts.ts';

export interface RecorderOptions {
  picture: Picture;
  /** The alerts that are open at the start. */
  open: readonly AlertRecord[];
  store: Store;
  clock: Clock;
  /** The picture's time: its monotonic part stands still while the collector itself did. */
  instant: () => Instant;
  log: Logger;
  queue?: Pick<PointQueueOptions, 'waitingMax' | 'perWriteMax' | 'delay'>;
  /** Called when a round of capacity is whole. */
  onCapacity?: NonNullable<CapacityRoundsOptions['onRound']>;
  /** Where days of availability are kept; absent: none are made. */
  days?: Pick<AvailabilityOptions, 'file' | 'marks' | 'work' | 'rawKeepMs'>;
}

/** What the recorder says of itself, for `/metrics`. */
export interface RecorderFigures {
  /** Points that are not known to be stored. */
  waiting: number;
  /** Points given up since the start. */
  dropped: number;
  /** Points that the store refused for good since the start. */
  rejected: number;
  /** Seconds since the last confirmed write; null before the first. */
  lastWriteAgeS: number | null;
}

const firingColumn = Object.keys(measurements.alert.fields).indexOf('firing');

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #queue: PointQueue;
  readonly #alerts: AlertSeries;
  readonly #capacity: CapacityRounds;
  readonly #availability: AvailabilityRunner | null;
  /** Endpoints and units to be looked at; true when their points are to be written even if nothing changed. */
  readonly #endpoints = new Map<string, boolean>();
  readonly #units = new Map<string, boolean>();
  /** The state written last: of each endpoint by operator, of each unit with the time of its sample. */
  readonly #endpointStates = new Map<string, Map<string, string>>();
  readonly #unitStates = new Map<string, { state: string; at: number }>();
  #minute: number | undefined;
  #reconciled: 'due' | 'running' | 'done' = 'due';
  #reconcileMonotonicMs = 0;
  #stopping = false;

  constructor(options: RecorderOptions) {
    const { picture, open, store, clock, log } = options;
    this.#options = options;
    this.#queue = new PointQueue({ store, clock, log, ...options.queue });
    this.#alerts = new AlertSeries(open);
    this.#capacity = new CapacityRounds({
      store,
      picture,
      clock,
      log,
      take: (points) => this.#queue.add(points),
      ...(options.onCapacity === undefined ? {} : { onRound: options.onCapacity }),
    });
    const { days } = options;
    this.#availability = days === undefined ? null : new AvailabilityRunner({ ...days, store, picture, clock, log });
  }

  /** p95 of a link's last day in each direction, bits per second, as of its last round; null before it, or unknown. */
  loadOf(key: string): { in: number | null; out: number | null } | null {
    const found = this.#capacity.book.links.get(key)?.summary;
    if (found === undefined) return null;
    return { in: found.in.reserve.p95BitsPerSecond, out: found.out.reserve.p95BitsPerSecond };
  }

  /** What the rounds of capacity have found. */
  get capacity(): CapacityBook {
    return this.#capacity.book;
  }

  figures(): RecorderFigures {
    const ageMs = this.#queue.lastWriteAgeMs();
    return {
      waiting: this.#queue.waiting(),
      dropped: this.#queue.dropped(),
      rejected: this.#queue.rejected(),
      lastWriteAgeS: ageMs === null ? null : ageMs / 1000,
    };
  }

  /** Notes what has changed in the picture; to be called before anybody drains it. */
  noted(changes: Readonly<Changes>): void {
    const { picture } = this.#options;
    if (changes.everything) {
      this.#dueAll(false);
      this.#availability?.changed();
    }
    for (const id of changes.endpoints) due(this.#endpoints, id, false);
    for (const key of changes.links) {
      // A state of one operator’s path may change where the endpoint’s, of all operators, does not.
      const endpoint = picture.links.get(key)?.endpoint;
      if (endpoint !== undefined) due(this.#endpoints, endpoint, false);
    }
    for (const key of changes.units) due(this.#units, key, false);
  }

  /** Takes an alert that has changed. */
  alert(record: AlertRecord): void {
    this.#queue.add(this.#alerts.changed(record, this.#options.clock.now()));
  }

  /** To be called each `recordEveryMs`. Makes the points that are due and has them written; waits for nothing. */
  look(): void {
    if (this.#stopping) return;
    const now = this.#options.clock.now();
    const minute = Math.floor(now / verdictEveryMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#dueAll(true);
      this.#queue.add(this.#alerts.repeated(now));
    }
    this.#queue.add(this.#verdicts(subjectsPerLookMax));
    this.#reconcile();
    this.#capacity.look();
    this.#availability?.look();
    void this.#queue.pump();
  }

  /** Writes what is due and what waits, for at most `ms`; what is left is lost and said. */
  async stop(ms = flushMsMax): Promise<void> {
    this.#stopping = true;
    this.#capacity.stop();
    this.#availability?.stop();
    this.#queue.add(this.#verdicts(Number.POSITIVE_INFINITY));
    const left = await this.#queue.close(ms);
    if (left > 0) this.#options.log.warn({ points: left }, 'Verdicts were not stored before the stop; they are lost');
  }

  #dueAll(always: boolean): void {
    const { picture } = this.#options;
    // Those written before and gone since need their last point.
    for (const id of [...picture.endpoints.keys(), ...this.#endpointStates.keys()]) due(this.#endpoints, id, always);
    for (const key of [...picture.units.keys(), ...this.#unitStates.keys()]) due(this.#units, key, always);
  }

  #verdicts(subjectsMax: number): Point[] {
    const points: Point[] = [];
    let left = subjectsMax;
    for (const [id, always] of this.#endpoints) {
      if (left-- <= 0) return points;
      this.#endpoints.delete(id);
      points.push(...this.#endpoint(id, always));
    }
    for (const [key, always] of this.#units) {
      if (left-- <= 0) return points;
      this.#units.delete(key);
      points.push(...this.#unit(key, always));
    }
    return points;
  }

  #endpoint(id: string, always: boolean): Point[] {
    const { picture, instant } = this.#options;
    const entry = picture.endpoints.get(id);
    const before = this.#endpointStates.get(id);
    const found = entry === undefined ? [] : endpointVerdicts(picture, entry, instant());
    const operators = new Set(found.map(({ key }) => key));
    const ended = [...(before?.keys() ?? [])]
      .filter((operator) => !operators.has(operator))
      .map((operator) => endedVerdict(operator, id, instant().now));
    if (found.length === 0) this.#endpointStates.delete(id);
    else this.#endpointStates.set(id, new Map(found.map(({ key, state }) => [key, state])));
    const isNews = ({ key, state }: Verdict) => always || before?.get(key) !== state;
    return [...found.filter(isNews), ...ended].map(({ point }) => point);
  }

  #unit(key: string, always: boolean): Point[] {
    const entry = this.#options.picture.units.get(key);
    const verdict = entry === undefined ? undefined : unitVerdict(entry);
    if (entry === undefined) this.#unitStates.delete(key);
    if (verdict === undefined) return [];
    const { state, point } = verdict;
    const before = this.#unitStates.get(key);
    // The same verdict on the same sample is in the store already.
    if (before?.state === state && (!always || before.at === point.at)) return [];
    this.#unitStates.set(key, { state, at: point.at });
    return [point];
  }

  /** Once after the start: a process that was killed between an alert's end and its point left the store firing. */
  #reconcile(): void {
    const { store, clock, log } = this.#options;
    if (this.#reconciled !== 'due' || clock.monotonicMs() < this.#reconcileMonotonicMs) return;
    this.#reconciled = 'running';
    store
      .latest('alert', {}, clock.now() - reconcileMs)
      .then((stored) => {
        const firingOf = ({ points }: (typeof stored)[number]) => points.at(-1)?.values[firingColumn];
        this.#queue.add(this.#alerts.ended(stored, firingOf, clock.now()));
        this.#reconciled = 'done';
      })
      .catch((error: unknown) => {
        this.#reconciled = error instanceof StoreUnavailable ? 'due' : 'done';
        this.#reconcileMonotonicMs = clock.monotonicMs() + capacityRetryMs;
        if (this.#reconciled === 'done' && !this.#stopping)
          log.error(
            { err: error },
            'Alerts in the store could not be compared with those there are, which is a defect',
          );
      });
  }
}

function due(subjects: Map<string, boolean>, key: string, always: boolean): void {
  subjects.set(key, always || subjects.get(key) === true);
}
