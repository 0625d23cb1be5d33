/**
 * The operational file: what the collector must not forget besides the samples (inventories, claims, dirty hours, alert
 * states, notifications, snapshots). One SQLite file; each folder owns its own tables in it and names them after itself.
 */
import { DatabaseSync } from 'node:sqlite';

export interface OperationalFile {
  readonly db: DatabaseSync;
  /** Brings one folder's tables up to date: statements run once each, in order, and are never changed once released. */
  migrate(owner: string, statements: readonly string[]): void;
  /** Runs `work` in one durable transaction (fsync at commit); rolls back when it throws. Not nestable. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens or creates the file. `:memory:` serves tests.
 * @throws Error when another process holds the file, or when a newer version of the program wrote it.
 */
export function openOperationalFile(path: string): OperationalFile {
  const db = new DatabaseSync(path, { timeout: 0 });
  // EXCLUSIVE: a second collector on the same file is refused at its first statement.
  db.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
  );
  db.exec('CREATE TABLE IF NOT EXISTS migration (owner TEXT PRIMARY KEY, steps INTEGER NOT NULL) STRICT');
  const transaction = <T>(work: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back by itself when the disk is full; a second ROLLBACK would hide why.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    db,
    transaction,
    migrate(owner, statements) {
      const row = db.prepare('SELECT steps FROM migration WHERE owner = ?').get(owner) as { steps: number } | undefined;
      const done = row?.steps ?? 0;
      if (done > statements.length) {
        throw new Error(
          `${path}: the tables of ${owner} are at step ${done}, this program knows ${statements.length}: a newer version wrote the file. Install that version, or start with an empty state directory.`,
        );
      }
      if (done === statements.length) return;
      transaction(() => {
        for (const statement of statements.slice(done)) db.exec(statement);
        db.prepare('INSERT INTO migration VALUES (?, ?) ON CONFLICT (owner) DO UPDATE SET steps = excluded.steps').run(
          owner,
          statements.length,
        );
      });
    },
    close: () => db.close(),
  };
}
