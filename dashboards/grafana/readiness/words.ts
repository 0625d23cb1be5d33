/** Words of the readiness dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Thiết bị dự phòng', en: 'Backup readiness' },
    description: {
      vi: 'UPS, nguồn DC, máy phát, đường truyền và bộ định tuyến dự phòng: có sẵn sàng gánh tải khi cần không, và vì sao không.',
      en: 'UPS, DC plants, generators, standby links and routers: would they carry the load when needed, and why not.',
    },
  },
  rows: {
    chosen: { vi: 'Thiết bị đã chọn', en: 'The units chosen' },
    timeline: { vi: 'Theo thời gian', en: 'Over time' },
  },
  ready: { vi: 'Sẵn sàng', en: 'Ready' },
  notReady: { vi: 'Chưa sẵn sàng', en: 'Not ready' },
  yes: { vi: 'Có', en: 'Yes' },
  no: { vi: 'Không', en: 'No' },
  columns: {
    ready: { vi: 'Sẵn sàng', en: 'Ready' },
    score: { vi: 'Điểm (0–100)', en: 'Score (0–100)' },
    charge: { vi: 'Ắc quy', en: 'Charge' },
    runtime: { vi: 'Thời gian lưu điện', en: 'Runtime' },
    load: { vi: 'Tải', en: 'Load' },
    fuel: { vi: 'Nhiên liệu', en: 'Fuel' },
    alarms: { vi: 'Cảnh báo trên máy', en: 'Alarms present' },
    mains: { vi: 'Điện lưới', en: 'Mains' },
    replace: { vi: 'Cần thay ắc quy', en: 'Replace battery' },
    outputSource: { vi: 'Nguồn cấp', en: 'Output from' },
    batteryStatus: { vi: 'Tình trạng ắc quy', en: 'Battery' },
    lastTest: { vi: 'Lần thử gần nhất', en: 'Last test' },
    testResult: { vi: 'Kết quả thử', en: 'Result' },
    engineMode: { vi: 'Chế độ máy phát', en: 'Engine mode' },
    standby: { vi: 'Vai trò dự phòng', en: 'Standby role' },
    temperature: { vi: 'Nhiệt độ ắc quy', en: 'Battery temperature' },
  },
  outputSource: {
    normal: { vi: 'Điện lưới', en: 'Normal' },
    battery: { vi: 'Ắc quy', en: 'Battery' },
    bypass: { vi: 'Bypass', en: 'Bypass' },
    none: { vi: 'Không cấp', en: 'None' },
    booster: { vi: 'Tăng áp', en: 'Booster' },
    reducer: { vi: 'Giảm áp', en: 'Reducer' },
    other: { vi: 'Khác', en: 'Other' },
  },
  batteryStatus: {
    normal: { vi: 'Bình thường', en: 'Normal' },
    low: { vi: 'Yếu', en: 'Low' },
    depleted: { vi: 'Cạn', en: 'Depleted' },
    unknown: { vi: 'Chưa rõ', en: 'Unknown' },
  },
  testResult: {
    pass: { vi: 'Đạt', en: 'Pass' },
    warning: { vi: 'Có cảnh báo', en: 'Warning' },
    error: { vi: 'Không đạt', en: 'Error' },
    aborted: { vi: 'Bị dừng', en: 'Aborted' },
    inProgress: { vi: 'Đang thử', en: 'In progress' },
    never: { vi: 'Chưa thử lần nào', en: 'Never' },
  },
  engineMode: {
    auto: { vi: 'Tự động', en: 'Auto' },
    manual: { vi: 'Bằng tay', en: 'Manual' },
    off: { vi: 'Tắt', en: 'Off' },
    test: { vi: 'Thử', en: 'Test' },
    blocked: { vi: 'Bị khoá', en: 'Blocked' },
  },
  standby: {
    active: { vi: 'Đang gánh tải', en: 'Active' },
    standby: { vi: 'Dự phòng', en: 'Standby' },
    hotStandby: { vi: 'Dự phòng nóng', en: 'Hot standby' },
    coldStandby: { vi: 'Dự phòng nguội', en: 'Cold standby' },
    initialize: { vi: 'Đang khởi động', en: 'Initialising' },
    listen: { vi: 'Đang nghe', en: 'Listening' },
    disabled: { vi: 'Bị tắt', en: 'Disabled' },
  },
  panels: {
    units: {
      title: { vi: 'Thiết bị đã đánh giá', en: 'Units judged' },
      description: {
        vi: 'Số thiết bị có kết luận trong khoảng thời gian. Thiết bị chưa rõ (không đọc được, chưa đủ chứng cứ) không có kết luận và không tính ở đây.',
        en: 'Units with a verdict in the range. An unknown unit (not read, not enough evidence) has none and is not counted.',
      },
    },
    notReady: {
      title: { vi: 'Chưa sẵn sàng', en: 'Not ready' },
      description: {
        vi: 'Số thiết bị mà kết luận mới nhất không phải là sẵn sàng.',
        en: 'Units whose newest verdict is not ready.',
      },
    },
    worstScore: {
      title: { vi: 'Điểm thấp nhất', en: 'Lowest score' },
      description: {
        vi: 'Điểm mới nhất thấp nhất. Từ 80: sẵn sàng; 60–79: có điều kiện; một lỗi chặn là chưa sẵn sàng dù điểm cao.',
        en: 'The lowest newest score. From 80 ready, 60–79 conditional; a blocker means not ready whatever the score.',
      },
    },
    shortestRuntime: {
      title: { vi: 'Lưu điện ngắn nhất', en: 'Shortest runtime' },
      description: {
        vi: 'Thời gian lưu điện mới nhất ngắn nhất trong các UPS và nguồn DC. Mức tối thiểu đề xuất: 2 giờ ở trạm truy nhập, 4 giờ ở trạm gom.',
        en: 'The shortest newest runtime of UPS and DC plants. Proposed minimum: 2 hours at access sites, 4 at aggregation.',
      },
    },
    table: {
      title: { vi: 'Thiết bị, chưa sẵn sàng trước', en: 'Units, those not ready first' },
      description: {
        vi: 'Số liệu mới nhất của từng thiết bị: kết luận, điểm và các dữ kiện dẫn tới đó. Lý do đầy đủ có ở trang Thiết bị dự phòng của máy chủ giám sát. Ô trống: thiết bị không cung cấp.',
        en: 'The newest figures of each unit: verdict, score and the facts behind them. The reasons in full are on the collector’s page of backups. An empty cell: the device does not say.',
      },
    },
    readyTimeline: {
      title: { vi: 'Sẵn sàng theo thời gian', en: 'Ready over time' },
      description: {
        vi: 'Kết luận xấu nhất của mỗi khoảng vẽ, mọi thiết bị của doanh nghiệp đã chọn. Chỗ trống: chưa rõ.',
        en: 'The worst verdict of each interval drawn, every unit of the operators chosen. A blank: unknown.',
      },
    },
    sourceTimeline: {
      title: { vi: 'Nguồn cấp, máy phát, vai trò dự phòng', en: 'Output source, engine, standby role' },
      description: {
        vi: 'Trạng thái do thiết bị báo (upsOutputSource, chế độ máy phát, vai trò dự phòng). Chỗ trống: không có số liệu.',
        en: 'States as the device reports them (upsOutputSource, engine mode, standby role). A blank: no figures.',
      },
    },
    runtime: {
      title: { vi: 'Thời gian lưu điện', en: 'Runtime' },
      description: {
        vi: 'Thời gian lưu điện ước tính theo thiết bị, ngắn nhất của mỗi khoảng vẽ. Vạch ngưỡng: 1 giờ và 2 giờ.',
        en: 'Runtime as the device estimates it, the shortest of each interval drawn. Thresholds: 1 and 2 hours.',
      },
    },
    charge: {
      title: { vi: 'Mức nạp ắc quy và nhiên liệu', en: 'Battery charge and fuel' },
      description: {
        vi: 'Thấp nhất của mỗi khoảng vẽ. Dưới 50% là chưa sẵn sàng, dưới 90% bị trừ điểm.',
        en: 'The least of each interval drawn. Below 50 % is not ready, below 90 % costs points.',
      },
    },
    score: {
      title: { vi: 'Điểm sẵn sàng', en: 'Readiness score' },
      description: {
        vi: 'Thấp nhất của mỗi khoảng vẽ. Vạch: 60 (có điều kiện) và 80 (sẵn sàng).',
        en: 'The least of each interval drawn. Lines: 60 (conditional) and 80 (ready).',
      },
    },
    load: {
      title: { vi: 'Tải', en: 'Load' },
      description: {
        vi: 'Tải trên công suất danh định, cao nhất của mỗi khoảng vẽ. Trên 80% bị trừ điểm, trên 100% là quá tải.',
        en: 'Load over rating, the highest of each interval drawn. Above 80 % costs points, above 100 % is overload.',
      },
    },
    temperature: {
      title: { vi: 'Nhiệt độ ắc quy', en: 'Battery temperature' },
      description: {
        vi: 'Cao nhất của mỗi khoảng vẽ. Vạch: 30 °C và 40 °C.',
        en: 'The highest of each interval drawn. Lines: 30 °C and 40 °C.',
      },
    },
  },
} as const satisfies { dashboard: PanelText; rows: Record<string, Text>; panels: Record<string, PanelText> } & Record<
  string,
  unknown
>;
