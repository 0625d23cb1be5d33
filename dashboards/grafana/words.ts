/**
 * What all dashboards say, in both languages by type: Grafana has no translation of dashboards, so each language is
 * a dashboard of its own, made from the same source. Words of one dashboard stand in its own `words.ts`.
 */
import type { Severity, State } from '@thongsuot/contract/api.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import type { OperState } from '@thongsuot/contract/reasons.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

export type Language = 'vi' | 'en';
export const languages = ['vi', 'en'] as const satisfies readonly Language[];

/** One text in every language. */
export type Text = Readonly<Record<Language, string>>;

/** Title and description of a panel. The description says what is measured, how, and what an empty panel means. */
export interface PanelText {
  title: Text;
  description: Text;
}

export const common = {
  noValue: { vi: 'không có số liệu', en: 'no data' },
  otherLanguage: { vi: 'English', en: 'Tiếng Việt' },
  moreDashboards: { vi: 'Bảng khác', en: 'More dashboards' },
  noneFiring: { vi: 'không có cảnh báo đang mở', en: 'no alert is firing' },
} as const satisfies Record<string, Text>;

/** Labels of the variables. */
export const variableLabels = {
  ds: { vi: 'Nguồn số liệu', en: 'Data source' },
  whose: { vi: 'Tính cho', en: 'Counted for' },
  operator: { vi: 'Doanh nghiệp', en: 'Operator' },
  endpoint: { vi: 'Điểm phục vụ', en: 'Endpoint' },
  link: { vi: 'Đường truyền', en: 'Link' },
  unit: { vi: 'Thiết bị dự phòng', en: 'Backup unit' },
  agent: { vi: 'Trạm thu thập', en: 'Agent' },
  severity: { vi: 'Mức cảnh báo', en: 'Severity' },
  warning: { vi: 'Ngưỡng sử dụng của nhóm', en: 'Utilisation threshold of the class' },
} as const satisfies Record<string, Text>;

/** Heads of columns that several dashboards have. */
export const columns = {
  operator: variableLabels.operator,
  endpoint: variableLabels.endpoint,
  link: variableLabels.link,
  unit: variableLabels.unit,
  agent: variableLabels.agent,
  severity: variableLabels.severity,
  site: { vi: 'Trạm', en: 'Site' },
  kind: { vi: 'Loại', en: 'Kind' },
  rule: { vi: 'Cảnh báo', en: 'Alert' },
  state: { vi: 'Tình trạng', en: 'State' },
  count: { vi: 'Số lượng', en: 'Count' },
  openFor: { vi: 'Đã mở (trong khoảng)', en: 'Firing for (in the range)' },
  time: { vi: 'Thời điểm', en: 'Time' },
  value: { vi: 'Giá trị', en: 'Value' },
  threshold: { vi: 'Ngưỡng', en: 'Threshold' },
  role: { vi: 'Vai trò', en: 'Role' },
  reserve: { vi: 'Dự phòng', en: 'Reserve' },
  reserveIn: { vi: 'Còn lại chiều vào', en: 'Left in' },
  reserveOut: { vi: 'Còn lại chiều ra', en: 'Left out' },
  capacityIn: { vi: 'Dung lượng vào', en: 'Capacity in' },
  capacityOut: { vi: 'Dung lượng ra', en: 'Capacity out' },
  p95In: { vi: 'P95 vào', en: 'P95 in' },
  p95Out: { vi: 'P95 ra', en: 'P95 out' },
} as const satisfies Record<string, Text>;

/** What the lines of charts are called, after the name of what they are about. */
export const series = {
  traffic: { vi: 'lưu lượng', en: 'traffic' },
  capacity: { vi: 'dung lượng', en: 'capacity' },
  utilization: { vi: 'mức sử dụng', en: 'utilisation' },
  reserve: { vi: 'dự phòng', en: 'reserve' },
  p95: { vi: 'P95', en: 'P95' },
} as const satisfies Record<string, Text>;

/** Texts of links from a row to the page about it. */
export const open = {
  link: { vi: 'Xem đường truyền này', en: 'Show this link' },
  endpoint: { vi: 'Xem điểm phục vụ này', en: 'Show this endpoint' },
  unit: { vi: 'Xem thiết bị này', en: 'Show this unit' },
  agent: { vi: 'Xem trạm thu thập này', en: 'Show this agent' },
  alerts: { vi: 'Xem các cảnh báo', en: 'Show the alerts' },
} as const satisfies Record<string, Text>;

export const states: Readonly<Record<State, Text>> = {
  up: { vi: 'Bình thường', en: 'Up' },
  degraded: { vi: 'Suy giảm', en: 'Degraded' },
  down: { vi: 'Mất liên lạc', en: 'Down' },
  unknown: { vi: 'Chưa rõ', en: 'Unknown' },
};

export const operStates: Readonly<Record<OperState, Text>> = {
  up: { vi: 'Thông', en: 'Up' },
  down: { vi: 'Đứt', en: 'Down' },
  testing: { vi: 'Đang thử', en: 'Testing' },
  unknown: { vi: 'Chưa rõ', en: 'Unknown' },
  dormant: { vi: 'Chờ (dormant)', en: 'Dormant' },
  notPresent: { vi: 'Không có phần cứng', en: 'Not present' },
  lowerLayerDown: { vi: 'Lớp dưới mất', en: 'Lower layer down' },
};

export const severities: Readonly<Record<Severity, Text>> = {
  critical: { vi: 'Nghiêm trọng', en: 'Critical' },
  warning: { vi: 'Cảnh báo', en: 'Warning' },
};

export const unitKinds: Readonly<Record<UnitKind, Text>> = {
  ups: { vi: 'UPS', en: 'UPS' },
  dcPlant: { vi: 'Nguồn DC', en: 'DC plant' },
  generator: { vi: 'Máy phát điện', en: 'Generator' },
  standbyLink: { vi: 'Đường truyền dự phòng', en: 'Standby link' },
  standbyRouter: { vi: 'Bộ định tuyến dự phòng', en: 'Standby router' },
};

export const rules: Readonly<Record<AlertRule, Text>> = {
  utilization: { vi: 'Mức sử dụng cao', en: 'Utilisation high' },
  reserveBelowCommitment: { vi: 'Dự phòng thấp hơn cam kết', en: 'Reserve below the commitment' },
  failoverReserveShort: { vi: 'Tuyến dự phòng không đủ tải thay', en: 'Backups could not carry the load' },
  exhaustionNear: { vi: 'Sắp hết dung lượng', en: 'Capacity soon exhausted' },
  linkDown: { vi: 'Đứt đường truyền', en: 'Link down' },
  endpointIsolated: { vi: 'Điểm bị cô lập', en: 'Endpoint isolated' },
  endpointOnBackup: { vi: 'Điểm đang chạy dự phòng', en: 'Endpoint on backup' },
  quality: { vi: 'Chất lượng kém (mất gói, trễ)', en: 'Loss, delay or jitter' },
  unitNotReady: { vi: 'Thiết bị dự phòng chưa sẵn sàng', en: 'Backup unit not ready' },
  portalDown: { vi: 'Cổng thông tin không truy cập được', en: 'Portal down' },
  certificateNearExpiry: { vi: 'Chứng thư sắp hết hạn', en: 'Certificate near expiry' },
  agentSilent: { vi: 'Trạm thu thập im lặng', en: 'Agent silent' },
  deviceUnreachable: { vi: 'Thiết bị không trả lời', en: 'Device unreachable' },
  noData: { vi: 'Không có số liệu', en: 'No data' },
};
