/**
 * A link has one agent at a time. A second one that names it is refused until the first has been silent for 10 minutes,
 * by the collector's monotonic clock, or no longer lists it; after a restart of the collector the silence counts anew.
 */
import { claimSilenceMs } from '@thongsuot/contract/limits.ts';
import type { OperationalFile } from '../operational.ts';
import type { Journal } from './journal.ts';

export interface Conflict {
  operator: string;
  link: string;
  /** Who serves it, and who was refused. */
  holder: string;
  refused: string;
}

export interface ClaimBook extends Journal {
  /**
   * Whether the agent serves the link at `at`. A sample from before another agent took the link over is still its own:
   * a backlog that comes late is not lost to the change.
   */
  claim(operator: string, link: string, agent: string, at: number, monotonicMs: number): boolean;
  /** The refusals since the last call, each pair once. */
  takeConflicts(): Conflict[];
  /** What the agent's newest inventory lists. A link that it serves and no longer lists is free for the next agent. */
  listed(operator: string, agent: string, links: ReadonlySet<string>): void;
  /** Gives the link free; the next agent that names it has it. */
  release(operator: string, link: string): void;
}

interface Claim {
  operator: string;
  link: string;
  agent: string;
  /** Time of the first sample under this claim, Unix epoch ms; 0 when nobody had the link before. */
  since: number;
  heardMonotonicMs: number;
  /** Its agent lists it no more; what still comes from him is old, and keeps nobody out. */
  left: boolean;
}

const tables = [
  `CREATE TABLE ingest_claim (
     operator TEXT NOT NULL, link TEXT NOT NULL, agent TEXT NOT NULL, since INTEGER NOT NULL,
     PRIMARY KEY (operator, link)) STRICT, WITHOUT ROWID`,
];

export function createClaimBook(operational: OperationalFile, monotonicMs: number): ClaimBook {
  const { db } = operational;
  operational.migrate('ingestClaim', tables);
  const upsert = db.prepare(
    `INSERT INTO ingest_claim VALUES (?, ?, ?, ?)
     ON CONFLICT (operator, link) DO UPDATE SET agent = excluded.agent, since = excluded.since`,
  );
  const remove = db.prepare('DELETE FROM ingest_claim WHERE operator = ? AND link = ?');
  const claims = new Map<string, Claim>();
  for (const row of db.prepare('SELECT operator, link, agent, since FROM ingest_claim').all() as unknown as Claim[])
    claims.set(`${row.operator}/${row.link}`, { ...row, heardMonotonicMs: monotonicMs, left: false });
  let changed = new Map<string, Claim | { operator: string; link: string; agent: null }>();
  let conflicts = new Map<string, Conflict>();

  return {
    claim(operator, link, agent, at, now) {
      const key = `${operator}/${link}`;
      const held = claims.get(key);
      if (held?.agent === agent) {
        if (!held.left) held.heardMonotonicMs = now;
        return true;
      }
      if (held !== undefined && at < held.since) return true;
      if (held !== undefined && !held.left && now - held.heardMonotonicMs < claimSilenceMs) {
        conflicts.set(`${key}/${agent}`, { operator, link, holder: held.agent, refused: agent });
        return false;
      }
      const taken = { operator, link, agent, since: held === undefined ? 0 : at, heardMonotonicMs: now, left: false };
      claims.set(key, taken);
      changed.set(key, taken);
      return true;
    },
    takeConflicts() {
      const list = [...conflicts.values()];
      conflicts = new Map();
      return list;
    },
    listed(operator, agent, links) {
      for (const claim of claims.values())
        if (claim.operator === operator && claim.agent === agent) claim.left = !links.has(claim.link);
    },
    release(operator, link) {
      const key = `${operator}/${link}`;
      if (claims.delete(key)) changed.set(key, { operator, link, agent: null });
    },
    write() {
      const written = changed;
      for (const claim of written.values()) {
        if (claim.agent === null) remove.run(claim.operator, claim.link);
        else upsert.run(claim.operator, claim.link, claim.agent, claim.since);
      }
      return () => {
        if (changed === written) changed = new Map();
      };
    },
  };
}
