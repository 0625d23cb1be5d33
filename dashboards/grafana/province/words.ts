/** Words of the province wall. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Toàn tỉnh', en: 'Province' },
    description: {
      vi: 'Màn hình trực: có điểm trọng yếu nào nguy hiểm, còn dự phòng bao nhiêu và thấp nhất ở đâu, thiết bị dự phòng có sẵn sàng, ai phải xử lý.',
      en: 'The wall: is anything critical in danger, how much reserve is left and where is it worst, are the backups ready, who must act.',
    },
  },
  rows: {
    danger: { vi: 'Điểm phục vụ, nguy hiểm trước', en: 'Endpoints, those in danger first' },
    reserve: { vi: 'Dự phòng thấp nhất', en: 'Least reserve' },
    act: { vi: 'Cần xử lý', en: 'To act on' },
  },
  noAlerts: { vi: 'không có cảnh báo nào trong 7 ngày', en: 'no alert in 7 days' },
  yes: { vi: 'Có', en: 'Yes' },
  no: { vi: 'Không', en: 'No' },
  columns: {
    isolated: { vi: 'Bị cô lập', en: 'Isolated' },
    onBackup: { vi: 'Chạy dự phòng', en: 'On backup' },
    pathsUp: { vi: 'Tuyến thông', en: 'Paths up' },
    paths: { vi: 'Tổng số tuyến', en: 'Paths' },
  },
  panels: {
    firing: {
      title: { vi: 'Cảnh báo đang mở', en: 'Alerts firing' },
      description: {
        vi: 'Số cảnh báo đang mở, mọi doanh nghiệp. Nhiều đường truyền của một điểm, cùng loại và mức, tính là một.',
        en: 'Alerts that fire, of all operators. Several links of one endpoint, of one kind and severity, count as one.',
      },
    },
    notReady: {
      title: { vi: 'Dự phòng chưa sẵn sàng', en: 'Backups not ready' },
      description: {
        vi: 'Số thiết bị dự phòng mà kết luận mới nhất không phải là sẵn sàng, mọi doanh nghiệp.',
        en: 'Backup units whose newest verdict is not ready, of all operators.',
      },
    },
    silent: {
      title: { vi: 'Trạm thu thập im lặng', en: 'Agents silent' },
      description: {
        vi: 'Số cảnh báo trạm thu thập im lặng chưa kết thúc. Điểm phục vụ của trạm đó là chưa rõ, không phải mất liên lạc.',
        en: 'Open alerts of silent agents. What such an agent watches is unknown, not down.',
      },
    },
    availability: {
      title: { vi: 'Khả dụng 30 ngày', en: 'Availability, 30 days' },
      description: {
        vi: 'Thời gian thông trên thời gian đo được của toàn tỉnh trong 30 ngày, có trọng số theo nhóm.',
        en: 'Time up over time measured of the whole province in 30 days, weighted by class.',
      },
    },
    coverage: {
      title: { vi: 'Độ phủ số liệu', en: 'Coverage' },
      description: {
        vi: 'Phần thời gian thực sự đo được trong 30 ngày. Dưới 99%: con số khả dụng bên cạnh phải đọc kèm ghi chú.',
        en: 'How much of the 30 days was measured. Below 99 % the availability beside it needs a remark.',
      },
    },
    states: {
      title: { vi: 'Điểm phục vụ theo tình trạng', en: 'Endpoints by state' },
      description: {
        vi: 'Số điểm phục vụ ở mỗi tình trạng, theo số liệu mới nhất. Chưa rõ không phải là mất liên lạc.',
        en: 'How many endpoints are in each state, by their newest point. Unknown is not down.',
      },
    },
    danger: {
      title: { vi: 'Điểm phục vụ', en: 'Endpoints' },
      description: {
        vi: 'Bị cô lập trước, rồi đang chạy dự phòng, rồi dự phòng thấp nhất.',
        en: 'Isolated first, then on backup, then the least reserve.',
      },
    },
    links: {
      title: { vi: 'Đường truyền, dự phòng thấp nhất trước', en: 'Links, the least reserve first' },
      description: {
        vi: 'Số liệu mới nhất của mọi đường truyền. Số âm: lưu lượng vượt dung lượng hợp đồng.',
        en: 'The newest figures of every link. Negative: traffic exceeds the contract.',
      },
    },
    alerts: {
      title: { vi: 'Cảnh báo đang mở, mới nhất trước', en: 'Alerts firing, the newest first' },
      description: {
        vi: 'Cảnh báo đang mở và đã mở bao lâu trong 7 ngày qua; mở gần đây nhất đứng trước.',
        en: 'Alerts that fire, and for how long of the last 7 days; the one that began last first.',
      },
    },
    units: {
      title: { vi: 'Thiết bị dự phòng, điểm thấp trước', en: 'Backup units, the lowest score first' },
      description: {
        vi: 'Kết luận và điểm mới nhất của mọi thiết bị dự phòng.',
        en: 'The newest verdict and score of every backup unit.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
} & Record<string, unknown>;
