import { type Answer, answer as answerSchema, problem as problemSchema } from '@thongsuot/contract/answer.ts';
import { foreignTextMax } from './limits.ts';
import type { PendingBatch } from './outbox-port.ts';
import { parseHttpDate, parseRetryAfter } from './retry-after.ts';

/** What came back for one request, or that nothing did. */
export type Reply =
  | { kind: 'answered'; status: number; body: string; retryAfter?: string; date?: string; location?: string }
  | { kind: 'failed'; because: string }
  /** The proxy on the way wants another credential than ours. */
  | { kind: 'proxyRefused'; because: string };

/** What happens to the batch, and why. */
export type Verdict =
  /** The collector has it. */
  | { kind: 'stored'; answer: Answer }
  /** Judged, not stored: it comes again by the backlog lane. */
  | { kind: 'seen'; retryAfterMs: number | null; now: number | null; detail: string }
  /** It goes again, for ever. */
  | { kind: 'retry'; because: RetryReason; retryAfterMs: number | null; detail: string }
  /** Nothing of ours is taken: everything waits, and one request a minute asks whether that has changed. */
  | { kind: 'refused'; detail: string }
  | { kind: 'split'; detail: string; ours: boolean }
  | { kind: 'quarantine'; code: string; detail: string };

export type RetryReason = 'network' | 'status' | 'throttled' | 'redirect' | 'notEchoed';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const proxyRemedy = 'Check the user and the password in collectors[].proxy';

/** Foreign text as it may stand in a log or a finding: one line, printable, short. */
const foreign = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e\u00a0-\u{10ffff}]+/gu, ' ').slice(0, foreignTextMax);

// Of a redirect only the place is told: a query may carry what is nobody's business.
const placeOf = (location: string | undefined): string => {
  if (location === undefined || !URL.canParse(location)) return 'another address';
  const { origin, pathname } = new URL(location);
  return foreign(`${origin}${pathname}`);
};

/**
 * @param nowMs our clock, for a `Retry-After` date without a `Date`
 * @param proxy the name of the proxy on the way, which may answer in the collector's place
 */
export const verdictOf = (
  reply: Reply,
  batch: Pick<PendingBatch, 'epoch' | 'seq' | 'count'>,
  nowMs: number,
  proxy?: string,
): Verdict => {
  if (reply.kind === 'failed')
    return { kind: 'retry', because: 'network', retryAfterMs: null, detail: foreign(reply.because) };
  if (reply.kind === 'proxyRefused') return { kind: 'refused', detail: `${foreign(reply.because)}. ${proxyRemedy}` };
  const { status, body } = reply;
  const retryAfterMs = parseRetryAfter(reply.retryAfter, parseHttpDate(reply.date) ?? nowMs);
  if (status === 200) {
    const answer = answerSchema.safeParse(parsed(body));
    if (answer.success) {
      const { epoch, seq, count } = answer.data;
      if (epoch === batch.epoch && seq === batch.seq && count === batch.count)
        return { kind: 'stored', answer: answer.data };
    }
    const detail =
      'it answered 200 without echoing epoch, seq and count of the batch: something between us, such as a captive portal, answers in its place';
    return { kind: 'retry', because: 'notEchoed', retryAfterMs, detail };
  }
  const found = problemSchema.safeParse(parsed(body));
  const problem = found.success && found.data.status === status ? found.data : null;
  const stranger = proxy === undefined ? '' : `, or the proxy ${proxy} in its place`;
  const said =
    problem === null
      ? `it answered ${status}${stranger}`
      : `it answered ${status} ${problem.code}: ${foreign(problem.detail)}`;
  if (status === 407)
    return { kind: 'refused', detail: `the proxy ${proxy ?? 'on the way'} answered 407. ${proxyRemedy}` };
  if (status >= 300 && status < 400) {
    const detail = `it answered ${status} and points to ${placeOf(reply.location)}; redirects are never followed, for the token would go with them. Write the final address in collectors[].url`;
    return { kind: 'retry', because: 'redirect', retryAfterMs, detail };
  }
  if (status === 503 && problem?.seen === true)
    return { kind: 'seen', retryAfterMs, now: problem.now ?? null, detail: said };
  if (status === 429) return { kind: 'retry', because: 'throttled', retryAfterMs, detail: said };
  if (status === 408 || status >= 500 || status < 300)
    return { kind: 'retry', because: 'status', retryAfterMs, detail: said };
  if (status === 413) return { kind: 'split', detail: said, ours: problem?.code === 'batchTooLarge' };
  // A whole batch is put aside only on our collector's word about the batch. Others answer 400 to everything: a web
  // server that is spoken to in plain text on its TLS port, a proxy that dislikes a header; and our collector's
  // `requestInvalid` speaks of the bytes around the batch, which something on the way may have spoilt.
  if (status === 400 && problem?.code === 'batchMalformed')
    return { kind: 'quarantine', code: problem.code, detail: said };
  if (status === 401 || status === 403)
    return { kind: 'refused', detail: `${said}. Check the token or the certificate, and the operator it belongs to` };
  return {
    kind: 'refused',
    detail: `${said}. Check that collectors[].url is the address of a collector of this version`,
  };
};
