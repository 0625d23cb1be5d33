/**
 * The embedded store's file and its tables. Points are appended in slices in the order they come, and folded by the hour
 * into one block per series: with a primary key by series each row would rewrite a page of its own (6–9 kB).
 */
import { DatabaseSync } from 'node:sqlite';
import type { Tier } from '@thongsuot/contract/storage.ts';

/** Version of the file, in `PRAGMA user_version`. 2: slices are compressed; those of 1 are still read. */
const version = 2;

const tables = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    measurement TEXT NOT NULL,
    tags TEXT NOT NULL, -- JSON array of the values in the contract's order
    UNIQUE (measurement, tags)
  ) STRICT;
  CREATE TABLE slice (
    id INTEGER PRIMARY KEY, -- ascending as they came: of two values for one key the later one counts
    tier TEXT NOT NULL,
    measurement TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX sliceByTime ON slice (tier, measurement, last, first);
  CREATE TABLE block (
    tier TEXT NOT NULL,
    measurement TEXT NOT NULL,
    start INTEGER NOT NULL,
    series INTEGER NOT NULL,
    last INTEGER NOT NULL,
    points INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  -- By time first: folding appends to it, and retention removes one run of it.
  CREATE UNIQUE INDEX blockByStart ON block (tier, measurement, start, series);
`;

const hour = 3_600_000;

/** Span of a block: some hundred points of a series, whatever the tier. */
export const blockMs: Readonly<Record<Tier, number>> = {
  raw: hour,
  '5m': 24 * hour,
  '1h': 30 * 24 * hour,
  '1d': 365 * 24 * hour,
};

/**
 * Opens or creates the file for its one writer.
 * @throws Error when a newer version of the program wrote it, or when it is no SQLite file.
 */
export function openForWriting(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > version) {
    db.close();
    throw new Error(
      `${path} has version ${found}, this program knows ${version}: a newer version wrote it. Install that version, or name another file.`,
    );
  }
  // Before the first table: pages that retention frees go back to the file system.
  if (found === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (found === 0) {
    db.exec(`BEGIN IMMEDIATE; ${tables} PRAGMA user_version = ${version}; COMMIT`);
  } else if (found < version) db.exec(`PRAGMA user_version = ${version}`);
  // 16 MiB: pages that every write touches reach the file once in so much instead of once in 4 MiB.
  db.exec('PRAGMA wal_autocheckpoint = 4000');
  return db;
}

/** Opens the file that a writer has opened before. */
export function openForReading(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
}
