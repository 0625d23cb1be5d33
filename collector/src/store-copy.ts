/** `collector store copy`: copies what the embedded store keeps into InfluxDB, or back, while the collector is stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { systemClock } from './clock.ts';
import { openOperational } from './collector.ts';
import type { CollectorConfig } from './config/schema.ts';
import type { OperationalFile } from './operational.ts';
import { SetupError } from './server.ts';
import { type CopyMarks, type CopyOutcome, type CopyProgress, copyStore } from './store/copy.ts';
import { openStore, retentionKept } from './store/open.ts';
import { type Store, StoreUnavailable } from './store/store.ts';
import { storeOptionsOf } from './wiring.ts';

export interface CopyCommand {
  from: string | undefined;
  to: string | undefined;
  /** A line of progress; `final` ends it. */
  show(line: string, final: boolean): void;
}

/**
 * Copies, compares and says what came of it; run again it goes on where it was.
 * @returns lines to print, and whether both stores hold the same
 * @throws SetupError when the stores are not configured, cannot be opened or do not answer.
 */
export async function copyBetweenStores(
  config: CollectorConfig,
  command: CopyCommand,
): Promise<{ lines: string[]; same: boolean }> {
  const { source, target } = storesOf(config, command);
  // Held to the end: a running collector would write to the source meanwhile.
  const operational = openOperational(config.state);
  const log = pino({ level: 'silent' });
  const opened: Store[] = [];
  try {
    const from = await openStore(source, { log, clock: systemClock });
    opened.push(from);
    const to = await openStore(target, { log, clock: systemClock });
    opened.push(to);
    const health = await to.health();
    if (!health.ready) throw new SetupError(`${health.description} cannot be copied to: ${health.detail ?? ''}`);
    const show = progressLine(command.show);
    const outcome = await copyStore({
      from,
      to,
      keepMs: { from: retentionKept(source), to: retentionKept(target) },
      now: systemClock.now(),
      marks: marksIn(operational, health.description),
      onProgress: show,
      wait: (ms) => sleep(ms),
    });
    command.show('', true);
    return { lines: summaryOf(outcome, command), same: outcome.differences.length === 0 };
  } catch (cause) {
    if (cause instanceof StoreUnavailable)
      throw new SetupError(`${cause.message}. What is copied stays copied; run the same command again to go on`, {
        cause,
      });
    throw cause;
  } finally {
    for (const store of opened.reverse()) await store.close();
    operational.close();
  }
}

function storesOf(config: CollectorConfig, { from, to }: CopyCommand) {
  const { store, nextStore } = config;
  if (nextStore === undefined)
    throw new SetupError('store copy needs two stores: add nextStore to the config, written like store');
  if (store.kind === nextStore.kind)
    throw new SetupError(`store and nextStore are both ${store.kind}; store copy goes from one kind to the other`);
  const kinds = [store.kind, nextStore.kind];
  if (from === undefined || to === undefined || !kinds.includes(from as 'sqlite') || !kinds.includes(to as 'sqlite'))
    throw new SetupError(`expected: store copy --from ${store.kind} --to ${nextStore.kind}`);
  if (from === to) throw new SetupError(`--from and --to are both ${from}; they are the two stores of the config`);
  const now = storeOptionsOf(config);
  const next = storeOptionsOf({ ...config, store: nextStore });
  return now.kind === from ? { source: now, target: next } : { source: next, target: now };
}

function marksIn(file: OperationalFile, target: string): CopyMarks {
  file.migrate('store_copy', [
    `CREATE TABLE store_copy_mark (
       target TEXT NOT NULL, tier TEXT NOT NULL, measurement TEXT NOT NULL, up_to INTEGER NOT NULL,
       PRIMARY KEY (target, tier, measurement)
     ) STRICT, WITHOUT ROWID`,
  ]);
  const read = file.db.prepare('SELECT up_to FROM store_copy_mark WHERE target = ? AND tier = ? AND measurement = ?');
  const write = file.db.prepare(
    'INSERT INTO store_copy_mark VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET up_to = excluded.up_to',
  );
  return {
    get: (tier: Tier, measurement: Measurement) =>
      (read.get(target, tier, measurement) as { up_to: number } | undefined)?.up_to,
    set: (tier, measurement, upTo) => {
      write.run(target, tier, measurement, upTo);
    },
  };
}

const barWidth = 24;

function progressLine(show: CopyCommand['show']): (progress: CopyProgress) => void {
  return ({ phase, tier, measurement, ratio, points }) => {
    const filled = Math.min(barWidth, Math.floor(ratio * barWidth));
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const percent = `${Math.floor(ratio * 100)} %`.padStart(5);
    show(`${bar} ${percent}  ${phase} ${tier} ${measurement}, ${points} points written`, false);
  };
}

const differencesShownMax = 20;

function summaryOf({ points, refused, refusals, values, differences }: CopyOutcome, { from, to }: CopyCommand) {
  const lines = [`${points} points written, ${values} values compared, ${differences.length} differences.`];
  if (refused > 0) lines.push(`${refused} points were refused; the first reasons:`, ...refusals.map((r) => `  ${r}`));
  for (const one of differences.slice(0, differencesShownMax)) {
    const window = `${new Date(one.from).toISOString()} to ${new Date(one.to).toISOString()}`;
    lines.push(
      `  ${one.tier} ${one.measurement} ${one.field}, ${window}: found ${one.found} in ${to}, expected ${one.expected} as in ${from}`,
    );
  }
  lines.push(
    differences.length === 0
      ? `Both stores hold the same. Make nextStore the store in the config, and start the collector.`
      : `The stores differ. Run the same command again; what still differs then is named by the reasons above or by the store’s log.`,
  );
  return lines;
}
