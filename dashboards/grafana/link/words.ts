/** Words of the link dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Đường truyền', en: 'Link' },
    description: {
      vi: 'Một đường truyền: lưu lượng hai chiều so với dung lượng và P95, lỗi, mất gói, độ trễ, cảnh báo, và cùng giờ tuần trước.',
      en: 'One link: traffic both ways against capacity and P95, errors, loss, delay, alerts, and the same time last week.',
    },
  },
  rows: {
    traffic: { vi: 'Lưu lượng', en: 'Traffic' },
    quality: { vi: 'Chất lượng', en: 'Quality' },
    capacity: { vi: 'Dung lượng và dự báo', en: 'Capacity and outlook' },
    months: { vi: 'Tháng và năm', en: 'Months and years' },
  },
  series: {
    in: { vi: 'vào', en: 'in' },
    out: { vi: 'ra', en: 'out' },
    capacityIn: { vi: 'dung lượng vào', en: 'capacity in' },
    capacityOut: { vi: 'dung lượng ra', en: 'capacity out' },
    p95In: { vi: 'P95 vào', en: 'P95 in' },
    p95Out: { vi: 'P95 ra', en: 'P95 out' },
    warningIn: { vi: 'ngưỡng vào', en: 'threshold in' },
    warningOut: { vi: 'ngưỡng ra', en: 'threshold out' },
    errorsIn: { vi: 'lỗi vào', en: 'errors in' },
    errorsOut: { vi: 'lỗi ra', en: 'errors out' },
    discardsIn: { vi: 'loại bỏ vào', en: 'discards in' },
    discardsOut: { vi: 'loại bỏ ra', en: 'discards out' },
    loss: { vi: 'mất gói', en: 'loss' },
    rttMin: { vi: 'trễ nhỏ nhất', en: 'rtt min' },
    rttAvg: { vi: 'trễ trung bình', en: 'rtt mean' },
    rttMax: { vi: 'trễ lớn nhất', en: 'rtt max' },
    jitter: { vi: 'biến thiên trễ', en: 'jitter' },
    oper: { vi: 'trạng thái', en: 'state' },
    maxIn: { vi: 'cao nhất vào', en: 'highest in' },
    maxOut: { vi: 'cao nhất ra', en: 'highest out' },
    readings: { vi: 'số lần đo có được', en: 'readings present' },
  },
  noP95: { vi: 'chưa có P95: cần đủ số liệu của một giờ', en: 'no P95 yet: it needs an hour of figures' },
  noProbe: { vi: 'chưa có phép đo ICMP cho đường này', en: 'no ICMP probe on this link' },
  noErrors: { vi: 'thiết bị không đếm lỗi ở giao diện này', en: 'the device counts no errors on this interface' },
  columns: {
    busyIn: { vi: 'Giờ cao điểm vào', en: 'Busy hour in' },
    busyOut: { vi: 'Giờ cao điểm ra', en: 'Busy hour out' },
    failover: { vi: 'Dự phòng khi chuyển tuyến', en: 'Failover reserve' },
    full: { vi: 'Hết dung lượng sau', en: 'Full in' },
    low: { vi: 'sớm nhất', en: 'at the earliest' },
    high: { vi: 'muộn nhất', en: 'at the latest' },
    n: { vi: 'Số trung bình 5 phút', en: '5-minute means' },
    expected: { vi: 'trên tổng số cần', en: 'of expected' },
  },
  panels: {
    oper: {
      title: { vi: 'Giao diện', en: 'Interface' },
      description: {
        vi: 'ifOperStatus mới nhất trong khoảng thời gian đang xem.',
        en: 'The newest ifOperStatus of the range.',
      },
    },
    utilizationIn: {
      title: { vi: 'Sử dụng chiều vào', en: 'Utilisation in' },
      description: {
        vi: 'Giá trị mới nhất: lưu lượng vào trên dung lượng. Màu theo nhóm nghiêm ngặt nhất.',
        en: 'Newest: traffic in over capacity. Colours of the strictest class.',
      },
    },
    utilizationOut: {
      title: { vi: 'Sử dụng chiều ra', en: 'Utilisation out' },
      description: {
        vi: 'Giá trị mới nhất: lưu lượng ra trên dung lượng. Màu theo nhóm nghiêm ngặt nhất.',
        en: 'Newest: traffic out over capacity. Colours of the strictest class.',
      },
    },
    reserve: {
      title: { vi: 'Còn lại ít nhất', en: 'Least left' },
      description: {
        vi: 'Dung lượng trừ lưu lượng, thấp nhất của cả khoảng thời gian, mỗi chiều một số. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'Capacity less traffic, the least of the whole range, a figure for each direction. Negative: traffic exceeds the contract.',
      },
    },
    loss: {
      title: { vi: 'Mất gói', en: 'Loss' },
      description: {
        vi: 'Gói ICMP không có trả lời trên số gói đã gửi, tính cả khoảng thời gian.',
        en: 'Echoes without a reply over echoes sent, of the whole range.',
      },
    },
    rtt: {
      title: { vi: 'Độ trễ', en: 'Delay' },
      description: { vi: 'Trung bình khứ hồi ICMP của cả khoảng thời gian.', en: 'Mean ICMP round trip of the range.' },
    },
    traffic: {
      title: { vi: 'Lưu lượng: vào ở trên, ra ở dưới', en: 'Traffic: in above, out below' },
      description: {
        vi: 'Trung bình của mỗi khoảng vẽ; chiều ra vẽ xuống dưới, số vẫn dương. Nét đứt: dung lượng. Nét chấm: P95. Nét đứt ngắn: ngưỡng cảnh báo của nhóm chọn ở đầu trang. Chỗ trống là không có số liệu. Vạch dọc: cảnh báo của điểm phục vụ.',
        en: 'Means of each interval drawn; out is drawn downwards, its figures stay positive. Dashed: capacity. Dotted: P95. Short dashes: the warning threshold of the class chosen above. A blank is a time without figures. Vertical marks: alerts of the endpoint.',
      },
    },
    lastWeek: {
      title: { vi: 'Cùng giờ tuần trước', en: 'The same time last week' },
      description: {
        vi: 'Khoảng thời gian đang xem lùi 7 ngày; trục thời gian là của tuần trước. Đọc trung bình 5 phút, vì không phải kho nào cũng giữ số liệu thô quá 7 ngày.',
        en: 'The range in view moved back 7 days; the time axis is last week’s. Of 5-minute means, since not every store keeps raw points beyond 7 days.',
      },
    },
    utilization: {
      title: { vi: 'Mức sử dụng', en: 'Utilisation' },
      description: {
        vi: 'Cao nhất của mỗi khoảng vẽ, mỗi chiều một đường. Vạch ngưỡng theo nhóm nghiêm ngặt nhất.',
        en: 'The highest of each interval drawn, a line each way. Thresholds of the strictest class.',
      },
    },
    operTimeline: {
      title: { vi: 'Trạng thái giao diện', en: 'State of the interface' },
      description: {
        vi: 'ifOperStatus theo thời gian. Chỗ trống là không có số liệu, không phải đứt.',
        en: 'ifOperStatus over time. A blank is a time without figures, not a cut.',
      },
    },
    errors: {
      title: { vi: 'Lỗi và gói bị loại bỏ', en: 'Errors and discards' },
      description: {
        vi: 'Gói mỗi giây, cao nhất của mỗi khoảng vẽ (ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards). Loại bỏ khi mức sử dụng còn thấp là nghẽn tức thời.',
        en: 'Packets a second, the highest of each interval drawn (ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards). Discards at low utilisation are bursts.',
      },
    },
    lossChart: {
      title: { vi: 'Mất gói theo thời gian', en: 'Loss over time' },
      description: {
        vi: 'Trung bình của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất.',
        en: 'Means of each interval drawn. Thresholds of the strictest class.',
      },
    },
    delayChart: {
      title: { vi: 'Độ trễ khứ hồi và biến thiên trễ', en: 'Round trip and jitter' },
      description: {
        vi: 'Nhỏ nhất, trung bình, lớn nhất và biến thiên trễ của mỗi khoảng vẽ. Vạch ngưỡng là của trễ trung bình, theo nhóm nghiêm ngặt nhất.',
        en: 'Least, mean, greatest and jitter of each interval drawn. The thresholds are those of the mean, of the strictest class.',
      },
    },
    capacity: {
      title: { vi: 'P95, giờ cao điểm, dự báo', en: 'P95, busy hour, outlook' },
      description: {
        vi: 'Số mới nhất do máy chủ giám sát tính trong 3 ngày qua: mỗi giờ với điểm ưu tiên 1 và 2, mỗi đêm với các điểm khác. Ô trống: chưa đủ số liệu.',
        en: 'The newest figures of the collector in the last 3 days: hourly for priorities 1 and 2, nightly for the rest. An empty cell: not enough figures.',
      },
    },
    month: {
      title: {
        vi: '30 ngày: trung bình, P95, cao nhất của mỗi giờ',
        en: '30 days: mean, P95 and highest of each hour',
      },
      description: {
        vi: 'Số đã tổng hợp theo giờ: trung bình có trọng số theo thời gian, P95 của trung bình 5 phút, lần đo cao nhất. Chiều ra vẽ xuống dưới. Chỗ trống là không có số liệu; giờ gần nhất có sau khi giờ đó kết thúc.',
        en: 'Figures kept by the hour: the mean weighted by time, the P95 of the 5-minute means, the highest reading. Out is drawn downwards. A blank is a time without figures; the latest hour appears once it is over.',
      },
    },
    readings: {
      title: { vi: 'Số lần đo có được mỗi giờ', en: 'Readings present in each hour' },
      description: {
        vi: 'Số lần đo nhận được trên số lần phải có, 30 ngày. Dưới 90% thì P95 của giờ đó không dùng để báo cáo.',
        en: 'Readings received over those expected, 30 days. Below 90 % the P95 of that hour is not one to report.',
      },
    },
    year: {
      title: { vi: 'Một năm: trung bình, P95, cao nhất của mỗi ngày', en: 'A year: mean, P95 and highest of each day' },
      description: {
        vi: 'Số đã tổng hợp theo ngày (giờ Việt Nam), giữ 10 năm. Dùng để xem xu hướng và thay đổi dung lượng hợp đồng.',
        en: 'Figures kept by the day (Vietnam’s time zone), for 10 years. For trends, and for changes of the contract.',
      },
    },
    reserveOverTime: {
      title: { vi: 'Dự phòng theo ngày', en: 'Reserve over the days' },
      description: {
        vi: 'Dung lượng trừ P95, và dự phòng khi chuyển tuyến (số âm: tuyến dự phòng không gánh nổi tải của tuyến chính).',
        en: 'Capacity less P95, and the failover reserve (negative: the backups could not carry the primary’s load).',
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
