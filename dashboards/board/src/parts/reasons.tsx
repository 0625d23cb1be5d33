import type { ReadinessReason } from '@thongsuot/contract/api.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayReason } from '../i18n/say.ts';

/** Why backup equipment lost points: what was found, the limit, who says so, and how old that is. Worst first. */
export function Reasons({ reasons }: { reasons: readonly ReadinessReason[] }) {
  const { words, language } = useWords();
  if (reasons.length === 0) return null;
  return (
    <ul class="reasons">
      {reasons.map((reason) => {
        const { source, ageS } = reason;
        const basis = [
          ...(source === undefined ? [] : [words.backups.sources[source]]),
          ...(ageS === undefined || ageS === null ? [] : [words.backups.age(formatDuration(ageS * 1000, language))]),
        ];
        return (
          <li key={`${reason.code} ${reason.fact} ${reason.value}`}>
            {sayReason(words, language, reason)}
            {basis.length > 0 && <span class="penalty">({basis.join(', ')})</span>}
            {reason.blocker && <span class="flag flag-strong">{words.units.blocker}</span>}
            {reason.penalty > 0 && <span class="penalty">−{formatNumber(reason.penalty, language)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
