/**
 * The embedded store: one SQLite file (WAL, synchronous FULL), its writer in one worker thread and its reader in a
 * second. For up to about 2,000 links; above, InfluxDB.
 */
import type { Logger } from 'pino';
import { checkedQuery, checkNames, clampedTime } from '../query.ts';
import { admit, type Retention } from '../schema.ts';
import type { Store } from '../store.ts';
import { openForWriting } from './file.ts';
import { createWorkerPort, type WorkerPort } from './worker-port.ts';

export interface SqliteOptions {
  path: string;
  retention: Retention;
}

export interface SqliteStore extends Store {
  /** Its two workers, so that tests can end one. */
  readonly workers: { readonly writer: WorkerPort; readonly reader: WorkerPort };
}

/**
 * Opens or creates the file.
 * @throws Error when the file cannot be opened, is no SQLite file, or was written by a newer version of the program.
 */
export function openSqlite(
  { path, retention }: SqliteOptions,
  log: Logger,
  clock: { now(): number; monotonicMs(): number },
): SqliteStore {
  // Here rather than in the worker: what is wrong with the file is said at start, and the reader finds the tables.
  openForWriting(path).close();
  const writer = createWorkerPort({ role: 'writer', path, retention }, log, clock);
  const reader = createWorkerPort({ role: 'reader', path, retention }, log, clock);

  return {
    workers: { writer, reader },

    async write(points, tier = 'raw') {
      const now = clock.now();
      const { admitted, rejected } = admit(points, tier, now - retention[tier]);
      if (admitted.length > 0) await writer.ask('write', { points: admitted, tier, now });
      return { stored: admitted.length, rejected };
    },

    async window(asked) {
      const query = checkedQuery(asked);
      return query === undefined ? [] : reader.ask('window', { query });
    },

    async latest(measurement, where, from) {
      checkNames(measurement, where);
      return reader.ask('latest', { measurement, where, from: clampedTime(from) });
    },

    async series(measurement, from) {
      checkNames(measurement, {});
      return reader.ask('series', { measurement, from: clampedTime(from) });
    },

    retain: (now) => writer.ask('retain', { now }),

    async health() {
      try {
        const [{ version }] = await Promise.all([writer.ask('health', null), reader.ask('health', null)]);
        return { ready: true, description: `SQLite ${version} at ${path}` };
      } catch (error) {
        return { ready: false, description: `SQLite at ${path}`, detail: (error as Error).message };
      }
    },

    async close() {
      await reader.close();
      await writer.close();
    },
  };
}
