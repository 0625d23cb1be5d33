import type { GapReason } from '@thongsuot/contract/reasons.ts';
import type { BatchRow, BatchTable } from './batch-table.ts';
import type { OutboxLimits } from './holds-days.ts';
import { dropsPerCommitMax } from './limits.ts';
import { addLoss, type Loss, type Queued } from './memory-queue.ts';
import { fittingCount, type Packed, pack, unpack } from './packing.ts';
import type { SideTables } from './side-tables.ts';

export const queued = ({ at, json }: { at: number; json: string }): Queued => ({
  at,
  json,
  octets: Buffer.byteLength(json),
});

/** The samples of a stored body, or null when it is not what was packed. */
export const contentOf = (body: Uint8Array): { at: number; json: string }[] | null => {
  try {
    return unpack(body);
  } catch {
    return null;
  }
};

/**
 * Packs samples into as few batches as the bounds of one allow, hands each to `write`, and returns how many there were.
 * A sample too large for any batch becomes a dead letter.
 */
export const writeBatches = (
  samples: readonly Queued[],
  side: SideTables,
  nowMs: number,
  write: (packed: Packed) => void,
): number => {
  let batches = 0;
  let rest = samples;
  while (rest.length > 0) {
    const count = fittingCount(rest);
    if (count === 0) {
      const { octets: found, json } = rest[0] as Queued;
      side.putDeadLetter(
        null,
        nowMs,
        'batchTooLarge',
        `one sample of ${found} octets does not fit into a batch`,
        json.slice(0, 2_000),
      );
      rest = rest.slice(1);
      continue;
    }
    write(pack(rest.slice(0, count)));
    batches++;
    rest = rest.slice(count);
  }
  return batches;
};

/** How the outbox loses what its bounds do not hold: oldest first, counted, and told to each collector as a gap. */
export interface Losses {
  /** Drops one batch, and widens the gap of each collector that still waited for it. Null for a batch of gap records. */
  drop(batch: { row: BatchRow; collectors: number[] }, reason: GapReason): Loss | null;
  /** Drops the oldest batches until size and age are within their bounds, and returns what went. */
  enforceBounds(nowMs: number): Loss | null;
  /** Turns the gaps since the last time into batches of their own, one a collector, and returns how many. */
  sendGaps(collectors: readonly number[], nowMs: number): number;
}

export const createLosses = (
  table: BatchTable,
  side: SideTables,
  limits: OutboxLimits,
  octets: () => number,
): Losses => {
  const drop = ({ row, collectors }: { row: BatchRow; collectors: number[] }, reason: GapReason): Loss | null => {
    if (row.kind === 'gap') {
      // The record of a gap is lost, not its meaning: it becomes part of the next record.
      for (const { json } of contentOf(row.body) ?? []) {
        const gap = JSON.parse(json) as Loss & { reason: GapReason };
        for (const collector of collectors) side.addGap(collector, gap.reason, gap);
      }
      table.drop(row.seq, collectors, 0);
      return null;
    }
    const loss = { from: row.fromAt, to: row.toAt, count: row.count };
    for (const collector of collectors) side.addGap(collector, reason, loss);
    table.drop(row.seq, collectors, row.count);
    side.addMeta('dropped', row.count);
    return loss;
  };

  const enforceBounds = (nowMs: number): Loss | null => {
    let lost: Loss | null = null;
    for (let drops = 0; drops < dropsPerCommitMax; drops++) {
      const toAt = table.firstToAt();
      if (toAt === null) break;
      const reason = octets() > limits.octetsMax ? 'outboxBytes' : toAt < nowMs - limits.ageMsMax ? 'outboxAge' : null;
      const first = reason === null ? null : table.first();
      if (reason === null || first === null) break;
      lost = addLoss(lost, drop(first, reason));
    }
    return lost;
  };

  const sendGaps = (collectors: readonly number[], nowMs: number): number => {
    let batches = 0;
    for (const id of collectors) {
      const gaps = side.takeGaps(id).map((gap) => {
        const json = JSON.stringify({
          kind: 'gap',
          at: nowMs,
          from: gap.from,
          to: gap.to,
          count: gap.count,
          reason: gap.reason,
        });
        return queued({ at: nowMs, json });
      });
      batches += writeBatches(gaps, side, nowMs, (packed) => table.insert('gap', packed, [id]));
    }
    return batches;
  };

  return { drop, enforceBounds, sendGaps };
};
