import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { type CorruptFile, openFile, putAside } from './file.ts';
import type { OutboxLimits } from './holds-days.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { OutboxError, sqliteFailure } from './outbox-error.ts';

export interface HolderOptions {
  path: string;
  collectors: readonly string[];
  limits: OutboxLimits;
  clock: Clock;
  log: Logger;
  newEpoch: () => string;
}

/** Counts that live in the file, or with it. */
export interface HolderCounts {
  octets: number;
  held: number;
  dropped: number;
  deadLetters: number;
  quarantined: number;
  corruptFiles: number;
  writeFailures: number;
  collectors: { url: string; pending: number; dropped: number; oldestAt: number | null }[];
}

/**
 * Keeps the file open through what befalls it: a disk that is full (nothing is written, everything is tried again), a
 * file that turns out damaged (put aside, a new one made). A defect of ours is thrown on.
 */
export interface Holder {
  /** Null while there is no file. */
  epoch(): string | null;
  read<T>(fallback: T, action: (ledger: Ledger) => T): T;
  /** Null when nothing was written. */
  write<T>(action: (ledger: Ledger) => T): T | null;
  /** Gives free pages back to the file system when there are many. */
  maintain(freePagesMin: number, pages: number): void;
  counts(): HolderCounts;
  /** Why the disk takes nothing at present; null while it does. */
  failure(): string | null;
  close(): void;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** @throws OutboxError when the file cannot be opened the first time. */
export const createHolder = ({ path, collectors, limits, clock, log, newEpoch }: HolderOptions): Holder => {
  let database: DatabaseSync | null = null;
  let ledger: Ledger | null = null;
  let closed = false;
  let failing: { since: number; because: string } | null = null;
  let corruptCount = 0;
  let writeFailures = 0;

  const noteCorrupt = (corrupt: CorruptFile, opened: Ledger) => {
    corruptCount++;
    log.error(
      { path, ...corrupt },
      'The outbox file cannot be read and is put aside; a new one is begun, and what the old one held is told as a gap',
    );
    // Times of a file can be anything; a gap has to lie in the range of the contract.
    const from = Math.max(corrupt.loss.from, 946_684_800_000);
    opened.noteCorrupt({ from, to: Math.max(corrupt.loss.to, from), count: corrupt.loss.count });
  };

  const open = (found: CorruptFile | null) => {
    const file = openFile(path, clock.now(), limits.ageMsMax);
    database = file.database;
    try {
      ledger = createLedger(file.database, collectors, newEpoch, limits);
    } catch (error) {
      file.database.close();
      database = null;
      throw error;
    }
    for (const corrupt of [found, file.corrupt]) if (corrupt !== null) noteCorrupt(corrupt, ledger);
  };

  const closeDatabase = () => {
    try {
      database?.close();
    } catch (error) {
      log.warn({ path, err: error }, 'The outbox file did not close cleanly');
    }
    database = null;
    ledger = null;
  };

  const fail = (error: unknown) => {
    writeFailures++;
    if (failing !== null) return;
    failing = { since: clock.monotonicMs(), because: messageOf(error) };
    log.error(
      { path, err: error },
      'The outbox takes no writes; samples wait in memory, and each second it is tried again',
    );
  };

  const recover = (): void => {
    if (failing === null) return;
    log.info({ path, afterMs: Math.round(clock.monotonicMs() - failing.since) }, 'The outbox takes writes again');
    failing = null;
  };

  /** True when the error was dealt with and the caller may go on without a result. */
  const survive = (error: unknown): boolean => {
    const kind = sqliteFailure(error);
    if (kind === null && !(error instanceof OutboxError)) return false;
    if (kind !== 'corrupt') {
      fail(error);
      return true;
    }
    closeDatabase();
    try {
      open(putAside(path, messageOf(error), clock.now(), limits.ageMsMax));
    } catch (cause) {
      fail(cause);
    }
    return true;
  };

  try {
    open(null);
  } catch (error) {
    if (sqliteFailure(error) === 'corrupt') survive(error);
    else throw error;
  }

  const holder: Holder = {
    epoch: () => ledger?.epoch ?? null,
    read: (fallback, action) => {
      if (ledger === null) return fallback;
      try {
        return action(ledger);
      } catch (error) {
        if (!survive(error)) throw error;
        return fallback;
      }
    },
    write: (action) => {
      if (closed) return null;
      try {
        if (ledger === null) open(null);
        if (ledger === null) return null;
        const result = action(ledger);
        recover();
        return result;
      } catch (error) {
        if (!survive(error)) throw error;
        return null;
      }
    },
    maintain: (freePagesMin, pages) => {
      holder.read(undefined, (present) => {
        if (present.freePages() >= freePagesMin) database?.exec(`PRAGMA incremental_vacuum(${pages})`);
      });
    },
    counts: () =>
      holder.read<HolderCounts>(
        {
          octets: 0,
          held: 0,
          dropped: 0,
          deadLetters: 0,
          quarantined: 0,
          corruptFiles: corruptCount,
          writeFailures,
          collectors: [],
        },
        (present) => ({
          octets: present.octets(),
          held: present.side.heldCount(),
          dropped: present.side.meta('dropped'),
          deadLetters: present.side.meta('deadLetters'),
          quarantined: present.side.meta('quarantined'),
          corruptFiles: corruptCount,
          writeFailures,
          collectors: present.collectors(),
        }),
      ),
    failure: () => failing?.because ?? null,
    close: () => {
      closed = true;
      closeDatabase();
    },
  };
  return holder;
};
