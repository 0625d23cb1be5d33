/** The rule `quality`: loss, delay and jitter of a link's echoes, by the thresholds of its endpoint. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { LinkEntry } from '../network/entries.ts';
import { isLossProven, sumEchoes } from '../network/link-state.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Observation, Thresholds } from './record.ts';
import type { QualityRule } from './rule-options.ts';
import { placeOf, sentencesOf, whereLink } from './sentence.ts';
import { linkSubject } from './subject.ts';
import { formatRatio, type Language } from './summary.ts';

interface Measured {
  what: 'loss' | 'delay' | 'jitter';
  value: number;
  raise: Severity | null;
  hold: Severity | null;
  thresholds: Thresholds;
}

const ranks = { critical: 2, warning: 1 } as const;
const rankOf = (severity: Severity | null) => (severity === null ? 0 : ranks[severity]);
const worse = (a: Severity | null, b: Severity | null) => (rankOf(a) >= rankOf(b) ? a : b);

const level = (warning: boolean, critical: boolean): Severity | null =>
  critical ? 'critical' : warning ? 'warning' : null;

const ms = (value: number, language: Language) =>
  `${new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 }).format(value)} ms`;

/**
 * What the echoes of the last 15 minutes say; jitter is the newest burst's. Null while the far end is down or the probe
 * unknown: an outage is not quality. The worst of the three speaks.
 */
export function observeQuality(
  entry: LinkEntry,
  now: number,
  register: RegisterIndex,
  rule: QualityRule,
): Observation | null {
  const { burst, bursts } = entry;
  if (burst === null || bursts === null || burst.unknown !== null || entry.state === 'down') return null;
  const { sent, lost, rttMsMean } = sumEchoes(bursts, now);
  if (sent === 0) return null;
  const { values } = register.thresholds(entry.operator, entry.endpoint);
  const share = 1 - rule.clearBelow;
  const lossRatio = lost / sent;
  const by = (what: Measured['what'], value: number, warning: number, critical: number): Measured => ({
    what,
    value,
    raise: level(value >= warning, value >= critical),
    hold: level(value >= warning * share, value >= critical * share),
    thresholds: { warning, critical },
  });
  const loss = (threshold: number) => isLossProven(lost, sent, threshold);
  const measured: Measured[] = [
    {
      ...by('loss', lossRatio, values.lossWarning, values.lossCritical),
      raise: level(loss(values.lossWarning), loss(values.lossCritical)),
    },
    ...(rttMsMean === null ? [] : [by('delay', rttMsMean, values.rttMsWarning, values.rttMsCritical)]),
    ...(burst.jitterMs === null ? [] : [by('jitter', burst.jitterMs, rule.jitterMsWarning, rule.jitterMsCritical)]),
  ];
  const [first] = measured;
  if (first === undefined) return null;
  const speaks = measured.reduce(
    (a, b) => (rankOf(b.raise) > rankOf(a.raise) || (b.raise === a.raise && rankOf(b.hold) > rankOf(a.hold)) ? b : a),
    first,
  );
  const { intervalS } = entry.link.probe ?? entry.link;
  const subject = linkSubject('quality', entry, register);
  return {
    subject,
    judgement: {
      at: burst.at,
      raise: measured.reduce<Severity | null>((a, m) => worse(a, m.raise), null),
      hold: measured.reduce<Severity | null>((a, m) => worse(a, m.hold), null),
    },
    timing: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, intervalMs: intervalS * 1000 },
    value: speaks.value,
    thresholds: speaks.thresholds,
    describe(occasion) {
      const place = placeOf(subject, register);
      const figure = (value: number, language: Language) =>
        speaks.what === 'loss' ? formatRatio(value, language) : ms(value, language);
      const names = {
        loss: { vi: 'tỷ lệ mất gói', en: 'loss' },
        delay: { vi: 'độ trễ khứ hồi', en: 'round-trip delay' },
        jitter: { vi: 'biến động trễ', en: 'jitter' },
      }[speaks.what];
      const counted =
        speaks.what === 'loss'
          ? { vi: ` (mất ${lost}/${sent} gói trong 15 phút)`, en: ` (${lost} of ${sent} echoes in 15 minutes)` }
          : { vi: '', en: '' };
      const limit = speaks.thresholds[occasion.severity] ?? 0;
      return sentencesOf(
        whereLink(place),
        {
          begun: {
            vi: `${names.vi} ${figure(speaks.value, 'vi')}${counted.vi}, ngưỡng ${figure(limit, 'vi')}`,
            en: `${names.en} is ${figure(speaks.value, 'en')}${counted.en}, threshold ${figure(limit, 'en')}`,
          },
          over: {
            vi: `chất lượng đã trở lại bình thường, ${names.vi} ${figure(speaks.value, 'vi')}`,
            en: `quality is back to normal, ${names.en} is ${figure(speaks.value, 'en')}`,
          },
        },
        place,
        occasion,
      );
    },
  };
}
