/**
 * `collector provision`: creates the databases of the store, and of the one it is to be copied to, with an admin
 * credential that is given once and kept nowhere.
 */
import { pino } from 'pino';
import type { CollectorConfig } from './config/schema.ts';
import { readSecret, SecretMissing } from './config/secret.ts';
import { SetupError } from './server.ts';
import { provisionInflux } from './store/influx/provision.ts';
import { storeOptionsOf } from './wiring.ts';

/** Lines that say what is there now. @throws SetupError when it cannot be done. */
export async function provisionStore(
  config: CollectorConfig,
  admin: { user: string | undefined; secret: string | undefined },
): Promise<string[]> {
  const stores = [config.store, ...(config.nextStore === undefined ? [] : [config.nextStore])];
  const databases = stores.filter((store) => store.kind === 'influx');
  if (databases.length === 0)
    return ['The embedded store needs no provisioning: it makes its file at the first start.'];
  if (admin.user !== undefined && admin.secret === undefined)
    throw new SetupError(
      '--admin-user is given without its password; put it into the environment as THONGSUOT_ADMIN_SECRET',
    );
  const lines: string[] = [];
  for (const store of databases) lines.push(...(await provisionOne({ ...config, store }, store, admin)));
  return lines;
}

async function provisionOne(
  config: CollectorConfig,
  store: Extract<CollectorConfig['store'], { kind: 'influx' }>,
  { user, secret }: { user: string | undefined; secret: string | undefined },
): Promise<string[]> {
  try {
    const { username, password } = store;
    const { databases } = await provisionInflux(
      {
        url: store.url,
        database: store.database,
        keepMs: storeOptionsOf(config).keepMs,
        mirror: store.mirror,
        ...(secret === undefined
          ? {}
          : { admin: user === undefined ? { token: secret } : { username: user, password: secret } }),
        ...(username === undefined || password === undefined
          ? {}
          : { user: { username, password: readSecret(password).reveal() } }),
      },
      pino({ level: 'silent' }),
    );
    return databases.map(
      ({ name, tier, keepMs }) => `${name}: tier ${tier}, kept ${Math.round(keepMs / 86_400_000)} days`,
    );
  } catch (cause) {
    if (cause instanceof SecretMissing || cause instanceof Error)
      throw new SetupError(`InfluxDB at ${store.url} could not be provisioned: ${cause.message}`, { cause });
    throw cause;
  }
}
