/**
 * What the agent owes. A sample becomes an obligation when the outbox commits it: a table in the outbox file, filled by a
 * trigger within the agent's own transaction and never pruned. The product knows nothing of it.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { openFile } from '@thongsuot/agent/outbox/file.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

const columns = 'seq, kind, count, body';
const schema = `
CREATE TABLE IF NOT EXISTS oracle_obligation (
  epoch BLOB, seq INTEGER NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL
);
INSERT INTO oracle_obligation SELECT (SELECT value FROM meta WHERE key = 'epoch'), ${columns} FROM batch
  WHERE seq NOT IN (SELECT seq FROM oracle_obligation);
CREATE TRIGGER IF NOT EXISTS oracle_commit AFTER INSERT ON batch BEGIN
  INSERT INTO oracle_obligation VALUES
    ((SELECT value FROM meta WHERE key = 'epoch'), NEW.seq, NEW.kind, NEW.count, NEW.body);
END;
`;

/**
 * Puts table and trigger into the outbox file, which is made where there is none; batches already in it become
 * obligations too. The agent must not run.
 */
export function arm(path: string): void {
  if (!existsSync(path)) openFile(path, Date.now(), 86_400_000).database.close();
  const database = new DatabaseSync(path);
  try {
    database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
  } finally {
    database.close();
  }
}

export interface Obligation {
  epoch: string;
  seq: number;
  /** `samples`: committed for the first time. `part`, `gap`: what the outbox made of them later. */
  kind: 'samples' | 'part' | 'gap';
  samples: Sample[];
}

/** What an outbox file says of its own past, once its agent has stopped. */
export interface OutboxAccount {
  obligations: Obligation[];
  /** Batches that wait, and samples that are held: 0 once it has drained. */
  pending: number;
  held: number;
  /** Samples that the bounds have dropped, by its own count. */
  dropped: number;
  /** Samples that it gave up, with the code that it gave as the reason. */
  deadLetters: { code: string; sample: Sample }[];
  quarantined: Sample[];
}

const samplesOf = (body: unknown): Sample[] => JSON.parse(gunzipSync(body as Uint8Array).toString()) as Sample[];

/** Reads the file, also after a kill (SQLite recovers its log). @throws Error when it was never armed */
export function readAccount(path: string): OutboxAccount {
  const database = new DatabaseSync(path);
  try {
    const all = (sql: string) => database.prepare(sql).all();
    const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
    return {
      obligations: all('SELECT epoch, seq, kind, body FROM oracle_obligation ORDER BY rowid').map((row) => ({
        epoch: String(row['epoch']),
        seq: Number(row['seq']),
        kind: row['kind'] as Obligation['kind'],
        samples: samplesOf(row['body']),
      })),
      pending: number('SELECT count(*) FROM pending'),
      held: number('SELECT count(*) FROM held'),
      dropped: number(`SELECT value FROM meta WHERE key = 'dropped'`),
      deadLetters: all('SELECT code, sample FROM dead_letter').map((row) => ({
        code: String(row['code']),
        sample: JSON.parse(String(row['sample'])) as Sample,
      })),
      quarantined: all('SELECT body FROM quarantine').flatMap((row) => samplesOf(row['body'])),
    };
  } finally {
    database.close();
  }
}
