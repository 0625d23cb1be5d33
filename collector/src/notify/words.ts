/** The short words of messages, as a duty engineer says them. Plain constants. */
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

export type Language = 'vi' | 'en';

/** What an alert of a rule is called in a headline. */
export const ruleTitles: Record<AlertRule, Record<Language, string>> = {
  utilization: { vi: 'Lưu lượng cao', en: 'High load' },
  reserveBelowCommitment: { vi: 'Băng thông dự phòng dưới mức cam kết', en: 'Reserve below commitment' },
  failoverReserveShort: { vi: 'Kênh dự phòng không đủ gánh kênh chính', en: 'Backup cannot carry the primary' },
  exhaustionNear: { vi: 'Sắp hết băng thông', en: 'Capacity soon exhausted' },
  linkDown: { vi: 'Mất kênh', en: 'Link down' },
  endpointIsolated: { vi: 'Mất toàn bộ kết nối', en: 'Endpoint cut off' },
  endpointOnBackup: { vi: 'Đang chạy kênh dự phòng', en: 'Running on backup' },
  quality: { vi: 'Chất lượng đường truyền kém', en: 'Poor line quality' },
  unitNotReady: { vi: 'Thiết bị dự phòng không sẵn sàng', en: 'Backup unit not ready' },
  portalDown: { vi: 'Cổng thông tin không truy cập được', en: 'Portal down' },
  certificateNearExpiry: { vi: 'Chứng thư số sắp hết hạn', en: 'Certificate near expiry' },
  agentSilent: { vi: 'Mất liên lạc với trạm giám sát', en: 'Agent silent' },
  deviceUnreachable: { vi: 'Thiết bị không trả lời', en: 'Device unreachable' },
  noData: { vi: 'Không có số liệu', en: 'No data' },
};

export const severityWords = {
  critical: { vi: 'NGHIÊM TRỌNG', en: 'CRITICAL' },
  warning: { vi: 'CẢNH BÁO', en: 'WARNING' },
} as const;

export const kindWords = {
  firing: { vi: 'Mới', en: 'New' },
  severity: { vi: 'Nặng thêm', en: 'Worse' },
  resolved: { vi: 'Đã hết', en: 'Resolved' },
  late: { vi: 'Ghi nhận muộn', en: 'Learnt late' },
  repeat: { vi: 'Nhắc lại, chưa ai nhận xử lý', en: 'Reminder, not acknowledged' },
  escalated: { vi: 'Báo lên cấp trên, chưa ai nhận xử lý', en: 'Escalated, not acknowledged' },
  test: { vi: 'Thử', en: 'Test' },
} as const;
