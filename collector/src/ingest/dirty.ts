/**
 * The hours whose rollups are out of date, in the operational file: marked before the store gets the points, cleared by
 * whoever has recomputed them, and only as far as nothing has come meanwhile.
 */
import type { Measurement } from '@thongsuot/contract/storage.ts';
import { dirtyRowsPerLookMax, writeLingerMs } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';

export const hourMs = 3_600_000;

/** All points of a measurement and an operator in one hour: what is recomputed at once. */
export interface Hour {
  operator: string;
  measurement: Measurement;
  /** Start, Unix epoch ms. */
  hour: number;
}

/** Points that change an hour; `agent` is empty for those that the collector itself makes. */
export interface Mark extends Hour {
  agent: string;
}

/** An hour to recompute, with the marks that speak for it. */
export interface DueHour extends Hour {
  marks: readonly { agent: string; generation: number }[];
}

export interface DueWhen {
  /** Unix epoch ms. */
  now: number;
  /** Quiet for this long, an hour is due. */
  quietMs: number;
  /** An hour that its agent’s `completeTo` has passed is due when it has been quiet for this long. */
  settleMs: number;
  /** Marks that are due wait this long for the other agents’ marks of the same hour, so that it is recomputed once. */
  togetherMs: number;
  /** Up to when an agent’s data is whole, Unix epoch ms; 0 when it is not known. */
  completeTo(operator: string, agent: string): number;
}

export interface DirtyHours {
  /** Writes marks; call it inside a transaction of the operational file, before the store gets the points. */
  mark(marks: Iterable<Mark>, now: number): void;
  /**
   * A write of points of these hours has begun: none of them is due until it has ended. One that ended without the
   * store’s word may still land: its hours stay held for `writeLingerMs` more.
   */
  hold(hours: Iterable<Hour>): (outcome: 'written' | 'unknown') => void;
  /** Hours to recompute, newest first, at most `max`. Looks at `dirtyRowsPerLookMax` marks, from where it ended before. */
  due(when: DueWhen, max: number): DueHour[];
  /** Forgets the marks of an hour that have not been made anew since; call it inside a transaction. */
  clear(hour: DueHour): void;
  /** Starts of the marked hours with a part in from ≤ time < to, ascending. */
  within(operator: string, measurement: Measurement, from: number, to: number): number[];
  /** How many hours are marked, and the start of the oldest; null when none is. */
  figures(): { hours: number; oldest: number | null };
}

const tables = [
  // Released with this shape; whoever recomputes the hours deletes the rows that it found.
  `CREATE TABLE ingest_dirty_hour (
     operator TEXT NOT NULL, agent TEXT NOT NULL, measurement TEXT NOT NULL, hour INTEGER NOT NULL,
     marked_at INTEGER NOT NULL, PRIMARY KEY (operator, agent, measurement, hour)) STRICT, WITHOUT ROWID`,
  // Two marks may fall in one millisecond: what tells them apart is counted.
  'ALTER TABLE ingest_dirty_hour ADD COLUMN generation INTEGER NOT NULL DEFAULT 1',
  'CREATE INDEX ingestDirtyHourByTime ON ingest_dirty_hour (hour, operator, measurement)',
  'CREATE INDEX ingestDirtyHourByOperator ON ingest_dirty_hour (operator, measurement, hour)',
];

interface Row {
  operator: string;
  agent: string;
  measurement: Measurement;
  hour: number;
  marked_at: number;
  generation: number;
}

const keyOf = ({ operator, measurement, hour }: Hour): string => `${operator}/${measurement}/${hour}`;

export function createDirtyHours(operational: OperationalFile, monotonicMs: () => number): DirtyHours {
  const { db } = operational;
  operational.migrate('ingestCommit', tables);
  const upsert = db.prepare(
    `INSERT INTO ingest_dirty_hour (operator, agent, measurement, hour, marked_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (operator, agent, measurement, hour)
     DO UPDATE SET marked_at = excluded.marked_at, generation = generation + 1`,
  );
  const newest = db.prepare(
    `SELECT operator, agent, measurement, hour, marked_at, generation FROM ingest_dirty_hour
     WHERE hour <= ? ORDER BY hour DESC, operator DESC, measurement DESC`,
  );
  const remove = db.prepare(
    `DELETE FROM ingest_dirty_hour
     WHERE operator = ? AND agent = ? AND measurement = ? AND hour = ? AND generation = ?`,
  );
  const range = db.prepare(
    `SELECT DISTINCT hour FROM ingest_dirty_hour
     WHERE hour > ? AND hour < ? AND operator = ? AND measurement = ? ORDER BY hour`,
  );
  const count = db.prepare(
    'SELECT COUNT(*) AS hours, MIN(hour) AS oldest FROM (SELECT DISTINCT hour, operator, measurement FROM ingest_dirty_hour)',
  );

  /** Writes under way, and until when the hours of one that may still land are held, by hour. */
  const writing = new Map<string, number>();
  const lingering = new Map<string, number>();
  /** Where the next look begins. */
  let cursor = Number.MAX_SAFE_INTEGER;

  const held = (key: string): boolean => {
    if (writing.has(key)) return true;
    const until = lingering.get(key);
    if (until === undefined) return false;
    if (monotonicMs() < until) return true;
    lingering.delete(key);
    return false;
  };

  return {
    mark(marks, now) {
      for (const { operator, agent, measurement, hour } of marks) upsert.run(operator, agent, measurement, hour, now);
    },

    hold(hours) {
      const keys = [...new Set([...hours].map(keyOf))];
      for (const key of keys) writing.set(key, (writing.get(key) ?? 0) + 1);
      return (outcome) => {
        for (const key of keys) {
          const others = (writing.get(key) ?? 1) - 1;
          if (others > 0) writing.set(key, others);
          else writing.delete(key);
          if (outcome === 'unknown') lingering.set(key, monotonicMs() + writeLingerMs);
        }
      };
    },

    due(when, max) {
      const found: DueHour[] = [];
      let group: Row[] = [];
      const close = () => {
        const [first] = group;
        if (first === undefined || held(keyOf(first))) return;
        const settled = group.filter((row) => isSettled(row, when));
        const together = settled.length === group.length || settled.some((row) => isOverdue(row, when));
        if (settled.length === 0 || !together) return;
        const { operator, measurement, hour } = first;
        found.push({
          operator,
          measurement,
          hour,
          marks: settled.map(({ agent, generation }) => ({ agent, generation })),
        });
      };
      let rows = 0;
      let next = Number.MAX_SAFE_INTEGER;
      for (const row of newest.iterate(cursor) as Iterable<unknown> as Iterable<Row>) {
        const [first] = group;
        if (first !== undefined && keyOf(first) !== keyOf(row)) {
          close();
          group = [];
          // A look ends between two hours, so that the next one finds its hour whole.
          if (first.hour !== row.hour && (found.length >= max || rows >= dirtyRowsPerLookMax)) {
            next = row.hour;
            break;
          }
        }
        group.push(row);
        rows += 1;
      }
      close();
      cursor = next;
      return found.slice(0, max);
    },

    clear({ operator, measurement, hour, marks }) {
      for (const { agent, generation } of marks) remove.run(operator, agent, measurement, hour, generation);
    },

    within: (operator, measurement, from, to) =>
      range.all(from - hourMs, to, operator, measurement).map((row) => Number(row['hour'])),

    figures() {
      const row = count.get();
      return { hours: Number(row?.['hours'] ?? 0), oldest: typeof row?.['oldest'] === 'number' ? row['oldest'] : null };
    },
  };
}

/** Whether nothing more is to be expected for a mark. */
function isSettled({ operator, agent, hour, marked_at }: Row, when: DueWhen): boolean {
  const quietMs = when.now - marked_at;
  // The collector’s own points of the hour under way are marked once only (rollup/marking-store.ts).
  if (agent === '' && hour + hourMs > when.now) return false;
  return quietMs >= when.quietMs || (quietMs >= when.settleMs && when.completeTo(operator, agent) >= hour + hourMs);
}

function isOverdue({ marked_at }: Row, when: DueWhen): boolean {
  return when.now - marked_at >= when.togetherMs;
}
