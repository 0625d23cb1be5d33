/** The tables of notify in the operational file, and what their rows mean. */
import type { Severity } from '@thongsuot/contract/api.ts';

export const migrations = [
  // How far the keeper's log has been assigned to receivers.
  'CREATE TABLE notify_cursor (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), planned_to INTEGER NOT NULL) STRICT',
  // A transition for a receiver; `message` is null until it has been given its place in one, once and for all.
  `CREATE TABLE notify_item (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     receiver TEXT NOT NULL,
     seq INTEGER NOT NULL,
     alert TEXT NOT NULL,
     route TEXT NOT NULL,
     keys TEXT NOT NULL,
     severity TEXT NOT NULL,
     priority INTEGER NOT NULL,
     urgent INTEGER NOT NULL,
     previous TEXT,
     planned_at INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     not_before INTEGER NOT NULL,
     message INTEGER,
     UNIQUE (receiver, seq)
   ) STRICT`,
  'CREATE INDEX notify_item_waiting ON notify_item (receiver, id) WHERE message IS NULL',
  'CREATE INDEX notify_item_message ON notify_item (message) WHERE message IS NOT NULL',
  'CREATE INDEX notify_item_seq ON notify_item (seq)',
  `CREATE TABLE notify_message (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     receiver TEXT NOT NULL,
     id TEXT NOT NULL,
     route TEXT NOT NULL,
     level TEXT NOT NULL,
     key TEXT NOT NULL,
     formed_at INTEGER NOT NULL,
     attempting_at INTEGER,
     sent_at INTEGER,
     retry_at INTEGER,
     tries INTEGER NOT NULL DEFAULT 0,
     refusals INTEGER NOT NULL DEFAULT 0,
     rest TEXT,
     detail TEXT,
     dropped TEXT,
     UNIQUE (receiver, id)
   ) STRICT`,
  'CREATE INDEX notify_message_unsent ON notify_message (receiver, seq) WHERE sent_at IS NULL',
  'CREATE INDEX notify_message_formed ON notify_message (receiver, formed_at)',
  // When a group last had a message.
  `CREATE TABLE notify_group (
     receiver TEXT NOT NULL, route TEXT NOT NULL, grp TEXT NOT NULL, last_at INTEGER NOT NULL,
     PRIMARY KEY (receiver, route, grp)
   ) STRICT, WITHOUT ROWID`,
  // What a receiver has been told (or is about to be) of an alert that is open.
  `CREATE TABLE notify_told (
     receiver TEXT NOT NULL, alert TEXT NOT NULL, route TEXT NOT NULL, keys TEXT NOT NULL,
     severity TEXT NOT NULL, seq INTEGER NOT NULL, repeats INTEGER NOT NULL, repeat_at INTEGER,
     PRIMARY KEY (receiver, alert)
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX notify_told_alert ON notify_told (alert)',
  'CREATE INDEX notify_told_repeat ON notify_told (repeat_at) WHERE repeat_at IS NOT NULL',
  // Who is next if nobody acknowledges.
  `CREATE TABLE notify_watch (
     alert TEXT NOT NULL, route TEXT NOT NULL, seq INTEGER NOT NULL, since INTEGER NOT NULL, step INTEGER NOT NULL,
     PRIMARY KEY (alert, route)
   ) STRICT, WITHOUT ROWID`,
  // What was given up, until the receiver has been told of it.
  `CREATE TABLE notify_dropped (
     receiver TEXT PRIMARY KEY, count INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
     total INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
] as const;

/** The keys of `route.ts` as they stand in a row. */
export interface Keys {
  group: string;
  site: string;
  area: string;
  operator: string;
}

export interface ItemRow {
  id: number;
  alert: string;
  route: string;
  keys: string;
  severity: Severity;
  priority: number;
  urgent: number;
  planned_at: number;
  not_before: number;
}

export interface MessageRow {
  seq: number;
  id: string;
  receiver: string;
  route: string;
  level: string;
  key: string;
  formed_at: number;
  attempting_at: number | null;
  rest: string | null;
  dropped: string | null;
}

export interface ToldRow {
  receiver: string;
  alert: string;
  route: string;
  keys: string;
  severity: Severity;
  seq: number;
  repeats: number;
}
