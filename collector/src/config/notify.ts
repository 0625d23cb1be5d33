/** The section `notify:` of `collector.yaml`: receivers, routes, the heartbeat. */
import { classCodes } from '@thongsuot/contract/classes.ts';
import { duration, secretReference } from '@thongsuot/contract/config.ts';
import { id } from '@thongsuot/contract/id.ts';
import { alertRules } from '@thongsuot/contract/verdicts.ts';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/, error: 'an address starts with http:// or https://' });
const language = z.enum(['vi', 'en']);
const headerName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** Printable ASCII: a line end in a header would begin another one. */
const headerText = z.string().regex(/^[\x20-\x7e]{1,1000}$/, { error: 'a header value is printable ASCII' });
const labelName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, { error: 'a label name has letters, digits and underscore' });
/** At most so often a minute; what is more is joined by site, area or operator. */
const messagesPerMinute = z.int().min(1).max(600).default(20);
/** Lets the address be one of this machine or of a private network; otherwise it is refused. */
const allowPrivate = z.boolean().default(false);

/** What a template's texts may name in braces. */
export const templateNames = [
  'id',
  'kind',
  'kindWord',
  'severity',
  'severityWord',
  'priority',
  'rule',
  'ruleTitle',
  'operator',
  'operatorName',
  'endpoint',
  'endpointName',
  'link',
  'unit',
  'circuit',
  'since',
  'until',
  'summary',
  'advice',
  'contact',
  'url',
  'count',
  'late',
  'headline',
  'text',
  'sms',
] as const;

const filled = z
  .string()
  .max(4_000)
  .superRefine((text, context) => {
    const rest = text.replace(/\{\{|\}\}/g, '').replace(/\{([A-Za-z]+)\}/g, (whole, name: string) => {
      if ((templateNames as readonly string[]).includes(name)) return '';
      context.addIssue({
        code: 'custom',
        message: `${whole} stands for nothing; expected one of ${templateNames.join(', ')}`,
      });
      return '';
    });
    if (/[{}]/.test(rest))
      context.addIssue({ code: 'custom', message: 'a lone brace; write {{ or }} for a brace itself' });
  });

export type TemplateBody = string | number | boolean | null | TemplateBody[] | { [key: string]: TemplateBody };
const templateBody: z.ZodType<TemplateBody> = z.lazy(() =>
  z.union([
    filled,
    z.number(),
    z.boolean(),
    z.null(),
    z.array(templateBody).max(50),
    z.record(z.string(), templateBody),
  ]),
);

/** The shape of the body and the texts in it; what is filled in is encoded as the form asks. */
const template = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('json'), body: templateBody }),
  z.strictObject({ form: z.literal('urlencoded'), body: z.record(z.string().min(1).max(100), filled) }),
  z.strictObject({ form: z.literal('text'), body: filled }),
]);

const sms = z.strictObject({
  /** Without marks, 160 characters; with them, 70. */
  ascii: z.boolean().default(true),
  /** Short messages that one message may take. */
  parts: z.int().min(1).max(5).default(1),
});

const webhook = z.strictObject({
  id,
  url: httpUrl,
  /** Signs id, time and body with HMAC-SHA256 (Standard Webhooks). */
  secret: secretReference.optional(),
  allowPrivate,
  language: language.optional(),
  messagesPerMinute,
  headers: z.record(headerName, z.union([headerText, secretReference])).default({}),
  /** Absent: the message as JSON, with every transition and its id. */
  template: template.optional(),
  sms: sms.prefault({}),
  /** Of gateways that answer 200 to what they did not take: a field of their JSON and its good value. */
  expect: z
    .strictObject({ field: z.string().min(1).max(100), equals: z.union([z.string(), z.number(), z.boolean()]) })
    .optional(),
});

const alertmanager = z.strictObject({
  id,
  /** Without /api/v2. */
  url: httpUrl,
  /** Between two tellings of what fires; below Alertmanager's resolve_timeout. */
  resend: duration.prefault('1m'),
  allowPrivate,
  language: language.optional(),
  user: z.string().min(1).max(200).optional(),
  password: secretReference.optional(),
  token: secretReference.optional(),
  /** Added to every alert. */
  labels: z.record(labelName, z.string().min(1).max(200)).default({}),
});

const mailAddress = z.email({ error: 'an address of mail is written name@host' }).max(254);
const mail = z.strictObject({
  id,
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).optional(),
  /** starttls (587), implicit (465), or none (25): in clear, for a relay on this machine, without a password. */
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  user: z.string().min(1).max(200).optional(),
  password: secretReference.optional(),
  /** A file of PEM certificates that are believed instead of the public ones. */
  certificateAuthority: z.string().min(1).optional(),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(50),
  allowPrivate,
  language: language.optional(),
  messagesPerMinute,
});

const timing = {
  /** Quiet time after the newest alert of a group, in which others may join it. */
  groupWait: duration.optional(),
  /** The longest that an alert waits for the quiet. */
  groupWaitMax: duration.optional(),
  /** Between two messages of a group, unless something critical has happened. */
  groupInterval: duration.optional(),
  /** Between two reminders of what fires on and nobody has acknowledged; false: none. */
  repeat: z
    .union([duration, z.literal(false)], { error: 'a duration such as 4h, or false for no reminders' })
    .optional(),
};

const route = z.strictObject({
  id,
  /** An alert matches when it has one of the values of every list that is there. */
  match: z
    .strictObject({
      class: z.array(z.enum(classCodes)).min(1).optional(),
      /** `all` is the operator of alerts about an endpoint as a whole. */
      operator: z.array(id).min(1).optional(),
      priority: z.array(z.int().min(1).max(4)).min(1).optional(),
      severity: z
        .array(z.enum(['warning', 'critical']))
        .min(1)
        .optional(),
      rule: z.array(z.enum(alertRules)).min(1).optional(),
      area: z.array(id).min(1).optional(),
    })
    .prefault({}),
  receivers: z.array(id).min(1).max(50),
  ...timing,
  escalate: z
    .array(z.strictObject({ after: duration, receivers: z.array(id).min(1).max(50) }))
    .max(10)
    .default([]),
});

export const notifySection = z.strictObject({
  language: language.default('vi'),
  /** Where people open the board; messages then link to it. */
  boardUrl: httpUrl.optional(),
  webhooks: z.array(webhook).max(50).default([]),
  alertmanagers: z.array(alertmanager).max(10).default([]),
  mails: z.array(mail).max(50).default([]),
  /** Every route that matches is taken; a receiver gets an alert once, by the first that names it. */
  routes: z.array(route).max(200).default([]),
  /** Who gets what no route matches; absent: every receiver. */
  default: z.array(id).max(50).optional(),
  /** How the default route gathers, and the routes that do not say otherwise. */
  groupWait: duration.prefault('1s'),
  groupWaitMax: duration.prefault('30s'),
  groupInterval: duration.prefault('15s'),
  repeat: z
    .union([duration, z.literal(false)], { error: 'a duration such as 4h, or false for no reminders' })
    .prefault('4h'),
  /** A request to somebody who raises the alarm when it stops. */
  heartbeat: z
    .strictObject({
      url: httpUrl,
      every: duration.prefault('60s'),
      method: z.enum(['GET', 'POST']).default('GET'),
      token: secretReference.optional(),
      allowPrivate,
    })
    .optional(),
});
