/**
 * Up to when the samples of each agent were judged as they came, and the gaps in that: times whose data came later or is
 * still to come. Kept in the operational file, so that a restart forgets none.
 */
import { keyOf } from '../network/entries.ts';
import type { OperationalFile } from '../operational.ts';
import { liveGapMsMax, liveGapMsMin, liveGapsMax } from './limits.ts';

const migrations = [
  `CREATE TABLE alert_live (
     operator TEXT NOT NULL, agent TEXT NOT NULL, live_to INTEGER NOT NULL,
     PRIMARY KEY (operator, agent)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE alert_live_gap (
     operator TEXT NOT NULL, agent TEXT NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,
     PRIMARY KEY (operator, agent, from_at)) STRICT, WITHOUT ROWID`,
];

export interface LiveGap {
  operator: string;
  agent: string;
  /** Newest sample judged before it, and oldest judged after it. */
  from: number;
  to: number;
}

export class LiveGaps {
  readonly #file: OperationalFile;
  readonly #liveTo = new Map<string, { operator: string; agent: string; at: number }>();
  #written = new Map<string, number>();

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('alertLive', migrations);
    for (const row of file.db.prepare('SELECT operator, agent, live_to FROM alert_live').all()) {
      const [operator, agent, at] = [String(row['operator']), String(row['agent']), Number(row['live_to'])];
      this.#liveTo.set(keyOf(operator, agent), { operator, agent, at });
      this.#written.set(keyOf(operator, agent), at);
    }
  }

  /** Notes a batch of the live lane; `intervalMs` is between two samples that its agent sends in any case. */
  judged(operator: string, agent: string, oldest: number, newest: number, intervalMs: number): void {
    const key = keyOf(operator, agent);
    const held = this.#liveTo.get(key);
    if (held === undefined) {
      this.#liveTo.set(key, { operator, agent, at: newest });
      return;
    }
    const from = held.at;
    if (oldest - from > Math.max(liveGapMsMin, 1.5 * intervalMs)) {
      const since = Math.max(from, oldest - liveGapMsMax);
      this.#file.transaction(() => {
        this.#file.db
          .prepare('INSERT OR REPLACE INTO alert_live_gap VALUES (?, ?, ?, ?)')
          .run(operator, agent, since, oldest);
        this.#file.db
          .prepare(
            `DELETE FROM alert_live_gap WHERE operator = :operator AND agent = :agent AND from_at < (
               SELECT from_at FROM alert_live_gap WHERE operator = :operator AND agent = :agent
               ORDER BY from_at DESC LIMIT 1 OFFSET :last)`,
          )
          .run({ operator, agent, last: liveGapsMax - 1 });
      });
    }
    if (newest > from) held.at = newest;
  }

  /** The gaps that wait, oldest first. */
  list(): LiveGap[] {
    return this.#file.db
      .prepare('SELECT operator, agent, from_at, to_at FROM alert_live_gap ORDER BY from_at')
      .all()
      .map((row) => ({
        operator: String(row['operator']),
        agent: String(row['agent']),
        from: Number(row['from_at']),
        to: Number(row['to_at']),
      }));
  }

  /** To be called inside the transaction that writes what the gap held. */
  forget({ operator, agent, from }: LiveGap): void {
    this.#file.db
      .prepare('DELETE FROM alert_live_gap WHERE operator = ? AND agent = ? AND from_at = ?')
      .run(operator, agent, from);
  }

  /** Writes up to when samples were judged. One that is a little old costs a look at what was judged already. */
  save(): void {
    const due = [...this.#liveTo].filter(([key, { at }]) => this.#written.get(key) !== at);
    if (due.length === 0) return;
    this.#file.transaction(() => {
      const put = this.#file.db.prepare('INSERT OR REPLACE INTO alert_live VALUES (?, ?, ?)');
      for (const [, { operator, agent, at }] of due) put.run(operator, agent, at);
    });
    for (const [key, { at }] of due) this.#written.set(key, at);
  }
}
