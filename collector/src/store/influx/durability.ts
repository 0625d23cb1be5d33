/** Whether an InfluxDB 1.x syncs what it has answered for: `wal-fsync-delay` above 0 answers before the disk has it. */
import type { Logger } from 'pino';
import { StoreUnavailable } from '../store.ts';
import { createInfluxClient, type InfluxAuth, InfluxRefusal } from './client.ts';

export type Durability =
  /** Each write is synced before it is answered. */
  | { kind: 'synced' }
  /** A power cut takes what was answered in the last `delay`, such as `100ms`. */
  | { kind: 'delayed'; delay: string }
  /** This credential may not ask, or this version does not say. */
  | { kind: 'unknown'; why: string };

/** @throws StoreUnavailable when the server does not answer. */
export async function durabilityOf(
  { url, auth }: { url: string; auth?: InfluxAuth | undefined },
  log: Logger,
): Promise<Durability> {
  const client = createInfluxClient(url, auth, log);
  try {
    const version = await client.version();
    if (!/^v?1\./.test(version)) return { kind: 'unknown', why: `InfluxDB ${version} has no such setting` };
    const series = await client.query('', 'SHOW DIAGNOSTICS').catch((error: unknown) => {
      const refused =
        error instanceof InfluxRefusal || (error instanceof StoreUnavailable && /: 40[13] /.test(error.message));
      if (refused) return null;
      throw error;
    });
    if (series === null) return { kind: 'unknown', why: 'only an admin of InfluxDB may ask' };
    for (const { columns, values } of series) {
      const at = columns.indexOf('wal-fsync-delay');
      if (at < 0) continue;
      const delay = String(values[0]?.[at]);
      return /^0(ns|µs|us|ms|s)?$/.test(delay) ? { kind: 'synced' } : { kind: 'delayed', delay };
    }
    return { kind: 'unknown', why: `InfluxDB ${version} does not say` };
  } finally {
    client.close();
  }
}
