/** Words of the endpoint dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Điểm phục vụ', en: 'Endpoint' },
    description: {
      vi: 'Một điểm phục vụ: tình trạng, các tuyến tới nó, chất lượng, cổng thông tin, cảnh báo và độ khả dụng.',
      en: 'One endpoint: its state, the paths to it, their quality, its portals, alerts and availability.',
    },
  },
  rows: {
    paths: { vi: 'Các tuyến', en: 'Paths' },
    quality: { vi: 'Chất lượng', en: 'Quality' },
    checks: { vi: 'Cổng thông tin', en: 'Portals' },
  },
  series: {
    reserve: { vi: 'dự phòng', en: 'reserve' },
    pathsUp: { vi: 'tuyến thông', en: 'paths up' },
    paths: { vi: 'tổng số tuyến', en: 'paths' },
    loss: { vi: 'mất gói', en: 'loss' },
    rtt: { vi: 'độ trễ', en: 'delay' },
    duration: { vi: 'thời gian trả lời', en: 'response time' },
  },
  reachable: { vi: 'Truy cập được', en: 'Reachable' },
  unreachable: { vi: 'Không truy cập được', en: 'Not reachable' },
  noProbe: { vi: 'chưa có phép đo ICMP tới điểm này', en: 'no ICMP probe to this endpoint' },
  noCheck: { vi: 'điểm này không có cổng thông tin được kiểm tra', en: 'no portal of this endpoint is checked' },
  columns: {
    check: { vi: 'Cổng thông tin', en: 'Portal' },
    up: { vi: 'Kết quả', en: 'Result' },
    status: { vi: 'Mã HTTP', en: 'HTTP status' },
    duration: { vi: 'Thời gian trả lời', en: 'Response time' },
    tls: { vi: 'Chứng thư còn', en: 'Certificate left' },
  },
  panels: {
    state: {
      title: { vi: 'Tình trạng', en: 'State' },
      description: {
        vi: 'Tình trạng mới nhất trong khoảng thời gian. Suy giảm: một tuyến chính hỏng hoặc kém; mất liên lạc: mọi tuyến hỏng.',
        en: 'The newest state of the range. Degraded: a primary path is down or poor; down: every path is.',
      },
    },
    reserve: {
      title: { vi: 'Dự phòng', en: 'Reserve' },
      description: {
        vi: 'Phần dung lượng còn lại của tuyến chính, chiều xấu hơn, mới nhất.',
        en: 'What is left of the primary’s capacity, the worse direction, newest.',
      },
    },
    availability: {
      title: { vi: 'Khả dụng 30 ngày', en: 'Availability, 30 days' },
      description: {
        vi: 'Thời gian thông trên thời gian đo được, không kể bảo dưỡng đã thông báo trước. Đọc kèm độ phủ.',
        en: 'Time up over time measured, announced maintenance left out. To be read with its coverage.',
      },
    },
    coverage: {
      title: { vi: 'Độ phủ', en: 'Coverage' },
      description: {
        vi: 'Phần thời gian thực sự đo được trong 30 ngày.',
        en: 'How much of the 30 days was measured.',
      },
    },
    timeline: {
      title: { vi: 'Tình trạng theo thời gian', en: 'State over time' },
      description: {
        vi: 'Tình trạng mới nhất của mỗi khoảng vẽ. Chỗ trống: không có số liệu.',
        en: 'The newest state of each interval drawn. A blank: no figures.',
      },
    },
    paths: {
      title: { vi: 'Số tuyến thông', en: 'Paths up' },
      description: {
        vi: 'Số tuyến thông ít nhất của mỗi khoảng vẽ, và tổng số tuyến.',
        en: 'The fewest paths up of each interval drawn, and how many there are.',
      },
    },
    reserveChart: {
      title: { vi: 'Dự phòng theo thời gian', en: 'Reserve over time' },
      description: {
        vi: 'Thấp nhất của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'The least of each interval drawn. Thresholds of the strictest class. Negative: traffic exceeds the contract.',
      },
    },
    links: {
      title: { vi: 'Đường truyền tới điểm này', en: 'Links to this endpoint' },
      description: {
        vi: 'Số liệu mới nhất của mọi đường truyền tới điểm đã chọn, của mọi doanh nghiệp.',
        en: 'The newest figures of every link to the endpoint chosen, of all operators.',
      },
    },
    loss: {
      title: { vi: 'Mất gói theo đường truyền', en: 'Loss by link' },
      description: {
        vi: 'Trung bình của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất.',
        en: 'Means of each interval drawn. Thresholds of the strictest class.',
      },
    },
    rtt: {
      title: { vi: 'Độ trễ theo đường truyền', en: 'Delay by link' },
      description: {
        vi: 'Khứ hồi trung bình của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất.',
        en: 'Mean round trip of each interval drawn. Thresholds of the strictest class.',
      },
    },
    checks: {
      title: { vi: 'Cổng thông tin: hiện trạng', en: 'Portals: now' },
      description: {
        vi: 'Kết quả kiểm tra mới nhất: truy cập, mã HTTP, thời gian trả lời, số ngày chứng thư còn hiệu lực.',
        en: 'The newest check: reachable, HTTP status, response time, days the certificate is still valid.',
      },
    },
    checkTimeline: {
      title: { vi: 'Cổng thông tin theo thời gian', en: 'Portals over time' },
      description: {
        vi: 'Kết quả xấu nhất của mỗi khoảng vẽ. Chỗ trống: không kiểm tra được.',
        en: 'The worst result of each interval drawn. A blank: not checked.',
      },
    },
    duration: {
      title: { vi: 'Thời gian trả lời của cổng', en: 'Response time of portals' },
      description: { vi: 'Lâu nhất của mỗi khoảng vẽ.', en: 'The longest of each interval drawn.' },
    },
    alerts: {
      title: { vi: 'Cảnh báo đang mở', en: 'Alerts firing' },
      description: {
        vi: 'Cảnh báo đang mở của điểm này, và đã mở bao lâu trong 30 ngày qua.',
        en: 'Alerts about this endpoint that fire, and for how long of the last 30 days.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  series: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
} & Record<string, unknown>;
