/** The words of a message: headline, sentences, the whole text. What, where, how bad, since when, what first. Pure. */
import { timeZone } from '@thongsuot/contract/storage.ts';
import type { Notification } from '../alert/notification.ts';
import type { Directory } from './directory.ts';
import { lateMsMin, membersSpeltMax } from './limits.ts';
import type { Message } from './message.ts';
import { kindWords, type Language, ruleTitles, severityWords } from './words.ts';

export interface Spoken {
  /** One line, for a subject or the head of an SMS. */
  headline: string;
  /** `trễ 11 giờ`; empty while the message is in time. */
  late: string;
  /** The whole, paragraphs separated by empty lines. */
  text: string;
}

/** What a message says in one language. `now` is the time of sending: it tells how late the message is. */
export function speak(message: Message, directory: Directory, language: Language, now: number): Spoken {
  const late = lateness(message, language, now);
  const headline = headlineOf(message, directory, language);
  const spelt = message.members.slice(0, membersSpeltMax);
  const more = message.members.length - spelt.length;
  const vi = language === 'vi';
  const parts = [
    message.members.length > 1 ? headline : '',
    late === '' ? '' : lateSentence(message, language, late),
    ...spelt.map(({ notification }) => paragraph(notification, directory, language, message.members.length > 1)),
    more > 0 ? (vi ? `Và ${more} tin khác, xem trên bảng giám sát.` : `And ${more} more, see the board.`) : '',
    message.dropped === null
      ? ''
      : vi
        ? `Trước đó có ${message.dropped.count} tin đã phải bỏ vì kênh này quá lâu không nhận tin (${timeOf(message.dropped.from, 'vi')} – ${timeOf(message.dropped.to, 'vi')}).`
        : `Before this, ${message.dropped.count} messages had to be given up, for this channel took none for too long (${timeOf(message.dropped.from, 'en')} – ${timeOf(message.dropped.to, 'en')}).`,
  ];
  return {
    headline: late === '' ? headline : `${headline} (${late})`,
    late,
    text: parts.filter((p) => p !== '').join('\n\n'),
  };
}

/** One line of what and where; of several alerts how many and where. */
export function headlineOf({ members, level, key }: Message, directory: Directory, language: Language): string {
  const [first] = members;
  if (first === undefined) return '';
  if (members.length === 1) return lineOf(first.notification, directory, language);
  const vi = language === 'vi';
  const count = (kinds: readonly Notification['transition'][]) =>
    members.filter(({ notification }) => kinds.includes(notification.transition)).length;
  const begun = members.filter(({ notification }) => notification.transition === 'firing');
  const critical = begun.filter(({ notification }) => notification.alert.severity === 'critical').length;
  const pieces: string[] = [];
  const say = (n: number, viText: string, enText: string) => {
    if (n > 0) pieces.push(`${n} ${vi ? viText : enText}`);
  };
  if (begun.length > 0)
    pieces.push(
      `${begun.length} ${vi ? 'cảnh báo mới' : 'new alerts'}${critical > 0 ? ` (${critical} ${vi ? 'nghiêm trọng' : 'critical'})` : ''}`,
    );
  say(count(['severity']), 'nặng thêm', 'worse');
  say(count(['resolved']), 'đã hết', 'resolved');
  say(count(['repeat', 'escalated']), 'chưa ai nhận xử lý', 'not acknowledged');
  say(count(['late']), 'ghi nhận muộn', 'learnt late');
  return `${pieces.join(', ')} · ${placeOf(
    level,
    key,
    members.map((m) => m.notification),
    directory,
    language,
  )}`;
}

/** What kind of alert, of what severity, where: `[NGHIÊM TRỌNG] Mất kênh: Bệnh viện Đa khoa tỉnh (VNPT Gia Lai)`. */
export function lineOf({ alert, transition }: Notification, directory: Directory, language: Language): string {
  const state = transition === 'firing' ? severityWords[alert.severity][language] : kindWords[transition][language];
  const name = language === 'vi' ? alert.endpointVi : alert.endpointEn;
  const operator = alert.operator === 'all' ? '' : ` (${directory.operatorName(alert.operator)})`;
  return `[${state}] ${ruleTitles[alert.rule][language]}: ${name}${operator}`;
}

function placeOf(
  level: Message['level'],
  key: string,
  notifications: readonly Notification[],
  directory: Directory,
  language: Language,
): string {
  const vi = language === 'vi';
  const [kind, ...rest] = level === 'all' ? ['all'] : key.split('/');
  const [alert] = notifications.map((one) => one.alert);
  switch (kind) {
    case 'endpoint':
      return (vi ? alert?.endpointVi : alert?.endpointEn) ?? rest.join('/');
    case 'site':
    case 'agent': {
      const what = kind === 'site' ? (vi ? 'trạm' : 'site') : vi ? 'trạm giám sát' : 'agent';
      return `${what} ${rest.slice(1).join('/')} (${directory.operatorName(rest[0] ?? '')})`;
    }
    case 'area':
      return directory.areaName(rest.join('/'))?.[language] ?? rest.join('/');
    case 'operator':
      return directory.operatorName(rest.join('/'));
    default:
      return directory.province[language];
  }
}

function paragraph(notification: Notification, directory: Directory, language: Language, several: boolean): string {
  const { alert, transition } = notification;
  const vi = language === 'vi';
  const lines = [lineOf(notification, directory, language), vi ? alert.summary : alert.summaryEn];
  const { hides, zone } = alert;
  if (hides !== undefined && hides.endpoints.length > 0) {
    const names = hides.endpoints.map((one) => (vi ? one.vi : one.en)).join('; ');
    lines.push(vi ? `Chưa rõ tình trạng của: ${names}.` : `State unknown of: ${names}.`);
  }
  if (zone !== undefined && zone !== null)
    lines.push(vi ? `Vùng ưu tiên: ${zone.vi} (${zone.order}).` : `Priority zone: ${zone.en} (${zone.order}).`);
  if (transition !== 'resolved' && transition !== 'late' && transition !== 'test') {
    lines.push(`${vi ? 'Việc cần làm trước' : 'Do first'}: ${adviceOf(alert, directory, language)}`);
    const contacts = contactsOf(alert, directory);
    if (contacts !== '') lines.push(`${vi ? 'Liên hệ' : 'Contact'}: ${contacts}`);
  }
  const link = several ? null : linkOf(alert, directory);
  if (link !== null) lines.push(link);
  return lines.join('\n');
}

/** What to do first, of the alert or else of its rule. */
export const adviceOf = (alert: Notification['alert'], directory: Directory, language: Language): string =>
  alert.advice?.[language] ?? directory.advice(alert.rule)[language];

/** Whom to call: names with telephone and address; empty when the register has nobody. */
export const contactsOf = (alert: Notification['alert'], directory: Directory): string =>
  directory
    .contacts(alert.endpoint, alert.operator)
    .slice(0, 4)
    .map(({ name, phone, email }) => [name, phone, email].filter((part) => part !== null).join(' '))
    .join('; ');

/** The endpoint's page on the board; null when the config does not say where the board is. */
export const linkOf = (alert: Notification['alert'], directory: Directory): string | null =>
  directory.boardUrl === null ? null : `${directory.boardUrl}/#/endpoints/${encodeURIComponent(alert.endpoint)}`;

/** `trễ 11 giờ`, `11 h late`; empty below ten minutes. Of the oldest member. */
export function lateness({ members }: Message, language: Language, now: number): string {
  const ms = now - Math.min(...members.map(({ notification }) => dueAt(notification)));
  if (ms < lateMsMin) return '';
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000);
  if (language === 'vi') return hours > 0 ? `trễ ${hours} giờ` : `trễ ${minutes} phút`;
  return hours > 0 ? `${hours} h late` : `${minutes} min late`;
}

/** When a message about it should have left: what maintenance held back is not late by that time. */
const dueAt = ({ createdAt, notBefore }: Notification): number => Math.max(createdAt, notBefore ?? 0);

function lateSentence({ members }: Message, language: Language, late: string): string {
  const from = Math.min(...members.map(({ notification }) => dueAt(notification)));
  return language === 'vi'
    ? `Tin đến ${late}: kênh nhận tin gián đoạn từ khi sự việc được ghi nhận lúc ${timeOf(from, 'vi')}.`
    : `This message is ${late}: the channel took nothing since it was due at ${timeOf(from, 'en')}.`;
}

/** `14:05 ngày 24/11/2026`, `14:05 on 24/11/2026`; time of the province. */
export function timeOf(at: number, language: Language): string {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const time = format({ hour: '2-digit', minute: '2-digit' }).format(at);
  const day = format({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
  return `${time} ${language === 'vi' ? 'ngày' : 'on'} ${day}`;
}
