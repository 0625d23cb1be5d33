/** Thresholds of the classes, from the contract. Pure. */
import { classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import type { Language, Words } from './words.ts';

/** The lowest thresholds of any class: no tag says a link's class, so a panel's lines take the strictest. */
export function strictestUtilization(): { warning: number; critical: number } {
  const all = classCodes.map((code) => endpointClasses[code].thresholds);
  return {
    warning: Math.min(...all.map((t) => t.utilizationWarning)),
    critical: Math.min(...all.map((t) => t.utilizationCritical)),
  };
}

/** The classes' own thresholds as a table in Markdown, in order of priority. */
export function thresholdTable(language: Language, words: Words): string {
  const percent = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    style: 'percent',
    maximumFractionDigits: 2,
  });
  const hours = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 2 });
  const rows = [...classCodes]
    .sort((a, b) => endpointClasses[a].priority - endpointClasses[b].priority)
    .map((code) => {
      const { priority, thresholds, ...names } = endpointClasses[code];
      return [
        names[language],
        `${priority}`,
        percent.format(thresholds.utilizationWarning),
        percent.format(thresholds.utilizationCritical),
        percent.format(thresholds.availabilityTarget),
        `${hours.format(thresholds.restoreMinutes / 60)} ${language === 'vi' ? 'giờ' : 'h'}`,
      ];
    });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const { head } = words.thresholdTable;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
