/** A threshold and where it comes from, as text. Pure. */
import type { ClassThresholds } from '@thongsuot/contract/classes.ts';
import { formatDelay, formatNumber, formatRatio, type Language } from './format.ts';
import { detailWords } from './i18n/detail-words.ts';
import { plainSentence } from './text.ts';

/** In the unit that its name has: `70 %`, `40 ms`, `99,99 %`, `60 phút`. */
export function sayThreshold(name: keyof ClassThresholds, value: number, language: Language): string {
  switch (name) {
    case 'rttMsWarning':
    case 'rttMsCritical':
      return formatDelay(value, language);
    case 'restoreMinutes':
      return detailWords[language].thresholds.minutes(formatNumber(value, language));
    case 'availabilityTarget':
      return formatRatio(value, language, 2);
    case 'utilizationWarning':
    case 'utilizationCritical':
    case 'lossWarning':
    case 'lossCritical':
      return formatRatio(value, language);
  }
}

/** The collector's own two sources in the reader's language; any other as whoever set the figure wrote it. */
export function sayThresholdSource(source: string, language: Language): string {
  const { ofClass, zone } = detailWords[language].thresholds;
  if (source === 'default of the class') return ofClass;
  return plainSentence(source.startsWith('zone ') ? zone(source.slice('zone '.length)) : source);
}
