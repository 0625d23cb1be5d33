import { gzipSync } from 'node:zlib';
import type { BatchHead } from '@thongsuot/contract/batch.ts';
import { protocolVersion } from '@thongsuot/contract/limits.ts';

// The closing brace as a gzip member of its own; it never changes.
const tail = gzipSync('}');

/**
 * The body of one `POST /v1/batches`, in three gzip members that inflate to one JSON text (RFC 1952 §2.2):
 *
 *   {"version":1,"lane":…,"samples":  |  [ … as stored … ]  |  }
 *
 * The middle one was compressed when it was committed and is sent untouched.
 */
export const frame = (head: Omit<BatchHead, 'version'>, samples: Uint8Array): Uint8Array[] => {
  const { lane, epoch, seq, oldestPending, pending, dropped } = head;
  const text = JSON.stringify({ version: protocolVersion, lane, epoch, seq, oldestPending, pending, dropped });
  return [gzipSync(`${text.slice(0, -1)},"samples":`), samples, tail];
};
