/** Words of the alerts dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Cảnh báo', en: 'Alerts' },
    description: {
      vi: 'Cảnh báo đang mở, đã xảy ra, và xảy ra nhiều ở đâu. Cảnh báo do máy chủ giám sát đưa ra; xác nhận ở trang của máy chủ.',
      en: 'What fires, what has fired, and where it fires most. The collector raises alerts; acknowledge them on its own page.',
    },
  },
  rows: {
    history: { vi: 'Diễn biến', en: 'History' },
    where: { vi: 'Nhiều nhất ở đâu', en: 'Where most' },
  },
  noAlerts: { vi: 'không có cảnh báo nào trong khoảng này', en: 'no alert in this range' },
  firing: { vi: 'Đang mở', en: 'Firing' },
  ended: { vi: 'Đã kết thúc', en: 'Ended' },
  columns: {
    firedFor: { vi: 'Thời gian mở', en: 'Fired for' },
  },
  panels: {
    critical: {
      title: { vi: 'Nghiêm trọng đang mở', en: 'Critical firing' },
      description: {
        vi: 'Số cảnh báo nghiêm trọng đang mở. Nhiều đường truyền của một điểm, cùng loại, tính là một.',
        en: 'Critical alerts that fire. Several links of one endpoint, of one kind, count as one.',
      },
    },
    warning: {
      title: { vi: 'Cảnh báo đang mở', en: 'Warnings firing' },
      description: {
        vi: 'Số cảnh báo mức thường đang mở. Nhiều đường truyền của một điểm, cùng loại, tính là một.',
        en: 'Warnings that fire. Several links of one endpoint, of one kind, count as one.',
      },
    },
    fired: {
      title: { vi: 'Đã mở trong khoảng này', en: 'Fired in this range' },
      description: {
        vi: 'Số cảnh báo có lúc mở trong khoảng thời gian, theo doanh nghiệp và mức đã chọn.',
        en: 'Alerts that fired at any time of the range, of the operators and severities chosen.',
      },
    },
    now: {
      title: { vi: 'Đang mở, mới nhất trước', en: 'Firing, the newest first' },
      description: {
        vi: 'Cảnh báo đang mở, đã mở bao lâu trong khoảng thời gian, giá trị và ngưỡng theo đơn vị của từng loại.',
        en: 'Alerts that fire, for how long of the range, value and threshold in the unit of their kind.',
      },
    },
    rate: {
      title: { vi: 'Số cảnh báo mở theo thời gian', en: 'Alerts firing over time' },
      description: {
        vi: 'Số cảnh báo có lúc mở trong mỗi khoảng vẽ, xếp chồng theo loại.',
        en: 'Alerts that fired at any time of each interval drawn, stacked by kind.',
      },
    },
    timeline: {
      title: { vi: 'Mở từ lúc nào đến lúc nào', en: 'Firing from when to when' },
      description: {
        vi: 'Mỗi dòng là một điểm phục vụ và một loại cảnh báo. Chỗ trống: không mở.',
        en: 'A line for each endpoint and kind of alert. A blank: it did not fire.',
      },
    },
    log: {
      title: { vi: 'Các lần bắt đầu, mới nhất trước', en: 'Beginnings, the newest first' },
      description: {
        vi: 'Mỗi lần một cảnh báo bắt đầu trong khoảng thời gian, chính xác tới 10 phút; mở lại trong 10 phút là cùng một lần. Diễn biến đầy đủ có ở máy chủ giám sát.',
        en: 'Each time an alert began in the range, to within 10 minutes; what fires again within 10 minutes is the same. The collector keeps the history in full.',
      },
    },
    byRule: {
      title: { vi: 'Theo loại cảnh báo', en: 'By kind of alert' },
      description: {
        vi: 'Tổng thời gian mở trong khoảng thời gian, cộng mọi điểm phục vụ.',
        en: 'For how long alerts fired in the range, added over all endpoints.',
      },
    },
    byEndpoint: {
      title: { vi: 'Theo điểm phục vụ', en: 'By endpoint' },
      description: {
        vi: 'Tổng thời gian mở trong khoảng thời gian, cộng mọi loại cảnh báo.',
        en: 'For how long alerts fired in the range, added over all kinds.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
} & Record<string, unknown>;
