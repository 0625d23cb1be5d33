/** Config → what notify takes: receivers with their secrets, routes, the directory. Pure but for what it reads. */
import { readFileSync } from 'node:fs';
import { Secret } from '@thongsuot/contract/config.ts';
import { advice } from './alert/advice.ts';
import type { CollectorConfig } from './config/schema.ts';
import { readSecret, SecretMissing } from './config/secret.ts';
import type { AlertmanagerOptions } from './notify/alertmanager.ts';
import { createDirectory, type Directory } from './notify/directory.ts';
import type { NotifyOptions } from './notify/notifier.ts';
import type { Route, Routes } from './notify/route.ts';
import type { SmtpOptions } from './notify/smtp.ts';
import type { WebhookOptions } from './notify/webhook.ts';

type NotifyConfig = CollectorConfig['notify'];

/** Everything notify needs of the config. @throws SecretMissing */
export function notifyOf({ notify }: CollectorConfig): NotifyOptions {
  const { heartbeat } = notify;
  return {
    webhooks: notify.webhooks.map((one) => ({ ...webhookOf(one, notify), messagesPerMinute: one.messagesPerMinute })),
    alertmanagers: notify.alertmanagers.map((one) => alertmanagerOf(one, notify)),
    mails: notify.mails.map((one) => ({ ...mailOf(one, notify), messagesPerMinute: one.messagesPerMinute })),
    routes: routesOf(notify),
    heartbeat:
      heartbeat === undefined
        ? null
        : {
            url: heartbeat.url,
            method: heartbeat.method,
            everyMs: heartbeat.every,
            allowPrivate: heartbeat.allowPrivate,
            ...(heartbeat.token && { authorization: bearer(readSecret(heartbeat.token)) }),
          },
  };
}

/** How many receivers there are, of all kinds. */
export const receiverCount = ({ notify }: CollectorConfig): number =>
  notify.webhooks.length + notify.alertmanagers.length + notify.mails.length;

/** Names and contacts as messages say them. */
export const directoryOf = (config: CollectorConfig): Directory =>
  createDirectory({
    province: config.province,
    boardUrl: config.notify.boardUrl ?? null,
    operators: config.operators,
    areas: config.areas,
    advice,
    endpoints: config.endpoints.map(({ id, area, classes, contacts }) => ({
      id,
      area: area ?? null,
      classes,
      contacts: contacts.map(({ name, phone, email, operator }) => ({
        name,
        phone: phone ?? null,
        email: email ?? null,
        operator: operator ?? null,
      })),
    })),
  });

function webhookOf(one: NotifyConfig['webhooks'][number], { language }: NotifyConfig): WebhookOptions {
  const { id, url, secret, allowPrivate, headers, template, sms, expect } = one;
  return {
    id,
    url,
    allowPrivate,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : readSecret(value)]),
    ),
    tongue: { language: one.language ?? language, sms },
    ...(secret && { secret: readSecret(secret) }),
    ...(template && { template }),
    ...(expect && { expect }),
  };
}

function alertmanagerOf(one: NotifyConfig['alertmanagers'][number], { language }: NotifyConfig): AlertmanagerOptions {
  const { id, url, resend, allowPrivate, labels, user, password, token } = one;
  const authorization =
    token !== undefined
      ? bearer(readSecret(token))
      : user !== undefined
        ? basic(user, password === undefined ? '' : readSecret(password).reveal())
        : undefined;
  return {
    id,
    url,
    resendMs: resend,
    allowPrivate,
    labels,
    language: one.language ?? language,
    ...(authorization && { authorization }),
  };
}

const mailPorts = { starttls: 587, implicit: 465, none: 25 } as const;

function mailOf(one: NotifyConfig['mails'][number], { language }: NotifyConfig): SmtpOptions {
  const { id, host, port, tls, user, password, certificateAuthority, from, to, allowPrivate } = one;
  return {
    id,
    host,
    port: port ?? mailPorts[tls],
    tls,
    from,
    to,
    allowPrivate,
    language: one.language ?? language,
    ...(user && { user }),
    ...(password && { password: readSecret(password) }),
    ...(certificateAuthority && { certificateAuthority: readCertificates(certificateAuthority) }),
  };
}

const bearer = (token: Secret): Secret => new Secret(`Bearer ${token.reveal()}`);
const basic = (user: string, password: string): Secret =>
  new Secret(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`);

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SecretMissing(`the certificates in ${path} cannot be read (${code}); check the path and its owner`);
  }
}

function routesOf(notify: NotifyConfig): Routes {
  const { webhooks, alertmanagers, mails } = notify;
  const everybody = [...webhooks, ...alertmanagers, ...mails].map(({ id }) => id);
  const timing = (over: Partial<Pick<NotifyConfig, 'groupWait' | 'groupWaitMax' | 'groupInterval' | 'repeat'>>) => {
    const repeat = over.repeat ?? notify.repeat;
    return {
      groupWaitMs: over.groupWait ?? notify.groupWait,
      groupWaitMsMax: over.groupWaitMax ?? notify.groupWaitMax,
      groupIntervalMs: over.groupInterval ?? notify.groupInterval,
      repeatMs: repeat === false ? null : repeat,
    };
  };
  return {
    routes: notify.routes.map((route): Route => {
      const { groupWait, groupWaitMax, groupInterval, repeat } = route;
      return {
        id: route.id,
        match: route.match,
        receivers: route.receivers,
        ...timing({
          ...(groupWait !== undefined && { groupWait }),
          ...(groupWaitMax !== undefined && { groupWaitMax }),
          ...(groupInterval !== undefined && { groupInterval }),
          ...(repeat !== undefined && { repeat }),
        }),
        escalate: [...route.escalate]
          .sort((a, b) => a.after - b.after)
          .map(({ after, receivers }) => ({ afterMs: after, receivers })),
      };
    }),
    fallback: { id: 'default', match: {}, receivers: notify.default ?? everybody, ...timing({}), escalate: [] },
  };
}
