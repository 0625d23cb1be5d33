import { pageOctets, walOctetsMax } from './limits.ts';

/** Says that a SQLite file is an outbox: "tsOB" (PRAGMA application_id). */
export const applicationId = 0x74734f42;

/** The format of the tables (PRAGMA user_version). A file of a newer one is put aside, never guessed at. */
export const formatVersion = 1;

/**
 * Before the first table. Locking is exclusive, so that a second process is refused, and WAL then needs no shared
 * memory. FULL: a commit that has returned is on the disk. auto_vacuum and page_size only count before the first table.
 */
export const beforeTables = `
PRAGMA page_size = ${pageOctets};
PRAGMA auto_vacuum = INCREMENTAL;
`;
export const settings = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA journal_size_limit = ${walOctetsMax};
PRAGMA wal_autocheckpoint = ${walOctetsMax / pageOctets};
PRAGMA foreign_keys = OFF;
`;

/**
 * `batch` holds each body once; `pending` says which collector has not acknowledged it yet. A batch without a pending
 * row is deleted in the transaction that took its last one. `collector.pending` counts its rows, since counting half a
 * million of them for each request would not do. `meta.value` is BLOB, which converts nothing: any other affinity made
 * a number of an epoch that happened to have decimal digits only.
 */
export const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE collector (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  pending INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE batch (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  held_since INTEGER,
  crc INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE pending (
  collector INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  PRIMARY KEY (collector, seq)
) WITHOUT ROWID;
CREATE INDEX pending_from_at ON pending (collector, from_at);
CREATE TABLE held (
  id INTEGER PRIMARY KEY,
  collector INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  at INTEGER NOT NULL,
  sample TEXT NOT NULL
);
CREATE INDEX held_due ON held (collector, due_at);
CREATE TABLE gap (
  collector INTEGER NOT NULL,
  reason TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (collector, reason)
) WITHOUT ROWID;
CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  collector INTEGER,
  put_at INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  sample TEXT NOT NULL
);
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  collector INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  put_at INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${formatVersion};
`;
