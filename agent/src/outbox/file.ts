import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { corruptFilesMax, quickCheckOctetsMax } from './limits.ts';
import type { Loss } from './memory-queue.ts';
import { OutboxError, sqliteFailure } from './outbox-error.ts';
import { applicationId, beforeTables, formatVersion, settings, tables } from './schema.ts';

/** A file that could not be read and was put aside. */
export interface CorruptFile {
  movedTo: string;
  because: string;
  /** What it held, as far as it could still be read; count 0 where it could not. */
  loss: Loss;
}

export interface OpenedFile {
  database: DatabaseSync;
  /** The file was made anew. */
  fresh: boolean;
  corrupt: CorruptFile | null;
}

class UnreadableFile extends Error {}

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/** Takes the file for this process alone, and makes the tables where there are none. */
const openOnce = (path: string): { database: DatabaseSync; fresh: boolean } => {
  // Made by us with 0600: SQLite would make it, and its log after it, readable to all.
  closeSync(openSync(path, 'a', 0o600));
  const octets = statSync(path).size;
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    if (octets === 0) database.exec(beforeTables);
    database.exec(settings);
    // The lock is taken by the first transaction and kept from then on.
    database.exec('BEGIN EXCLUSIVE');
    const found = { id: numberOf(database, 'application_id'), version: numberOf(database, 'user_version') };
    const empty = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0;
    // A process killed between making the file and its tables leaves one without tables: it is as good as new.
    const fresh = empty && found.id === 0 && found.version === 0;
    if (fresh) database.exec(tables);
    database.exec('COMMIT');
    if (!fresh && found.id !== applicationId) throw new UnreadableFile('it is not an outbox');
    if (!fresh && found.version > formatVersion) {
      throw new UnreadableFile(`its format ${found.version} is newer than ${formatVersion}, which this version writes`);
    }
    if (!fresh && octets <= quickCheckOctetsMax) {
      const verdict = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
      if (verdict !== 'ok') throw new UnreadableFile(`it is damaged: ${String(verdict)}`);
    }
    return { database, fresh };
  } catch (error) {
    database.close();
    throw error;
  }
};

/** What an unreadable file still says of what it held, else the span in which it was written, with count 0. */
const lossOf = (path: string, ageMsMax: number): Loss => {
  const { birthtimeMs, mtimeMs } = statSync(path);
  const to = Math.floor(mtimeMs);
  const guess = { from: Math.floor(Math.min(to, Math.max(birthtimeMs, mtimeMs - ageMsMax))), to, count: 0 };
  try {
    const database = new DatabaseSync(path, { timeout: 0, readOnly: true });
    try {
      const row = database
        .prepare(
          `SELECT min(from_at) AS "from", max(to_at) AS "to", sum(count) AS count FROM batch WHERE kind <> 'gap'`,
        )
        .get();
      const { from, to: last, count } = row ?? {};
      if (typeof from === 'number' && typeof last === 'number' && typeof count === 'number' && from <= last) {
        return { from, to: last, count };
      }
    } finally {
      database.close();
    }
  } catch {
    // Nothing can be read: the guess stands.
  }
  return guess;
};

/** Files put aside earlier, oldest first. */
export const corruptFiles = (path: string): string[] => {
  const prefix = `${basename(path)}.corrupt-`;
  if (!existsSync(dirname(path))) return [];
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
    .sort()
    .map((name) => join(dirname(path), name));
};

/** Renames the file with its log to `<path>.corrupt-<time>`, and deletes all but the newest of those. */
export const putAside = (path: string, because: string, nowMs: number, ageMsMax: number): CorruptFile => {
  const loss = lossOf(path, ageMsMax);
  const time = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  let movedTo = `${path}.corrupt-${time}`;
  for (let n = 2; existsSync(movedTo); n++) movedTo = `${path}.corrupt-${time}.${n}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, movedTo + suffix);
  }
  for (const old of corruptFiles(path).slice(0, -corruptFilesMax)) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(old + suffix, { force: true });
  }
  return { movedTo, because, loss };
};

/**
 * Opens the outbox file for this process alone. One that cannot be read, is not an outbox or is of a newer format is
 * put aside and a new one made.
 *
 * @throws OutboxError OUTBOX_LOCKED when another process has it, OUTBOX_UNUSABLE when there can be no file.
 */
export const openFile = (path: string, nowMs: number, ageMsMax: number): OpenedFile => {
  let corrupt: CorruptFile | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    try {
      return { ...openOnce(path), corrupt };
    } catch (error) {
      if (!(error instanceof UnreadableFile) && sqliteFailure(error) !== 'corrupt') throw error;
      corrupt = putAside(path, error instanceof Error ? error.message : String(error), nowMs, ageMsMax);
    }
    return { ...openOnce(path), corrupt };
  } catch (error) {
    if (sqliteFailure(error) === 'locked') {
      throw new OutboxError(
        'OUTBOX_LOCKED',
        `Outbox ${path} is in use by another process, most likely a second agent with the same state directory; this one does not start. Stop the other, or give this one its own directory`,
        { cause: error },
      );
    }
    const found = error instanceof Error ? error.message : String(error);
    throw new OutboxError(
      'OUTBOX_UNUSABLE',
      `Outbox ${path} cannot be opened: ${found}. Check that its directory exists, is writable for this user and has space`,
      { cause: error },
    );
  }
};
