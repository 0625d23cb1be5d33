/** Keeps the picture in the operational file, so that a restart begins where the last snapshot was. */
import { setImmediate } from 'node:timers/promises';
import type { OperationalFile } from '../operational.ts';
import { rowsPerSnapshotSlice } from './limits.ts';
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

type Row = [kind: string, key: string, body: string];

export class SnapshotFile {
  readonly #file: OperationalFile;
  /** What the file holds, by kind. */
  #held = new Map<string, ReadonlySet<string>>();
  #writing: Promise<void> = Promise.resolve();

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('network', migrations);
  }

  /**
   * Writes the picture as it is now, in slices between which other work goes on; a second call waits for the first. Each
   * slice is whole in itself: after a kill between two of them a link is there as it was a minute ago or as it is now.
   */
  write(picture: Picture): Promise<void> {
    this.#writing = this.#writing.then(
      () => this.#write(picture),
      () => this.#write(picture),
    );
    return this.#writing;
  }

  async #write(picture: Picture): Promise<void> {
    const put = this.#file.db.prepare(
      'INSERT INTO network_snapshot VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body',
    );
    const remove = this.#file.db.prepare('DELETE FROM network_snapshot WHERE kind = ? AND key = ?');
    const present = new Map<string, Set<string>>();
    for await (const slice of slices(rowsOf(picture))) {
      this.#file.transaction(() => {
        for (const row of slice) put.run(...row);
      });
      for (const [kind, key] of slice) present.set(kind, (present.get(kind) ?? new Set()).add(key));
    }
    for await (const slice of slices(goneFrom(this.#held, present)))
      this.#file.transaction(() => {
        for (const [kind, key] of slice) remove.run(kind, key);
      });
    this.#held = present;
  }

  /** Puts the last snapshot into an empty picture. Returns how many links it held. */
  restore(picture: Picture): number {
    const { db } = this.#file;
    const found = db.prepare(`SELECT body FROM network_snapshot WHERE kind = 'shape'`).get();
    if (found === undefined || found['body'] !== JSON.stringify(shape)) {
      db.exec('DELETE FROM network_snapshot');
      return 0;
    }
    const read = db.prepare('SELECT key, body FROM network_snapshot WHERE kind = ?');
    const of = <T>(kind: string): [string, T][] => {
      const rows = read.all(kind) as { key: string; body: string }[];
      this.#held.set(kind, new Set(rows.map(({ key }) => key)));
      return rows.map(({ key, body }) => [key, JSON.parse(body) as T]);
    };
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

function* rowsOf(picture: Picture): Generator<Row> {
  yield ['shape', '', JSON.stringify(shape)];
  for (const entry of picture.links.values()) yield ['link', entry.key, JSON.stringify(saveLink(entry))];
  for (const entry of picture.units.values()) yield ['unit', entry.key, JSON.stringify(saveUnit(entry))];
  for (const entry of picture.agents.values()) yield ['agent', entry.key, JSON.stringify(saveAgent(entry))];
  for (const finding of picture.findings.list()) yield ['finding', finding.id, JSON.stringify(finding.since)];
}

function* goneFrom(
  held: ReadonlyMap<string, ReadonlySet<string>>,
  present: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<[kind: string, key: string]> {
  for (const [kind, keys] of held) for (const key of keys) if (!present.get(kind)?.has(key)) yield [kind, key];
}

/** So many at a time; after each of them everything else has its turn. */
async function* slices<T>(items: Iterable<T>): AsyncGenerator<T[]> {
  let slice: T[] = [];
  for (const item of items) {
    slice.push(item);
    if (slice.length < rowsPerSnapshotSlice) continue;
    yield slice;
    slice = [];
    await setImmediate();
  }
  if (slice.length > 0) yield slice;
}
