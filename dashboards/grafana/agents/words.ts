/** Words of the agents dashboard. */
import type { PanelText, Text } from '../words.ts';

export const texts = {
  dashboard: {
    title: { vi: 'Trạm thu thập', en: 'Agents' },
    description: {
      vi: 'Các trạm thu thập: có gửi số liệu không, còn tồn bao nhiêu, lấy mẫu có kịp không, đồng hồ có đúng không.',
      en: 'The agents: do they deliver, how much waits, do polls start in time, is the clock right.',
    },
  },
  rows: { chosen: { vi: 'Trạm đã chọn', en: 'The agents chosen' } },
  columns: {
    heard: { vi: 'Số liệu mới nhất', en: 'Newest sample' },
    rss: { vi: 'Bộ nhớ', en: 'Memory' },
    queue: { vi: 'Hàng đợi', en: 'Queue' },
    oldest: { vi: 'Tồn lâu nhất', en: 'Oldest waiting' },
    lag: { vi: 'Lấy mẫu trễ', en: 'Polls late by' },
    drops: { vi: 'Mẫu đã mất', en: 'Samples dropped' },
    offset: { vi: 'Lệch đồng hồ', en: 'Clock offset' },
  },
  panels: {
    reporting: {
      title: { vi: 'Trạm có số liệu', en: 'Agents reporting' },
      description: {
        vi: 'Số trạm có ít nhất một mẫu trong khoảng thời gian, theo doanh nghiệp đã chọn.',
        en: 'Agents with at least one sample in the range, of the operators chosen.',
      },
    },
    oldest: {
      title: { vi: 'Tồn lâu nhất', en: 'Oldest waiting' },
      description: {
        vi: 'Tuổi của lô chưa gửi được lâu nhất, số mới nhất của mọi trạm.',
        en: 'Age of the oldest batch not yet delivered, the newest figure of all agents.',
      },
    },
    drops: {
      title: { vi: 'Mẫu đã mất', en: 'Samples dropped' },
      description: {
        vi: 'Tổng số mẫu các trạm đã phải bỏ từ khi có hàng đợi. Mỗi lần mất đều được ghi thành một khoảng trống.',
        en: 'Samples that agents have had to drop since their queues were made. Each loss is recorded as a gap.',
      },
    },
    heard: {
      title: { vi: 'Nghe lần cuối, lâu nhất trước', en: 'Last heard, the longest ago first' },
      description: {
        vi: 'Thời điểm mẫu mới nhất của từng trạm trong 7 ngày. Trạm im lặng: mọi thứ nó theo dõi là chưa rõ.',
        en: 'Time of each agent’s newest sample in 7 days. What a silent agent watches is unknown.',
      },
    },
    table: {
      title: { vi: 'Hiện trạng các trạm', en: 'Agents now' },
      description: {
        vi: 'Số liệu mới nhất của từng trạm trong khoảng thời gian.',
        en: 'The newest figures of each agent in the range.',
      },
    },
    queue: {
      title: { vi: 'Hàng đợi trên đĩa', en: 'Queue on disk' },
      description: {
        vi: 'Dung lượng chờ gửi, lớn nhất của mỗi khoảng vẽ. Tăng đều là mất đường về máy chủ giám sát.',
        en: 'Octets waiting, the most of each interval drawn. A steady rise: no way to the collector.',
      },
    },
    oldestChart: {
      title: { vi: 'Tuổi của lô chờ lâu nhất', en: 'Age of the oldest batch' },
      description: {
        vi: 'Lớn nhất của mỗi khoảng vẽ. Vạch: 5 phút và 1 giờ.',
        en: 'The greatest of each interval drawn. Lines: 5 minutes and 1 hour.',
      },
    },
    lag: {
      title: { vi: 'Lấy mẫu trễ', en: 'Polls late' },
      description: {
        vi: 'Lần lấy mẫu bắt đầu trễ nhất của mỗi khoảng vẽ. Vạch: 5 giây và 30 giây.',
        en: 'How late the latest poll of each interval drawn began. Lines: 5 and 30 seconds.',
      },
    },
    offset: {
      title: { vi: 'Lệch đồng hồ', en: 'Clock offset' },
      description: {
        vi: 'Đồng hồ của trạm trừ đồng hồ máy chủ giám sát, trung bình của mỗi khoảng vẽ. Lệch tới quá 60 giây, mẫu bị giữ lại.',
        en: 'The agent’s clock less the collector’s, mean of each interval drawn. More than 60 seconds ahead, samples are held.',
      },
    },
    rss: {
      title: { vi: 'Bộ nhớ', en: 'Memory' },
      description: {
        vi: 'Bộ nhớ thường trú (RSS) của trạm, lớn nhất của mỗi khoảng vẽ.',
        en: 'Resident memory (RSS) of the agent, the most of each interval drawn.',
      },
    },
    dropsChart: {
      title: { vi: 'Mẫu đã mất', en: 'Samples dropped' },
      description: {
        vi: 'Số cộng dồn từ khi có hàng đợi. Đường nằm ngang: không mất thêm.',
        en: 'The count since the queue was made. A level line: nothing more was lost.',
      },
    },
  },
} as const satisfies {
  dashboard: PanelText;
  rows: Record<string, Text>;
  columns: Record<string, Text>;
  panels: Record<string, PanelText>;
};
