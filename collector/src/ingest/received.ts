/**
 * What has come of each agent: the ranges of sequence numbers (for display, never to drop a batch), `completeTo`, up to
 * when its data is whole, from the `oldestPending` of its batches, and the gaps that it told.
 */
import { receivedEpochsMax, receivedRangesMax } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';
import { createGapBook, type GapBook } from './gaps.ts';
import type { Journal } from './journal.ts';
import { addToRanges, type Range } from './ranges.ts';

export interface ReceivedBook extends Journal, Pick<GapBook, 'lost' | 'gaps'> {
  /**
   * Notes that everything older than `oldestPending` has been acknowledged. Returns `completeTo`, Unix epoch ms; it never
   * moves back, and never ahead of the receipt.
   */
  note(operator: string, agent: string, oldestPending: number, receivedAt: number): number;
  /** `completeTo` as it was noted last; 0 when the agent has not been heard. */
  completeTo(operator: string, agent: string): number;
  /** A batch is stored. */
  stored(operator: string, agent: string, epoch: string, seq: number): void;
  /** Epochs from the least to the most recently used, with their ranges. */
  ranges(operator: string, agent: string): { epoch: string; ranges: readonly Range[] }[];
}

interface Row {
  operator: string;
  agent: string;
  completeTo: number;
  epochs: Map<string, Range[]>;
}

const tables = [
  `CREATE TABLE ingest_received (
     operator TEXT NOT NULL, agent TEXT NOT NULL, complete_to INTEGER NOT NULL, epochs TEXT NOT NULL,
     PRIMARY KEY (operator, agent)) STRICT, WITHOUT ROWID`,
];

export function createReceivedBook(operational: OperationalFile): ReceivedBook {
  const { db } = operational;
  operational.migrate('ingestReceived', tables);
  const gapBook = createGapBook(operational);
  const upsert = db.prepare(
    `INSERT INTO ingest_received VALUES (?, ?, ?, ?)
     ON CONFLICT (operator, agent) DO UPDATE SET complete_to = excluded.complete_to, epochs = excluded.epochs`,
  );
  const rows = new Map<string, Row>();
  let changed = new Set<Row>();
  const rowOf = (operator: string, agent: string): Row => {
    const key = `${operator}/${agent}`;
    let row = rows.get(key);
    if (row === undefined) {
      row = { operator, agent, completeTo: 0, epochs: new Map() };
      rows.set(key, row);
    }
    return row;
  };
  for (const saved of db.prepare('SELECT operator, agent, complete_to, epochs FROM ingest_received').all() as {
    operator: string;
    agent: string;
    complete_to: number;
    epochs: string;
  }[]) {
    const row = rowOf(saved.operator, saved.agent);
    row.completeTo = saved.complete_to;
    row.epochs = new Map(JSON.parse(saved.epochs) as [string, Range[]][]);
  }

  return {
    lost: gapBook.lost,
    gaps: gapBook.gaps,
    note(operator, agent, oldestPending, receivedAt) {
      const row = rowOf(operator, agent);
      const completeTo = Math.min(oldestPending, receivedAt);
      if (completeTo > row.completeTo) {
        row.completeTo = completeTo;
        changed.add(row);
      }
      return row.completeTo;
    },
    completeTo: (operator, agent) => rows.get(`${operator}/${agent}`)?.completeTo ?? 0,
    stored(operator, agent, epoch, seq) {
      const row = rowOf(operator, agent);
      const ranges = addToRanges(row.epochs.get(epoch) ?? [], seq, receivedRangesMax);
      row.epochs.delete(epoch);
      row.epochs.set(epoch, ranges);
      for (const oldest of row.epochs.keys()) {
        if (row.epochs.size <= receivedEpochsMax) break;
        row.epochs.delete(oldest);
      }
      changed.add(row);
    },
    ranges(operator, agent) {
      return [...rowOf(operator, agent).epochs].map(([epoch, ranges]) => ({ epoch, ranges }));
    },
    write() {
      const written = changed;
      for (const row of written) upsert.run(row.operator, row.agent, row.completeTo, JSON.stringify([...row.epochs]));
      const gapsWritten = gapBook.write();
      return () => {
        gapsWritten();
        if (changed === written) changed = new Set();
      };
    },
  };
}
