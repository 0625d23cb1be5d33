/** Keeps the picture in the operational file, so that a restart begins where the last snapshot was. */
import type { OperationalFile } from '../operational.ts';
import type { Picture } from './picture.ts';
import { type SavedAgent, type SavedLink, type SavedUnit, saveAgent, saveLink, saveUnit } from './saved.ts';

const migrations = [
  `CREATE TABLE network_snapshot (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (kind, key)
   ) STRICT, WITHOUT ROWID`,
];

/** Changed when the shape of a saved thing does: an older snapshot is then left aside, and the picture fills itself. */
const shape = 2;

export class SnapshotFile {
  readonly #file: OperationalFile;
  #written = new Map<string, string>();

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('network', migrations);
  }

  /** Writes what differs from the last snapshot, in one transaction. */
  write(picture: Picture): void {
    const rows = new Map<string, [kind: string, key: string, body: string]>();
    const add = (kind: string, key: string, value: unknown) =>
      rows.set(`${kind} ${key}`, [kind, key, JSON.stringify(value)]);
    add('shape', '', shape);
    for (const entry of picture.links.values()) add('link', entry.key, saveLink(entry));
    for (const entry of picture.units.values()) add('unit', entry.key, saveUnit(entry));
    for (const entry of picture.agents.values()) add('agent', entry.key, saveAgent(entry));
    for (const finding of picture.findings.list()) add('finding', finding.id, finding.since);
    this.#file.transaction(() => {
      const put = this.#file.db.prepare(
        'INSERT INTO network_snapshot VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body',
      );
      const remove = this.#file.db.prepare(`DELETE FROM network_snapshot WHERE kind || ' ' || key = ?`);
      for (const [id, row] of rows) if (this.#written.get(id) !== row[2]) put.run(...row);
      for (const id of this.#written.keys()) if (!rows.has(id)) remove.run(id);
    });
    this.#written = new Map([...rows].map(([id, row]) => [id, row[2]]));
  }

  /** Puts the last snapshot into an empty picture. Returns how many links it held. */
  restore(picture: Picture): number {
    const rows = this.#file.db.prepare('SELECT kind, key, body FROM network_snapshot').all() as {
      kind: string;
      key: string;
      body: string;
    }[];
    this.#written = new Map(rows.map((row) => [`${row.kind} ${row.key}`, row.body]));
    const of = <T>(kind: string): [string, T][] =>
      rows.filter((row) => row.kind === kind).map((row) => [row.key, JSON.parse(row.body) as T]);
    if (of<number>('shape')[0]?.[1] !== shape) return 0;
    const links = of<SavedLink>('link').map(([, link]) => link);
    const units = of<SavedUnit>('unit').map(([, unit]) => unit);
    picture.restore(
      links,
      units,
      of<SavedAgent>('agent').map(([, agent]) => agent),
    );
    picture.findings.remember(of<number>('finding'));
    return links.length;
  }
}
