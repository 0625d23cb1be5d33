/**
 * A webhook: POST of one notification as JSON, signed in the form of Standard Webhooks. Redirects are not followed, the
 * answer is bounded, and the address is checked after its name has been resolved, at the connection itself.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Secret } from '@thongsuot/contract/config.ts';
import type { Notification } from '../alert/notification.ts';
import type { Clock } from '../clock.ts';
import { isGuarded } from './address.ts';
import type { Attempt, Channel } from './channel.ts';
import { answerDetailLengthMax, answerOctetsMax, attemptMsMax, retryMsMax } from './limits.ts';
import { signatureOf, signingKey } from './signature.ts';

export interface WebhookOptions {
  id: string;
  /** http or https. */
  url: string;
  secret?: Secret;
  /** Loopback and private addresses may be reached. Default: they may not. */
  allowPrivate?: boolean;
}

class GuardedAddress extends Error {
  override readonly name = 'GuardedAddress';
}

const refuse = (host: string, address: string) =>
  new GuardedAddress(
    `${host} is ${address}, which is not a public address; set allowPrivate: true on this webhook if that is meant`,
  );

/** Resolves a name and refuses it when any of its addresses is guarded: the connection could take that one. */
const guardedLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const bad = addresses?.find((entry) => isGuarded(entry.address));
    const first = addresses?.[0];
    if (error !== null) callback(error, []);
    else if (bad !== undefined) callback(refuse(host, bad.address), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  });
};

export function createWebhook(options: WebhookOptions, clock: Pick<Clock, 'now'>): Channel {
  const url = new URL(options.url);
  const guard = options.allowPrivate !== true;
  const key = options.secret === undefined ? undefined : signingKey(options.secret.reveal());
  const host = url.hostname.replace(/^\[|\]$/g, '');

  const send = (notification: Notification, signal: AbortSignal): Promise<Attempt> => {
    // A numeric host is never looked up.
    if (guard && isIP(host) !== 0 && isGuarded(host)) {
      return Promise.resolve({ kind: 'unavailable', detail: refuse(host, host).message, retryAfterMs: retryMsMax });
    }
    const body = JSON.stringify(notification);
    const timestampS = Math.floor(clock.now() / 1000);
    const headers: Record<string, string | number> = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'thongsuot-collector',
      'webhook-id': notification.id,
      'webhook-timestamp': String(timestampS),
    };
    if (key !== undefined) headers['webhook-signature'] = signatureOf(key, notification.id, timestampS, body);
    return new Promise((resolve) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(attemptMsMax)]);
      const fail = (error: unknown) => {
        const why = limit.aborted && !signal.aborted ? `no answer within ${attemptMsMax} ms` : messageOf(error);
        resolve({ kind: 'unavailable', detail: why, retryAfterMs: null });
      };
      let outgoing: ClientRequest;
      try {
        outgoing = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
          method: 'POST',
          headers,
          agent: false,
          signal: limit,
          ...(guard ? { lookup: guardedLookup } : {}),
        });
      } catch (error) {
        fail(error);
        return;
      }
      outgoing.on('error', fail);
      outgoing.on('response', (answer) => readAnswer(answer).then((text) => resolve(attemptOf(answer, text)), fail));
      outgoing.end(body);
    });
  };
  return { id: options.id, send };
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
  return Buffer.concat(chunks).subarray(0, answerOctetsMax).toString('utf8').slice(0, answerDetailLengthMax);
}

/**
 * What an answer means: 2xx is taken. 408, 429, 5xx and the codes that speak of the credential or the address speak of
 * the whole channel; any other 4xx of this message. A redirect is not followed: it would carry alerts to another host.
 */
function attemptOf(answer: IncomingMessage, text: string): Attempt {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const detail = `answered ${status} ${text}`.trim();
  const aboutMessage = status >= 400 && status < 500 && ![401, 403, 404, 408, 429].includes(status);
  if (aboutMessage) return { kind: 'refused', detail };
  const seconds = Number(answer.headers['retry-after']);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, retryMsMax) : null;
  return { kind: 'unavailable', detail, retryAfterMs };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
