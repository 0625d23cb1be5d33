/** Requests without a credential that counts: counted by why, and logged once a minute at most, for they may be a flood. */
import type { Logger } from 'pino';
import { refusalLogMs } from '../limits.ts';

/**
 * `mismatch`: token and certificate name two. `unlisted`: a valid certificate of an agent that the config has not.
 * `session`: a cookie whose session has ended. `password`: a sign-in that failed.
 */
export const refusalReasons = [
  'missing',
  'token',
  'certificate',
  'unlisted',
  'mismatch',
  'session',
  'password',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusals {
  refused(because: RefusalReason, about: { remote: string | undefined; detail: string; sha256?: string }): void;
  counts(): ReadonlyMap<RefusalReason, number>;
}

export function createRefusals(log: Logger, monotonicMs: () => number): Refusals {
  const counts = new Map<RefusalReason, number>(refusalReasons.map((reason) => [reason, 0]));
  let loggedMs = Number.NEGATIVE_INFINITY;
  let since = 0;
  return {
    refused(because, { remote, detail, sha256 }) {
      counts.set(because, (counts.get(because) ?? 0) + 1);
      since++;
      // A page that is opened before signing in, or after its session, is no attack and no mistake of an agent.
      if (because === 'missing' || because === 'session' || monotonicMs() - loggedMs < refusalLogMs) return;
      log.warn(
        { because, remote, detail, ...(sha256 !== undefined && { sha256 }), refusedSinceLastLine: since },
        'Credential refused; more within a minute are counted only',
      );
      loggedMs = monotonicMs();
      since = 0;
    },
    counts: () => counts,
  };
}
