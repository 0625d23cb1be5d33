/**
 * Rounds over all links: each hour a link's last day is read from the store and summarised. A round is spread over
 * minutes, with few reads at a time, so that boards and ingest never wait for it.
 */
import type { Logger } from 'pino';
import { type SlotMeans, summarizeCapacity } from '../capacity/daily.ts';
import { slotMs, slotsWithin } from '../capacity/percentile.ts';
import type { Clock } from '../clock.ts';
import type { LinkEntry } from '../network/entries.ts';
import { capacityPoint } from '../store/point.ts';
import { type Point, type Store, StoreUnavailable, type WindowQuery } from '../store/store.ts';
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
  links: ReadonlyMap<string, LinkEntry>;
  clock: Clock;
  log: Logger;
  /** Takes the points as they are made. */
  take(points: readonly Point[]): void;
}

interface Round {
  from: number;
  to: number;
  /** Links to be read still, by key. */
  keys: string[];
  perLook: number;
}

const hourMs = 3_600_000;
const rates = ['in_bps', 'out_bps'] as const;
const capacities = ['capacity_in_bps', 'capacity_out_bps'] as const;

export class CapacityRounds {
  readonly #options: CapacityRoundsOptions;
  readonly #firstMonotonicMs: number;
  #round: Round | undefined;
  /** The hour whose round was begun last. */
  #hour: number | undefined;
  #reading = 0;
  #budget = 0;
  #pausedToMonotonicMs = 0;
  #stopped = false;

  constructor(options: CapacityRoundsOptions) {
    this.#options = options;
    this.#firstMonotonicMs = options.clock.monotonicMs() + capacityFirstMs;
  }

  /** To be called each `recordEveryMs`: begins a round when one is due, and the reads that this moment has room for. */
  look(): void {
    const { clock } = this.#options;
    this.#beginIfDue();
    if (this.#round === undefined || clock.monotonicMs() < this.#pausedToMonotonicMs) return;
    this.#budget = this.#round.perLook;
    this.#read();
  }

  /** Begins no more reads; what is being read is thrown away. */
  stop(): void {
    this.#stopped = true;
    this.#round = undefined;
  }

  #beginIfDue(): void {
    const { clock, links, log } = this.#options;
    if (this.#stopped || clock.monotonicMs() < this.#firstMonotonicMs) return;
    const settled = clock.now() - capacityDelayMs;
    const hour = Math.floor(settled / hourMs);
    if (hour === this.#hour) return;
    const left = this.#round?.keys.length ?? 0;
    if (left > 0) log.warn({ links: left }, 'Round of capacity did not end within its hour; the next one begins');
    // The first round does not wait for the hour: a collector that has just started shows what there is.
    const to = this.#hour === undefined ? Math.floor(settled / slotMs) * slotMs : hour * hourMs;
    this.#hour = hour;
    const keys = [...links.keys()];
    const perLook = Math.max(capacityReadsPerLookMin, Math.ceil((keys.length * recordEveryMs) / capacitySpreadMs));
    this.#round = { from: to - capacityWindowMs, to, keys, perLook };
  }

  #read(): void {
    const round = this.#round;
    while (round !== undefined && this.#budget > 0 && this.#reading < capacityReadsMax) {
      const key = round.keys.shift();
      if (key === undefined) break;
      const entry = this.#options.links.get(key);
      if (entry === undefined) continue;
      this.#budget -= 1;
      this.#reading += 1;
      void this.#summarize(entry, round).finally(() => {
        this.#reading -= 1;
        this.#read();
      });
    }
  }

  async #summarize(entry: LinkEntry, round: Round): Promise<void> {
    const { store, take, log, clock } = this.#options;
    try {
      const slots = await slotsOf(store, entry, round);
      const capacity = await capacityOf(store, entry, round);
      const { operator, endpoint, link } = entry;
      const point = capacityPoint({
        operator,
        endpoint,
        link: link.id,
        at: round.to,
        ...summarizeCapacity(slots, round, capacity),
      });
      if (!this.#stopped) take([point]);
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
}

/** A link filed under another endpoint or site is still the same link: its series are read as one. */
async function slotsOf(store: Pick<Store, 'window'>, entry: LinkEntry, { from, to }: Round): Promise<SlotMeans[]> {
  const answer = await store.window({
    ...queryOf(entry, from, to),
    fields: rates,
    aggregate: 'mean',
    everyMs: slotMs,
    limit: Math.max(1, slotsWithin(from, to).expected),
  });
  const number = (value: number | string | null | undefined) => (typeof value === 'number' ? value : null);
  return answer.flatMap(({ points }) =>
    points.map(({ at, values }) => ({ at, inBitsPerSecond: number(values[0]), outBitsPerSecond: number(values[1]) })),
  );
}

/** The capacity as it was read last: of the newest reading, or, where that one has none, the last in the store. */
async function capacityOf(
  store: Pick<Store, 'window'>,
  entry: LinkEntry,
  { from, to }: Round,
): Promise<{ in: number | null; out: number | null }> {
  const sample = entry.reading?.sample;
  const [inward, outward] = [sample?.capacityIn?.bitsPerSecond, sample?.capacityOut?.bitsPerSecond];
  if (inward !== undefined && outward !== undefined) return { in: inward, out: outward };
  const answer = await store.window({
    ...queryOf(entry, from, to),
    fields: capacities,
    aggregate: 'last',
    everyMs: slotMs,
    limit: Math.max(1, slotsWithin(from, to).expected),
  });
  const rows = answer.flatMap(({ points }) => points).sort((a, b) => a.at - b.at);
  const last = (index: number) => {
    const value = rows.findLast((row) => typeof row.values[index] === 'number')?.values[index];
    return typeof value === 'number' ? value : null;
  };
  return { in: inward ?? last(0), out: outward ?? last(1) };
}

const queryOf = (entry: LinkEntry, from: number, to: number) =>
  ({
    measurement: 'link',
    tier: 'raw',
    where: { operator: entry.operator, link: entry.link.id },
    from,
    to,
  }) satisfies Partial<WindowQuery>;
