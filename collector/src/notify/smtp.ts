/**
 * Mail over SMTP (RFC 5321) by nodemailer's connection, one connection for each message. SMTP has no ids that a server
 * compares, so what was cut off after DATA is sent once more and says so.
 */
import { connect, type Socket } from 'node:net';
import type { Secret } from '@thongsuot/contract/config.ts';
import MailComposer from 'nodemailer/lib/mail-composer';
import SmtpConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Clock } from '../clock.ts';
import type { Directory } from './directory.ts';
import { answerDetailLengthMax, mailAttemptMsMax, retryMsMax } from './limits.ts';
import { type Mail, mailOf } from './mail.ts';
import type { Attempt, Channel } from './message.ts';
import { guardedAddress } from './post.ts';
import type { Language } from './words.ts';

export interface SmtpOptions {
  id: string;
  host: string;
  port: number;
  /** `starttls`: the connection must become TLS before anything is said. `none`: in clear, for a relay beside us. */
  tls: 'starttls' | 'implicit' | 'none';
  user?: string;
  password?: Secret;
  /** Certificates (PEM) that are believed instead of the public ones. */
  certificateAuthority?: string;
  from: string;
  to: readonly string[];
  language?: Language;
  allowPrivate?: boolean;
}

interface SmtpError extends Error {
  responseCode?: number;
  code?: string;
  rejectedErrors?: readonly SmtpError[];
  rejected?: readonly string[];
}

export function createSmtp(
  options: SmtpOptions,
  { clock, directory }: { clock: Pick<Clock, 'now'>; directory: () => Directory },
): Channel {
  const { from, language = 'vi' } = options;
  const domain = from.split('@')[1] ?? 'thongsuot.invalid';
  return {
    id: options.id,
    takes: 'groups',
    async send(message, { signal, attempting }): Promise<Attempt> {
      const to = message.rest ?? options.to;
      const built = await build(
        mailOf(message, directory(), { language, domain }, clock.now()),
        options,
        to,
        message.id,
      );
      const limit = AbortSignal.any([signal, AbortSignal.timeout(mailAttemptMsMax)]);
      let inDoubt = false;
      let connection: SmtpConnection | undefined;
      try {
        const socket = await open(options, limit);
        const made = new SmtpConnection({
          host: options.host,
          port: options.port,
          secure: options.tls === 'implicit',
          requireTLS: options.tls === 'starttls',
          ignoreTLS: options.tls === 'none',
          name: domain,
          connection: socket,
          greetingTimeout: mailAttemptMsMax,
          socketTimeout: mailAttemptMsMax,
          ...(options.certificateAuthority === undefined ? {} : { tls: { ca: options.certificateAuthority } }),
        });
        connection = made;
        const done = await conversation(made, options, limit, from, to, built, () => {
          // On disk before the server can have the mail: killed from here on, the next attempt says "may be a repeat".
          attempting();
          inDoubt = true;
        });
        return outcome(done);
      } catch (error) {
        return failure(error as SmtpError, limit.aborted && !signal.aborted, inDoubt);
      } finally {
        connection?.close();
      }
    },
  };
}

/** The connection, to an address that may be reached. */
async function open({ host, port, allowPrivate }: SmtpOptions, signal: AbortSignal): Promise<Socket> {
  // The name is resolved once and that very address is taken: a second answer could be another one.
  const address = allowPrivate === true ? host : await guardedAddress(host);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** From the greeting to the answer after DATA. `begin` is called when everything before the envelope has gone well. */
function conversation(
  connection: SmtpConnection,
  { user, password }: SmtpOptions,
  signal: AbortSignal,
  from: string,
  to: readonly string[],
  content: Buffer,
  begin: () => void,
): Promise<SMTPConnectionSendInfo> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the attempt was ended')), { once: true });
    if (signal.aborted) reject(new Error('the attempt was ended'));
    connection.on('error', reject);
    const send = () => {
      try {
        begin();
      } catch (error) {
        reject(error);
        return;
      }
      connection.send({ from, to: [...to], size: content.length, use8BitMime: false }, content, (error, info) =>
        error !== null ? reject(error) : info === undefined ? reject(new Error('no answer after DATA')) : resolve(info),
      );
    };
    connection.connect((error) => {
      if (error !== undefined && error !== null) reject(error);
      else if (user === undefined) send();
      else
        connection.login({ user, pass: password?.reveal() ?? '' }, (refused) =>
          refused !== null ? reject(refused) : send(),
        );
    });
  });
}

async function build(mail: Mail, { from }: SmtpOptions, to: readonly string[], id: string): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: 'Thông Suốt', address: from },
    to: [...to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: mail.inReplyTo }),
    references: [...mail.references],
    // RFC 3834: nobody's out-of-office answers an alarm.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Thongsuot-Id': id },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  });
  return await composer.compile().build();
}

/** Taken, by all or by some. An addressee refused for good is said; one refused for now is tried again. */
function outcome(info: SMTPConnectionSendInfo): Attempt {
  const errors = (info.rejectedErrors ?? []) as readonly (SmtpError & { recipient?: string })[];
  if (info.rejected.length === 0) return { kind: 'taken' };
  const detail = `refused: ${info.rejected.map((address, i) => `${address} ${short(errors[i]?.message ?? '')}`).join('; ')}`;
  const rest = info.rejected.filter((_, i) => !isFinal(errors[i]?.responseCode));
  return rest.length === 0 ? { kind: 'taken', detail } : { kind: 'partly', rest, detail };
}

/** 5xx: the server will say the same again. */
const isFinal = (code: number | undefined): boolean => code !== undefined && code >= 500;

function failure(error: SmtpError, late: boolean, inDoubt: boolean): Attempt {
  const detail = late ? `no end within ${mailAttemptMsMax} ms` : short(error.message);
  // The server has answered, so it is known that it did not take it.
  if (error.responseCode !== undefined) {
    const aboutMessage = isFinal(error.responseCode) && ['EENVELOPE', 'EMESSAGE'].includes(error.code ?? '');
    return aboutMessage ? { kind: 'refused', detail } : { kind: 'unavailable', detail, retryAfterMs: null };
  }
  const guarded = error.name === 'GuardedAddress';
  return { kind: 'unavailable', detail, retryAfterMs: guarded ? retryMsMax : null, uncertain: inDoubt };
}

const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, answerDetailLengthMax);
