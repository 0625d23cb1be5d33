/** Words of the wall, in both languages. */
import type { Language } from '../format.ts';
import type { Scene } from './cycle.ts';

export interface WallWords {
  way: string;
  label: string;
  scenes: Record<Scene, string>;
  pause: string;
  resume: string;
  previous: string;
  next: string;
  leave: string;
  /** Behind a list that does not fit. */
  more: (count: string) => string;
  endangered: string;
  noneEndangered: string;
  backupsReady: (ready: string, total: string) => string;
  allReady: string;
  noAlerts: string;
}

export const wallWords: Record<Language, WallWords> = {
  vi: {
    way: 'Màn hình lớn',
    label: 'Màn hình lớn, tự chuyển trang',
    scenes: {
      province: 'Toàn tỉnh',
      reserve: 'Dự phòng băng thông thấp nhất',
      backups: 'Phương án dự phòng chưa sẵn sàng',
      alerts: 'Cảnh báo cần xử lý',
    },
    pause: 'Tạm dừng',
    resume: 'Chạy tiếp',
    previous: 'Trang trước',
    next: 'Trang sau',
    leave: 'Thoát',
    more: (count) => `và ${count} mục nữa`,
    endangered: 'Điểm phục vụ đang gặp nguy cơ',
    noneEndangered: 'Không có điểm phục vụ nào gặp nguy cơ.',
    backupsReady: (ready, total) => `${ready} trên ${total} thiết bị sẵn sàng`,
    allReady: 'Mọi thiết bị dự phòng đều sẵn sàng.',
    noAlerts: 'Không có cảnh báo.',
  },
  en: {
    way: 'Wall screen',
    label: 'Wall screen, changes by itself',
    scenes: {
      province: 'The province',
      reserve: 'Least bandwidth reserve',
      backups: 'Backups that are not ready',
      alerts: 'Alerts to act on',
    },
    pause: 'Pause',
    resume: 'Go on',
    previous: 'Previous page',
    next: 'Next page',
    leave: 'Leave',
    more: (count) => `and ${count} more`,
    endangered: 'Endpoints in danger',
    noneEndangered: 'No endpoint is in danger.',
    backupsReady: (ready, total) => `${ready} of ${total} units ready`,
    allReady: 'Every backup unit is ready.',
    noAlerts: 'No alerts.',
  },
};
