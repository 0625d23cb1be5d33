/**
 * Incidents that were learnt of when they were over: nobody was told when they began, and nobody is told of each now.
 * They enter the history as `late`, and their agent sends one digest. Pure.
 */
import { createHash } from 'node:crypto';
import type { CheckEntry, LinkEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import { advice, type Sentences } from './advice.ts';
import { lateNamedMax } from './limits.ts';
import { notificationOf } from './message.ts';
import type { Notification } from './notification.ts';
import type { AlertRecord, Occasion } from './record.ts';
import { checkSubject, portalSentences } from './rule-portal.ts';
import { placeOf } from './sentence.ts';
import { linkSubject, type Subject } from './subject.ts';
import { formatTime, stateSummary } from './summary.ts';

/** The same for the same incident, so that one which is found twice is one. */
const idOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** An outage of a link that began and ended while its agent could not be heard. Times are the data's own. */
export function lateLinkDown(
  entry: LinkEntry,
  startedAt: number,
  endedAt: number,
  register: RegisterIndex,
): AlertRecord {
  const subject = linkSubject('linkDown', entry, register);
  const severity = subject.priority === 1 && entry.link.role === 'primary' ? 'critical' : 'warning';
  const occasion = { severity, startedAt, endedAt, ending: 'cleared' } as const;
  const said = stateSummary('linkDown', placeOf(subject, register), occasion);
  return lateRecord(subject, occasion, said, entry.link.intervalS * 1000);
}

/** A portal that failed and came back while its agent could not be heard. Times are the data's own. */
export function latePortalDown(
  entry: CheckEntry,
  startedAt: number,
  endedAt: number,
  register: RegisterIndex,
): AlertRecord {
  const subject = checkSubject('portalDown', entry, register);
  const severity = subject.priority === 1 ? 'critical' : 'warning';
  const occasion = { severity, startedAt, endedAt, ending: 'cleared' } as const;
  return lateRecord(
    subject,
    occasion,
    portalSentences(subject, entry, register, occasion),
    entry.check.intervalS * 1000,
  );
}

function lateRecord(
  subject: Subject,
  occasion: Occasion & { endedAt: number },
  { vi, en }: Sentences,
  intervalMs: number,
): AlertRecord {
  return {
    ...subject,
    ...occasion,
    id: idOf(`${subject.key} ${occasion.startedAt}`),
    state: 'resolved',
    firedAt: null,
    value: null,
    threshold: null,
    thresholds: { warning: null, critical: null },
    summary: `${vi} Số liệu về muộn.`,
    summaryEn: `${en} Its data came late.`,
    evidence: [],
    sequence: 0,
    intervalMs,
    acknowledged: null,
    flapping: false,
    late: true,
  };
}

const ranks = { critical: 0, warning: 1 } as const;

/** One message for all that an agent's late data held; the worst of them lends it its place. Null without any. */
export function lateDigest(
  records: readonly AlertRecord[],
  gap: { agent: string; from: number; to: number },
  operatorName: string,
  now: number,
): Notification | null {
  const [worst] = [...records].sort((a, b) => a.priority - b.priority || ranks[a.severity] - ranks[b.severity]);
  if (worst === undefined) return null;
  const named = records.slice(0, lateNamedMax);
  const more = records.length - named.length;
  const minutes = (record: AlertRecord) => Math.max(1, Math.round(((record.endedAt ?? 0) - record.startedAt) / 60_000));
  const list = {
    vi: named
      .map((r) => `${r.link ?? r.check ?? r.endpointVi} (${formatTime(r.startedAt, 'vi')}, ${minutes(r)} phút)`)
      .join('; '),
    en: named
      .map((r) => `${r.link ?? r.check ?? r.endpointEn} (${formatTime(r.startedAt, 'en')}, ${minutes(r)} min)`)
      .join('; '),
  };
  const [from, to] = [(l: 'vi' | 'en') => formatTime(gap.from, l), (l: 'vi' | 'en') => formatTime(gap.to, l)];
  const said: Sentences = {
    vi: `Trạm thu thập ${gap.agent} (${operatorName}): số liệu từ ${from('vi')} đến ${to('vi')} về muộn, có ${records.length} sự cố đã kết thúc: ${list.vi}${more > 0 ? ` và ${more} sự cố khác` : ''}.`,
    en: `Agent ${gap.agent} (${operatorName}): data of ${from('en')} to ${to('en')} came late and held ${records.length} incidents that are over: ${list.en}${more > 0 ? ` and ${more} more` : ''}.`,
  };
  const id = idOf(`late ${worst.operator}/${gap.agent} ${gap.from}`);
  const digest = notificationOf({ ...worst, id, sequence: 1, summary: said.vi, summaryEn: said.en }, 'late', now);
  const group = `agent/${worst.operator}/${gap.agent}`;
  return { ...digest, alert: { ...digest.alert, group, advice: advice.agentSilent } };
}
