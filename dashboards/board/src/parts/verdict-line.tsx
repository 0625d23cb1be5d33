import { useBoard } from '../board.ts';
import { countDanger } from '../danger.ts';
import { useWords } from '../i18n/language.ts';
import { Icon, type IconName } from './icon.tsx';

/** The page's first sentence: is anything critical in danger. */
export function VerdictLine() {
  const { words } = useWords();
  const { picture } = useBoard('endpoints');
  const count = countDanger(picture.endpoints.values());
  const endangered = count.critical + count.warning;
  let icon: IconName = 'ok';
  let text = words.verdict.safe(count.total);
  if (count.total === 0) {
    icon = 'unknown';
    text = words.verdict.none;
  } else if (endangered > 0) {
    icon = count.critical > 0 ? 'critical' : 'warning';
    text = words.verdict.danger(endangered, count.total);
  } else if (count.unknown > 0) {
    // Nobody may read "safe" where nobody knows.
    icon = 'unknown';
    text = words.verdict.unknown(count.unknown);
  }
  return (
    <p class={`answer answer-${icon}`} data-testid="verdict">
      <Icon name={icon} />
      <span>
        {text}
        {endangered > 0 && count.unknown > 0 && <span class="sub">{words.verdict.unknown(count.unknown)}</span>}
      </span>
    </p>
  );
}
