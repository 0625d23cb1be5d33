/**
 * Sessions in the operational file, so that a wall and a shift live through a restart of the collector. It holds the
 * SHA-256 of an id, from which no cookie can be made. One row is written per sign-in and sign-out, none per request.
 */
import { createHash, randomBytes } from 'node:crypto';
import { sessionMs, sessionsMax, sessionsPerUserMax } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';

export interface SessionRow {
  user: string;
  /** Stands for the password that opened it: with another password the session has ended. */
  proof: string;
  /** Unix epoch ms. */
  endsAt: number;
}

export interface SessionTable {
  /** Opens a session at `now`; the returned id is nowhere else. Beyond a bound the oldest session gives way. */
  open(user: string, proof: string, now: number): { id: string; endsAt: number };
  /** The session, unless it has ended by `now`. */
  find(id: string, now: number): SessionRow | undefined;
  end(id: string): void;
  /** Ends every session for which `stays` is false. */
  prune(stays: (row: SessionRow) => boolean): void;
}

const hashOf = (id: string): Buffer => createHash('sha256').update(id, 'utf8').digest();

export function createSessionTable(operational: OperationalFile, random = randomBytes): SessionTable {
  operational.migrate('session', [
    `CREATE TABLE session (hash BLOB PRIMARY KEY, user TEXT NOT NULL, proof TEXT NOT NULL, ends_at INTEGER NOT NULL)
     STRICT, WITHOUT ROWID`,
  ]);
  const { db } = operational;
  const insert = db.prepare('INSERT INTO session VALUES (?, ?, ?, ?)');
  const select = db.prepare('SELECT user, proof, ends_at AS endsAt FROM session WHERE hash = ?');
  const all = db.prepare('SELECT hash, user, proof, ends_at AS endsAt FROM session');
  const remove = db.prepare('DELETE FROM session WHERE hash = ?');
  const expire = db.prepare('DELETE FROM session WHERE ends_at <= ?');
  const ofUser = `DELETE FROM session WHERE user = ?1 AND hash NOT IN
    (SELECT hash FROM session WHERE user = ?1 ORDER BY ends_at DESC LIMIT ${sessionsPerUserMax - 1})`;
  const boundUser = db.prepare(ofUser);
  const boundAll = db.prepare(
    `DELETE FROM session WHERE hash NOT IN (SELECT hash FROM session ORDER BY ends_at DESC LIMIT ${sessionsMax - 1})`,
  );
  return {
    open(user, proof, now) {
      const id = random(32).toString('base64url');
      const endsAt = now + sessionMs;
      operational.transaction(() => {
        expire.run(now);
        boundUser.run(user);
        boundAll.run();
        insert.run(hashOf(id), user, proof, endsAt);
      });
      return { id, endsAt };
    },
    find(id, now) {
      const row = select.get(hashOf(id)) as SessionRow | undefined;
      // A clock that was set back must not lengthen it.
      return row === undefined || row.endsAt <= now || row.endsAt > now + sessionMs ? undefined : { ...row };
    },
    end: (id) => void remove.run(hashOf(id)),
    prune(stays) {
      for (const row of all.all() as unknown as (SessionRow & { hash: Uint8Array })[])
        if (!stays(row)) remove.run(row.hash);
    },
  };
}
