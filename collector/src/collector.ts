/** The composition root: opens the parts, wires them, and stops them in the opposite order. Nothing here thinks. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tiers } from '@thongsuot/contract/storage.ts';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import type { CollectorConfig } from './config/schema.ts';
import { SecretMissing } from './config/secret.ts';
import { createDuty } from './duty/duty.ts';
import { createCredentials } from './http/authenticate.ts';
import { createSessions } from './http/session.ts';
import { createBudgetBook } from './ingest/budget.ts';
import { createClaimBook } from './ingest/claims.ts';
import { createCommitter } from './ingest/commit.ts';
import { createIngestFindings } from './ingest/findings.ts';
import { createInventoryBook } from './ingest/inventory.ts';
import { createOutboxBook } from './ingest/outboxes.ts';
import { createReceivedBook } from './ingest/received.ts';
import { findingsEveryMs, retainEveryMs } from './limits.ts';
import { createLive } from './live/live.ts';
import { directoryOf, notifyOf } from './notify-wiring.ts';
import { type OperationalFile, openOperationalFile } from './operational.ts';
import { createRollups } from './rollup/rollups.ts';
import { SetupError, startServer } from './server.ts';
import { embeddedLinksMax } from './store/limits.ts';
import { openStore } from './store/open.ts';
import { toPoints } from './store/point.ts';
import type { Store } from './store/store.ts';
import { endsAtOf, keepTls, readTlsFiles, type TlsKeeper, type TlsMaterial } from './tls-files.ts';
import {
  budgetsOf,
  credentialsOf,
  namedAgentsOf,
  passwordUsersOf,
  rawKeepMsOf,
  registerOf,
  rulesOf,
  storeOptionsOf,
} from './wiring.ts';

export interface Collector {
  host: string;
  port: number;
  /**
   * Takes register, thresholds, rules and credentials of another config; whatever else differs waits for a restart and is
   * named in the log. @throws SecretMissing, and then nothing has changed.
   */
  reload(config: CollectorConfig): void;
  /** Requests in flight finish, what waits is written, files are closed. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

export interface CollectorOptions {
  demo: boolean;
  log: Logger;
  clock?: Clock;
  boardDist?: string;
}

const builtBoard = fileURLToPath(new URL('../../dashboards/board/dist', import.meta.url));

/**
 * Starts everything and listens.
 * @throws SetupError when the installation does not let it: address taken, file locked, secret missing.
 */
export async function startCollector(config: CollectorConfig, options: CollectorOptions): Promise<Collector> {
  const { demo, log } = options;
  const clock = options.clock ?? systemClock;
  if (demo && !['127.0.0.1', 'localhost'].includes(config.listen.host)) {
    throw new SetupError(
      `the demo opens the board without sign-in and listens on 127.0.0.1 only; found listen.host ${config.listen.host}`,
    );
  }
  const { credentials, notify, storeOptions, tls } = setup(() => ({
    credentials: createCredentials(credentialsOf(config), namedAgentsOf(config)),
    notify: notifyOf(config),
    storeOptions: storeOptionsOf(config),
    tls: config.listen.tls === undefined ? undefined : readTlsFiles(config.listen.tls),
  }));
  const operational = openOperational(config.state);
  let store: Store | undefined;
  try {
    const holder = { id: holderOf(operational), place: hostname() };
    store = await openStore(storeOptions, { log, clock, holder });
    return await assemble(config, { ...options, clock }, { operational, store, credentials, notify, tls });
  } catch (error) {
    await store?.close();
    operational.close();
    const file =
      store !== undefined
        ? join(config.state, 'operational.db')
        : storeOptions.kind === 'sqlite'
          ? storeOptions.path
          : undefined;
    throw file === undefined ? error : unusable(error, file);
  }
}

/** SQLite's result codes of a file that is as bad at the next start: READONLY, CORRUPT, CANTOPEN, NOTADB. */
const lastingResultCodes: ReadonlySet<number> = new Set([8, 11, 14, 26]);

/** What is wrong with a file stays wrong: told as such, so that no service manager starts the collector again and again. */
function unusable(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.message.includes('a newer version wrote')) return new SetupError(error.message, { cause: error });
  const code = 'errcode' in error ? Number(error.errcode) & 0xff : -1;
  if (!lastingResultCodes.has(code)) return error;
  return new SetupError(
    `${file} cannot be used: ${error.message}. Nothing in it was changed. Put its newest copy in its place, or move it away and the collector begins an empty one`,
    { cause: error },
  );
}

interface Opened {
  operational: OperationalFile;
  store: Store;
  credentials: ReturnType<typeof createCredentials>;
  notify: ReturnType<typeof notifyOf>;
  tls: TlsMaterial | undefined;
}

async function assemble(
  config: CollectorConfig,
  options: CollectorOptions & { clock: Clock },
  { operational, store, credentials, notify, tls }: Opened,
): Promise<Collector> {
  const { clock, demo, log } = options;
  let register = registerOf(config);
  let endpointIds = new Set(register.endpoints.map(({ id }) => id));
  const endpointKnown = (id: string) => endpointIds.has(id);
  const rules = rulesOf(config);
  const rawKeepMs = rawKeepMsOf(config);
  const rollups = createRollups({
    store,
    operational,
    clock,
    log,
    keepMs: { raw: rawKeepMs, '5m': config.retention['5m'] ?? tiers['5m'].keepDays * 86_400_000 },
  });
  const duty = createDuty({ operational, now: () => clock.now() });
  const live = createLive({
    register,
    rules,
    operational,
    duty,
    store: rollups.store,
    clock,
    log,
    demo,
    notify,
    directory: directoryOf(config),
    rawKeepMs,
    history: { stale: rollups.stale, gaps: (operator, agent) => received.gaps(operator, agent) },
  });
  const inventories = createInventoryBook(operational);
  const claims = createClaimBook(operational, clock.monotonicMs());
  const received = createReceivedBook(operational);
  const outboxes = createOutboxBook(operational);
  const findings = createIngestFindings(clock.monotonicMs, (list) => live.reportFindings('ingest', list));
  const committer = createCommitter({
    operational,
    store,
    journals: [inventories, claims, received, outboxes, live.marks],
    dirty: rollups.dirty,
    clock,
    log,
    onStore: (unavailable) => findings.store(unavailable),
  });
  for (const inventory of inventories.newest()) {
    live.inventory(inventory);
    claims.listed(inventory.operator, inventory.agent, new Set(inventory.links.map(({ id }) => id)));
  }
  findings.inventories(inventories.newest(), endpointKnown);

  const budgets = createBudgetBook(budgetsOf(config), clock.monotonicMs);
  const ingest = {
    network: live,
    committer,
    inventories,
    claims,
    received,
    outboxes,
    findings,
    budgets,
    toPoints,
    endpointKnown,
    rawKeepMs,
  };
  const sessions = createSessions({ operational, users: passwordUsersOf(config), clock });
  let keeper: TlsKeeper | undefined;
  const app = await createApp({
    views: live.views,
    figures: live.figures,
    feed: live.feed,
    desk: live.desk,
    alertDesk: live.alertDesk,
    notify: live.notifier,
    recorded: live.recorded,
    rolledUp: rollups.figures,
    credentials,
    sessions,
    ingest,
    clock,
    log,
    demo,
    boardDist: options.boardDist ?? builtBoard,
    ...(tls === undefined ? {} : { tls, tlsEndsAt: () => keeper?.endsAt() ?? endsAtOf(tls) }),
  });
  const server = await startServer(app, config.listen.host, config.listen.port, log);
  if (tls !== undefined && config.listen.tls !== undefined)
    keeper = keepTls(config.listen.tls, tls, server.renewTls, log);
  await live.start();
  rollups.start({ storeUnavailable: committer.unavailable, completeTo: received.completeTo });
  let told = false;
  const tellSize = () => {
    const links = inventories.newest().reduce((sum, inventory) => sum + inventory.links.length, 0);
    if (told || config.store.kind !== 'sqlite' || links <= embeddedLinksMax) return;
    told = true;
    log.warn(
      { links, linksMax: embeddedLinksMax },
      'Embedded store holds more links than it is meant for; it goes on. Move to InfluxDB: collector store copy --from sqlite --to influx',
    );
  };
  const retain = () =>
    store.retain(clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'Store could not forget what has expired; it is tried again in an hour');
    });
  const tellFindings = () => {
    findings.outboxes(outboxes.replaced(clock.now()));
    findings.expire();
    tellSize();
  };
  tellFindings();
  const timers = [setInterval(tellFindings, findingsEveryMs), setInterval(retain, retainEveryMs)];

  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    for (const timer of timers) clearInterval(timer);
    keeper?.stop();
    try {
      await server.stop();
      await rollups.stop();
      await committer.stop();
      await live.stop();
    } finally {
      // Whatever failed above, the files are closed: what is in them is safe.
      await store.close();
      operational.close();
    }
    log.info('Collector has stopped');
  };
  return {
    host: server.host,
    port: server.port,
    reload(next) {
      const nextCredentials = credentialsOf(next);
      register = registerOf(next);
      endpointIds = new Set(register.endpoints.map(({ id }) => id));
      credentials.replace(nextCredentials, namedAgentsOf({ ...next, listen: config.listen }));
      sessions.replace(passwordUsersOf(next));
      keeper?.renew();
      budgets.reload(budgetsOf(next));
      // Their readers come back with the credentials that are valid now.
      app.streams.endAll();
      live.reload(register, rulesOf(next), directoryOf(next));
      findings.inventories(inventories.newest(), endpointKnown);
      const waiting = (['listen', 'state', 'store', 'notify', 'retention'] as const).filter(
        (key) => JSON.stringify(next[key]) !== JSON.stringify(config[key]),
      );
      if (waiting.length > 0) log.warn({ keys: waiting }, 'Config is taken but for these keys, which need a restart');
      else log.info('Config is taken');
    },
    stop() {
      stopped ??= stopAll();
      return stopped;
    },
  };
}

/** Runs what reads secrets and files; their mistakes are the installation’s. */
function setup<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof SecretMissing) throw new SetupError(cause.message, { cause });
    throw cause;
  }
}

/** The id of this installation: made once, kept in its operational file. */
function holderOf(operational: OperationalFile): string {
  operational.migrate('installation', ['CREATE TABLE installation (id TEXT NOT NULL) STRICT']);
  const row = operational.db.prepare('SELECT id FROM installation').get() as { id: string } | undefined;
  if (row !== undefined) return row.id;
  const id = randomUUID();
  operational.db.prepare('INSERT INTO installation VALUES (?)').run(id);
  return id;
}

/** Why nothing can be written into the directory, which SQLite calls an I/O error, and what to do; empty when it can. */
function unwritable(state: string): string {
  try {
    accessSync(state, constants.W_OK);
    return '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'EROFS' ? 'is on a read-only file system' : `cannot be written to (${code ?? 'unknown'})`;
    return `Its directory ${found}; make it writable for this user. `;
  }
}

/** @throws SetupError when another collector holds it, or the directory cannot be used. */
export function openOperational(state: string): OperationalFile {
  const path = join(state, 'operational.db');
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    return openOperationalFile(path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.includes('locked'))
      throw new SetupError(
        `another collector runs on ${state}; stop it, or give this one a state directory of its own`,
      );
    throw new SetupError(
      `the operational file ${path} cannot be used: ${message}. ${unwritable(state)}Nothing was started`,
      { cause },
    );
  }
}
