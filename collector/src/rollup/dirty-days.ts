/** The days of the province whose figures are out of date, in the operational file: marked as their hours are written. */
import type { Measurement } from '@thongsuot/contract/storage.ts';
import type { OperationalFile } from '../operational.ts';
import { dayMs } from './bucket.ts';

export interface Day {
  operator: string;
  measurement: Measurement;
  /** Start, Unix epoch ms: 17:00 UTC of the day before. */
  day: number;
}

export interface DueDay extends Day {
  markedAt: number;
  generation: number;
}

export interface DirtyDays {
  /** Call it inside a transaction. The time of the first mark stays. */
  mark(day: Day, now: number): void;
  /** Marked days that have ended, newest first. */
  ended(now: number, max: number): DueDay[];
  /** Forgets the mark unless it has been made anew; call it inside a transaction. */
  clear(day: DueDay): void;
  /** Starts of the marked days with a part in from ≤ time < to, ascending. */
  within(operator: string, measurement: Measurement, from: number, to: number): number[];
  figures(): { days: number; oldest: number | null };
}

const tables = [
  `CREATE TABLE rollup_dirty_day (
     day INTEGER NOT NULL, operator TEXT NOT NULL, measurement TEXT NOT NULL,
     marked_at INTEGER NOT NULL, generation INTEGER NOT NULL,
     PRIMARY KEY (day, operator, measurement)) STRICT, WITHOUT ROWID`,
];

export function createDirtyDays(operational: OperationalFile): DirtyDays {
  const { db } = operational;
  operational.migrate('rollup', tables);
  const upsert = db.prepare(
    `INSERT INTO rollup_dirty_day VALUES (?, ?, ?, ?, 1)
     ON CONFLICT (day, operator, measurement) DO UPDATE SET generation = generation + 1`,
  );
  const select = db.prepare(
    `SELECT day, operator, measurement, marked_at, generation FROM rollup_dirty_day
     WHERE day <= ? ORDER BY day DESC, operator, measurement LIMIT ?`,
  );
  const remove = db.prepare(
    'DELETE FROM rollup_dirty_day WHERE day = ? AND operator = ? AND measurement = ? AND generation = ?',
  );
  const range = db.prepare(
    'SELECT day FROM rollup_dirty_day WHERE day > ? AND day < ? AND operator = ? AND measurement = ? ORDER BY day',
  );
  const count = db.prepare('SELECT COUNT(*) AS days, MIN(day) AS oldest FROM rollup_dirty_day');
  return {
    mark: ({ operator, measurement, day }, now) => void upsert.run(day, operator, measurement, now),
    ended: (now, max) =>
      select.all(now - dayMs, max).map((row) => ({
        operator: String(row['operator']),
        measurement: row['measurement'] as Measurement,
        day: Number(row['day']),
        markedAt: Number(row['marked_at']),
        generation: Number(row['generation']),
      })),
    clear: ({ operator, measurement, day, generation }) => void remove.run(day, operator, measurement, generation),
    within: (operator, measurement, from, to) =>
      range.all(from - dayMs, to, operator, measurement).map((row) => Number(row['day'])),
    figures() {
      const row = count.get();
      return { days: Number(row?.['days'] ?? 0), oldest: typeof row?.['oldest'] === 'number' ? row['oldest'] : null };
    },
  };
}
