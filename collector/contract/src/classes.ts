/**
 * Classes of endpoints after the letter of 4 August 2020, with their default thresholds. Every figure is a proposal that
 * `collector.yaml` may replace (class → operator → endpoint); the letter itself names none, and only the last line of
 * the PUBLIC class has a legal source (QCVN 34:2019/BTTTT). Plain constants: the board may import this file.
 */

export interface ClassThresholds {
  /** p95 of the busiest five minutes over capacity, the worse direction; 0–1. */
  utilizationWarning: number;
  utilizationCritical: number;
  /** Loss of echoes over 15 minutes; 0–1. */
  lossWarning: number;
  lossCritical: number;
  /** Mean round trip from the province's aggregation to the endpoint. */
  rttMsWarning: number;
  rttMsCritical: number;
  /** Availability of a month; 0–1. */
  availabilityTarget: number;
  /** Time to restore, in minutes, from the first failed probe. */
  restoreMinutes: number;
}

export interface EndpointClass {
  /** Name as an official writes it. */
  vi: string;
  en: string;
  /** 1 is restored first. */
  priority: 1 | 2 | 3 | 4;
  /** Weight in the province's availability. */
  weight: number;
  thresholds: ClassThresholds;
}

const thresholds = (
  utilization: readonly [number, number],
  loss: readonly [number, number],
  rttMs: readonly [number, number],
  availabilityTarget: number,
  restoreMinutes: number,
): ClassThresholds => ({
  utilizationWarning: utilization[0],
  utilizationCritical: utilization[1],
  lossWarning: loss[0],
  lossCritical: loss[1],
  rttMsWarning: rttMs[0],
  rttMsCritical: rttMs[1],
  availabilityTarget,
  restoreMinutes,
});

export const endpointClasses = {
  TSLCD1: {
    vi: 'Mạng truyền số liệu chuyên dùng cấp I',
    en: 'Specialised data network, level I (centre to province)',
    priority: 1,
    weight: 10,
    thresholds: thresholds([0.6, 0.75], [0.01, 0.03], [40, 80], 0.9999, 60),
  },
  'PARTY-STATE': {
    vi: 'Cơ quan Đảng, Nhà nước cấp tỉnh',
    en: 'Party and State bodies of the province',
    priority: 1,
    weight: 10,
    thresholds: thresholds([0.6, 0.75], [0.01, 0.03], [20, 50], 0.9995, 120),
  },
  HNTH: {
    vi: 'Hội nghị truyền hình trực tuyến',
    en: 'Video conferences',
    priority: 1,
    weight: 9,
    thresholds: thresholds([0.6, 0.75], [0.005, 0.01], [50, 100], 0.9995, 15),
  },
  PORTAL: {
    vi: 'Cổng thông tin điện tử tỉnh',
    en: 'Provincial portal',
    priority: 1,
    weight: 8,
    thresholds: thresholds([0.7, 0.85], [0.01, 0.03], [20, 50], 0.999, 120),
  },
  'HEALTH-WEB': {
    vi: 'Trang thông tin điện tử ngành Y tế',
    en: 'Health sector’s site',
    priority: 1,
    weight: 8,
    thresholds: thresholds([0.7, 0.85], [0.01, 0.03], [20, 50], 0.999, 120),
  },
  HOSPITAL: {
    vi: 'Bệnh viện, trung tâm y tế',
    en: 'Hospitals and district health centres',
    priority: 1,
    weight: 9,
    thresholds: thresholds([0.7, 0.85], [0.01, 0.03], [20, 50], 0.999, 120),
  },
  OUTBREAK: {
    vi: 'Khu vực có ca nghi nhiễm, khu cách ly',
    en: 'Areas with suspected cases, quarantine areas',
    priority: 1,
    weight: 9,
    thresholds: thresholds([0.6, 0.75], [0.01, 0.03], [20, 50], 0.999, 120),
  },
  TSLCD2: {
    vi: 'Mạng truyền số liệu chuyên dùng cấp II',
    en: 'Specialised data network, level II (province to commune)',
    priority: 2,
    weight: 7,
    thresholds: thresholds([0.7, 0.8], [0.01, 0.03], [20, 50], 0.999, 240),
  },
  KT1: {
    vi: 'Mạng bưu chính phục vụ cơ quan Đảng, Nhà nước (KT1)',
    en: 'Postal network of Party and State bodies (KT1)',
    priority: 2,
    weight: 6,
    thresholds: thresholds([0.7, 0.85], [0.02, 0.05], [30, 80], 0.995, 240),
  },
  'STATE-LOCAL': {
    vi: 'Ủy ban nhân dân huyện, xã và ban, ngành',
    en: 'District and commune authorities',
    priority: 2,
    weight: 6,
    thresholds: thresholds([0.7, 0.8], [0.01, 0.03], [30, 60], 0.999, 240),
  },
  MEDICAL: {
    vi: 'Trạm y tế, phòng khám',
    en: 'Medical stations and clinics',
    priority: 2,
    weight: 5,
    thresholds: thresholds([0.75, 0.85], [0.02, 0.05], [50, 100], 0.995, 480),
  },
  EDU: {
    vi: 'Cơ sở giáo dục và đào tạo',
    en: 'Schools',
    priority: 3,
    weight: 3,
    thresholds: thresholds([0.75, 0.85], [0.02, 0.05], [50, 100], 0.995, 720),
  },
  AGG: {
    vi: 'Tuyến truyền dẫn, đường lên dùng chung',
    en: 'Shared backhaul, rings and uplinks',
    priority: 2,
    weight: 7,
    thresholds: thresholds([0.7, 0.8], [0.01, 0.03], [20, 50], 0.9999, 240),
  },
  PUBLIC: {
    vi: 'Thuê bao công cộng',
    en: 'Public subscribers',
    priority: 4,
    weight: 1,
    thresholds: thresholds([0.7, 0.8], [0.02, 0.05], [50, 100], 0.995, 2_160),
  },
} as const satisfies Record<string, EndpointClass>;

export type ClassCode = keyof typeof endpointClasses;
export const classCodes = Object.keys(endpointClasses) as [ClassCode, ...ClassCode[]];

/** The class that counts for an endpoint that has several: the lowest priority number, then the heaviest, then the first. */
export function leadingClass(codes: readonly ClassCode[]): ClassCode {
  const ranked = [...codes].sort((a, b) => {
    const [x, y] = [endpointClasses[a], endpointClasses[b]];
    return x.priority - y.priority || y.weight - x.weight;
  });
  return ranked[0] ?? 'PUBLIC';
}

/** The endpoint of links that name one the register does not know. */
export const unassignedEndpoint = 'unassigned';
