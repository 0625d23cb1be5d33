/** The two sentences of an alert: what, where, how bad, since when, what is at stake. Pure; the words are checked by table. */

import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { endpointClasses } from '@thongsuot/contract/classes.ts';
import { timeZone } from '@thongsuot/contract/storage.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';
import type { Occasion } from './record.ts';

export type Language = 'vi' | 'en';
const locales = { vi: 'vi-VN', en: 'en-GB' } as const;

/** `87,5%` in Vietnamese, `87.5%` in English; one decimal. */
export function formatRatio(ratio: number, language: Language): string {
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 }).format(ratio * 100);
  return `${number}%`;
}

/** `200 Mbit/s`, `1,5 Gbit/s`: the largest unit in which the figure is at least 1; one decimal. */
export function formatBitRate(bitsPerSecond: number, language: Language): string {
  const magnitude = Math.abs(bitsPerSecond);
  const [scale, unit] =
    magnitude >= 1e9
      ? [1e9, 'Gbit/s']
      : magnitude >= 1e6
        ? [1e6, 'Mbit/s']
        : magnitude >= 1e3
          ? [1e3, 'kbit/s']
          : [1, 'bit/s'];
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 }).format(bitsPerSecond / scale);
  return `${number} ${unit}`;
}

/** `14:05 ngày 24/11/2026`, `14:05 on 24 November 2026`; time of the province. */
export function formatTime(at: number, language: Language): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
  const options = { timeZone, year: 'numeric', day: '2-digit' } as const;
  return language === 'vi'
    ? `${time} ngày ${new Intl.DateTimeFormat('en-GB', { ...options, month: '2-digit' }).format(at)}`
    : `${time} on ${new Intl.DateTimeFormat('en-GB', { ...options, day: 'numeric', month: 'long' }).format(at)}`;
}

/** What a sentence says of where. */
export interface Place {
  endpointVi: string;
  endpointEn: string;
  leading: ClassCode;
  priority: 1 | 2 | 3 | 4;
  operatorName: string;
  /** Link or unit; null for an endpoint as a whole. */
  id: string | null;
  circuitId: string | null;
}

export const stakes = (place: Place, language: Language): string =>
  language === 'vi'
    ? `Đối tượng: ${endpointClasses[place.leading].vi} (ưu tiên ${place.priority}).`
    : `At stake: ${endpointClasses[place.leading].en} (priority ${place.priority}).`;

export function circuit(place: Place, language: Language): string {
  const code =
    place.circuitId === null ? '' : language === 'vi' ? `, mã kênh ${place.circuitId}` : `, circuit ${place.circuitId}`;
  return language === 'vi'
    ? `Kênh ${place.id ?? ''} (${place.operatorName}${code}) phục vụ ${place.endpointVi}`
    : `Link ${place.id ?? ''} (${place.operatorName}${code}) to ${place.endpointEn}`;
}

const why = {
  removed: ['đã bỏ giám sát', 'no longer watched'],
  ruleChanged: ['ngưỡng đã thay đổi', 'the threshold was changed'],
  zoneEnded: ['vùng ưu tiên đã kết thúc', 'the priority zone has ended'],
  cleared: ['', ''],
} as const;

export function lasted({ startedAt, endedAt, ending }: Occasion, language: Language): string {
  const reason = ending === null ? '' : why[ending][language === 'vi' ? 0 : 1];
  const tail = reason === '' ? '' : ` (${reason})`;
  return language === 'vi'
    ? `kéo dài từ ${formatTime(startedAt, 'vi')} đến ${formatTime(endedAt ?? startedAt, 'vi')}${tail}.`
    : `it lasted from ${formatTime(startedAt, 'en')} to ${formatTime(endedAt ?? startedAt, 'en')}${tail}.`;
}

export interface UtilizationFigures {
  direction: 'in' | 'out';
  utilizationRatio: number;
  capacityBitsPerSecond: number;
  reserveBitsPerSecond: number;
  threshold: number;
}

/** Sentences about a link whose utilisation reached a threshold, or has left it again. */
export function utilizationSummary(place: Place, figures: UtilizationFigures, occasion: Occasion) {
  const one = (language: Language): string => {
    const vi = language === 'vi';
    const direction = vi ? { in: 'chiều vào', out: 'chiều ra' } : { in: 'inbound', out: 'outbound' };
    const used = formatRatio(figures.utilizationRatio, language);
    const capacity = formatBitRate(figures.capacityBitsPerSecond, language);
    const threshold = formatRatio(figures.threshold, language);
    const where = circuit(place, language);
    const since = formatTime(occasion.startedAt, language);
    const reserve = formatBitRate(Math.abs(figures.reserveBitsPerSecond), language);
    const over = figures.reserveBitsPerSecond < 0;
    if (occasion.endedAt !== null) {
      return vi
        ? `${where}: lưu lượng ${direction[figures.direction]} đã về ${used} của ${capacity}; ${lasted(occasion, 'vi')}`
        : `${where}: ${direction[figures.direction]} load is back at ${used} of ${capacity}; ${lasted(occasion, 'en')}`;
    }
    const critical = occasion.severity === 'critical';
    if (vi) {
      const line = critical ? 'ngưỡng nghiêm trọng' : 'ngưỡng cảnh báo';
      const left = over ? `vượt dung lượng ${reserve}` : `băng thông dự phòng còn ${reserve}`;
      return `${where}: lưu lượng ${direction[figures.direction]} đạt ${used} của ${capacity}, chạm ${line} ${threshold} từ ${since}; ${left}. ${stakes(place, 'vi')}`;
    }
    const line = critical ? 'critical threshold' : 'warning threshold';
    const left = over ? `${reserve} above capacity` : `${reserve} in reserve`;
    return `${where}: ${direction[figures.direction]} load is ${used} of ${capacity}, at or above the ${line} of ${threshold} since ${since}; ${left}. ${stakes(place, 'en')}`;
  };
  return { vi: one('vi'), en: one('en') };
}

/** The rules about a state: no figure reached a threshold. */
export type StateRule = Extract<AlertRule, 'linkDown' | 'endpointIsolated' | 'endpointOnBackup' | 'unitNotReady'>;

const phrases: Record<StateRule, { vi: [string, string]; en: [string, string] }> = {
  linkDown: { vi: ['mất kết nối', 'đã có kết nối trở lại'], en: ['is down', 'is up again'] },
  endpointIsolated: {
    vi: ['mất toàn bộ kết nối', 'đã có kết nối trở lại'],
    en: ['is cut off: every path is down', 'is reachable again'],
  },
  endpointOnBackup: {
    vi: ['đang chạy bằng kênh dự phòng, các kênh chính đều mất kết nối', 'đã thôi phụ thuộc kênh dự phòng'],
    en: ['runs on its backup, every primary link is down', 'no longer depends on its backup'],
  },
  unitNotReady: {
    vi: ['không sẵn sàng', 'đã sẵn sàng trở lại'],
    en: ['is not ready', 'is no longer failing its readiness'],
  },
};

/** Sentences about a state that began or has ended. */
export function stateSummary(rule: StateRule, place: Place, occasion: Occasion) {
  const one = (language: Language): string => {
    const vi = language === 'vi';
    const [begun, over] = phrases[rule][language];
    const name = vi ? place.endpointVi : place.endpointEn;
    const unit = vi
      ? `Thiết bị dự phòng ${place.id ?? ''} (${place.operatorName}) của ${name}`
      : `Backup unit ${place.id ?? ''} (${place.operatorName}) of ${name}`;
    const where = rule === 'linkDown' ? circuit(place, language) : rule === 'unitNotReady' ? unit : name;
    if (occasion.endedAt !== null) return `${where}: ${over}; ${lasted(occasion, language)}`;
    const since = formatTime(occasion.startedAt, language);
    return `${where}: ${begun}, ${vi ? 'từ' : 'since'} ${since}. ${stakes(place, language)}`;
  };
  return { vi: one('vi'), en: one('en') };
}
