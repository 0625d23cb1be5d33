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
  began: { vi: 'Bắt đầu', en: 'Began' },
  columns: {
    began: { vi: 'Số lần bắt đầu', en: 'Times begun' },
    change: { vi: 'Chuyển sang', en: 'Became' },
  },
  panels: {
    critical: {
      title: { vi: 'Nghiêm trọng đang mở', en: 'Critical firing' },
      description: {
        vi: 'Số cảnh báo nghiêm trọng bắt đầu trong khoảng thời gian và chưa kết thúc.',
        en: 'Critical alerts that began in the range and have not ended.',
      },
    },
    warning: {
      title: { vi: 'Cảnh báo đang mở', en: 'Warnings firing' },
      description: {
        vi: 'Số cảnh báo mức thường bắt đầu trong khoảng thời gian và chưa kết thúc.',
        en: 'Warnings that began in the range and have not ended.',
      },
    },
    began: {
      title: { vi: 'Đã bắt đầu', en: 'Begun' },
      description: {
        vi: 'Số lần cảnh báo bắt đầu trong khoảng thời gian, theo doanh nghiệp và mức đã chọn.',
        en: 'How often alerts began in the range, of the operators and severities chosen.',
      },
    },
    now: {
      title: { vi: 'Đang mở, mới nhất trước', en: 'Firing, the newest first' },
      description: {
        vi: 'Cảnh báo mở từ trước khoảng thời gian đang xem không hiện ở đây: chọn khoảng dài hơn.',
        en: 'An alert that began before the range in view is not shown here: choose a longer one.',
      },
    },
    rate: {
      title: { vi: 'Số cảnh báo theo thời gian', en: 'Alerts over time' },
      description: {
        vi: 'Số lần bắt đầu trong mỗi khoảng vẽ, xếp chồng theo loại.',
        en: 'How often alerts began in each interval drawn, stacked by kind.',
      },
    },
    timeline: {
      title: { vi: 'Đang mở từ lúc nào đến lúc nào', en: 'Firing from when to when' },
      description: {
        vi: 'Mỗi dòng là một điểm phục vụ và một loại cảnh báo, theo các lần chuyển trạng thái đã ghi.',
        en: 'A line for each endpoint and kind of alert, by the transitions recorded.',
      },
    },
    log: {
      title: { vi: 'Các lần chuyển trạng thái', en: 'Transitions' },
      description: {
        vi: 'Mới nhất trước, nhiều nhất 500 dòng. Giá trị và ngưỡng theo đơn vị của từng loại cảnh báo.',
        en: 'The newest first, at most 500 rows. Value and threshold in the unit of their kind of alert.',
      },
    },
    byRule: {
      title: { vi: 'Theo loại cảnh báo', en: 'By kind of alert' },
      description: { vi: 'Số lần bắt đầu trong khoảng thời gian.', en: 'How often each began in the range.' },
    },
    byEndpoint: {
      title: { vi: 'Theo điểm phục vụ', en: 'By endpoint' },
      description: { vi: 'Số lần bắt đầu trong khoảng thời gian.', en: 'How often alerts began in the range.' },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
} & Record<string, unknown>;
