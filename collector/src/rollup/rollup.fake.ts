/** For tests of the rollups: a collector's ingest and worker that can be killed, and the tiers as raw points give them. */
import type { Tier } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { createCommitter } from '../ingest/commit.ts';
import { createDirtyHours } from '../ingest/dirty.ts';
import type { OperationalFile } from '../operational.ts';
import type { Row } from '../store/aggregate.ts';
import type { Point, Store } from '../store/store.ts';
import { type Bucket, dayMs, dayOf, folded, hourMs, slotsOf } from './bucket.ts';
import { createDirtyDays } from './dirty-days.ts';
import { quietMs } from './limits.ts';
import { markingStore } from './marking-store.ts';
import { figureNames, type Plan, planOf } from './plan.ts';
import { RollupWorker } from './worker.ts';

const log = pino({ enabled: false });
const link = planOf('link') as Plan;

/** A midnight of the province some days ago: five days from it are neither expired nor in the future on either store. */
export const start = dayOf(Date.now()) - 5 * dayMs;

class Killed extends Error {}

/** A collector's ingest and rollups on one store; `kill` ends the process at a call to the store and starts another. */
export function harness(real: Store, operational: OperationalFile, from = start + 3 * dayMs) {
  const clock = { wall: from, mono: 0, now: () => clock.wall, monotonicMs: () => clock.mono };
  const pass = (ms: number) => {
    clock.wall += ms;
    clock.mono += ms;
  };
  const calls = { left: Number.POSITIVE_INFINITY, done: true, kills: 0 };
  const complete = new Map<string, number>();
  const hit = async <T>(work: () => Promise<T>): Promise<T> => {
    calls.left -= 1;
    if (calls.left > 0) return work();
    // A dead process begins nothing more.
    if (calls.left === 0 && calls.done) await work();
    if (calls.left === 0) calls.kills += 1;
    throw new Killed();
  };
  const killable: Store = {
    ...real,
    write: (points, tier) => hit(() => real.write(points, tier)),
    window: (query) => hit(() => real.window(query)),
  };
  const begin = () => {
    const dirty = createDirtyHours(operational, clock.monotonicMs);
    const days = createDirtyDays(operational);
    const committer = createCommitter({
      operational,
      store: killable,
      journals: [],
      dirty,
      clock,
      log,
      onStore: () => undefined,
      waitMs: 0,
    });
    const worker = new RollupWorker({
      store: killable,
      operational,
      dirty,
      days,
      clock,
      log,
      keepMs: { raw: 30 * dayMs, '5m': 180 * dayMs },
      storeUnavailable: () => undefined,
      completeTo: (operator, agent) => complete.get(`${operator}/${agent}`) ?? 0,
      delay: async () => undefined,
    });
    const own = markingStore(killable, { operational, dirty, clock });
    return { dirty, days, committer, worker, own };
  };
  let now = begin();
  return {
    clock,
    pass,
    calls,
    complete,
    process: () => now,
    restart() {
      calls.left = Number.POSITIVE_INFINITY;
      now = begin();
    },
    /** Rounds until nothing is marked. */
    async settle() {
      for (let i = 0; i < 200; i += 1) {
        pass(quietMs);
        await now.worker.round();
        if (now.dirty.figures().hours + now.days.figures().days === 0) return;
      }
      throw new Error(`still marked: ${JSON.stringify(now.worker.figures())}`);
    },
  };
}

/** What a tier holds of an operator's links. */
export async function tierOf(
  store: Store,
  operator: string,
  tier: Exclude<Tier, 'raw'>,
): Promise<Record<string, Bucket[]>> {
  const names = [...link.fields.flatMap((field) => figureNames(field, tier)), 'n', 'expected'];
  const answer: Record<string, Bucket[]> = {};
  for (let i = 0; i < names.length; i += 60) {
    const fields = names.slice(i, i + 60);
    const range = { from: start - dayMs, to: start + 5 * dayMs, limit: 10_000 };
    for (const { tags, points } of await store.window({
      measurement: 'link',
      tier,
      fields,
      where: { operator },
      ...range,
    })) {
      const key = `${tags['endpoint']}/${tags['link']}`;
      answer[key] ??= [];
      for (const { at, values } of points) {
        const bucket = answer[key].find((one) => one.at === at) ?? { at, fields: {} };
        if (!answer[key].includes(bucket)) answer[key].push(bucket);
        for (const [j, name] of fields.entries()) {
          const value = values[j];
          if (value !== null && value !== undefined) bucket.fields[name] = value;
        }
      }
    }
  }
  for (const buckets of Object.values(answer)) buckets.sort((a, b) => a.at - b.at);
  return answer;
}

/** The three tiers of all points, computed from nothing but them. */
export function recomputed(points: readonly Point[]) {
  const series = new Map<string, Map<number, Point['fields']>>();
  for (const { tags, at, fields } of points) {
    const key = `${tags['endpoint']}/${tags['link']}`;
    const rows = series.get(key) ?? new Map();
    series.set(key, rows.set(at, { ...rows.get(at), ...fields }));
  }
  const tiers: Record<'5m' | '1h' | '1d', Record<string, Bucket[]>> = { '5m': {}, '1h': {}, '1d': {} };
  for (const [key, rows] of series) {
    const sorted = [...rows].sort(([a], [b]) => a - b);
    const slots = slotsOf(
      link,
      sorted.map(([at, fields]): Row => ({ at, values: link.fields.map(({ name }) => fields[name] ?? null) })),
    );
    const longer = (starts: (at: number) => number, widthMs: number) =>
      [...Map.groupBy(slots, ({ at }) => starts(at))].flatMap(([at, some]) => folded(link, some, at, widthMs) ?? []);
    tiers['5m'][key] = slots;
    tiers['1h'][key] = longer((at) => Math.floor(at / hourMs) * hourMs, hourMs);
    tiers['1d'][key] = longer(dayOf, dayMs);
  }
  return tiers;
}
