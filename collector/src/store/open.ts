/** Opens the store that the configuration names. */
import type { Logger } from 'pino';
import type { InfluxAuth } from './influx/client.ts';
import { openInflux } from './influx/influx.ts';
import { type Retention, retentionOf } from './schema.ts';
import { openSqlite } from './sqlite/sqlite.ts';
import type { Store } from './store.ts';

export interface StoreClock {
  now(): number;
  monotonicMs(): number;
}

export type StoreOptions = { kind: 'sqlite'; path: string } | InfluxStoreOptions;

export interface InfluxStoreOptions {
  kind: 'influx';
  url: string;
  auth?: InfluxAuth;
  /** Name of the raw database, `thongsuot` when left out; the other tiers append their suffix. */
  database?: string;
  /** Operators whose points are written a second time, into databases of their own. */
  mirror?: readonly string[];
}

/** Two weeks of raw points of 2,000 links are some 20 GB of one file; the collector's disk is not a database server's. */
const sqliteRawMs = 14 * 86_400_000;

/** How long the store that these options name keeps each tier. */
export const retentionKept = ({ kind, keepMs }: StoreOptions & { keepMs?: Partial<Retention> }): Retention =>
  retentionOf(kind === 'sqlite' ? { raw: sqliteRawMs, ...keepMs } : keepMs);

/**
 * The store, ready to be asked. An InfluxDB that does not answer now is no error: `health` says so, and writing tells
 * the caller to come again.
 * @param holder who writes, where a second collector must not; only an InfluxDB asks, a file has its lock
 * @param keepMs how long tiers are kept, in ms, where that is not the store's own: raw 14 d on sqlite, 30 d on influx
 * @throws Error when the SQLite file cannot be used.
 */
export async function openStore(
  options: StoreOptions & { keepMs?: Partial<Retention> },
  { log, clock, holder }: { log: Logger; clock: StoreClock; holder?: { id: string; place: string } },
): Promise<Store> {
  if (options.kind === 'sqlite') {
    return openSqlite({ path: options.path, retention: retentionKept(options) }, log, clock);
  }
  const { url, auth, database, mirror } = options;
  return openInflux({ url, auth, database, mirror, holder, retention: retentionKept(options) }, log, clock);
}
