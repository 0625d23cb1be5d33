/**
 * The group commit. For all batches of one group, in this order: what ingest must remember and the dirty hours, in one
 * durable transaction of the operational file; then the points, on the store's disk; then the answers.
 */
import type { Rejection } from '@thongsuot/contract/answer.ts';
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import {
  breakerProbeAnswerMsMax,
  breakerProbeMs,
  commitBatchesMax,
  commitQueueMax,
  commitWaitMs,
  storeWriteMsMax,
} from '../limits.ts';
import type { OperationalFile } from '../operational.ts';
import { type Point, type Store, StoreUnavailable, type WriteOutcome } from '../store/store.ts';
import { createDirtyHours, type DirtyHours, hourMs, type Mark } from './dirty.ts';
import type { Journal } from './journal.ts';
import { askBreaker, type BreakerState, closedBreaker, tellBreaker } from './store-breaker.ts';

/** One batch's share of a group; `index` is the sample's in its batch. */
export interface CommitEntry {
  operator: string;
  agent: string;
  points: readonly { index: number; point: Point }[];
}

/** `stored`: on disk, but for the samples that are listed. `unavailable`: it is not known to be; it must come again. */
export type CommitOutcome =
  | { kind: 'stored'; rejected: Rejection[] }
  | { kind: 'unavailable'; detail: string; retryAfterS: number };

export interface Committer {
  commit(entry: CommitEntry): Promise<CommitOutcome>;
  /** Why the store takes nothing now, or undefined while it does. */
  unavailable(): string | undefined;
  /** Writes what is waiting; later entries are answered unavailable. */
  stop(): Promise<void>;
}

export interface CommitterOptions {
  operational: OperationalFile;
  store: Store;
  journals: readonly Journal[];
  /** Where the hours are marked; default: a book of its own in the operational file. */
  dirty?: DirtyHours;
  clock: Clock;
  log: Logger;
  /** Called at each change: a sentence when the store stopped answering, undefined when it answers again. */
  onStore(unavailable: string | undefined): void;
  waitMs?: number;
  writeMsMax?: number;
}

interface Waiting {
  entry: CommitEntry;
  answer(outcome: CommitOutcome): void;
}

export function createCommitter(options: CommitterOptions): Committer {
  const { operational, store, journals, clock, log, onStore } = options;
  const waitMs = options.waitMs ?? commitWaitMs;
  const writeMsMax = options.writeMsMax ?? storeWriteMsMax;
  const dirty = options.dirty ?? createDirtyHours(operational, () => clock.monotonicMs());
  let breaker: BreakerState = closedBreaker;
  let why: string | undefined;
  let queue: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopping = false;

  const unavailable = (detail: string): CommitOutcome => ({
    kind: 'unavailable',
    detail,
    retryAfterS: Math.ceil(breakerProbeMs / 1_000),
  });

  const tell = (outcome: 'success' | 'failure' | 'timeout', detail: string) => {
    const before = breaker.kind === 'closed';
    breaker = tellBreaker(breaker, outcome, clock.monotonicMs());
    if (before && breaker.kind !== 'closed') {
      why = detail;
      log.error({ detail }, 'Store stopped answering; batches are judged and answered 503 until it does');
      onStore(detail);
    } else if (!before && breaker.kind === 'closed') {
      why = undefined;
      log.info('Store answers again; batches are stored');
      onStore(undefined);
    }
  };

  /** Marks and journals in one durable transaction. Returns the marks. */
  const remember = (group: readonly Waiting[]): Mark[] => {
    const marks = marksOf(group);
    const settled = operational.transaction(() => {
      dirty.mark(marks, clock.now());
      return journals.map((journal) => journal.write());
    });
    for (const done of settled) done();
    return marks;
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    let marks: Mark[];
    try {
      marks = remember(group);
    } catch (error) {
      log.error({ err: error }, 'Operational file could not be written; the batches are answered 503');
      // A probe that never reached the store has not failed; it comes again, or the breaker would wait for it for ever.
      if (breaker.kind === 'probing') breaker = tellBreaker(breaker, 'failure', clock.monotonicMs());
      for (const { answer } of group) answer(unavailable('the collector’s own file cannot be written'));
      return;
    }
    const points = group.flatMap(({ entry }) => entry.points.map(({ point }) => point));
    // A probe of a slow store goes on without its sender, whose batch comes again: an answer given later counts no more.
    const patience =
      breaker.kind === 'probing'
        ? setTimeout(() => {
            for (const { answer } of group) answer(unavailable(why ?? 'the store does not answer'));
          }, breakerProbeAnswerMsMax)
        : undefined;
    let written: WriteOutcome = { stored: 0, rejected: [] };
    if (points.length > 0) {
      try {
        const writing = store.write(points);
        // Until the store itself has ended, not until we stop waiting: what is late lands in hours that look quiet.
        const release = dirty.hold(marks);
        writing.then(
          () => release('written'),
          () => release('unknown'),
        );
        written = await withDeadline(writing, writeMsMax);
        tell('success', '');
      } catch (error) {
        const timedOut = error instanceof WriteTimeout;
        const detail = error instanceof Error ? error.message : String(error);
        if (!timedOut && !(error instanceof StoreUnavailable))
          log.error({ err: error }, 'Store failed in a way it should not; the batches are answered 503');
        tell(timedOut ? 'timeout' : 'failure', detail);
        for (const { answer } of group) answer(unavailable(`the store did not confirm the batch: ${detail}`));
        return;
      } finally {
        clearTimeout(patience);
      }
    }
    answerStored(group, written);
  };

  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      let group = queue.slice(0, commitBatchesMax);
      queue = queue.slice(group.length);
      if (group.some(({ entry }) => entry.points.length > 0)) {
        const asked = askBreaker(breaker, clock.monotonicMs());
        breaker = asked.state;
        if (asked.decision !== 'go') {
          const probe = asked.decision === 'probe' ? group.find(({ entry }) => entry.points.length > 0) : undefined;
          // An inventory needs no store: it is kept in the operational file.
          const go = group.filter((one) => one === probe || one.entry.points.length === 0);
          for (const one of group) if (!go.includes(one)) one.answer(unavailable(why ?? 'the store does not answer'));
          group = go;
        }
      }
      if (group.length > 0) await writeGroup(group);
    }
  };

  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    running ??= flush().finally(() => {
      running = undefined;
      if (queue.length > 0) start();
    });
  };

  return {
    commit(entry) {
      if (stopping) return Promise.resolve(unavailable('the collector is stopping'));
      if (queue.length >= commitQueueMax) return Promise.resolve(unavailable('too many batches wait for the store'));
      if (entry.points.length > 0 && askBreaker(breaker, clock.monotonicMs()).decision === 'refuse')
        return Promise.resolve(unavailable(why ?? 'the store does not answer'));
      return new Promise((answer) => {
        queue.push({ entry, answer });
        if (running !== undefined) return;
        if (queue.length >= commitBatchesMax) start();
        else timer ??= setTimeout(start, waitMs);
      });
    },
    unavailable: () => why,
    async stop() {
      stopping = true;
      if (queue.length > 0) start();
      while (running !== undefined) await running;
      try {
        remember([]);
      } catch (error) {
        log.error({ err: error }, 'Operational file could not be written at the end; ranges received are out of date');
      }
    },
  };
}

/** One mark for each agent, measurement and hour of a group’s points. */
function marksOf(group: readonly Waiting[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { entry } of group) {
    const { operator, agent } = entry;
    for (const { point } of entry.points) {
      const hour = Math.floor(point.at / hourMs) * hourMs;
      const key = `${operator}/${agent}/${point.measurement}/${hour}`;
      if (!marks.has(key)) marks.set(key, { operator, agent, measurement: point.measurement, hour });
    }
  }
  return [...marks.values()];
}

/** Gives each batch the verdicts of the store on its own points; a sample with several is rejected once. */
function answerStored(group: readonly Waiting[], written: WriteOutcome): void {
  const byPoint = new Map(written.rejected.map((rejection) => [rejection.index, rejection]));
  let next = 0;
  for (const { entry, answer } of group) {
    const rejected = new Map<number, Rejection>();
    for (const { index } of entry.points) {
      const refused = byPoint.get(next++);
      if (refused !== undefined)
        rejected.set(index, { index, code: refused.code, detail: refused.detail.slice(0, textLengthMax) });
    }
    answer({ kind: 'stored', rejected: [...rejected.values()] });
  }
}

class WriteTimeout extends Error {}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new WriteTimeout(`no answer in ${ms} ms`)), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
