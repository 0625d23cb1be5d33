/** The rule `reserveBelowCommitment`: the reserve at p95 against what the endpoint's class keeps free. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { LinkCapacityResult } from './capacity-result.ts';
import type { Observation } from './record.ts';
import type { UtilizationRule } from './rule-options.ts';
import { placeOf, sentencesOf, whereLink } from './sentence.ts';
import { linkSubject } from './subject.ts';
import { formatBitRate, formatRatio } from './summary.ts';

const ways = { in: { vi: 'chiều vào', en: 'inbound' }, out: { vi: 'chiều ra', en: 'outbound' } } as const;

/** Null without a figure. The value is the reserve, 0–1 of capacity, negative when p95 exceeds the contract. */
export function observeReserve(
  result: LinkCapacityResult,
  entry: LinkEntry,
  register: RegisterIndex,
  rule: UtilizationRule,
): Observation | null {
  const { reserve } = result;
  if (reserve === null || reserve.capacityBitsPerSecond <= 0) return null;
  const { values } = register.thresholds(entry.operator, entry.endpoint);
  const kept = { warning: 1 - values.utilizationWarning, critical: 1 - values.utilizationCritical };
  const ratio = 1 - reserve.p95BitsPerSecond / reserve.capacityBitsPerSecond;
  const level = (less: number): Severity | null =>
    ratio - less < kept.critical ? 'critical' : ratio - less < kept.warning ? 'warning' : null;
  const subject = linkSubject('reserveBelowCommitment', entry, register);
  const left = reserve.capacityBitsPerSecond - reserve.p95BitsPerSecond;
  return {
    subject,
    judgement: { at: result.at, raise: level(0), hold: level(rule.clearBelow) },
    timing: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, intervalMs: result.intervalMs },
    value: ratio,
    thresholds: kept,
    describe(occasion) {
      const place = placeOf(subject, register);
      const say = (language: 'vi' | 'en') => ({
        ratio: formatRatio(ratio, language),
        left: formatBitRate(left, language),
        of: formatBitRate(reserve.capacityBitsPerSecond, language),
        kept: formatRatio(kept[occasion.severity], language),
        way: ways[reserve.direction][language],
      });
      const [vi, en] = [say('vi'), say('en')];
      return sentencesOf(
        whereLink(place),
        {
          begun: {
            vi: `băng thông dự phòng giờ cao điểm (p95) ${vi.way} còn ${vi.left} trên ${vi.of}, tức ${vi.ratio}, thấp hơn mức cam kết ${vi.kept}`,
            en: `the ${en.way} reserve at p95 is ${en.left} of ${en.of}, ${en.ratio}, below the commitment of ${en.kept}`,
          },
          over: {
            vi: `băng thông dự phòng ${vi.way} đã trở lại ${vi.ratio} của ${vi.of}`,
            en: `the ${en.way} reserve is back at ${en.ratio} of ${en.of}`,
          },
        },
        place,
        occasion,
      );
    },
  };
}
