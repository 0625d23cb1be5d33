/** The rule `failoverReserveShort`: the backups of a group could not carry what its primaries carry. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { FailoverResult } from './capacity-result.ts';
import type { Observation } from './record.ts';
import type { RuleTiming } from './rule-options.ts';
import { placeOf, sentencesOf } from './sentence.ts';
import { subjectOf } from './subject.ts';
import { formatBitRate } from './summary.ts';

/**
 * Critical when even the present load finds no carrier, warning when that of p95 does not, or only by dropping classes.
 * Null while p95 is unknown and the present load is carried or unknown.
 */
function severityOf({ present, p95 }: FailoverResult): Severity | null | undefined {
  if (present === 'fail') return 'critical';
  if (p95 === 'fail' || p95 === 'shed' || present === 'shed') return 'warning';
  return p95 === 'unknown' ? undefined : null;
}

export function observeFailover(result: FailoverResult, register: RegisterIndex, rule: RuleTiming): Observation | null {
  const severity = severityOf(result);
  if (severity === undefined || register.endpoint(result.endpoint) === undefined) return null;
  const { operator, endpoint, group } = result;
  const subject = subjectOf('failoverReserveShort', { id: `${operator}/${group}`, operator, endpoint }, register);
  return {
    subject,
    judgement: { at: result.at, raise: severity, hold: severity },
    timing: { ...rule, intervalMs: result.intervalMs },
    value: result.reserveBitsPerSecond,
    thresholds: { warning: 0, critical: 0 },
    describe(occasion) {
      const place = placeOf(subject, register);
      const reserve = result.reserveBitsPerSecond;
      const short =
        reserve === null || reserve >= 0
          ? { vi: '', en: '' }
          : { vi: `, thiếu ${formatBitRate(-reserve, 'vi')}`, en: `, ${formatBitRate(-reserve, 'en')} short` };
      const shed = result.present !== 'fail' && result.p95 === 'shed';
      const load =
        occasion.severity === 'critical'
          ? { vi: 'lưu lượng hiện tại', en: 'the present load' }
          : { vi: 'lưu lượng giờ cao điểm (p95)', en: 'the load at p95' };
      return sentencesOf(
        { vi: subject.endpointVi, en: subject.endpointEn },
        {
          begun: shed
            ? {
                vi: `nếu mất kênh chính, các kênh dự phòng chỉ gánh được ${load.vi} khi cắt bớt lưu lượng ít quan trọng`,
                en: `if the primaries fail, the backups carry ${load.en} only if less important traffic is dropped`,
              }
            : {
                vi: `nếu mất kênh chính, các kênh dự phòng không gánh nổi ${load.vi}${short.vi}`,
                en: `if the primaries fail, the backups cannot carry ${load.en}${short.en}`,
              },
          over: {
            vi: 'các kênh dự phòng đã đủ sức gánh thay kênh chính',
            en: 'the backups can carry the load of the primaries again',
          },
        },
        place,
        occasion,
      );
    },
  };
}
