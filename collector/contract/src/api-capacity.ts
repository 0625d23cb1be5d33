/**
 * Shapes of `GET /v1/capacity` and `GET /v1/capacity/failover`: how full links are, what is left, whether the backups
 * would do, and when a link fills. Types and plain constants: the board may import this file. Rates are bits per second,
 * ratios 0–1 (a reserve is negative above the contract), times Unix epoch ms; an unknown figure is null, never 0.
 */
import type { ClassCode } from './classes.ts';
import type { Role } from './reasons.ts';

/** The rules by which figures are made, in the words of a report's appendix on method. */
export const figureRules = {
  dailyBusyHour: {
    vi: 'Giờ bận: trung bình lớn nhất của 4 khoảng 15 phút liên tiếp trong cửa sổ 24 giờ, khi có ít nhất 90 % số khoảng',
    en: 'the greatest mean of 4 consecutive quarter hours of one day, 90 % of its quarter hours present',
  },
  timeConsistentBusyHour: {
    vi: 'Giờ bận cố định: khung giờ có trung bình lớn nhất qua ít nhất 5 ngày làm việc (ITU-T E.600)',
    en: 'the hour at the same time of each workday whose mean over at least 5 workdays is the greatest (ITU-T E.600)',
  },
  reserveOfP95: {
    vi: 'Dự phòng: dung lượng trừ p95 của các giá trị trung bình 5 phút (hạng gần nhất), riêng từng chiều; lấy chiều xấu hơn; cần ít nhất 90 % số giá trị',
    en: 'capacity less p95 of 5-minute means, each direction apart; the headline is the worse by ratio',
  },
  failover: {
    vi: 'Dự phòng chuyển mạch: phần tải bị mất trong một sự kiện so với phần còn trống đến 80 % dung lượng của các đường còn lại; đường dự phòng dùng chung chỉ tính một lần, đường chung rủi ro không được tính; tải có thể chia cho nhiều đường',
    en: 'what fails together against what is left at 80 % of capacity; a shared backup counts once, a shared risk as none',
  },
  theilSen: {
    vi: 'Thời gian đến khi đầy: độ dốc Theil–Sen với khoảng Sen 95 % trên p95 ngày kể từ bước nhảy gần nhất, đã loại ảnh hưởng của thứ trong tuần, ngưỡng 80 % dung lượng',
    en: 'Theil-Sen slope with its 95 % Sen interval over the daily p95 since the last step, weekday effect removed, limit 80 % of capacity',
  },
} as const;
export type FigureRule = keyof typeof figureRules;

/** What every figure carries: its window (from ≤ time < to), what was present of what was expected, and its rule. */
export interface FigureBasis {
  from: number;
  to: number;
  n: number;
  expected: number;
  rule: FigureRule;
}

export interface BusyHourView {
  /** Minutes after the province's midnight, and the mean rate of that hour; null: not enough data. */
  hour: { minuteOfDay: number; bitsPerSecond: number } | null;
  basis: FigureBasis;
}

/** When a direction reaches 80 % of its capacity by its trend. */
export interface ExhaustionView {
  kind: 'days' | 'notGrowing' | 'noEvidence' | 'levelShift' | 'notEnoughData';
  /** Why there is not enough data; null in any other kind. */
  because: 'fewDays' | 'stale' | 'noCapacity' | 'afterCapacityStep' | null;
  /** Days until the limit by the slope's middle and its interval; null: beyond the horizon, or no trend. */
  days: number | null;
  daysLow: number | null;
  daysHigh: number | null;
  /** Of `noEvidence`: what the steepest slope that is still possible would give. */
  earliestDays: number | null;
  /** The load of a usual workday has reached the limit already. */
  reached: boolean;
  slopeBitsPerSecondPerDay: number | null;
  basis: FigureBasis;
}

/**
 * The p95 to be expected on a day to come, and the interval that holds 90 % of such days by the link's own past errors;
 * null ends: not enough data.
 */
export interface ForecastView {
  daysAhead: 7 | 14 | 28;
  p95BitsPerSecond: number | null;
  lowBitsPerSecond: number | null;
  highBitsPerSecond: number | null;
  /** Past forecasts whose day has come: what the interval is made of. */
  errors: number;
}

export interface CapacityDirectionView {
  /** The newest reading, and what the direction can carry. */
  bitsPerSecond: number | null;
  capacityBitsPerSecond: number | null;
  utilizationRatio: number | null;
  p95BitsPerSecond: number | null;
  p95Basis: FigureBasis;
  reserveBitsPerSecond: number | null;
  reserveRatio: number | null;
  /** Why there is no reserve. */
  because: 'notEnoughData' | 'noCapacity' | null;
  busyHour: BusyHourView;
  /** Made at night; null before the first time. */
  workdayBusyHour: BusyHourView | null;
  exhaustion: ExhaustionView | null;
  forecast: ForecastView[];
}

/** One link; an element of `GET /v1/capacity`, the least reserve first, links without one last. */
export interface CapacityView {
  operator: string;
  endpoint: string;
  link: string;
  role: Role;
  class: ClassCode;
  priority: 1 | 2 | 3 | 4;
  /** End of the window of p95 and reserve. */
  at: number;
  in: CapacityDirectionView;
  out: CapacityDirectionView;
  /** The worse direction by ratio; null unless both are known. */
  headline: { direction: 'in' | 'out'; reserveBitsPerSecond: number; reserveRatio: number } | null;
  /** Days until the sooner direction is full; null where neither has a trend within its horizon. */
  daysToFull: number | null;
  /** What its backups could carry more if it failed, by the group of its endpoint; null: not known or no backup. */
  failoverReserveBitsPerSecond: number | null;
}

export interface FailoverLoadView {
  kind: 'ok' | 'shed' | 'unknown' | 'fail';
  demandInBitsPerSecond: number | null;
  demandOutBitsPerSecond: number | null;
  spareInBitsPerSecond: number | null;
  spareOutBitsPerSecond: number | null;
  shortInBitsPerSecond: number | null;
  shortOutBitsPerSecond: number | null;
  /** Classes to be dropped so that the rest fits, the first first. */
  shed: string[];
}

/**
 * One protection group in the event that hits it hardest; an element of `GET /v1/capacity/failover`, worst first.
 * The department's groups hold the links of all operators; an operator's hold his own only.
 */
export interface FailoverView {
  /** `endpoint/ID` for the paths of an endpoint, `unit/OPERATOR/ID` for what a standby link protects. */
  group: string;
  endpoint: string | null;
  operators: string[];
  priority: 1 | 2 | 3 | 4;
  /** `ok`: all is carried; `shed`: once lesser classes are dropped; `fail`: it is not; `unknown`: a figure is missing. */
  kind: 'ok' | 'shed' | 'unknown' | 'fail';
  /** What fails in that event; null: one primary, no backup. */
  event: { kind: 'group' | 'single' | 'sharedRisk'; risk: string | null; failed: string[] } | null;
  present: FailoverLoadView | null;
  p95: FailoverLoadView | null;
  /** The lesser direction: what could be carried more at p95, minus what is short; null: not known. */
  reserveBitsPerSecond: number | null;
  reserveInBitsPerSecond: number | null;
  reserveOutBitsPerSecond: number | null;
  primaries: string[];
  backups: string[];
  /** Backups that count as none for a shared risk; links with a figure missing; backups that nobody has proven up. */
  sharingRisk: string[];
  missing: string[];
  unverified: string[];
  events: number;
  at: number;
  basis: FigureBasis;
}
