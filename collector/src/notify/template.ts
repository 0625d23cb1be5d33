/**
 * Bodies for receivers that speak a form of their own: an SMS gateway, Zalo. A template is data: texts with `{names}`
 * that are filled in and then encoded as the content type asks, so that no alert's text can change the shape. Pure.
 */

import type { Directory } from './directory.ts';
import type { Message } from './message.ts';
import { fitSms, type SmsOptions } from './sms.ts';
import { adviceOf, contactsOf, linkOf, speak, timeOf } from './text.ts';
import { kindWords, type Language, ruleTitles, severityWords } from './words.ts';

export type TemplateValue = string | number | boolean | null | TemplateValue[] | { [key: string]: TemplateValue };

export type Template =
  | { form: 'json'; body: TemplateValue }
  | { form: 'urlencoded'; body: { [key: string]: string } }
  | { form: 'text'; body: string };

export interface Tongue {
  language: Language;
  sms: SmsOptions;
}

/** What a template may name; of a message with several alerts the fields of one alert are those of the first. */
export const placeholders = [
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
export type Placeholder = (typeof placeholders)[number];

/** Names in a template's texts that stand for nothing; `{{` and `}}` are braces. */
export function unknownPlaceholders(value: unknown): string[] {
  if (typeof value === 'string') {
    const rest = value.replace(/\{\{|\}\}/g, '').replace(placeholderPattern, '');
    const unknown = [...value.replace(/\{\{|\}\}/g, '').matchAll(placeholderPattern)]
      .map(([, name]) => name ?? '')
      .filter((name) => !(placeholders as readonly string[]).includes(name));
    return /[{}]/.test(rest) ? [...unknown, rest.trim()] : unknown;
  }
  if (Array.isArray(value)) return value.flatMap(unknownPlaceholders);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(unknownPlaceholders);
  return [];
}

const placeholderPattern = /\{([A-Za-z]+)\}/g;

/** The body of a message and its content type. */
export function render(
  template: Template,
  message: Message,
  directory: Directory,
  tongue: Tongue,
  now: number,
): { body: string; contentType: string } {
  const values = valuesOf(message, directory, tongue, now);
  const fill = (text: string): string =>
    text.replace(/\{\{|\}\}|\{([A-Za-z]+)\}/g, (whole, name: string | undefined) =>
      whole === '{{' ? '{' : whole === '}}' ? '}' : (values[name as Placeholder] ?? ''),
    );
  switch (template.form) {
    case 'json':
      return { body: JSON.stringify(filled(template.body, fill)), contentType: 'application/json; charset=utf-8' };
    case 'urlencoded': {
      const fields = Object.entries(template.body).map(([key, text]): [string, string] => [key, fill(text)]);
      return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
    }
    case 'text':
      return { body: fill(template.body), contentType: 'text/plain; charset=utf-8' };
  }
}

function filled(value: TemplateValue, fill: (text: string) => string): TemplateValue {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((one) => filled(one, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, fill)]));
}

function valuesOf(message: Message, directory: Directory, { language, sms }: Tongue, now: number) {
  const { headline, late, text } = speak(message, directory, language, now);
  const notification = message.members[0]?.notification;
  if (notification === undefined) throw new Error(`message ${message.id} has no members, which is a defect`);
  const { alert, transition } = notification;
  const vi = language === 'vi';
  const advice = adviceOf(alert, directory, language);
  const summary = vi ? alert.summary : alert.summaryEn;
  const lone = message.members.length === 1;
  const values: Record<Placeholder, string> = {
    id: message.id,
    kind: transition,
    kindWord: kindWords[transition][language],
    severity: alert.severity,
    severityWord: severityWords[alert.severity][language],
    priority: String(alert.priority),
    rule: alert.rule,
    ruleTitle: ruleTitles[alert.rule][language],
    operator: alert.operator,
    operatorName: directory.operatorName(alert.operator),
    endpoint: alert.endpoint,
    endpointName: vi ? alert.endpointVi : alert.endpointEn,
    link: alert.link ?? '',
    unit: alert.unit ?? '',
    circuit: alert.circuitId ?? '',
    since: timeOf(alert.startedAt, language),
    until: alert.endedAt === null ? '' : timeOf(alert.endedAt, language),
    summary,
    advice,
    contact: contactsOf(alert, directory),
    url: linkOf(alert, directory) ?? '',
    count: String(message.members.length),
    late,
    headline,
    text,
    sms: fitSms(lone ? `${headline}. ${summary}` : headline, sms),
  };
  return values;
}
