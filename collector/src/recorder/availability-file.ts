/**
 * The tables of availability in the operational file: what was watched on which day with its measured timeline, and the
 * seconds of each subject and day. What a kill leaves half done is found in them by their flags and done again.
 */
import type { AvailabilityScope } from '@thongsuot/contract/api-availability.ts';
import type { StateSeconds } from '../availability/seconds.ts';
import type { OperationalFile } from '../operational.ts';
import type { PathOfDay } from './path-day.ts';
import type { PathFacts } from './path-probes.ts';

/** A path of a day as it is kept. */
export interface PathRow extends PathOfDay {
  endpoint: string;
  /** Data has come since it was computed, or it never was. */
  dirty: boolean;
  /** The measured timeline; null: never computed. */
  timeline: string | null;
  /** How far it was computed, Unix epoch ms. */
  computedTo: number;
  n: number;
  expected: number;
  /** Nothing more will come of it. */
  closed: boolean;
}

export type DayState = 'running' | 'provisional' | 'closed';

/** One subject's day as it is kept. */
export interface DayRow {
  day: number;
  scope: AvailabilityScope;
  name: string;
  operator: string;
  seconds: StateSeconds;
  /** Members, or readings, of those expected. */
  n: number;
  expected: number;
  state: DayState;
  revision: number;
  /** Of endpoints and links: the timeline that the seconds are of, maintenance laid over it. */
  timeline: string | null;
}

const tables = [
  `CREATE TABLE availability_path_day (
     day INTEGER NOT NULL, operator TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, endpoint TEXT NOT NULL,
     facts TEXT NOT NULL, dirty INTEGER NOT NULL, settled INTEGER NOT NULL, timeline TEXT, computed_to INTEGER NOT NULL,
     n INTEGER NOT NULL, expected INTEGER NOT NULL, closed INTEGER NOT NULL,
     PRIMARY KEY (day, operator, kind, path)) STRICT, WITHOUT ROWID`,
  'CREATE INDEX availability_path_day_endpoint ON availability_path_day (day, endpoint)',
  'CREATE INDEX availability_path_day_open ON availability_path_day (closed, day) WHERE closed = 0',
  `CREATE TABLE availability_day (
     day INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, operator TEXT NOT NULL,
     up REAL NOT NULL, degraded REAL NOT NULL, down REAL NOT NULL, unknown REAL NOT NULL, maintenance REAL NOT NULL,
     n INTEGER NOT NULL, expected INTEGER NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL, timeline TEXT,
     written INTEGER NOT NULL, PRIMARY KEY (day, scope, name, operator)) STRICT, WITHOUT ROWID`,
  'CREATE INDEX availability_day_unwritten ON availability_day (written) WHERE written = 0',
  // Days whose endpoints have changed since their groups were summed.
  'CREATE TABLE availability_stale_day (day INTEGER PRIMARY KEY) STRICT',
];

type Raw = Record<string, unknown>;

export class AvailabilityFile {
  readonly #file: OperationalFile;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(file: OperationalFile) {
    file.migrate('availability', tables);
    this.#file = file;
    this.#statements = prepare(file);
  }

  transaction<T>(work: () => T): T {
    return this.#file.transaction(work);
  }

  /** Notes that a path was watched on a day and has something to be computed. Call it inside a transaction. */
  mark(path: PathOfDay & { endpoint: string }): void {
    const { day, operator, kind, path: id, endpoint, facts } = path;
    this.#statements.mark.run(day, operator, kind, id, endpoint, JSON.stringify(facts));
  }

  /** Days with a path that is dirty, or computed and not settled, or not closed. */
  openPaths(): PathRow[] {
    return this.#statements.open.all().map(pathRow);
  }

  path(day: number, operator: string, kind: string, id: string): PathRow | undefined {
    const row = this.#statements.path.get(day, operator, kind, id);
    return row === undefined ? undefined : pathRow(row);
  }

  pathsOf(day: number, endpoint: string): PathRow[] {
    return this.#statements.pathsOf.all(day, endpoint).map(pathRow);
  }

  /** Endpoints whose paths were computed and not yet settled. */
  unsettled(): { day: number; endpoint: string }[] {
    return this.#statements.unsettled
      .all()
      .map((row) => ({ day: Number(row['day']), endpoint: String(row['endpoint']) }));
  }

  /** Keeps a timeline. `clean`: nothing came while it was computed. */
  computed(path: PathOfDay, of: { timeline: string; to: number; n: number; expected: number; clean: boolean }): void {
    this.#statements.computed.run(
      of.clean ? 0 : 1,
      of.timeline,
      of.to,
      of.n,
      of.expected,
      path.day,
      path.operator,
      path.kind,
      path.path,
    );
  }

  /** What has come can no longer be counted, for the raw points of the day have begun to expire. */
  clean(path: PathOfDay): void {
    this.#statements.clean.run(path.day, path.operator, path.kind, path.path);
  }

  /** Paths of days before `day` that are computed and could be closed. */
  closable(day: number): PathRow[] {
    return this.#statements.closable.all(day).map(pathRow);
  }

  /** The newest day that anything was watched on; null: none. */
  newestDay(): number | null {
    const day = this.#statements.newest.get()?.['day'];
    return typeof day === 'number' ? day : null;
  }

  settled(day: number, endpoint: string): void {
    this.#statements.settled.run(day, endpoint);
    this.#statements.stale.run(day);
  }

  close(path: PathOfDay): void {
    this.#statements.close.run(path.day, path.operator, path.kind, path.path);
  }

  /** Writes a day where it differs from what is kept; true when it did. A closed day that changes counts up. */
  put(row: Omit<DayRow, 'revision'>): boolean {
    const { day, scope, name, operator, seconds, n, expected, state, timeline } = row;
    const before = this.day(day, scope, name, operator);
    const kinds = ['up', 'degraded', 'down', 'unknown', 'maintenance'] as const;
    const sameSeconds = before !== undefined && kinds.every((kind) => before.seconds[kind] === seconds[kind]);
    if (
      sameSeconds &&
      before.state === state &&
      before.n === n &&
      before.expected === expected &&
      before.timeline === timeline
    )
      return false;
    // Late data that changes nothing opens nothing.
    if (sameSeconds && before.state === 'closed' && state === 'provisional') return false;
    const held = before?.revision ?? 0;
    const closesAnew = state === 'closed' && (before?.state !== 'closed' || !sameSeconds);
    const written = sameSeconds ? 1 : 0;
    this.#statements.put.run(
      day,
      scope,
      name,
      operator,
      seconds.up,
      seconds.degraded,
      seconds.down,
      seconds.unknown,
      seconds.maintenance,
      n,
      expected,
      state,
      closesAnew ? held + 1 : held,
      timeline,
      written,
    );
    return true;
  }

  day(day: number, scope: string, name: string, operator: string): DayRow | undefined {
    const row = this.#statements.day.get(day, scope, name, operator);
    return row === undefined ? undefined : dayRow(row);
  }

  /**
   * Rows of firstDay ≤ day < endDay, in the order of scope, name, operator, day; without timelines unless asked for.
   * @param of whose rows, and of which subject: asked of SQLite, for to make objects of a year of 500 links takes a
   *   second of the event loop, and of one of them 40 ms; left out or null: all
   */
  days(
    firstDay: number,
    endDay: number,
    scope: string,
    timelines: boolean,
    of: { operator?: string | null; name?: string | undefined } = {},
  ): DayRow[] {
    const statement = timelines ? this.#statements.daysWhole : this.#statements.days;
    return statement.all(firstDay, endDay, scope, of.operator ?? null, of.name ?? null).map(dayRow);
  }

  /** Endpoint rows of firstDay ≤ day < endDay, with timelines, of those that were down at all in it: all their days. */
  outages(firstDay: number, endDay: number): DayRow[] {
    return this.#statements.outages.all(firstDay, endDay, firstDay, endDay).map(dayRow);
  }

  /** Endpoint rows of a day, for its groups. */
  endpointDays(day: number): DayRow[] {
    return this.days(day, day + 1, 'endpoint', false);
  }

  /** The rows of one endpoint on a day: of all operators, and of each. */
  endpointDay(day: number, endpoint: string): DayRow[] {
    return this.#statements.endpointDay.all(day, endpoint).map(dayRow);
  }

  /** Removes rows of a day's subject that no path stands behind any more. */
  drop(row: Pick<DayRow, 'day' | 'scope' | 'name' | 'operator'>): void {
    this.#statements.drop.run(row.day, row.scope, row.name, row.operator);
  }

  staleDays(): number[] {
    return this.#statements.staleDays.all().map((row) => Number(row['day']));
  }

  fresh(day: number): void {
    this.#statements.fresh.run(day);
  }

  unwritten(max: number): DayRow[] {
    return this.#statements.unwritten.all(max).map(dayRow);
  }

  /** The points of these rows are in the store; a row that has changed meanwhile stays unwritten. */
  written(rows: readonly DayRow[]): void {
    for (const { day, scope, name, operator, seconds } of rows)
      this.#statements.written.run(
        day,
        scope,
        name,
        operator,
        seconds.up,
        seconds.degraded,
        seconds.down,
        seconds.unknown,
        seconds.maintenance,
      );
  }

  /** Forgets paths before one day and figures before another. */
  retain(pathsFrom: number, figuresFrom: number): void {
    this.#statements.forgetPaths.run(pathsFrom);
    this.#statements.forgetDays.run(figuresFrom);
  }
}

function prepare({ db }: OperationalFile) {
  const day = 'day, scope, name, operator, up, degraded, down, unknown, maintenance, n, expected, state, revision';
  return {
    mark: db.prepare(
      `INSERT INTO availability_path_day VALUES (?, ?, ?, ?, ?, ?, 1, 1, NULL, 0, 0, 0, 0)
       ON CONFLICT (day, operator, kind, path) DO UPDATE
       SET dirty = 1, closed = 0, endpoint = excluded.endpoint, facts = excluded.facts`,
    ),
    open: db.prepare('SELECT * FROM availability_path_day WHERE closed = 0'),
    path: db.prepare('SELECT * FROM availability_path_day WHERE day = ? AND operator = ? AND kind = ? AND path = ?'),
    pathsOf: db.prepare(
      'SELECT * FROM availability_path_day WHERE day = ? AND endpoint = ? ORDER BY operator, kind, path',
    ),
    unsettled: db.prepare('SELECT DISTINCT day, endpoint FROM availability_path_day WHERE closed = 0 AND settled = 0'),
    computed: db.prepare(
      `UPDATE availability_path_day SET dirty = ?, settled = 0, timeline = ?, computed_to = ?, n = ?, expected = ?
       WHERE day = ? AND operator = ? AND kind = ? AND path = ?`,
    ),
    settled: db.prepare('UPDATE availability_path_day SET settled = 1 WHERE day = ? AND endpoint = ?'),
    clean: db.prepare(
      'UPDATE availability_path_day SET dirty = 0 WHERE day = ? AND operator = ? AND kind = ? AND path = ?',
    ),
    closable: db.prepare(
      `SELECT day, operator, kind, path, endpoint, facts, dirty, NULL AS timeline, computed_to, n, expected, closed
       FROM availability_path_day WHERE closed = 0 AND dirty = 0 AND day < ? AND timeline IS NOT NULL`,
    ),
    newest: db.prepare('SELECT MAX(day) AS day FROM availability_path_day'),
    close: db.prepare(
      'UPDATE availability_path_day SET closed = 1 WHERE day = ? AND operator = ? AND kind = ? AND path = ?',
    ),
    put: db.prepare(`INSERT OR REPLACE INTO availability_day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    day: db.prepare('SELECT * FROM availability_day WHERE day = ? AND scope = ? AND name = ? AND operator = ?'),
    days: db.prepare(
      `SELECT ${day}, NULL AS timeline FROM availability_day WHERE day >= ? AND day < ? AND scope = ?
       AND operator = coalesce(?, operator) AND name = coalesce(?, name)
       ORDER BY name, operator, day`,
    ),
    daysWhole: db.prepare(
      `SELECT ${day}, timeline FROM availability_day WHERE day >= ? AND day < ? AND scope = ?
       AND operator = coalesce(?, operator) AND name = coalesce(?, name)
       ORDER BY name, operator, day`,
    ),
    outages: db.prepare(
      `SELECT ${day}, timeline FROM availability_day WHERE day >= ? AND day < ? AND scope = 'endpoint'
       AND (name, operator) IN (SELECT name, operator FROM availability_day
         WHERE day >= ? AND day < ? AND scope = 'endpoint' AND down > 0)
       ORDER BY name, operator, day`,
    ),
    endpointDay: db.prepare(
      `SELECT ${day}, NULL AS timeline FROM availability_day WHERE day = ? AND scope = 'endpoint' AND name = ?`,
    ),
    drop: db.prepare('DELETE FROM availability_day WHERE day = ? AND scope = ? AND name = ? AND operator = ?'),
    stale: db.prepare('INSERT OR IGNORE INTO availability_stale_day VALUES (?)'),
    staleDays: db.prepare('SELECT day FROM availability_stale_day ORDER BY day DESC'),
    fresh: db.prepare('DELETE FROM availability_stale_day WHERE day = ?'),
    unwritten: db.prepare(`SELECT ${day}, NULL AS timeline FROM availability_day WHERE written = 0 LIMIT ?`),
    written: db.prepare(
      `UPDATE availability_day SET written = 1 WHERE day = ? AND scope = ? AND name = ? AND operator = ?
       AND up = ? AND degraded = ? AND down = ? AND unknown = ? AND maintenance = ?`,
    ),
    forgetPaths: db.prepare('DELETE FROM availability_path_day WHERE day < ?'),
    forgetDays: db.prepare('DELETE FROM availability_day WHERE day < ?'),
  };
}

const pathRow = (row: Raw): PathRow => ({
  day: Number(row['day']),
  operator: String(row['operator']),
  kind: row['kind'] === 'check' ? 'check' : 'link',
  path: String(row['path']),
  endpoint: String(row['endpoint']),
  facts: JSON.parse(String(row['facts'])) as PathFacts,
  dirty: row['dirty'] === 1,
  timeline: row['timeline'] === null ? null : String(row['timeline']),
  computedTo: Number(row['computed_to']),
  n: Number(row['n']),
  expected: Number(row['expected']),
  closed: row['closed'] === 1,
});

const dayRow = (row: Raw): DayRow => ({
  day: Number(row['day']),
  scope: row['scope'] as AvailabilityScope,
  name: String(row['name']),
  operator: String(row['operator']),
  seconds: {
    up: Number(row['up']),
    degraded: Number(row['degraded']),
    down: Number(row['down']),
    unknown: Number(row['unknown']),
    maintenance: Number(row['maintenance']),
  },
  n: Number(row['n']),
  expected: Number(row['expected']),
  state: row['state'] as DayState,
  revision: Number(row['revision']),
  timeline: row['timeline'] === null ? null : String(row['timeline']),
});
