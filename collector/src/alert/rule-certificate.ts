/** The rule `certificateNearExpiry`: the days that a portal's certificate is still valid. Pure. */
import type { CheckSample } from '@thongsuot/contract/sample.ts';
import type { CheckEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Observation } from './record.ts';
import { levelOfDays } from './rule-exhaustion.ts';
import type { DaysRule } from './rule-options.ts';
import { checkSubject, whereCheck } from './rule-portal.ts';
import { placeOf, sentencesOf } from './sentence.ts';

/** Null for a check that saw no certificate: one that failed before, or plain HTTP. */
export function observeCertificate(
  sample: CheckSample,
  entry: CheckEntry,
  register: RegisterIndex,
  rule: DaysRule,
): Observation | null {
  const days = sample.tlsDaysLeft;
  if (days === undefined) return null;
  const subject = checkSubject('certificateNearExpiry', entry, register);
  return {
    subject,
    judgement: {
      at: sample.at,
      raise: levelOfDays(days, rule, 0),
      hold: levelOfDays(days, rule, rule.clearAboveDays),
    },
    timing: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, intervalMs: sample.intervalS * 1000 },
    value: days,
    thresholds: { warning: rule.daysWarning, critical: rule.daysCritical },
    describe(occasion) {
      const left = Math.floor(days);
      return sentencesOf(
        whereCheck(subject, entry),
        {
          begun:
            days < 0
              ? { vi: 'chứng thư TLS đã hết hạn', en: 'the TLS certificate has expired' }
              : { vi: `chứng thư TLS còn ${left} ngày`, en: `the TLS certificate is valid for ${left} days more` },
          over: {
            vi: `chứng thư TLS đã được gia hạn, còn ${left} ngày`,
            en: `the TLS certificate was renewed, ${left} days are left`,
          },
        },
        placeOf(subject, register),
        occasion,
      );
    },
  };
}
