/**
 * Whose the databases are: two collectors that write one database would each correct the other's verdicts. The one that
 * writes says so in the raw database and renews it; another one does not write while that word holds. A word, not a lock:
 * InfluxDB has none. Two that claim at the same moment both see both claims, and the smaller id goes on.
 */
import { leaseMs, leaseRenewMs } from '../limits.ts';
import { StoreUnavailable } from '../store.ts';
import type { InfluxClient } from './client.ts';
import { identifier, literal } from './influxql.ts';

/** Beside the measurements of the contract: no dashboard shows it, and no rollup reads it. */
const measurement = 'collector_lease';

export interface LeaseOptions {
  client: Pick<InfluxClient, 'write' | 'query'>;
  database: string;
  /** Who asks; the same after a restart, so that a collector that was killed does not wait for itself. */
  holder: string;
  /** Said to the other one, such as the machine's name. */
  place: string;
  now(): number;
}

export interface Lease {
  /**
   * Resolves when the databases are ours.
   * @throws StoreUnavailable when they are another's, with whose and until when; or when the server does not answer.
   */
  hold(): Promise<void>;
  /** Gives it up, so that a successor need not wait. Never throws. */
  release(): Promise<void>;
}

interface Claim {
  holder: string;
  place: string;
  until: number;
}

export function createLease({ client, database, holder, place, now }: LeaseOptions): Lease {
  let renewAt = Number.NEGATIVE_INFINITY;
  /** Until when our own word holds: a collector that stood still past it may have a successor. */
  let heldUntil = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const tags = `holder=${holder}`;

  const others = async (): Promise<Claim | undefined> => {
    const since = now() - 2 * leaseMs;
    const series = await client.query(
      database,
      `SELECT last("until"), "place" FROM ${identifier(measurement)} WHERE time >= ${since}ms AND "holder" != ${literal(holder)} GROUP BY "holder"`,
    );
    return series
      .map(({ tags: found, values }): Claim => {
        const [, until, at] = values[0] ?? [];
        return { holder: String(found?.['holder']), place: String(at), until: Number(until) };
      })
      .filter(({ until }) => until > now())
      .sort((a, b) => (a.holder < b.holder ? -1 : 1))[0];
  };

  const claim = (until: number): Promise<void> =>
    client.write(database, [`${measurement},${tags} until=${until},place="${place.replace(/["\\\n]/g, '')}" ${now()}`]);

  const refuse = (other: Claim): never => {
    const until = new Date(other.until).toISOString();
    throw new StoreUnavailable(
      `the collector on ${other.place} writes to ${database} and holds it until ${until}; stop that one, or give this one databases of its own`,
    );
  };

  const renew = async (): Promise<void> => {
    const held = now() < heldUntil;
    const before = await others();
    // Whoever held it first keeps it: a new one sees that before it claims.
    if (before !== undefined && !held) refuse(before);
    const until = now() + leaseMs;
    await claim(until);
    const after = await others();
    if (after !== undefined && (before !== undefined ? !held : after.holder < holder)) {
      heldUntil = Number.NEGATIVE_INFINITY;
      await claim(0);
      refuse(after);
    }
    heldUntil = until;
    renewAt = until - leaseMs + leaseRenewMs;
  };

  return {
    hold() {
      if (now() < renewAt) return Promise.resolve();
      running ??= renew().finally(() => {
        running = undefined;
      });
      return running;
    },
    async release() {
      if (heldUntil === Number.NEGATIVE_INFINITY) return;
      heldUntil = Number.NEGATIVE_INFINITY;
      renewAt = Number.NEGATIVE_INFINITY;
      await claim(0).catch(() => undefined);
    },
  };
}
