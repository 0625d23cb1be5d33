/** What an answer of a portal, or the lack of one, says about it. Pure; `check.ts` asks. */
import type { CheckSample } from '@thongsuot/contract/sample.ts';

export type CheckFailure = NonNullable<CheckSample['failure']>;
export type CheckReason = NonNullable<CheckSample['reason']>;

export interface Expectation {
  /** @default 200 */
  status?: number | undefined;
  /** Text that the page must hold, compared in Unicode's composed form: Vietnamese is written in both. */
  body?: string | undefined;
}

/** The last answer, after redirects, as far as it was read. */
export interface Answer {
  status: number;
  body: string;
  /** False when the body was longer than is read. */
  whole: boolean;
}

/** Why the portal is not up by this answer; undefined when it is. */
export function judgeAnswer(answer: Answer, expect: Expectation): CheckFailure | undefined {
  if (answer.status !== (expect.status ?? 200)) return 'status';
  if (expect.body === undefined || holds(answer.body, expect.body)) return undefined;
  return answer.whole ? 'body' : 'tooLarge';
}

/** Whether the text stands in the body. */
export const holds = (body: string, text: string): boolean => body.normalize('NFC').includes(text.normalize('NFC'));

/** Where a request was when it failed. */
export type Stage = 'dns' | 'connect' | 'tls' | 'answer';

/**
 * What a failed request says: a failure of the portal, or (`own`) that this machine could not make the request, of
 * which nothing follows for the portal.
 */
export function judgeError(stage: Stage, code: string | undefined): { failure: CheckFailure } | { own: true } {
  if (code !== undefined && ownTrouble.has(code)) return { own: true };
  switch (stage) {
    case 'dns':
      return { failure: 'dns' };
    case 'tls':
      return { failure: 'tls' };
    case 'connect':
      return { failure: 'connect' };
    case 'answer':
      if (code === 'HPE_HEADER_OVERFLOW') return { failure: 'tooLarge' };
      // zlib could not make sense of the body.
      return { failure: code?.startsWith('Z_') === true ? 'body' : 'connect' };
  }
}

/** Errors of this machine: no route at all, no descriptors, no permission, no such source address. */
const ownTrouble: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/**
 * Where a redirect leads, or why it is not followed: only on the same host, never back from https to http. The port may
 * change, as it does from http to https.
 */
export function judgeRedirect(from: URL, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  const known = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  return known && to.hostname === from.hostname ? to : undefined;
}

const dayMs = 86_400_000;

/** Days until the certificate ends, negative once it has; undefined when its date cannot be read. */
export function tlsDaysLeft(validTo: string | undefined, now: number): number | undefined {
  const end = validTo === undefined ? Number.NaN : Date.parse(validTo);
  if (Number.isNaN(end)) return undefined;
  const days = Math.round(((end - now) / dayMs) * 100) / 100;
  return Math.min(36_500, Math.max(-36_500, days));
}

/** Codes of OpenSSL's verdict on a chain (X509_V_ERR_…, as node names them), and of node on the name. */
const tlsReasons: Readonly<Record<string, CheckReason>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYetValid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  HOSTNAME_MISMATCH: 'otherName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  INVALID_CA: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'incompleteChain',
  CERT_REVOKED: 'revoked',
  EPROTO: 'noTls',
};

/** Why TLS failed, by the code of the error; undefined when the connection just ended. */
export function tlsReason(code: string | undefined): CheckReason | undefined {
  if (code === undefined) return undefined;
  return tlsReasons[code] ?? (code.startsWith('ERR_SSL_') ? 'noTls' : undefined);
}
