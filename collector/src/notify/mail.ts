/** A message as a mail: subject, text, minimal HTML, the headers that thread it. Pure. */
import type { Directory } from './directory.ts';
import type { Message } from './message.ts';
import { speak } from './text.ts';
import type { Language } from './words.ts';

/** Alerts that the references of one mail name; more would make a header that relays cut. */
const referencesMax = 20;
const subjectLengthMax = 180;

export interface Mail {
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  date: Date;
}

/**
 * The mail of a message. Its Message-ID is the message's id, the same at every attempt; its references are those of the
 * alerts it speaks of, so that a mail program shows the beginning and the end of one alert together.
 */
export function mailOf(
  message: Message,
  directory: Directory,
  { language, domain }: { language: Language; domain: string },
  now: number,
): Mail {
  const { headline, text } = speak(message, directory, language, now);
  const vi = language === 'vi';
  // It has no ids that a reader would compare: what may be a second copy says so.
  const repeated = message.uncertain
    ? vi
      ? 'Thư này có thể lặp lại: lần gửi trước bị ngắt, không rõ đã đến hay chưa.'
      : 'This may be a repeat: an earlier attempt was cut off, and it is not known whether it arrived.'
    : '';
  const mark = message.uncertain ? (vi ? '[Có thể lặp lại] ' : '[May be a repeat] ') : '';
  const footer = `${vi ? 'Mã tin' : 'Message'}: ${message.id}`;
  const body = [repeated, text, footer].filter((part) => part !== '').join('\n\n');
  const threads = [...new Set(message.members.map(({ notification }) => notification.alert.id))]
    .slice(0, referencesMax)
    .map((alert) => identifier(`alert.${alert}`, domain));
  return {
    subject: oneLine(`${mark}${headline}`),
    text: body,
    html: htmlOf(body),
    messageId: identifier(message.id, domain),
    inReplyTo: threads[0] ?? null,
    references: threads,
    date: new Date(message.formedAt),
  };
}

/** RFC 5322 §3.6.4: an id is dot-atom text on both sides; whatever else an id of ours has becomes a dot. */
const identifier = (id: string, domain: string): string =>
  `<${id.replace(/[^A-Za-z0-9_-]+/g, '.').replace(/^\.+|\.+$/g, '')}@${domain}>`;

/** No line ends and no marks of direction reach a header. */
export const oneLine = (text: string): string => {
  const flat = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...flat];
  return characters.length > subjectLengthMax ? `${characters.slice(0, subjectLengthMax - 1).join('')}…` : flat;
};

/** The text as HTML: paragraphs and line ends, nothing that came from outside is markup. */
export function htmlOf(text: string): string {
  const plain = (part: string) =>
    part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const paragraphs = text.split('\n\n').map((part) => `<p>${plain(part).replace(/\n/g, '<br>')}</p>`);
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font-family:sans-serif">${paragraphs.join('')}</body></html>`;
}
