/** The words of the report in both languages, and how numbers and times are written in each. Pure. */
import type { AvailabilityView } from '@thongsuot/contract/api-availability.ts';
import { dateOf, dayOf } from '../availability/days.ts';

export type Language = 'vi' | 'en';

/** A decimal comma in Vietnamese, a point in English; `digits` after it; a dash for what is not known. */
export function decimal(value: number | null, digits: number, lang: Language): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const [whole = '', part] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === 'vi' ? '.' : ',');
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '−' : '';
  return `${sign}${grouped}${part === undefined ? '' : `${lang === 'vi' ? ',' : '.'}${part}`}`;
}

/**
 * A ratio as a percentage, never better than it is: 0.99999 with two digits is 99.99 %, not 100 %. `digits` after the
 * point.
 */
export function percent(ratio: number | null, digits: number, lang: Language): string {
  if (ratio === null) return '–';
  const scale = 10 ** digits;
  // 0.9995 × 100 lies a hair below 99.95 in binary.
  const cut = Math.floor(Number((ratio * 100 * scale).toFixed(6))) / scale;
  return `${decimal(cut, digits, lang)} %`;
}

export const megabits = (bitsPerSecond: number | null, lang: Language): string =>
  decimal(bitsPerSecond === null ? null : bitsPerSecond / 1e6, 1, lang);

export const minutes = (seconds: number | null, lang: Language): string =>
  decimal(seconds === null ? null : seconds / 60, 1, lang);

/** `04/8/2020` as an official writes a date: days below 10 and months 1 and 2 with a leading 0. */
export function writtenDate(date: string, lang: Language): string {
  const [year = '', month = '', day = ''] = date.split('-');
  if (lang === 'en') return date;
  return `${day}/${Number(month) <= 2 ? month : Number(month)}/${year}`;
}

/** `14:05 04/8/2020`, in the province's time. */
export function writtenTime(at: number, lang: Language): string {
  const clock = new Date(at + 7 * 3_600_000).toISOString().slice(11, 16);
  return `${clock} ${writtenDate(dateOf(dayOf(at)), lang)}`;
}

const pair = (vi: string, en: string) => ({ vi, en });

/** Every sentence and heading of the report. */
export const words = {
  motto1: pair('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'SOCIALIST REPUBLIC OF VIET NAM'),
  motto2: pair('Độc lập - Tự do - Hạnh phúc', 'Independence - Freedom - Happiness'),
  people: pair('ỦY BAN NHÂN DÂN TỈNH', 'PEOPLE’S COMMITTEE OF'),
  enterprise: pair('DOANH NGHIỆP VIỄN THÔNG', 'TELECOMMUNICATIONS ENTERPRISE'),
  unit: pair('CƠ QUAN BÁO CÁO: ……………………', 'REPORTING BODY: ……………………'),
  number: pair('Số: ……/BC-……', 'No.: ……/BC-……'),
  date: pair('ngày …… tháng …… năm ……', 'date ……'),
  report: pair('BÁO CÁO', 'REPORT'),
  title: pair(
    'Tình hình bảo đảm hạ tầng thông tin liên lạc phục vụ các cơ quan, đơn vị ưu tiên',
    'State of the communications infrastructure that serves priority bodies and places',
  ),
  period: pair('Kỳ báo cáo: từ 00:00 ngày {from} đến 24:00 ngày {to}', 'Period: from {from} 00:00 to {to} 24:00'),
  provisional: pair(
    'SỐ LIỆU TẠM TÍNH: {n} ngày chưa chốt ({days}). Báo cáo chính thức được lập khi mọi ngày đã chốt.',
    'PROVISIONAL: {n} days are not closed ({days}). The report is final when every day is closed.',
  ),
  closed: pair(
    'Số liệu của {n}/{expected} ngày đã chốt, lần chỉnh sửa cao nhất: {revision}.',
    '{n} of {expected} days are closed; highest revision: {revision}.',
  ),
  missing: pair('Không có số liệu của {n} ngày trong kỳ.', 'Of {n} days of the period there are no figures.'),
  measured: pair(
    'Toàn bộ số liệu trong báo cáo này do hệ thống đo tự động; nội dung doanh nghiệp tự xác nhận không thuộc báo cáo này.',
    'All figures are measured by the system; what enterprises attest is no part of this report.',
  ),
  s1: pair('I. ĐỘ KHẢ DỤNG', 'I. AVAILABILITY'),
  province: pair('1. Toàn tỉnh', '1. The province'),
  own: pair('1. Toàn doanh nghiệp', '1. The enterprise'),
  classes: pair('2. Theo nhóm đối tượng ưu tiên', '2. By class of endpoints'),
  operators: pair('3. Theo doanh nghiệp', '3. By operator'),
  areas: pair('4. Theo địa bàn', '4. By area'),
  worst: pair(
    '5. Các điểm có độ khả dụng thấp nhất ({n}/{all} điểm)',
    '5. Endpoints with the least availability ({n} of {all})',
  ),
  s2: pair('II. DỰ PHÒNG BĂNG THÔNG', 'II. BANDWIDTH RESERVE'),
  asOf: pair('Số liệu 24 giờ tính đến {at}.', 'Of the 24 hours up to {at}.'),
  noNight: pair('Không có số liệu được lưu trong kỳ.', 'Nothing was kept in the period.'),
  worstLinks: pair(
    '1. Các đường có dự phòng thấp nhất ({n}/{all} đường; {unknown} đường thiếu dữ liệu)',
    '1. Links with the least reserve ({n} of {all}; {unknown} without enough data)',
  ),
  failover: pair(
    '2. Khả năng chuyển sang đường dự phòng: bảo đảm {ok}; bảo đảm khi giảm tải nhóm ưu tiên thấp {shed}; không bảo đảm {fail}; chưa đủ dữ liệu {unknown}',
    '2. Failover: carried {ok}; carried once lesser classes are dropped {shed}; not carried {fail}; not enough data {unknown}',
  ),
  s3: pair('III. THIẾT BỊ DỰ PHÒNG', 'III. BACKUP EQUIPMENT'),
  units: pair(
    'Sẵn sàng {ready}; sẵn sàng có điều kiện {conditional}; không sẵn sàng {notReady}; không rõ {unknown}.',
    'Ready {ready}; conditional {conditional}; not ready {notReady}; unknown {unknown}.',
  ),
  s4: pair('IV. SỰ CỐ VÀ KẾT QUẢ KHẮC PHỤC', 'IV. INCIDENTS AND RESTORATION'),
  incidentCount: pair('Có {n} sự cố mất liên lạc trong kỳ.', '{n} outages in the period.'),
  printed: pair('In {n} sự cố gần nhất.', 'The newest {n} are printed.'),
  restoration: pair('Khắc phục đúng hạn', 'Restored in time'),
  violations: pair(
    'Khắc phục không đúng thứ tự ưu tiên: {n} trường hợp',
    'Restored against the order of priority: {n} cases',
  ),
  noViolations: pair(
    'Không có trường hợp khắc phục sai thứ tự ưu tiên.',
    'Nothing was restored against the order of priority.',
  ),
  s5: pair('V. NGƯỠNG ÁP DỤNG', 'V. THRESHOLDS IN FORCE'),
  s6: pair('VI. PHƯƠNG PHÁP TÍNH', 'VI. METHOD'),
  hash: pair('Mã băm SHA-256 của số liệu', 'SHA-256 of the figures'),
  sign: pair('THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ', 'HEAD OF THE BODY'),
  signHow: pair('(Ký, ghi rõ họ tên, đóng dấu)', '(Signature, name, seal)'),
  recipients: pair('Nơi nhận:', 'To:'),
  archive: pair('- Lưu: VT, ……', '- File'),
  // Columns
  subject: pair('Đối tượng', 'Subject'),
  availability: pair('Độ khả dụng', 'Availability'),
  strict: pair('Chặt (không rõ tính là mất)', 'Strict (unknown as down)'),
  coverage: pair('Độ phủ dữ liệu', 'Coverage'),
  target: pair('Mục tiêu', 'Target'),
  verdict: pair('Kết quả', 'Result'),
  downMinutes: pair('Mất (phút)', 'Down (min)'),
  unknownMinutes: pair('Không rõ (phút)', 'Unknown (min)'),
  maintenanceMinutes: pair('Bảo trì (phút)', 'Maintenance (min)'),
  mttr: pair('MTTR (phút)', 'MTTR (min)'),
  operator: pair('Doanh nghiệp', 'Operator'),
  endpoint: pair('Điểm', 'Endpoint'),
  link: pair('Đường', 'Link'),
  p95: pair('p95 vào / ra (Mbit/s)', 'p95 in / out (Mbit/s)'),
  reserve: pair('Dự phòng (Mbit/s)', 'Reserve (Mbit/s)'),
  reserveRatio: pair('Tỷ lệ dự phòng', 'Reserve ratio'),
  failoverReserve: pair('Dự phòng chuyển mạch (Mbit/s)', 'Failover reserve (Mbit/s)'),
  daysToFull: pair('Còn (ngày) đến 80 %', 'Days to 80 %'),
  group: pair('Nhóm bảo vệ', 'Protection group'),
  equipment: pair('Thiết bị', 'Equipment'),
  site: pair('Trạm', 'Site'),
  score: pair('Điểm số', 'Score'),
  state: pair('Trạng thái', 'State'),
  reasons: pair('Lý do', 'Reasons'),
  startedAt: pair('Bắt đầu', 'Start'),
  restoredAt: pair('Khôi phục', 'Restored'),
  duration: pair('Thời gian mất (phút)', 'Down (min)'),
  limit: pair('Thời hạn (phút)', 'Limit (min)'),
  priority: pair('Ưu tiên', 'Priority'),
  restoredFirst: pair('Khôi phục trước', 'Restored first'),
  leftOpen: pair('Khi còn chưa khôi phục', 'While still open'),
  time: pair('Thời điểm', 'Time'),
  source: pair('Nguồn', 'Source'),
  utilization: pair('Tải: cảnh báo / nghiêm trọng', 'Utilisation: warning / critical'),
  loss: pair('Mất gói: cảnh báo / nghiêm trọng', 'Loss: warning / critical'),
  rtt: pair('Trễ (ms): cảnh báo / nghiêm trọng', 'RTT (ms): warning / critical'),
} as const;

export type Word = keyof typeof words;

/** A text with its `{places}` filled in. */
export function say(word: Word, lang: Language, values: Record<string, string | number> = {}): string {
  return words[word][lang].replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
}

export const targetWords: Record<NonNullable<AvailabilityView['target']>['kind'], { vi: string; en: string }> = {
  met: pair('Đạt', 'Met'),
  missed: pair('Không đạt', 'Missed'),
  undecided: pair('Chưa kết luận (thiếu dữ liệu)', 'Undecided (data missing)'),
  notEnoughData: pair('Thiếu dữ liệu', 'Not enough data'),
};

export const restoreWords = {
  inTime: pair('Đúng hạn', 'In time'),
  late: pair('Quá hạn', 'Late'),
  running: pair('Đang khắc phục', 'Open, within the limit'),
  overdue: pair('Chưa khôi phục, quá hạn', 'Open, overdue'),
} as const;

export const readinessWords = {
  ready: pair('Sẵn sàng', 'Ready'),
  conditional: pair('Có điều kiện', 'Conditional'),
  notReady: pair('Không sẵn sàng', 'Not ready'),
  unknown: pair('Không rõ', 'Unknown'),
} as const;

export const failoverWords = {
  ok: pair('Bảo đảm', 'Carried'),
  shed: pair('Bảo đảm khi giảm tải nhóm ưu tiên thấp', 'Carried once lesser classes are dropped'),
  unknown: pair('Chưa đủ dữ liệu', 'Not enough data'),
  fail: pair('Không bảo đảm', 'Not carried'),
} as const;

/** How the figures are made, for the appendix. */
export const method: readonly { vi: string; en: string }[] = [
  pair(
    'Độ khả dụng = (hoạt động + suy giảm) / (hoạt động + suy giảm + mất), tính bằng giây nguyên; thời gian không rõ và bảo trì đã thông báo trước không nằm trong mẫu số. Cột “Chặt” coi thời gian không rõ là mất.',
    'Availability = (up + degraded) / (up + degraded + down) in whole seconds; unknown time and maintenance announced before its start are left out. The strict figure counts unknown as down.',
  ),
  pair(
    'Độ phủ dữ liệu = phần thời gian có đo trên tổng thời gian ngoài bảo trì. Độ phủ dưới 99 % được đánh dấu (*); khi đó tỷ lệ khả dụng phải được đọc cùng độ phủ.',
    'Coverage = what was measured of the time outside maintenance. Below 99 % it is marked (*): then the percentage is not to be read without it.',
  ),
  pair(
    'Một đường bị coi là mất khi cổng báo mất, hoặc khi 3 lượt thăm dò liên tiếp không có trả lời, tính từ lượt đầu tiên. Khoảng trống dài hơn 3 chu kỳ đo là không rõ, không phải là mất.',
    'A link is down when its interface says so, or when 3 bursts in a row are lost, since the first of them. A gap of over 3 intervals is unknown, never down.',
  ),
  pair(
    'Hai lần mất cách nhau không quá 2 phút là một sự cố; việc gộp không làm thay đổi số giây. Điểm có nhiều đường chỉ mất khi mọi đường đều mất.',
    'Two failures at most 2 minutes apart are one incident; that changes no second. An endpoint with several paths is down when all are.',
  ),
  pair(
    'Bảo trì chỉ được loại trừ khi thông báo trước lúc bắt đầu, tối đa 8 giờ mỗi lần và 24 giờ mỗi tháng; phần vượt quá tính theo kết quả đo.',
    'Maintenance is left out if announced before its start, at most 8 h at a time and 24 h a month; what exceeds that stands as measured.',
  ),
  pair(
    'Nhóm, địa bàn, doanh nghiệp và toàn tỉnh: tổng có trọng số theo từng điểm (Σ trọng số × giây). Một ngày được chốt khi các điểm đo đã gửi đủ dữ liệu của ngày đó, chậm nhất sau 8 ngày; dữ liệu đến sau khi chốt tạo một lần chỉnh sửa mới.',
    'Classes, areas, operators and the province: sums weighted by endpoint. A day is closed once its agents have sent all of it, after 8 days at the latest; data that comes later makes a new revision.',
  ),
];
