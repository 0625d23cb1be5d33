/**
 * The tables of what people declare, in the operational file: one for the things themselves, one for the audit trail,
 * which the file itself keeps from being changed. The only file of this folder that touches the world.
 */
import type { AuditView } from '@thongsuot/contract/api-duty.ts';
import type { OperationalFile } from '../operational.ts';
import { listedMax } from './limits.ts';

const migrations = [
  `CREATE TABLE duty_declared (
     kind TEXT NOT NULL,
     id TEXT NOT NULL,
     scope TEXT NOT NULL,
     from_at INTEGER NOT NULL,
     to_at INTEGER NOT NULL,
     request TEXT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (kind, id)
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX duty_declared_scope ON duty_declared (kind, scope, from_at)',
  'CREATE INDEX duty_declared_from ON duty_declared (kind, from_at)',
  `CREATE TABLE duty_audit (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     operator TEXT,
     action TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX duty_audit_at ON duty_audit (at)',
  `CREATE TRIGGER duty_audit_fixed BEFORE UPDATE ON duty_audit
     BEGIN SELECT RAISE(ABORT, 'a line of the audit trail is never changed'); END`,
  `CREATE TRIGGER duty_audit_kept BEFORE DELETE ON duty_audit
     BEGIN SELECT RAISE(ABORT, 'a line of the audit trail is never deleted'); END`,
  'CREATE TABLE duty_told (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
];

export type DeclaredKind = 'zone' | 'maintenance' | 'drill' | 'note';

export interface Declared<T> {
  id: string;
  /** What it belongs to: an area, an operator, a unit, the subject of a note. */
  scope: string;
  from: number;
  to: number;
  /** The request in canonical JSON, by which a repetition is known. */
  request: string;
  body: T;
}

interface Row {
  id: string;
  scope: string;
  from_at: number;
  to_at: number;
  request: string;
  body: string;
}

export interface Range {
  scope?: string;
  /** Things that begin at or after, and before. */
  fromMin?: number;
  fromBelow?: number;
  /** Things that end after. */
  toAbove?: number;
  limit?: number;
}

export class DutyFile {
  readonly #file: OperationalFile;

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('duty', migrations);
  }

  /** Runs `work` in one durable transaction. @throws Error when the file cannot be written, and nothing has changed. */
  transaction<T>(work: () => T): T {
    return this.#file.transaction(work);
  }

  find<T>(kind: DeclaredKind, id: string): Declared<T> | undefined {
    const row = this.#file.db.prepare('SELECT * FROM duty_declared WHERE kind = ? AND id = ?').get(kind, id);
    return row === undefined ? undefined : declaredOf<T>(row as unknown as Row);
  }

  add<T>(kind: DeclaredKind, { id, scope, from, to, request, body }: Declared<T>): void {
    this.#file.db
      .prepare('INSERT INTO duty_declared VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(kind, id, scope, from, to, request, JSON.stringify(body));
  }

  replace<T>(kind: DeclaredKind, id: string, body: T): void {
    this.#file.db
      .prepare('UPDATE duty_declared SET body = ? WHERE kind = ? AND id = ?')
      .run(JSON.stringify(body), kind, id);
  }

  /** Newest beginning first, at most `listedMax`. */
  list<T>(kind: DeclaredKind, range: Range = {}): Declared<T>[] {
    const rows = this.#file.db
      .prepare(
        `SELECT * FROM duty_declared WHERE kind = :kind AND (:scope IS NULL OR scope = :scope)
           AND from_at >= :fromMin AND from_at < :fromBelow AND to_at > :toAbove
         ORDER BY from_at DESC, id LIMIT :limit`,
      )
      .all({
        kind,
        scope: range.scope ?? null,
        fromMin: range.fromMin ?? 0,
        fromBelow: range.fromBelow ?? Number.MAX_SAFE_INTEGER,
        toAbove: range.toAbove ?? -1,
        limit: Math.min(range.limit ?? listedMax, listedMax),
      });
    return (rows as unknown as Row[]).map((row) => declaredOf<T>(row));
  }

  count(kind: DeclaredKind, scope: string): number {
    const row = this.#file.db
      .prepare('SELECT count(*) AS n FROM duty_declared WHERE kind = ? AND scope = ?')
      .get(kind, scope) as { n: number };
    return row.n;
  }

  /** Adds a line to the audit trail, within the transaction that is open, if one is. */
  audit(entry: Omit<AuditView, 'seq'>): void {
    const { at, operator, action } = entry;
    this.#file.db
      .prepare('INSERT INTO duty_audit (at, operator, action, body) VALUES (?, ?, ?, ?)')
      .run(at, operator, action, JSON.stringify(entry));
  }

  /** Lines of from ≤ time < to, newest first, at most `listedMax`; of one operator, or of all (null). */
  audited(operator: string | null, from: number, to: number): AuditView[] {
    const rows = this.#file.db
      .prepare(
        `SELECT seq, body FROM duty_audit WHERE at >= :from AND at < :to AND (:operator IS NULL OR operator = :operator)
         ORDER BY seq DESC LIMIT :limit`,
      )
      .all({ from, to, operator, limit: listedMax }) as { seq: number; body: string }[];
    return rows.map(({ seq, body }) => ({ seq, ...(JSON.parse(body) as Omit<AuditView, 'seq'>) }));
  }

  /** What was said last under a key: which zones were told of, which thresholds were in force. */
  told(key: string): string | undefined {
    const row = this.#file.db.prepare('SELECT body FROM duty_told WHERE key = ?').get(key);
    return (row as { body: string } | undefined)?.body;
  }

  tell(key: string, body: string): void {
    this.#file.db
      .prepare('INSERT INTO duty_told VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body')
      .run(key, body);
  }
}

const declaredOf = <T>({ id, scope, from_at, to_at, request, body }: Row): Declared<T> => ({
  id,
  scope,
  from: from_at,
  to: to_at,
  request,
  body: JSON.parse(body) as T,
});
