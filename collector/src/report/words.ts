/** The words of the report in both languages. Pure. */
import type { AvailabilityView } from '@thongsuot/contract/api-availability.ts';
import type { Language } from './written.ts';

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
    'Số liệu trong báo cáo do hệ thống đo tự động. Lịch trực và kết quả diễn tập, kiểm tra thiết bị do cơ quan, doanh nghiệp khai báo và được ghi riêng là nội dung xác nhận; hệ thống không tự đo các nội dung này.',
    'Figures are measured by the system. The roster, drills and inspections are what people attest, and are listed apart as such.',
  ),
  addressee: pair('Kính gửi: Ủy ban nhân dân tỉnh {province}.', 'To: the People’s Committee of {province}.'),
  addresseeOwn: pair(
    'Kính gửi: Cơ quan quản lý nhà nước về viễn thông tỉnh {province}.',
    'To: the body that governs telecommunications in {province}.',
  ),
  basis: pair(
    'Căn cứ Công văn số ……………… ngày …… tháng …… năm …… của ……………… về việc bảo đảm an toàn, thông suốt thông tin liên lạc phục vụ các cơ quan, đơn vị ưu tiên trên địa bàn tỉnh; {reporter} báo cáo tình hình thực hiện trong kỳ như sau:',
    'By letter No. ……………… of ……………… on safe and open communications for priority bodies and places of the province, {reporter} reports on the period as follows:',
  ),
  reporterProvince: pair('………………………… (cơ quan báo cáo)', '………………………… (reporting body)'),
  s1: pair('I. ĐỘ KHẢ DỤNG', 'I. AVAILABILITY'),
  province: pair('Toàn tỉnh', 'The province'),
  own: pair('Toàn doanh nghiệp', 'The enterprise'),
  classes: pair('Theo nhóm đối tượng ưu tiên', 'By class of endpoints'),
  operators: pair('Theo doanh nghiệp', 'By operator'),
  areas: pair('Theo địa bàn', 'By area'),
  worst: pair(
    'Các điểm có độ khả dụng thấp nhất ({n}/{all} điểm)',
    'Endpoints with the least availability ({n} of {all})',
  ),
  comparison: pair(
    'So sánh với kỳ trước (từ {from} đến {to}; có số liệu của {n} ngày; kỳ trước có {incidents} sự cố, kỳ này {now})',
    'Beside the period before ({from} to {to}; {n} days with figures; {incidents} outages then, {now} now)',
  ),
  noComparison: pair(
    'Không có số liệu của kỳ liền trước để so sánh.',
    'Nothing is kept of the period before to compare with.',
  ),
  wholeProvince: pair('Toàn tỉnh', 'The province'),
  s2: pair('II. DỰ PHÒNG BĂNG THÔNG', 'II. BANDWIDTH RESERVE'),
  asOf: pair('Số liệu 24 giờ tính đến {at}.', 'Of the 24 hours up to {at}.'),
  none: pair('Không có.', 'None.'),
  defaultSource: pair('Mặc định của nhóm', 'Default of the class'),
  zoneSource: pair('Khu vực ưu tiên theo văn bản số', 'Zone by order'),
  noNight: pair('Không có số liệu được lưu trong kỳ.', 'Nothing was kept in the period.'),
  worstLinks: pair(
    'Các đường có dự phòng thấp nhất ({n}/{all} đường; {unknown} đường thiếu dữ liệu)',
    'Links with the least reserve ({n} of {all}; {unknown} without enough data)',
  ),
  failover: pair(
    'Khả năng chuyển sang đường dự phòng: bảo đảm {ok}; bảo đảm khi giảm tải nhóm ưu tiên thấp {shed}; không bảo đảm {fail}; chưa đủ dữ liệu {unknown}',
    'Failover: carried {ok}; carried once lesser classes are dropped {shed}; not carried {fail}; not enough data {unknown}',
  ),
  s3: pair('III. THIẾT BỊ DỰ PHÒNG', 'III. BACKUP EQUIPMENT'),
  units: pair(
    'Sẵn sàng {ready}; sẵn sàng có điều kiện {conditional}; không sẵn sàng {notReady}; không rõ {unknown}.',
    'Ready {ready}; conditional {conditional}; not ready {notReady}; unknown {unknown}.',
  ),
  drillsHead: pair(
    'Diễn tập, kiểm tra thiết bị dự phòng trong kỳ (nội dung xác nhận): {n} lượt, {passed} lượt đạt',
    'Drills and inspections in the period (attested): {n}, of which {passed} passed',
  ),
  noDrills: pair(
    'Trong kỳ không ghi nhận lượt diễn tập, kiểm tra thiết bị dự phòng nào.',
    'No drill or inspection of backup equipment was recorded in the period.',
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
  dutyHead: pair(
    'Phân công trực lãnh đạo, trực điều hành, trực ứng cứu thông tin (theo lịch trực đã đăng ký)',
    'Leaders’ duty, operations duty and rescue duty (by the roster on file)',
  ),
  noRoster: pair('Chưa đăng ký lịch trực trong hệ thống.', 'No roster is on file.'),
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
  downWeighted: pair('Mất (phút × trọng số)', 'Down (min × weight)'),
  unknownWeighted: pair('Không rõ (phút × trọng số)', 'Unknown (min × weight)'),
  maintenanceWeighted: pair('Bảo trì (phút × trọng số)', 'Maintenance (min × weight)'),
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
  before: pair('Kỳ trước', 'Period before'),
  difference: pair('Chênh lệch (điểm %)', 'Difference (points)'),
  downBefore: pair('Mất kỳ trước (phút × trọng số)', 'Down before (min × weight)'),
  coverageBefore: pair('Độ phủ kỳ trước', 'Coverage before'),
  dutyRole: pair('Nhiệm vụ trực', 'Duty'),
  onDuty: pair('Người trực', 'On duty'),
  uncovered: pair('Số giờ không có người trực', 'Hours with nobody named'),
  firstGap: pair('Bắt đầu trống từ', 'First gap'),
  drillKind: pair('Hình thức', 'Kind'),
  doneBy: pair('Người thực hiện', 'Done by'),
  carried: pair('Thời gian duy trì (phút)', 'Carried (min)'),
  recordedBy: pair('Người ghi nhận', 'Recorded by'),
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

export const drillKindWords = {
  drill: pair('Diễn tập', 'Drill'),
  inspection: pair('Kiểm tra tại chỗ', 'Inspection'),
} as const;

export const dutyRoleWords = {
  leader: pair('Trực lãnh đạo', 'Leader'),
  operations: pair('Trực điều hành', 'Operations'),
  rescue: pair('Trực ứng cứu thông tin', 'Rescue'),
} as const;

export const drillResultWords = { passed: pair('Đạt', 'Passed'), failed: pair('Không đạt', 'Failed') } as const;

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
