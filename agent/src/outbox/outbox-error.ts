/** Why the outbox cannot be opened; everything later is survived, not thrown. */
export type OutboxErrorCode =
  | 'OUTBOX_LOCKED' // another process has it
  | 'OUTBOX_UNUSABLE'; // no directory, no permission, no space

export class OutboxError extends Error {
  readonly code: OutboxErrorCode;
  constructor(code: OutboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutboxError';
    this.code = code;
  }
}

export type SqliteFailure = 'locked' | 'corrupt' | 'full' | 'io' | 'other';

// SQLite's primary result codes, the low octet of the extended ones (https://sqlite.org/rescode.html).
const failures: Readonly<Record<number, SqliteFailure>> = {
  5: 'locked', // SQLITE_BUSY
  10: 'io', // SQLITE_IOERR
  11: 'corrupt', // SQLITE_CORRUPT
  13: 'full', // SQLITE_FULL
  26: 'corrupt', // SQLITE_NOTADB
};

/** Which kind of failure an error of node:sqlite is; null when it is no error of SQLite's, that is, a defect of ours. */
export const sqliteFailure = (error: unknown): SqliteFailure | null => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return failures[error.errcode & 0xff] ?? 'other';
};
