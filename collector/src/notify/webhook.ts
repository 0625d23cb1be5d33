/**
 * A webhook: POST of one message as JSON or in the receiver's own form, with its id, signed in the form of Standard
 * Webhooks.
 */
import type { Secret } from '@thongsuot/contract/config.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from './directory.ts';
import { answerDetailLengthMax, attemptMsMax } from './limits.ts';
import type { Attempt, Channel, Message } from './message.ts';
import { type Answer, attemptOf, exchange } from './post.ts';
import { signatureOf, signingKey } from './signature.ts';
import { render, type Template, type Tongue } from './template.ts';
import { speak } from './text.ts';

export interface WebhookOptions {
  id: string;
  /** http or https. */
  url: string;
  secret?: Secret;
  /** Loopback and private addresses may be reached. Default: they may not. */
  allowPrivate?: boolean;
  /** Sent as they are, such as the key of a gateway. */
  headers?: Readonly<Record<string, Secret | string>>;
  /** Absent: the message itself as JSON. */
  template?: Template;
  tongue?: Tongue;
  /** A field of a JSON answer, by its path with dots, that says 2xx although nothing was taken; and its good value. */
  expect?: { field: string; equals: string | number | boolean };
}

const plainTongue: Tongue = { language: 'vi', sms: { ascii: true, parts: 1 } };

export function createWebhook(
  options: WebhookOptions,
  { clock, directory }: { clock: Pick<Clock, 'now'>; directory: () => Directory },
): Channel {
  const url = new URL(options.url);
  const key = options.secret === undefined ? undefined : signingKey(options.secret.reveal());
  const { template, expect, tongue = plainTongue } = options;
  return {
    id: options.id,
    takes: 'groups',
    async send(message, { signal }): Promise<Attempt> {
      const now = clock.now();
      const { body, contentType } =
        template === undefined
          ? { body: JSON.stringify(bodyOf(message, directory(), now)), contentType: 'application/json; charset=utf-8' }
          : render(template, message, directory(), tongue, now);
      const timestampS = Math.floor(now / 1000);
      const headers: Record<string, string> = { 'content-type': contentType };
      for (const [name, value] of Object.entries(options.headers ?? {}))
        headers[name.toLowerCase()] = typeof value === 'string' ? value : value.reveal();
      headers['webhook-id'] = message.id;
      headers['webhook-timestamp'] = String(timestampS);
      if (key !== undefined) headers['webhook-signature'] = signatureOf(key, message.id, timestampS, body);
      const answer = await exchange({
        url,
        method: 'POST',
        headers,
        body,
        allowPrivate: options.allowPrivate === true,
        msMax: attemptMsMax,
        signal,
      });
      const attempt = attemptOf(answer);
      return attempt.kind === 'taken' && expect !== undefined ? judged(answer, expect) : attempt;
    },
  };
}

/**
 * The message as JSON. `transitions` are the notifications with their ids; of a lone one its fields stand at the top as
 * well, so that a simple receiver reads `transition` and `alert` and nothing else.
 */
export function bodyOf(message: Message, directory: Directory, now: number): Record<string, unknown> {
  const transitions = message.members.map(({ notification }) => notification);
  const [first] = transitions;
  const vi = speak(message, directory, 'vi', now);
  const en = speak(message, directory, 'en', now);
  const oldest = Math.min(...transitions.map((one) => one.createdAt));
  return {
    ...(transitions.length === 1 ? first : {}),
    id: message.id,
    createdAt: transitions.length === 1 ? first?.createdAt : message.formedAt,
    route: message.route,
    group: { by: message.level, key: message.key },
    headline: vi.headline,
    headlineEn: en.headline,
    text: vi.text,
    textEn: en.text,
    /** Seconds between the oldest transition and this sending. */
    ageS: Math.max(0, Math.round((now - oldest) / 1000)),
    transitions,
    ...(message.dropped === null ? {} : { dropped: message.dropped }),
  };
}

/** Gateways answer 200 to what they did not take and say so inside. */
function judged(answer: Answer, { field, equals }: NonNullable<WebhookOptions['expect']>): Attempt {
  const text = answer.kind === 'answer' ? answer.text : '';
  const short = text.slice(0, answerDetailLengthMax);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      kind: 'unavailable',
      detail: `answered 200 without JSON, expected ${field}: ${short}`,
      retryAfterMs: null,
    };
  }
  for (const part of field.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  if (value === equals) return { kind: 'taken' };
  const found = JSON.stringify(value) ?? 'nothing';
  return {
    kind: 'unavailable',
    detail: `answered 200 with ${field} ${found}, expected ${JSON.stringify(equals)}: ${short}`,
    retryAfterMs: null,
  };
}
