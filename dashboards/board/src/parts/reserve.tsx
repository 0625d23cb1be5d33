import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { reserveDanger } from '../danger.ts';
import { formatRate, formatRatio } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { Icon } from './icon.tsx';

const icons = { critical: 'critical', warning: 'warning', unknown: 'unknown', none: 'ok' } as const;

export interface ReserveProps {
  /** 0–1 of capacity, the worse direction; negative when the contract is exceeded; null when not known. */
  ratio: number | null;
  bitsPerSecond: number | null;
  /** Whose thresholds colour it. */
  leading: ClassCode;
}

/** Reserve as bar, per cent and Mbit/s. The bar repeats the figures beside it and is hidden from screen readers. */
export function Reserve({ ratio, bitsPerSecond, leading }: ReserveProps) {
  const { words, language } = useWords();
  if (ratio === null) return <span class="faint">{words.endpoints.noReserve}</span>;
  const danger = reserveDanger(ratio, leading);
  const width = `${Math.round(Math.min(1, Math.max(0, ratio)) * 1000) / 10}%`;
  return (
    <div class={`reserve reserve-${danger}`}>
      <span class="reserve-bar" aria-hidden="true">
        <span class="reserve-fill" style={{ width }} />
      </span>
      <span class="reserve-figures">
        {danger !== 'none' && <Icon name={icons[danger]} />}
        <strong>{formatRatio(ratio, language, 0)}</strong>{' '}
        <span class="reserve-rate">{formatRate(bitsPerSecond, language)}</span>
      </span>
    </div>
  );
}
