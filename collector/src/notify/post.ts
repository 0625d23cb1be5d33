/**
 * One request over HTTP to a receiver: redirects are not followed, time and answer are bounded, and the address is
 * checked after its name has been resolved, at the connection itself.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isGuarded } from './address.ts';
import { answerDetailLengthMax, answerOctetsMax, retryMsMax } from './limits.ts';
import type { Attempt } from './message.ts';

export interface Request {
  url: URL;
  method: 'POST' | 'GET';
  headers: Record<string, string>;
  body: string;
  /** Loopback and private addresses may be reached. */
  allowPrivate: boolean;
  msMax: number;
  signal: AbortSignal;
}

export type Answer =
  | { kind: 'answer'; status: number; text: string; retryAfterMs: number | null }
  /** `guarded`: the address is one that may not be reached; waiting does not help. */
  | { kind: 'none'; detail: string; guarded: boolean };

class GuardedAddress extends Error {
  override readonly name = 'GuardedAddress';
}

/** Why an address is refused, and what to do if it is meant. */
export const refusal = (host: string, address: string): Error =>
  new GuardedAddress(
    `${host} is ${address}, which is not a public address; set allowPrivate: true on this receiver if that is meant`,
  );

/** Resolves a name and refuses it when any of its addresses is guarded: the connection could take that one. */
export const guardedLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const bad = addresses?.find((entry) => isGuarded(entry.address));
    const first = addresses?.[0];
    if (error !== null) callback(error, []);
    else if (bad !== undefined) callback(refusal(host, bad.address), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  });
};

/**
 * The address of a host, numeric or looked up, that may be reached.
 * @throws GuardedAddress when it may not; the resolver's error when there is none
 */
export function guardedAddress(host: string): Promise<string> {
  if (isIP(host) !== 0) return isGuarded(host) ? Promise.reject(refusal(host, host)) : Promise.resolve(host);
  return new Promise((resolve, reject) => {
    guardedLookup(host, {}, (error, address) => {
      if (error !== null) reject(error);
      else resolve(typeof address === 'string' ? address : (address[0]?.address ?? host));
    });
  });
}

/** Sends it and returns the answer, or why there is none. Never rejects. */
export function exchange({ url, method, headers, body, allowPrivate, msMax, signal }: Request): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A numeric host is never looked up.
  if (!allowPrivate && isIP(host) !== 0 && isGuarded(host))
    return Promise.resolve({ kind: 'none', detail: refusal(host, host).message, guarded: true });
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(msMax)]);
    const fail = (error: unknown) => {
      const detail =
        limit.aborted && !signal.aborted
          ? `no answer within ${msMax} ms`
          : error instanceof Error
            ? error.message
            : String(error);
      resolve({ kind: 'none', detail, guarded: error instanceof GuardedAddress });
    };
    let outgoing: ClientRequest;
    try {
      outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method,
        headers: {
          'user-agent': 'thongsuot-collector',
          ...(method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}),
          ...headers,
        },
        agent: false,
        signal: limit,
        ...(allowPrivate ? {} : { lookup: guardedLookup }),
      });
    } catch (error) {
      fail(error);
      return;
    }
    outgoing.on('error', fail);
    outgoing.on('response', (answer) =>
      readAnswer(answer).then(
        (text) =>
          resolve({ kind: 'answer', status: answer.statusCode ?? 0, text, retryAfterMs: retryAfterMsOf(answer) }),
        fail,
      ),
    );
    outgoing.end(method === 'POST' ? body : undefined);
  });
}

/** The first octets of an answer; the rest is not waited for. */
async function readAnswer(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    octets += chunk.length;
    if (octets >= answerOctetsMax) break;
  }
  answer.destroy();
  return Buffer.concat(chunks).subarray(0, answerOctetsMax).toString('utf8');
}

function retryAfterMsOf(answer: IncomingMessage): number | null {
  const seconds = Number(answer.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, retryMsMax) : null;
}

/**
 * What an answer means: 2xx is taken. 408, 429, 5xx and the codes that speak of the credential or the address speak of
 * the whole channel; any other 4xx of this message. A redirect is not followed: it would carry alerts to another host.
 */
export function attemptOf(answer: Answer): Attempt {
  if (answer.kind === 'none')
    return { kind: 'unavailable', detail: answer.detail, retryAfterMs: answer.guarded ? retryMsMax : null };
  const { status, text, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const detail = `answered ${status} ${text.slice(0, answerDetailLengthMax)}`.trim();
  const aboutMessage = status >= 400 && status < 500 && ![401, 403, 404, 408, 429].includes(status);
  return aboutMessage ? { kind: 'refused', detail } : { kind: 'unavailable', detail, retryAfterMs };
}
