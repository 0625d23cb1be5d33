/**
 * The outbox files of agents, by their epochs. An agent whose file was emptied, deleted or lost with its disk begins a
 * new one and may not know that there was another; the collector does, and what waited in the former one is lost.
 */
import { outboxesReplacedMax, outboxInFlightMax, outboxReplacedShownMs } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';
import type { Journal } from './journal.ts';
import type { Range } from './ranges.ts';

/** A file that is no longer sent from, with what had not come of it. */
export interface ReplacedOutbox {
  operator: string;
  agent: string;
  epoch: string;
  /** Batches that had not come, as the last one that came told; and between which numbers. */
  batches: number;
  from: number;
  to: number;
  /** Time of the oldest sample among them, and when the new file was first seen; Unix epoch ms. */
  oldestAt: number;
  at: number;
}

/** What the head of a batch says of its file. */
export interface OutboxHead {
  epoch: string;
  oldestPending: number;
  /** Batches that have not been acknowledged, this one included. */
  pending: number;
}

export interface OutboxBook extends Journal {
  /** Notes the head of a batch; true when a file was found replaced, or came back. `ranges` gives the numbers that came. */
  heard(
    operator: string,
    agent: string,
    head: OutboxHead,
    now: number,
    ranges: (epoch: string) => readonly Range[],
  ): boolean;
  /** Files replaced within the last week, newest last. */
  replaced(now: number): ReplacedOutbox[];
}

interface Row {
  operator: string;
  agent: string;
  current: OutboxHead;
  replaced: ReplacedOutbox[];
}

const tables = [
  `CREATE TABLE ingest_outbox (
     operator TEXT NOT NULL, agent TEXT NOT NULL, state TEXT NOT NULL,
     PRIMARY KEY (operator, agent)) STRICT, WITHOUT ROWID`,
];

/**
 * Of the numbers from 1 to the highest that came, the highest ones that did not, as many as were pending; undefined when
 * there are so few that they may have been on their way.
 */
export function missingOf(
  ranges: readonly Range[],
  pending: number,
): { batches: number; from: number; to: number } | undefined {
  let left = pending;
  let from = 0;
  let to = 0;
  for (let i = ranges.length - 1; i >= 0 && left > 0; i--) {
    const above = (ranges[i]?.[0] ?? 1) - 1;
    const below = (ranges[i - 1]?.[1] ?? 0) + 1;
    const count = Math.min(left, above - below + 1);
    if (count <= 0) continue;
    if (to === 0) to = above;
    from = above - count + 1;
    left -= count;
  }
  const batches = pending - left;
  return batches < outboxInFlightMax ? undefined : { batches, from, to };
}

export function createOutboxBook(operational: OperationalFile): OutboxBook {
  const { db } = operational;
  operational.migrate('ingestOutbox', tables);
  const upsert = db.prepare(
    'INSERT INTO ingest_outbox VALUES (?, ?, ?) ON CONFLICT (operator, agent) DO UPDATE SET state = excluded.state',
  );
  const rows = new Map<string, Row>();
  for (const saved of db.prepare('SELECT operator, agent, state FROM ingest_outbox').all() as {
    operator: string;
    agent: string;
    state: string;
  }[]) {
    const { operator, agent, state } = saved;
    rows.set(`${operator}/${agent}`, { operator, agent, ...(JSON.parse(state) as Pick<Row, 'current' | 'replaced'>) });
  }
  let changed = new Set<Row>();
  return {
    heard(operator, agent, { epoch, oldestPending, pending }, now, ranges) {
      const key = `${operator}/${agent}`;
      const head = { epoch, oldestPending, pending };
      const row = rows.get(key);
      if (row === undefined) {
        const first = { operator, agent, current: head, replaced: [] };
        rows.set(key, first);
        changed.add(first);
        return false;
      }
      const former = row.current;
      row.current = head;
      changed.add(row);
      if (former.epoch === epoch) return false;
      const before = row.replaced.length;
      // A file that was put back goes on where it was.
      row.replaced = row.replaced.filter((one) => one.epoch !== epoch);
      const missing = missingOf(ranges(former.epoch), former.pending - 1);
      if (missing !== undefined) {
        row.replaced.push({
          operator,
          agent,
          epoch: former.epoch,
          ...missing,
          oldestAt: former.oldestPending,
          at: now,
        });
        if (row.replaced.length > outboxesReplacedMax) row.replaced.shift();
        return true;
      }
      return row.replaced.length !== before;
    },
    replaced: (now) =>
      [...rows.values()]
        .flatMap((row) => row.replaced)
        .filter(({ at }) => now - at <= outboxReplacedShownMs)
        .sort((a, b) => a.at - b.at),
    write() {
      const written = changed;
      for (const { operator, agent, current, replaced } of written)
        upsert.run(operator, agent, JSON.stringify({ current, replaced }));
      return () => {
        if (changed === written) changed = new Set();
      };
    },
  };
}
