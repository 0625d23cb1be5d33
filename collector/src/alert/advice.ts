/** What to do first, by rule: one sentence for the person on duty. A rule that knows more says it in its own words. */
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

export interface Sentences {
  vi: string;
  en: string;
}

export const advice: Record<AlertRule, Sentences> = {
  utilization: {
    vi: 'Tìm nguồn lưu lượng tăng trên cổng này; nếu là nhu cầu thật, chuyển bớt tải sang kênh khác hoặc đề nghị nâng băng thông.',
    en: 'Find what has grown on this interface; if the demand is real, move load to another link or ask for more bandwidth.',
  },
  reserveBelowCommitment: {
    vi: 'Lập kế hoạch nâng dung lượng của kênh hoặc chuyển bớt tải trước giờ cao điểm tới.',
    en: 'Plan an upgrade of the link, or move load away before the next busy hour.',
  },
  failoverReserveShort: {
    vi: 'Nâng kênh dự phòng hoặc chỉ định lưu lượng được cắt giảm; không bảo trì kênh chính khi chưa xử lý xong.',
    en: 'Upgrade the backup or name the traffic that may be shed; do no work on the primary until then.',
  },
  exhaustionNear: {
    vi: 'Đặt lịch nâng dung lượng trước ngày dự báo; thời gian cung cấp kênh thường tính bằng tuần.',
    en: 'Order the upgrade ahead of the day foretold: a circuit takes weeks to deliver.',
  },
  linkDown: {
    vi: 'Kiểm tra nguồn, thiết bị đầu cuối và tín hiệu quang hai đầu kênh; báo đội ứng cứu nếu nghi đứt cáp.',
    en: 'Check power, terminal equipment and optical levels at both ends; call the rescue team if the cable may be cut.',
  },
  endpointIsolated: {
    vi: 'Điều đội ứng cứu ngay; lập kênh tạm trong khi tìm điểm đứt chung của các kênh.',
    en: 'Send the rescue team at once; set up a temporary link while the common point of failure is found.',
  },
  endpointOnBackup: {
    vi: 'Khôi phục kênh chính; theo dõi tải của kênh dự phòng và giữ nguồn của nó.',
    en: 'Restore the primary; watch the load of the backup and keep it powered.',
  },
  quality: {
    vi: 'Xem lỗi và gói bị loại trên cổng hai đầu, mức quang và nghẽn trên đường đi.',
    en: 'Look at errors and discards of both interfaces, optical levels and congestion on the way.',
  },
  unitNotReady: {
    vi: 'Xem lý do trong bảng thiết bị dự phòng và xử lý lý do đứng đầu.',
    en: 'See the reasons on the board of backup equipment and mend the first of them.',
  },
  portalDown: {
    vi: 'Mở trang từ một mạng khác; nếu cũng lỗi, báo đơn vị vận hành cổng, nếu không, kiểm tra kênh truyền.',
    en: 'Open the page from another network; if it fails too, call those who run the portal, if not, check the link.',
  },
  certificateNearExpiry: {
    vi: 'Đề nghị đơn vị vận hành gia hạn chứng thư và cài lại trên máy chủ.',
    en: 'Ask those who run it to renew the certificate and install it on the server.',
  },
  agentSilent: {
    vi: 'Kiểm tra máy chủ của trạm thu thập có chạy không và có tới được máy chủ giám sát không.',
    en: 'See that the agent’s server runs and that it reaches the collector.',
  },
  deviceUnreachable: {
    vi: 'Kiểm tra thiết bị còn nguồn không, đường quản trị và danh sách cho phép SNMP.',
    en: 'Check that the device has power, its management path and its SNMP access list.',
  },
  noData: {
    vi: 'Xem mục phát hiện của trạm thu thập: cổng bị đổi tên, quyền đọc bị từ chối hay phép thử không gửi được.',
    en: 'See the agent’s findings: an interface renamed, access refused, or echoes that cannot be sent.',
  },
};
