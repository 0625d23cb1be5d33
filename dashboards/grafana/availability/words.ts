/** Words of the availability dashboard. */
import type { PanelText, Text } from '../words.ts';

const how = {
  vi: 'Khả dụng = thời gian thông (kể cả suy giảm) trên thời gian đo được, không kể bảo dưỡng đã thông báo trước. Độ phủ: phần thời gian đo được. Nghiêm ngặt: coi thời gian chưa rõ là mất liên lạc.',
  en: 'Availability = time up (degraded included) over time measured, announced maintenance left out. Coverage: how much was measured. Strict: what is unknown counted as down.',
};

/** Of groups: their seconds are weighted, so that a duration would mean nothing. */
const howOfGroups = {
  vi: `${how.vi} Có trọng số theo điểm phục vụ, nên chỉ có tỷ lệ, không có thời lượng.`,
  en: `${how.en} Weighted by endpoint, so that there are ratios and no durations.`,
};

export const texts = {
  dashboard: {
    title: { vi: 'Độ khả dụng', en: 'Availability' },
    description: {
      vi: 'Độ khả dụng của tỉnh, theo nhóm, doanh nghiệp, địa bàn, điểm phục vụ: so với mục tiêu, kèm độ phủ. Đọc số theo ngày, giữ 10 năm.',
      en: 'Availability of the province, by class, operator, area and endpoint: against its target, with its coverage. Of figures kept by the day for 10 years.',
    },
  },
  rows: {
    days: { vi: 'Theo ngày', en: 'By day' },
    parts: { vi: 'Doanh nghiệp và địa bàn', en: 'Operators and areas' },
    worst: { vi: 'Thấp nhất', en: 'The lowest' },
  },
  noDays: { vi: 'chưa có ngày nào được tính', en: 'no day has been computed yet' },
  series: {
    availability: { vi: 'khả dụng', en: 'availability' },
    coverage: { vi: 'độ phủ', en: 'coverage' },
  },
  columns: {
    class: { vi: 'Nhóm', en: 'Class' },
    area: { vi: 'Địa bàn', en: 'Area' },
    availability: { vi: 'Khả dụng', en: 'Availability' },
    target: { vi: 'Mục tiêu', en: 'Target' },
    margin: { vi: 'So với mục tiêu', en: 'Against target' },
    coverage: { vi: 'Độ phủ', en: 'Coverage' },
    strict: { vi: 'Nghiêm ngặt', en: 'Strict' },
    down: { vi: 'Mất liên lạc', en: 'Down' },
    unknown: { vi: 'Chưa rõ', en: 'Unknown' },
    maintenance: { vi: 'Bảo dưỡng', en: 'Maintenance' },
  },
  panels: {
    province: {
      title: { vi: 'Toàn tỉnh', en: 'Province' },
      description: {
        vi: 'Độ khả dụng của toàn tỉnh trong khoảng thời gian, có trọng số theo nhóm. Đọc kèm độ phủ.',
        en: 'The province’s availability of the range, weighted by class. To be read with its coverage.',
      },
    },
    coverage: {
      title: { vi: 'Độ phủ', en: 'Coverage' },
      description: {
        vi: 'Phần thời gian thực sự đo được. Dưới 99% phải ghi chú khi báo cáo.',
        en: 'How much of the time was measured. Below 99 % a report needs a remark.',
      },
    },
    strict: {
      title: { vi: 'Nghiêm ngặt', en: 'Strict' },
      description: {
        vi: 'Độ khả dụng nếu coi thời gian chưa rõ là mất liên lạc: số thấp nhất có thể.',
        en: 'Availability with what is unknown counted as down: the lowest it can be.',
      },
    },
    classes: {
      title: { vi: 'Theo nhóm', en: 'By class' },
      description: {
        vi: `${howOfGroups.vi} Mục tiêu là mặc định của nhóm.`,
        en: `${howOfGroups.en} Targets are the class’s defaults.`,
      },
    },
    operators: { title: { vi: 'Theo doanh nghiệp', en: 'By operator' }, description: howOfGroups },
    areas: { title: { vi: 'Theo địa bàn', en: 'By area' }, description: howOfGroups },
    endpoints: { title: { vi: 'Điểm phục vụ, thấp nhất trước', en: 'Endpoints, the lowest first' }, description: how },
    links: { title: { vi: 'Đường truyền, thấp nhất trước', en: 'Links, the lowest first' }, description: how },
    days: {
      title: { vi: 'Khả dụng theo ngày và nhóm', en: 'Availability by day and class' },
      description: {
        vi: 'Ngày theo giờ Việt Nam. Ngày không có cột là ngày không đo được. Ngày gần nhất là tạm tính.',
        en: 'Days of Vietnam’s time zone. A day without a bar was not measured. The latest day is provisional.',
      },
    },
    coverageDays: {
      title: { vi: 'Độ phủ theo ngày và nhóm', en: 'Coverage by day and class' },
      description: {
        vi: 'Phần thời gian của ngày thực sự đo được.',
        en: 'How much of each day was measured.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
} & Record<string, unknown>;
