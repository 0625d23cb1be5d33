/** What a name server's answer, or the lack of one, says. Pure; `check.ts` asks. */
import { isIPv6, SocketAddress } from 'node:net';
import type { CheckSample } from '@thongsuot/contract/sample.ts';

export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'] as const;
export type RecordType = (typeof recordTypes)[number];

/** How a check ended: `up`, with what failed where something did, or `own` when this machine could not ask at all. */
export type Verdict = { up: true } | { up: false; failure: Failure; reason?: Reason } | { own: true };
type Failure = NonNullable<CheckSample['failure']>;
type Reason = NonNullable<CheckSample['reason']>;

/**
 * The verdict on an answer: every value must be one of those expected, and there must be one. A server that names fewer
 * (they take turns) is right; one that names another is not, whatever else it names. Without expectation any value does.
 */
export function judgeAnswers(type: RecordType, answers: readonly string[], expect: readonly string[]): Verdict {
  if (answers.length === 0) return { up: false, failure: 'dns', reason: 'noData' };
  const known = new Set(expect.map((value) => canonical(type, value)));
  const right = known.size === 0 || answers.every((answer) => known.has(canonical(type, answer)));
  return right ? { up: true } : { up: false, failure: 'dns', reason: 'wrongAnswer' };
}

/** The verdict on an error, by c-ares' code. `reachable` is false when this machine has no way to the server's address. */
export function judgeDnsError(code: string | undefined, reachable: boolean): Verdict {
  switch (code) {
    case 'ENOTFOUND':
      return { up: false, failure: 'dns', reason: 'nxdomain' };
    case 'ENODATA':
      return { up: false, failure: 'dns', reason: 'noData' };
    case 'ESERVFAIL':
      return { up: false, failure: 'dns', reason: 'serverFailure' };
    case 'EREFUSED':
      return { up: false, failure: 'dns', reason: 'refused' };
    case 'ETIMEOUT':
      return reachable ? { up: false, failure: 'timeout' } : { own: true };
    // c-ares says so of a port that is closed and of a machine without a route alike.
    case 'ECONNREFUSED':
      return reachable ? { up: false, failure: 'connect' } : { own: true };
    // EFORMERR, ENOTIMP, EBADRESP and what may come: something answers that is no name server of this name.
    default:
      return { up: false, failure: 'dns', reason: 'malformed' };
  }
}

/** One spelling for a value: names in lower case without the last dot, IPv6 addresses in their short form. */
function canonical(type: RecordType, value: string): string {
  if (type === 'TXT') return value;
  if (isIPv6(value)) return new SocketAddress({ address: value, family: 'ipv6' }).address;
  return value.toLowerCase().replace(/\.$/, '');
}
