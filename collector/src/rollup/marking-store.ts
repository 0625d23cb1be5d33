/**
 * The store as the parts see it that make raw points themselves (states of endpoints, readiness of units): their hours
 * are marked before the points are written, as ingest does for the agents'.
 */
import type { Clock } from '../clock.ts';
import type { DirtyHours, Mark } from '../ingest/dirty.ts';
import type { OperationalFile } from '../operational.ts';
import { type Point, type Store, StoreUnavailable } from '../store/store.ts';
import { hourMs } from './bucket.ts';
import { planOf } from './plan.ts';

/** The agent in marks of points that no agent sent; no agent's id is empty. */
const ourselves = '';

export function markingStore(
  store: Store,
  { operational, dirty, clock }: { operational: OperationalFile; dirty: DirtyHours; clock: Clock },
): Store {
  /** Hours under way that are marked: not computed before they end (ingest/dirty.ts), so that one mark does. */
  const marked = new Set<string>();

  const mark = (marks: readonly Mark[]): void => {
    const now = clock.now();
    const fresh = marks.filter((one) => !marked.has(keyOf(one)));
    if (fresh.length === 0) return;
    try {
      operational.transaction(() => dirty.mark(fresh, now));
    } catch (error) {
      throw new StoreUnavailable(
        `the collector’s own file cannot be written, which must say what hours change: ${(error as Error).message}`,
      );
    }
    for (const one of fresh) if (one.hour + hourMs > now) marked.add(keyOf(one));
  };

  return {
    window: (query) => store.window(query),
    latest: (measurement, where, from) => store.latest(measurement, where, from),
    series: (measurement, from) => store.series(measurement, from),
    retain: (now) => store.retain(now),
    health: () => store.health(),
    close: () => store.close(),
    async write(points, tier = 'raw') {
      if (tier !== 'raw') return store.write(points, tier);
      const now = clock.now();
      for (const key of marked) if (Number(key.slice(0, key.indexOf('/'))) + hourMs <= now) marked.delete(key);
      const marks = marksOf(points);
      mark(marks);
      const release = dirty.hold(marks);
      try {
        const outcome = await store.write(points);
        release('written');
        return outcome;
      } catch (error) {
        release('unknown');
        throw error;
      }
    },
  };
}

const keyOf = ({ operator, measurement, hour }: Mark): string => `${hour}/${operator}/${measurement}`;

function marksOf(points: readonly Point[]): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { measurement, tags, at } of points) {
    const operator = tags['operator'];
    if (operator === undefined || planOf(measurement) === undefined) continue;
    const mark = { operator, agent: ourselves, measurement, hour: Math.floor(at / hourMs) * hourMs };
    marks.set(keyOf(mark), mark);
  }
  return [...marks.values()];
}
