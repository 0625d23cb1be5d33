/**
 * What agents have lost: their `gap` samples, from, to and how many, kept in the operational file. No store has a place
 * for them, and an agent sends each once: acknowledged, it is gone there.
 */
import type { GapSample } from '@thongsuot/contract/sample.ts';
import { gapsPerAgentMax } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';
import type { Journal } from './journal.ts';

export type Gap = Pick<GapSample, 'from' | 'to' | 'count' | 'reason'>;

export interface GapBook extends Journal {
  /** Notes a gap; the same one again changes nothing. */
  lost(operator: string, agent: string, gap: GapSample): void;
  /** The gaps of an agent that are on disk, oldest first; at most `gapsPerAgentMax`, those told last. */
  gaps(operator: string, agent: string): Gap[];
}

interface Row {
  operator: string;
  agent: string;
  gap: GapSample;
}

const tables = [
  `CREATE TABLE ingest_gap (
     operator TEXT NOT NULL, agent TEXT NOT NULL, told_at INTEGER NOT NULL, reason TEXT NOT NULL,
     from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (operator, agent, told_at, reason, from_at, to_at)) STRICT, WITHOUT ROWID`,
];

export function createGapBook(operational: OperationalFile): GapBook {
  const { db } = operational;
  operational.migrate('ingestGap', tables);
  const insert = db.prepare('INSERT OR IGNORE INTO ingest_gap VALUES (?, ?, ?, ?, ?, ?, ?)');
  const trim = db.prepare(
    `DELETE FROM ingest_gap WHERE operator = :operator AND agent = :agent AND told_at <= (
       SELECT told_at FROM ingest_gap WHERE operator = :operator AND agent = :agent
       ORDER BY told_at DESC LIMIT 1 OFFSET :max)`,
  );
  const select = db.prepare(
    'SELECT from_at, to_at, count, reason FROM ingest_gap WHERE operator = ? AND agent = ? ORDER BY from_at, told_at',
  );
  /** By agent, so that the bound of one never costs another's. */
  let fresh = new Map<string, Row[]>();
  return {
    lost(operator, agent, gap) {
      const key = `${operator}/${agent}`;
      const rows = fresh.get(key) ?? [];
      rows.push({ operator, agent, gap });
      if (rows.length > gapsPerAgentMax) rows.shift();
      fresh.set(key, rows);
    },
    gaps: (operator, agent) =>
      select.all(operator, agent).map((row) => ({
        from: Number(row['from_at']),
        to: Number(row['to_at']),
        count: Number(row['count']),
        reason: row['reason'] as Gap['reason'],
      })),
    write() {
      const written = fresh;
      for (const rows of written.values()) {
        for (const { operator, agent, gap } of rows)
          insert.run(operator, agent, gap.at, gap.reason, gap.from, gap.to, gap.count);
        const [one] = rows;
        if (one !== undefined) trim.run({ operator: one.operator, agent: one.agent, max: gapsPerAgentMax });
      }
      return () => {
        if (fresh === written) fresh = new Map();
      };
    },
  };
}
