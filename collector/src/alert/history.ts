/** The tables of the alerts in the operational file: the machines, and every alert that ever fired. */
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { OperationalFile } from '../operational.ts';
import { resolvedPerAnswerMax } from './limits.ts';
import type { AlertRecord } from './record.ts';
import { idle, type Machine } from './telling.ts';

const migrations = [
  'CREATE TABLE alert_machine (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
  `CREATE TABLE alert_record (
     id TEXT PRIMARY KEY,
     operator TEXT NOT NULL,
     endpoint TEXT NOT NULL,
     started_at INTEGER NOT NULL,
     ended_at INTEGER,
     body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX alert_record_ended ON alert_record (ended_at)',
];

/** What records of earlier versions do not say. */
const lacking = {
  area: null,
  classes: [],
  site: null,
  device: null,
  check: null,
  acknowledged: null,
  flapping: false,
  late: false,
} as const satisfies Partial<AlertRecord>;

const recordOf = (body: string): AlertRecord => ({ ...lacking, ...(JSON.parse(body) as AlertRecord) });

export class AlertHistory {
  readonly #file: OperationalFile;

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('alert', migrations);
  }

  /** The machines as they were committed. Times that only the clock of a process gave mean nothing to the next one. */
  machines(): Map<string, Machine> {
    const rows = this.#file.db.prepare('SELECT key, body FROM alert_machine').all() as { key: string; body: string }[];
    return new Map(
      rows.map(({ key, body }) => {
        const saved = JSON.parse(body) as Partial<Machine>;
        const record = saved.record ? { ...lacking, ...saved.record } : null;
        const before = record?.state === 'firing' ? { severity: record.severity, ended: null } : null;
        const machine: Machine = { ...idle, told: before, ...saved, record };
        const untimed = key.startsWith('agentSilent:') || key.startsWith('noData:');
        return [key, untimed ? { ...machine, state: { ...machine.state, frontier: null } } : machine];
      }),
    );
  }

  /** To be called inside a transaction. A pending alert that never fired is no history. */
  write(machines: readonly (readonly [string, Machine])[], records: readonly AlertRecord[]): void {
    const machine = this.#file.db.prepare(
      'INSERT INTO alert_machine VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
    );
    for (const [key, body] of machines) machine.run(key, JSON.stringify(body));
    const alert = this.#file.db.prepare(
      `INSERT INTO alert_record VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body`,
    );
    for (const r of records) {
      if (r.firedAt === null && !r.late) continue;
      alert.run(r.id, r.operator, r.endpoint, r.startedAt, r.endedAt, JSON.stringify(r));
    }
  }

  /** Newest end first, at most `resolvedPerAnswerMax`; of one operator, his and those about endpoints as a whole. */
  resolved(operator: string | null): AlertRecord[] {
    const rows = this.#file.db
      .prepare(
        `SELECT body FROM alert_record WHERE ended_at IS NOT NULL AND (:operator IS NULL OR operator IN (:operator, :allOperators))
         ORDER BY ended_at DESC LIMIT :limit`,
      )
      .all({ operator, allOperators, limit: resolvedPerAnswerMax }) as { body: string }[];
    return rows.map((row) => recordOf(row.body));
  }

  /** True when an alert of this key that has ended overlaps from ≤ time ≤ to. */
  has(key: string, from: number, to: number): boolean {
    const row = this.#file.db
      .prepare(
        `SELECT 1 FROM alert_record WHERE ended_at >= :from AND started_at <= :to AND json_extract(body, '$.key') = :key
         LIMIT 1`,
      )
      .get({ key, from, to });
    return row !== undefined;
  }
}
