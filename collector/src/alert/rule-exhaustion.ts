/** The rule `exhaustionNear`: the trend of a link reaches 80 % of its capacity within so many days. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { LinkCapacityResult } from './capacity-result.ts';
import type { Observation } from './record.ts';
import type { DaysRule } from './rule-options.ts';
import { placeOf, sentencesOf, whereLink } from './sentence.ts';
import { linkSubject } from './subject.ts';

/** Severity of so many days left; null when more than the thresholds. */
export function levelOfDays(days: number, rule: DaysRule, slackDays: number): Severity | null {
  if (days <= rule.daysCritical + slackDays) return 'critical';
  return days <= rule.daysWarning + slackDays ? 'warning' : null;
}

/** Null while there is not enough data, which neither raises nor clears. */
export function observeExhaustion(
  result: LinkCapacityResult,
  entry: LinkEntry,
  register: RegisterIndex,
  rule: DaysRule,
): Observation | null {
  const { exhaustion } = result;
  if (exhaustion === null) return null;
  const found = exhaustion === 'notGrowing' ? null : exhaustion;
  const days = found?.days ?? null;
  const subject = linkSubject('exhaustionNear', entry, register);
  return {
    subject,
    judgement: {
      at: result.at,
      raise: days === null ? null : levelOfDays(days, rule, 0),
      hold: days === null ? null : levelOfDays(days, rule, rule.clearAboveDays),
    },
    timing: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, intervalMs: result.intervalMs },
    value: days,
    thresholds: { warning: rule.daysWarning, critical: rule.daysCritical },
    describe(occasion) {
      const place = placeOf(subject, register);
      const round = (n: number) => Math.max(0, Math.round(n));
      const range =
        found === null || found.low === null
          ? { vi: '', en: '' }
          : found.high === null
            ? { vi: ` (sớm nhất ${round(found.low)} ngày)`, en: ` (${round(found.low)} days at the earliest)` }
            : {
                vi: ` (từ ${round(found.low)} đến ${round(found.high)} ngày)`,
                en: ` (${round(found.low)} to ${round(found.high)} days)`,
              };
      const n = round(days ?? 0);
      const reached = days !== null && days <= 0;
      return sentencesOf(
        whereLink(place),
        {
          begun: reached
            ? {
                vi: 'tải giờ cao điểm đã chạm 80% dung lượng',
                en: 'the load of the busy hour has reached 80% of the capacity',
              }
            : {
                vi: `theo xu hướng hiện nay còn ${n} ngày nữa tải giờ cao điểm chạm 80% dung lượng${range.vi}`,
                en: `by its trend the load of the busy hour reaches 80% of the capacity in ${n} days${range.en}`,
              },
          over: {
            vi: 'xu hướng không còn đưa tải chạm 80% dung lượng trong thời hạn cảnh báo',
            en: 'the trend no longer reaches 80% of the capacity within the horizon',
          },
        },
        place,
        occasion,
      );
    },
  };
}
