/** Thresholds of the classes, from the contract. Pure. */
import { type ClassCode, type ClassThresholds, classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import type { Language, Text } from './words.ts';

/** The lowest threshold of any class: no tag says a link's class, so a panel's lines take the strictest. */
function lowest(name: keyof ClassThresholds): number {
  return Math.min(...classCodes.map((code) => endpointClasses[code].thresholds[name]));
}

interface Pair {
  warning: number;
  critical: number;
}

export const strictestUtilization = (): Pair => ({
  warning: lowest('utilizationWarning'),
  critical: lowest('utilizationCritical'),
});
export const strictestLoss = (): Pair => ({ warning: lowest('lossWarning'), critical: lowest('lossCritical') });
export const strictestRttMs = (): Pair => ({ warning: lowest('rttMsWarning'), critical: lowest('rttMsCritical') });

/** The classes that share a target of availability, the highest target first. */
export function classesByTarget(): { target: number; codes: ClassCode[] }[] {
  const targets = [...new Set(classCodes.map((code) => endpointClasses[code].thresholds.availabilityTarget))];
  return targets
    .sort((a, b) => b - a)
    .map((target) => ({
      target,
      codes: classCodes.filter((code) => endpointClasses[code].thresholds.availabilityTarget === target),
    }));
}

/** Each class's name by its code. */
export const classNames: Readonly<Record<ClassCode, Text>> = endpointClasses;

/** Title and description of the table's panel. */
export const thresholdText = {
  title: { vi: 'Ngưỡng theo nhóm', en: 'Thresholds by class' },
  description: {
    vi: 'Ngưỡng mặc định của từng nhóm điểm phục vụ; Sở có thể thay trong cấu hình.',
    en: 'Default thresholds of each class of endpoints; the department may replace them in its configuration.',
  },
} as const;

const head: Readonly<Record<Language, readonly string[]>> = {
  vi: ['Nhóm', 'Ưu tiên', 'Sử dụng: cảnh báo', 'Sử dụng: nghiêm trọng', 'Khả dụng tháng', 'Khôi phục trong'],
  en: ['Class', 'Priority', 'Utilisation: warning', 'Utilisation: critical', 'Availability of a month', 'Restore in'],
};

/** The classes' own thresholds as a table in Markdown, in order of priority. */
export function thresholdTable(language: Language): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const hours = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
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
  return [line(head[language]), line(head[language].map(() => '---')), ...rows.map(line)].join('\n');
}
