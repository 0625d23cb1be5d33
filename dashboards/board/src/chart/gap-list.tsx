import type { SeriesGap } from '@thongsuot/contract/api.ts';
import { useSteady } from '../board.ts';
import { formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { useShown } from '../parts/growing.tsx';

/** The shaded times of a chart in words: from, to, why, and how much was lost. */
export function GapList({ gaps }: { gaps: readonly SeriesGap[] }) {
  const { words, language } = useWords();
  const { session } = useSteady();
  const shown = useShown(gaps.length, '');
  const when = (at: number) => formatWhen(at, language, session.now());
  return (
    <details data-testid="gaps">
      <summary>
        {words.history.gapTitle} <span class="tally">{formatNumber(gaps.length, language)}</span>
      </summary>
      <ul class="list">
        {gaps.slice(0, shown.count).map(({ from, to, reason, count }) => (
          <li key={`${from} ${reason}`}>
            {when(from)} – {when(to)}: {words.history.gapReasons[reason] ?? reason},{' '}
            {words.history.gapCount(formatNumber(count, language))}
          </li>
        ))}
      </ul>
      {shown.button}
    </details>
  );
}
