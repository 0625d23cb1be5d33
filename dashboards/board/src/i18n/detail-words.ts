/** Words of what an engineer looks up: peaks, what a percentile stands on, the thresholds in force and their sources. */
import type { ClassThresholds } from '@thongsuot/contract/classes.ts';
import type { Language } from '../format.ts';

export interface DetailWords {
  peakIn: string;
  peakOut: string;
  /** The window that a percentile is made of. */
  window: (days: string, n: string, expected: string) => string;
  thresholds: {
    title: string;
    explain: string;
    figure: string;
    value: string;
    source: string;
    names: Record<keyof ClassThresholds, string>;
    minutes: (n: string) => string;
    ofClass: string;
    zone: (order: string) => string;
  };
}

export const detailWords: Record<Language, DetailWords> = {
  vi: {
    peakIn: 'Đỉnh vào',
    peakOut: 'Đỉnh ra',
    window: (days, n, expected) => `${days} ngày, ${n}/${expected} giá trị 5 phút`,
    thresholds: {
      title: 'Ngưỡng đang áp dụng',
      explain:
        'Mỗi ngưỡng có nguồn riêng: mặc định của cấp, cấu hình của doanh nghiệp hay của điểm, hoặc vùng ưu tiên.',
      figure: 'Chỉ tiêu',
      value: 'Ngưỡng',
      source: 'Nguồn',
      names: {
        utilizationWarning: 'Mức sử dụng, cảnh báo',
        utilizationCritical: 'Mức sử dụng, nghiêm trọng',
        lossWarning: 'Tỷ lệ mất gói, cảnh báo',
        lossCritical: 'Tỷ lệ mất gói, nghiêm trọng',
        rttMsWarning: 'Độ trễ khứ hồi, cảnh báo',
        rttMsCritical: 'Độ trễ khứ hồi, nghiêm trọng',
        availabilityTarget: 'Chỉ tiêu độ khả dụng trong tháng',
        restoreMinutes: 'Thời hạn khôi phục',
      },
      minutes: (n) => `${n} phút`,
      ofClass: 'mặc định của cấp',
      zone: (order) => `vùng ưu tiên, văn bản ${order}`,
    },
  },
  en: {
    peakIn: 'Peak in',
    peakOut: 'Peak out',
    window: (days, n, expected) => `${days} days, ${n} of ${expected} five-minute values`,
    thresholds: {
      title: 'Thresholds in force',
      explain:
        'Each with its source: the default of the class, an operator’s or the endpoint’s own setting, or a zone.',
      figure: 'Figure',
      value: 'Threshold',
      source: 'Source',
      names: {
        utilizationWarning: 'Utilisation, warning',
        utilizationCritical: 'Utilisation, critical',
        lossWarning: 'Loss, warning',
        lossCritical: 'Loss, critical',
        rttMsWarning: 'Round trip, warning',
        rttMsCritical: 'Round trip, critical',
        availabilityTarget: 'Availability of a month',
        restoreMinutes: 'Time to restore',
      },
      minutes: (n) => `${n} min`,
      ofClass: 'default of the class',
      zone: (order) => `zone, order ${order}`,
    },
  },
};
