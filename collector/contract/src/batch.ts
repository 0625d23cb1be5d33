import { z } from 'zod';
import { epochMs } from './id.ts';
import { protocolVersion, samplesPerBatchMax } from './limits.ts';
import { lanes } from './reasons.ts';

/** Random per outbox file, 64 bits in hex: with it a sequence number says which file it counts. */
export const epoch = z.string().regex(/^[0-9a-f]{16}$/, { error: 'an epoch is 16 hexadecimal digits, lower case' });

/** Ascending within an epoch; never used twice, not even after the outbox has drained. */
export const seq = z.int().min(1);

/**
 * The body of `POST /v1/batches`. The samples are not validated here but one by one (`sample.ts`), so that one wrong
 * line never blinds an agent. `samples` is the last key: the agent stores its octets compressed once, and sends the
 * rest as a gzip member of its own before them (RFC 1952 §2.2).
 */
export const batch = z.strictObject({
  version: z.literal(protocolVersion),
  lane: z.enum(lanes),
  epoch,
  seq,
  /**
   * Time of the oldest sample that this collector has not acknowledged, this batch included: in the outbox, or of a
   * reading that has begun. Up to here the agent's data is whole.
   */
  oldestPending: epochMs,
  /** Batches in the outbox that this collector has not acknowledged, this one included. */
  pending: z.int().min(1),
  /** Samples dropped by a bound since the epoch began. */
  dropped: z.int().min(0),
  samples: z.array(z.unknown()).min(1).max(samplesPerBatchMax),
});

export type Batch = z.infer<typeof batch>;
export type BatchHead = Omit<Batch, 'samples'>;
