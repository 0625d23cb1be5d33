/** The rule `portalDown`: a check of a portal fails. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { CheckFailure, CheckReason } from '@thongsuot/contract/reasons.ts';
import type { CheckSample } from '@thongsuot/contract/sample.ts';
import type { CheckEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Sentences } from './advice.ts';
import type { Observation, Occasion } from './record.ts';
import type { RuleTiming } from './rule-options.ts';
import { placeOf, sentencesOf } from './sentence.ts';
import { type Subject, subjectOf } from './subject.ts';

/** The subject of a rule about a check. */
export const checkSubject = <R extends 'portalDown' | 'certificateNearExpiry'>(
  rule: R,
  { operator, key, endpoint, agent, check }: CheckEntry,
  register: RegisterIndex,
): Subject & { rule: R } =>
  subjectOf(rule, { id: key, operator, endpoint, check: check.id, agent, called: check.endpoint }, register);

/** `Cổng thông tin điện tử tỉnh (https://…)`. */
export const whereCheck = (subject: Subject, entry: CheckEntry): Sentences => ({
  vi: `${subject.endpointVi} (${entry.check.url})`,
  en: `${subject.endpointEn} (${entry.check.url})`,
});

const failures: Record<CheckFailure, Sentences> = {
  dns: { vi: 'không phân giải được tên miền', en: 'its name does not resolve' },
  connect: { vi: 'không kết nối được tới máy chủ', en: 'its server refuses or does not answer connections' },
  tls: { vi: 'lỗi bắt tay TLS hoặc chứng thư', en: 'TLS or its certificate fails' },
  timeout: { vi: 'quá thời gian chờ trả lời', en: 'it does not answer in time' },
  status: { vi: 'trả lời mã lỗi', en: 'it answers with an error' },
  body: { vi: 'nội dung không đúng như mong đợi', en: 'its page is not the expected one' },
  redirect: { vi: 'chuyển hướng ngoài dự kiến', en: 'it redirects where it should not' },
  tooLarge: { vi: 'trả lời quá lớn', en: 'its answer is too large' },
};

/** What more is known, in brackets behind the failure. */
const reasons: Record<CheckReason, Sentences> = {
  nxdomain: { vi: 'tên miền không tồn tại', en: 'the name does not exist' },
  noData: { vi: 'tên miền không có bản ghi loại này', en: 'the name has no such record' },
  serverFailure: { vi: 'máy chủ tên miền báo lỗi SERVFAIL', en: 'the name server says SERVFAIL' },
  refused: { vi: 'máy chủ tên miền từ chối trả lời', en: 'the name server refuses to answer' },
  malformed: { vi: 'câu trả lời của máy chủ tên miền sai định dạng', en: 'the name server answers what is no answer' },
  wrongAnswer: { vi: 'bản ghi khác với giá trị mong đợi', en: 'the record is not the expected one' },
  expired: { vi: 'chứng thư đã hết hạn', en: 'a certificate has expired' },
  notYetValid: { vi: 'chứng thư chưa đến ngày có hiệu lực', en: 'a certificate is not valid yet' },
  otherName: { vi: 'chứng thư cấp cho tên miền khác', en: 'the certificate is for another name' },
  selfSigned: { vi: 'chứng thư tự ký', en: 'the certificate is self-signed' },
  untrusted: { vi: 'tổ chức cấp chứng thư không được tin cậy', en: 'the certificate’s authority is not trusted' },
  incompleteChain: {
    vi: 'máy chủ không gửi chứng thư trung gian',
    en: 'the server does not send the intermediate certificate',
  },
  revoked: { vi: 'chứng thư đã bị thu hồi', en: 'the certificate is revoked' },
  noTls: { vi: 'máy chủ không hỗ trợ TLS phù hợp', en: 'the server speaks no TLS that we speak' },
};

export function observePortal(
  sample: CheckSample,
  entry: CheckEntry,
  register: RegisterIndex,
  rule: RuleTiming,
): Observation {
  const subject = checkSubject('portalDown', entry, register);
  const severity: Severity | null = sample.up ? null : subject.priority === 1 ? 'critical' : 'warning';
  return {
    subject,
    judgement: { at: sample.at, raise: severity, hold: severity },
    timing: { ...rule, intervalMs: sample.intervalS * 1000 },
    value: null,
    thresholds: { warning: null, critical: null },
    describe(occasion) {
      const because = sample.failure === undefined ? null : failures[sample.failure];
      const status = sample.failure === 'status' && sample.status !== undefined ? ` ${sample.status}` : '';
      const more = sample.reason === undefined ? null : reasons[sample.reason];
      const told = (language: 'vi' | 'en') =>
        because === null ? '' : `: ${because[language]}${status}${more === null ? '' : ` (${more[language]})`}`;
      return portalSentences(subject, entry, register, occasion, { vi: told('vi'), en: told('en') });
    },
  };
}

/** The two sentences of a portal; `told` is what is known of the failure, each with its colon in front or empty. */
export const portalSentences = (
  subject: Subject,
  entry: CheckEntry,
  register: RegisterIndex,
  occasion: Occasion,
  told: Sentences = { vi: '', en: '' },
): Sentences =>
  sentencesOf(
    whereCheck(subject, entry),
    {
      begun: { vi: `không truy cập được${told.vi}`, en: `is not available${told.en}` },
      over: { vi: 'đã truy cập được trở lại', en: 'is available again' },
    },
    placeOf(subject, register),
    occasion,
  );
