/** Reads one column of one device, step by step, by whichever engine: how far, how fast, and what ends it. */
import { performance } from 'node:perf_hooks';
import { bulkRefusedMs, requestsPerWalkMax } from './limits.ts';
import { type RequestOptions, SnmpError, type SnmpValue } from './transport.ts';
import { type Pace, type Varbind, Walk } from './walk.ts';

/** What a walk needs of a session. */
export interface Stepper {
  /** How the device is walked; undefined for v1, which has no GETBULK. */
  readonly pace: Pace | undefined;
  readonly hasAnswered: boolean;
  /** One GETBULK of so many repetitions, or one GETNEXT. `end` is v1's way of saying endOfMibView (RFC 1157 §4.1.3). */
  step(from: string, pace: number | 'next', options: RequestOptions): Promise<readonly Varbind[] | 'end'>;
}

/** @throws SnmpError as `SnmpTransport.column` says */
export async function readColumn(
  session: Stepper,
  device: string,
  oid: string,
  options: RequestOptions & { rowsMax: number },
): Promise<Map<string, SnmpValue>> {
  const { rest } = until(options);
  const walk = new Walk(oid, options.rowsMax);
  for (let requests = 0; !walk.done; requests++) {
    if (requests >= requestsPerWalkMax) {
      throw new SnmpError('error', `the walk of ${oid} on ${device} took ${requests} requests; it ends here`);
    }
    const pace = session.pace?.now(performance.now()) ?? 'next';
    try {
      const varbinds = await session.step(walk.from, pace, rest());
      if (varbinds === 'end') break;
      walk.take(varbinds);
    } catch (error) {
      const smaller =
        pace !== 'next' &&
        error instanceof SnmpError &&
        (error.code === 'tooBig' || error.code === 'timeout' || error.code === 'error') &&
        rest().deadlineMs > 0 &&
        // The first GETBULK that gets no answer most likely met a dead device, not a slow one.
        !(error.code === 'timeout' && !session.hasAnswered) &&
        session.pace?.slower(performance.now(), bulkRefusedMs) === true;
      if (!smaller) throw error;
    }
  }
  return walk.rows;
}

/** One deadline for all requests of a call. */
export function until(options: RequestOptions): { endsAt: number; rest: () => RequestOptions } {
  const endsAt = performance.now() + options.deadlineMs;
  return { endsAt, rest: () => ({ ...options, deadlineMs: Math.max(0, endsAt - performance.now()) }) };
}
