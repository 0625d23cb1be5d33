/** Creates the databases of all tiers with an admin credential that is given once and kept nowhere. */
import { databaseName, type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import type { Logger } from 'pino';
import { type Retention, retentionOf } from '../schema.ts';
import { createInfluxClient, type InfluxAuth } from './client.ts';
import { mirrorDatabase } from './influx.ts';
import { identifier, literal } from './influxql.ts';

export interface ProvisionOptions {
  url: string;
  /** Left out for a server without authentication. */
  admin?: InfluxAuth;
  database?: string;
  keepMs?: Partial<Retention>;
  /** Operators that get databases of their own points. */
  mirror?: readonly string[];
  /** The collector's own user: created, or given this password, and allowed to read and write these databases. */
  user?: { username: string; password: string };
}

export interface Provisioned {
  /** Databases in the order of the tiers, with how long each keeps its points. */
  databases: { tier: Tier; name: string; keepMs: number }[];
}

/** A shard goes as a whole once its newest point is too old: small against the retention, and some hundred in all. */
const shardDurations: Readonly<Record<Tier, string>> = { raw: '1d', '5m': '7d', '1h': '28d', '1d': '364d' };

/**
 * Brings the databases to the wanted retention; run again it changes nothing.
 * @throws StoreUnavailable when the server does not answer or refuses the credential; Error when it is not a 1.x:
 *   2.x and 3 create databases by calls of their own, with tokens that this program is never given.
 */
export async function provisionInflux(options: ProvisionOptions, log: Logger): Promise<Provisioned> {
  const client = createInfluxClient(options.url, options.admin, log);
  const retention = retentionOf(options.keepMs);
  const base = options.database ?? databaseName;
  const bases = [base, ...(options.mirror ?? []).map((operator) => mirrorDatabase(base, operator))];
  const databases = bases.flatMap((name) =>
    tierNames.map((tier) => ({ tier, name: `${name}${tiers[tier].suffix}`, keepMs: retention[tier] })),
  );
  try {
    const version = await client.version();
    if (!/^v?1\./.test(version)) {
      const wanted = databases.map(({ name, keepMs }) => `${name} (${keepMs / 3_600_000} h)`).join(', ');
      throw new Error(
        `${options.url} is InfluxDB ${version}, which creates no database over InfluxQL. Create these buckets or databases, each with its retention, by its own tool: ${wanted}`,
      );
    }
    for (const { tier, name, keepMs } of databases) {
      const duration = `${Math.ceil(keepMs / 60_000)}m SHARD DURATION ${shardDurations[tier]}`;
      await client.query('', `CREATE DATABASE ${identifier(name)}`);
      // The default policy has this name on every 1.x; CREATE … WITH DURATION fails on a database that exists.
      await client.query('', `ALTER RETENTION POLICY "autogen" ON ${identifier(name)} DURATION ${duration} DEFAULT`);
    }
    if (options.user !== undefined) {
      const { username, password } = options.user;
      // On a user that exists with another password CREATE fails: SET PASSWORD serves both.
      const users = await client.query('', 'SHOW USERS');
      const exists = users.some(({ values }) => values.some(([name]) => name === username));
      await client.query(
        '',
        exists
          ? `SET PASSWORD FOR ${identifier(username)} = ${literal(password)}`
          : `CREATE USER ${identifier(username)} WITH PASSWORD ${literal(password)}`,
      );
      for (const { name } of databases)
        await client.query('', `GRANT ALL ON ${identifier(name)} TO ${identifier(username)}`);
    }
    return { databases };
  } finally {
    client.close();
  }
}
