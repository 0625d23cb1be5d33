/**
 * What the dashboards say, in both languages by type: Grafana has no translation of dashboards, so each language is
 * a dashboard of its own, made from the same source.
 */
import type { State } from '@thongsuot/contract/api.ts';
import type { OperState } from '@thongsuot/contract/reasons.ts';

export type Language = 'vi' | 'en';
export const languages = ['vi', 'en'] as const satisfies readonly Language[];

/** Title and description of a panel. The description says what is measured, how, and what an empty panel means. */
export interface PanelWords {
  title: string;
  description: string;
}

export interface Words {
  dashboard: { title: string; description: string };
  otherLanguage: string;
  moreDashboards: string;
  variables: { ds: string; operator: string; endpoint: string; link: string };
  rows: { now: string; traffic: string; reserve: string; p95: string };
  panels: {
    isolated: PanelWords;
    onBackup: PanelWords;
    worst: PanelWords;
    endpointStates: PanelWords;
    linkStates: PanelWords;
    worstFirst: PanelWords;
    trafficIn: PanelWords;
    trafficOut: PanelWords;
    utilizationIn: PanelWords;
    utilizationOut: PanelWords;
    reserveIn: PanelWords;
    reserveOut: PanelWords;
    p95In: PanelWords;
    p95Out: PanelWords;
    p95Range: PanelWords;
    thresholds: PanelWords;
  };
  noValue: string;
  noP95: string;
  columns: {
    operator: string;
    endpoint: string;
    link: string;
    state: string;
    count: string;
    reserve: string;
    reserveIn: string;
    reserveOut: string;
    capacityIn: string;
    capacityOut: string;
    p95In: string;
    p95Out: string;
  };
  series: { traffic: string; capacity: string; utilization: string; reserve: string; p95: string };
  openLink: string;
  states: Record<State, string>;
  oper: Record<OperState, string>;
  thresholdTable: { head: readonly string[] };
}

const vi: Words = {
  dashboard: {
    title: 'Dự phòng băng thông',
    description:
      'Phần dung lượng còn lại của các đường truyền phục vụ điểm ưu tiên, đường xấu nhất trước. Mỗi chiều tính riêng.',
  },
  otherLanguage: 'English',
  moreDashboards: 'Bảng khác',
  variables: { ds: 'Nguồn số liệu', operator: 'Doanh nghiệp', endpoint: 'Điểm phục vụ', link: 'Đường truyền' },
  rows: { now: 'Hiện trạng', traffic: 'Lưu lượng và dung lượng', reserve: 'Dự phòng', p95: 'P95' },
  panels: {
    isolated: {
      title: 'Điểm bị cô lập',
      description: 'Số điểm phục vụ mà mọi tuyến đều mất liên lạc, tính chung các doanh nghiệp.',
    },
    onBackup: {
      title: 'Điểm đang chạy dự phòng',
      description: 'Số điểm phục vụ mất hết tuyến chính, đang chạy trên tuyến dự phòng.',
    },
    worst: {
      title: 'Dự phòng thấp nhất',
      description: 'Dự phòng thấp nhất của mọi điểm phục vụ: phần dung lượng còn lại, chiều xấu hơn, của tuyến chính.',
    },
    endpointStates: {
      title: 'Điểm phục vụ theo tình trạng',
      description:
        'Số điểm phục vụ ở mỗi tình trạng, theo số liệu mới nhất trong khoảng thời gian. Chưa rõ không phải là mất liên lạc.',
    },
    linkStates: {
      title: 'Giao diện theo trạng thái',
      description: 'Số đường truyền theo trạng thái giao diện (ifOperStatus) mới nhất, của doanh nghiệp đã chọn.',
    },
    worstFirst: {
      title: 'Dự phòng theo đường truyền, thấp nhất trước',
      description:
        'Số liệu mới nhất trong khoảng thời gian. Dự phòng = 1 − mức sử dụng; cột đầu là chiều xấu hơn. Số âm: lưu lượng vượt dung lượng hợp đồng.',
    },
    trafficIn: {
      title: 'Lưu lượng vào và dung lượng',
      description:
        'Trung bình của mỗi khoảng vẽ. Nét đứt là dung lượng: nhỏ nhất của hợp đồng, giới hạn tốc độ và cổng vật lý. Chỗ trống là không có số liệu.',
    },
    trafficOut: {
      title: 'Lưu lượng ra và dung lượng',
      description:
        'Trung bình của mỗi khoảng vẽ. Nét đứt là dung lượng: nhỏ nhất của hợp đồng, giới hạn tốc độ và cổng vật lý. Chỗ trống là không có số liệu.',
    },
    utilizationIn: {
      title: 'Mức sử dụng chiều vào',
      description:
        'Cao nhất của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất; ngưỡng của từng nhóm ở bảng cuối trang.',
    },
    utilizationOut: {
      title: 'Mức sử dụng chiều ra',
      description:
        'Cao nhất của mỗi khoảng vẽ. Vạch ngưỡng theo nhóm nghiêm ngặt nhất; ngưỡng của từng nhóm ở bảng cuối trang.',
    },
    reserveIn: {
      title: 'Dự phòng chiều vào',
      description: 'Dung lượng trừ lưu lượng, thấp nhất của mỗi khoảng vẽ. Số âm: lưu lượng vượt dung lượng hợp đồng.',
    },
    reserveOut: {
      title: 'Dự phòng chiều ra',
      description: 'Dung lượng trừ lưu lượng, thấp nhất của mỗi khoảng vẽ. Số âm: lưu lượng vượt dung lượng hợp đồng.',
    },
    p95In: {
      title: 'P95 chiều vào',
      description:
        'P95 do máy chủ giám sát tính từ trung bình 5 phút (thứ hạng gần nhất, đủ ít nhất 90% giá trị): mỗi giờ với điểm ưu tiên 1 và 2, mỗi đêm với các điểm khác.',
    },
    p95Out: {
      title: 'P95 chiều ra',
      description:
        'P95 do máy chủ giám sát tính từ trung bình 5 phút (thứ hạng gần nhất, đủ ít nhất 90% giá trị): mỗi giờ với điểm ưu tiên 1 và 2, mỗi đêm với các điểm khác.',
    },
    p95Range: {
      title: 'P95 của khoảng thời gian đang xem',
      description:
        'Tính ngay từ số liệu thô: phân vị 95 của trung bình 5 phút. Cách xếp hạng của InfluxDB có thể lệch một giá trị so với máy chủ giám sát; số dùng để báo cáo lấy từ máy chủ giám sát.',
    },
    thresholds: {
      title: 'Ngưỡng theo nhóm',
      description: 'Ngưỡng mặc định của từng nhóm điểm phục vụ; Sở có thể thay trong cấu hình.',
    },
  },
  noValue: 'không có số liệu',
  noP95: 'chưa có P95: cần đủ số liệu của một giờ',
  columns: {
    operator: 'Doanh nghiệp',
    endpoint: 'Điểm phục vụ',
    link: 'Đường truyền',
    state: 'Tình trạng',
    count: 'Số lượng',
    reserve: 'Dự phòng',
    reserveIn: 'Còn lại chiều vào',
    reserveOut: 'Còn lại chiều ra',
    capacityIn: 'Dung lượng vào',
    capacityOut: 'Dung lượng ra',
    p95In: 'P95 vào',
    p95Out: 'P95 ra',
  },
  series: { traffic: 'lưu lượng', capacity: 'dung lượng', utilization: 'mức sử dụng', reserve: 'dự phòng', p95: 'P95' },
  openLink: 'Xem đường truyền này',
  states: { up: 'Bình thường', degraded: 'Suy giảm', down: 'Mất liên lạc', unknown: 'Chưa rõ' },
  oper: {
    up: 'Thông',
    down: 'Đứt',
    testing: 'Đang thử',
    unknown: 'Chưa rõ',
    dormant: 'Chờ (dormant)',
    notPresent: 'Không có phần cứng',
    lowerLayerDown: 'Lớp dưới mất',
  },
  thresholdTable: {
    head: ['Nhóm', 'Ưu tiên', 'Sử dụng: cảnh báo', 'Sử dụng: nghiêm trọng', 'Khả dụng tháng', 'Khôi phục trong'],
  },
};

const en: Words = {
  dashboard: {
    title: 'Bandwidth reserve',
    description:
      'What is left of the capacity of links that serve priority endpoints, the worst first. Each direction apart.',
  },
  otherLanguage: 'Tiếng Việt',
  moreDashboards: 'More dashboards',
  variables: { ds: 'Data source', operator: 'Operator', endpoint: 'Endpoint', link: 'Link' },
  rows: { now: 'Now', traffic: 'Traffic and capacity', reserve: 'Reserve', p95: 'P95' },
  panels: {
    isolated: {
      title: 'Endpoints isolated',
      description: 'Endpoints all of whose paths are down, of all operators together.',
    },
    onBackup: {
      title: 'Endpoints on backup',
      description: 'Endpoints with no primary path up that run on a backup.',
    },
    worst: {
      title: 'Least reserve',
      description:
        'The least reserve of all endpoints: what is left of a primary path’s capacity, the worse direction.',
    },
    endpointStates: {
      title: 'Endpoints by state',
      description: 'How many endpoints are in each state, by the newest point of the range. Unknown is not down.',
    },
    linkStates: {
      title: 'Interfaces by state',
      description: 'How many links have each newest ifOperStatus, of the operators chosen.',
    },
    worstFirst: {
      title: 'Reserve by link, the worst first',
      description:
        'The newest figures of the range. Reserve = 1 − utilisation; the first column is the worse direction. Negative: traffic exceeds the contract.',
    },
    trafficIn: {
      title: 'Traffic in and capacity',
      description:
        'Means of each interval drawn. Dashed: the capacity, the least of contract, shaper and physical port. A blank is a time without figures.',
    },
    trafficOut: {
      title: 'Traffic out and capacity',
      description:
        'Means of each interval drawn. Dashed: the capacity, the least of contract, shaper and physical port. A blank is a time without figures.',
    },
    utilizationIn: {
      title: 'Utilisation in',
      description:
        'The highest of each interval drawn. The thresholds are those of the strictest class; each class’s own are in the last table.',
    },
    utilizationOut: {
      title: 'Utilisation out',
      description:
        'The highest of each interval drawn. The thresholds are those of the strictest class; each class’s own are in the last table.',
    },
    reserveIn: {
      title: 'Reserve in',
      description: 'Capacity less traffic, the least of each interval drawn. Negative: traffic exceeds the contract.',
    },
    reserveOut: {
      title: 'Reserve out',
      description: 'Capacity less traffic, the least of each interval drawn. Negative: traffic exceeds the contract.',
    },
    p95In: {
      title: 'P95 in',
      description:
        'P95 as the collector computes it from 5-minute means (nearest rank, at least 90 % of them present): hourly for priorities 1 and 2, nightly for the rest.',
    },
    p95Out: {
      title: 'P95 out',
      description:
        'P95 as the collector computes it from 5-minute means (nearest rank, at least 90 % of them present): hourly for priorities 1 and 2, nightly for the rest.',
    },
    p95Range: {
      title: 'P95 of the range in view',
      description:
        'Computed from raw points at once: the 95th percentile of 5-minute means. InfluxDB’s rank may differ by one value from the collector’s, whose figure is the one to report.',
    },
    thresholds: {
      title: 'Thresholds by class',
      description:
        'Default thresholds of each class of endpoints; the department may replace them in its configuration.',
    },
  },
  noValue: 'no data',
  noP95: 'no P95 yet: it needs an hour of figures',
  columns: {
    operator: 'Operator',
    endpoint: 'Endpoint',
    link: 'Link',
    state: 'State',
    count: 'Count',
    reserve: 'Reserve',
    reserveIn: 'Left in',
    reserveOut: 'Left out',
    capacityIn: 'Capacity in',
    capacityOut: 'Capacity out',
    p95In: 'P95 in',
    p95Out: 'P95 out',
  },
  series: { traffic: 'traffic', capacity: 'capacity', utilization: 'utilisation', reserve: 'reserve', p95: 'P95' },
  openLink: 'Show this link',
  states: { up: 'Up', degraded: 'Degraded', down: 'Down', unknown: 'Unknown' },
  oper: {
    up: 'Up',
    down: 'Down',
    testing: 'Testing',
    unknown: 'Unknown',
    dormant: 'Dormant',
    notPresent: 'Not present',
    lowerLayerDown: 'Lower layer down',
  },
  thresholdTable: {
    head: [
      'Class',
      'Priority',
      'Utilisation: warning',
      'Utilisation: critical',
      'Availability of a month',
      'Restore in',
    ],
  },
};

export const words: Record<Language, Words> = { vi, en };
