/** Words of the reserve dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Dự phòng băng thông', en: 'Bandwidth reserve' },
    description: {
      vi: 'Phần dung lượng còn lại của các đường truyền phục vụ điểm ưu tiên, đường xấu nhất trước. Mỗi chiều tính riêng.',
      en: 'What is left of the capacity of links that serve priority endpoints, the worst first. Each direction apart.',
    },
  },
  rows: {
    traffic: { vi: 'Lưu lượng và dung lượng', en: 'Traffic and capacity' },
    reserve: { vi: 'Dự phòng', en: 'Reserve' },
    p95: { vi: 'P95', en: 'P95' },
    outlook: { vi: 'Khi chuyển tuyến và dự báo', en: 'On failover, and the outlook' },
  },
  columns: {
    failover: { vi: 'Dự phòng khi chuyển tuyến', en: 'Failover reserve' },
    full: { vi: 'Hết dung lượng sau', en: 'Full in' },
    low: { vi: 'sớm nhất', en: 'at the earliest' },
    high: { vi: 'muộn nhất', en: 'at the latest' },
  },
  noP95: { vi: 'chưa có P95: cần đủ số liệu của một giờ', en: 'no P95 yet: it needs an hour of figures' },
  noFailover: {
    vi: 'đường này không có tuyến dự phòng, hoặc chưa đủ số liệu',
    en: 'this link has no backup, or too few figures yet',
  },
  noTrend: { vi: 'chưa có xu hướng tăng, hoặc chưa đủ số liệu', en: 'no trend upwards, or too few figures yet' },
  panels: {
    outlook: {
      title: {
        vi: 'Chuyển tuyến và hết dung lượng, nguy nhất trước',
        en: 'Failover and exhaustion, the most urgent first',
      },
      description: {
        vi: 'Số mới nhất trong 3 ngày do máy chủ giám sát tính. Dự phòng khi chuyển tuyến: tuyến dự phòng còn gánh thêm được bao nhiêu nếu đường này đứt, ở mức 80% dung lượng; số âm là thiếu. Hết dung lượng sau: theo xu hướng P95 mỗi ngày, kèm khoảng sớm nhất, muộn nhất. Ô trống: chưa đủ số liệu, hoặc không có xu hướng tăng.',
        en: 'The collector’s newest figures of 3 days. Failover reserve: what the backups could still carry if this link failed, at 80 % of their capacity; negative is short. Full in: by the trend of daily P95, with its earliest and latest. An empty cell: too few figures, or no trend upwards.',
      },
    },
    failover: {
      title: { vi: 'Dự phòng khi chuyển tuyến', en: 'Failover reserve' },
      description: {
        vi: 'Của các đường đã chọn, 30 ngày. Dưới 0: tuyến dự phòng không gánh nổi tải của tuyến chính.',
        en: 'Of the links chosen, 30 days. Below 0: the backups could not carry the primary’s load.',
      },
    },
    daysToFull: {
      title: { vi: 'Số ngày đến khi hết dung lượng', en: 'Days until the capacity is used up' },
      description: {
        vi: 'Dự báo của mỗi lần tính, 30 ngày qua. Vạch ngưỡng: 90 và 30 ngày. Không có đường vẽ: không có xu hướng tăng.',
        en: 'The forecast of each computation, the last 30 days. Thresholds: 90 and 30 days. No line: no trend upwards.',
      },
    },
    endpointStates: {
      title: { vi: 'Điểm phục vụ theo tình trạng', en: 'Endpoints by state' },
      description: {
        vi: 'Số điểm phục vụ ở mỗi tình trạng, theo số liệu mới nhất trong khoảng thời gian. Chưa rõ không phải là mất liên lạc.',
        en: 'How many endpoints are in each state, by the newest point of the range. Unknown is not down.',
      },
    },
    linkStates: {
      title: { vi: 'Giao diện theo trạng thái', en: 'Interfaces by state' },
      description: {
        vi: 'Số đường truyền theo trạng thái giao diện (ifOperStatus) mới nhất, của doanh nghiệp đã chọn.',
        en: 'How many links have each newest ifOperStatus, of the operators chosen.',
      },
    },
    worstFirst: {
      title: { vi: 'Dự phòng theo đường truyền, thấp nhất trước', en: 'Reserve by link, the worst first' },
      description: {
        vi: 'Số liệu mới nhất trong khoảng thời gian. Dự phòng = 1 − mức sử dụng; cột đầu là chiều xấu hơn. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'The newest figures of the range. Reserve = 1 − utilisation; the first column is the worse direction. Negative: traffic exceeds the contract.',
      },
    },
    trafficIn: {
      title: { vi: 'Lưu lượng vào và dung lượng', en: 'Traffic in and capacity' },
      description: {
        vi: 'Trung bình của mỗi khoảng vẽ. Nét đứt là dung lượng: nhỏ nhất của hợp đồng, giới hạn tốc độ và cổng vật lý. Chỗ trống là không có số liệu.',
        en: 'Means of each interval drawn. Dashed: the capacity, the least of contract, shaper and physical port. A blank is a time without figures.',
      },
    },
    trafficOut: {
      title: { vi: 'Lưu lượng ra và dung lượng', en: 'Traffic out and capacity' },
      description: {
        vi: 'Trung bình của mỗi khoảng vẽ. Nét đứt là dung lượng: nhỏ nhất của hợp đồng, giới hạn tốc độ và cổng vật lý. Chỗ trống là không có số liệu.',
        en: 'Means of each interval drawn. Dashed: the capacity, the least of contract, shaper and physical port. A blank is a time without figures.',
      },
    },
    utilizationIn: {
      title: { vi: 'Mức sử dụng chiều vào', en: 'Utilisation in' },
      description: {
        vi: 'Cao nhất của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất; ngưỡng của từng nhóm ở bảng cuối trang.',
        en: 'The highest of each interval drawn. The thresholds are those of the strictest class; each class’s own are in the last table.',
      },
    },
    utilizationOut: {
      title: { vi: 'Mức sử dụng chiều ra', en: 'Utilisation out' },
      description: {
        vi: 'Cao nhất của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất; ngưỡng của từng nhóm ở bảng cuối trang.',
        en: 'The highest of each interval drawn. The thresholds are those of the strictest class; each class’s own are in the last table.',
      },
    },
    reserveIn: {
      title: { vi: 'Dự phòng chiều vào', en: 'Reserve in' },
      description: {
        vi: 'Dung lượng trừ lưu lượng, thấp nhất của mỗi khoảng vẽ. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'Capacity less traffic, the least of each interval drawn. Negative: traffic exceeds the contract.',
      },
    },
    reserveOut: {
      title: { vi: 'Dự phòng chiều ra', en: 'Reserve out' },
      description: {
        vi: 'Dung lượng trừ lưu lượng, thấp nhất của mỗi khoảng vẽ. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'Capacity less traffic, the least of each interval drawn. Negative: traffic exceeds the contract.',
      },
    },
    p95In: {
      title: { vi: 'P95 chiều vào', en: 'P95 in' },
      description: {
        vi: 'P95 do máy chủ giám sát tính từ trung bình 5 phút (thứ hạng gần nhất, đủ ít nhất 90% giá trị): 30 ngày, mỗi giờ với điểm ưu tiên 1 và 2, mỗi đêm với các điểm khác.',
        en: 'P95 of 30 days as the collector computes it from 5-minute means (nearest rank, at least 90 % of them present): hourly for priorities 1 and 2, nightly for the rest.',
      },
    },
    p95Out: {
      title: { vi: 'P95 chiều ra', en: 'P95 out' },
      description: {
        vi: 'P95 do máy chủ giám sát tính từ trung bình 5 phút (thứ hạng gần nhất, đủ ít nhất 90% giá trị): 30 ngày, mỗi giờ với điểm ưu tiên 1 và 2, mỗi đêm với các điểm khác.',
        en: 'P95 of 30 days as the collector computes it from 5-minute means (nearest rank, at least 90 % of them present): hourly for priorities 1 and 2, nightly for the rest.',
      },
    },
    p95Range: {
      title: { vi: 'P95 của khoảng thời gian đang xem', en: 'P95 of the range in view' },
      description: {
        vi: 'Tính ngay từ số liệu thô: phân vị 95 của trung bình 5 phút. Cách xếp hạng của InfluxDB có thể lệch một giá trị so với máy chủ giám sát; số dùng để báo cáo lấy từ máy chủ giám sát.',
        en: 'Computed from raw points at once: the 95th percentile of 5-minute means. InfluxDB’s rank may differ by one value from the collector’s, whose figure is the one to report.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  noP95: Text;
  noFailover: Text;
  noTrend: Text;
  panels: Record<string, PanelText>;
};
