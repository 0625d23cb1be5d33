/** Why equipment is not wholly ready, as a report says it: words first, then what was found against what is asked for. Pure. */
import type { ReadinessReason } from '@thongsuot/contract/api.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import { type ReadinessReasonCode, readinessReasons } from '@thongsuot/contract/verdicts.ts';
import { decimal, type Language, megabits, percent } from './written.ts';

const pair = (vi: string, en: string) => ({ vi, en });

export const unitKindWords: Record<UnitKind, { vi: string; en: string }> = {
  ups: pair('bộ lưu điện (UPS)', 'UPS'),
  dcPlant: pair('hệ thống nguồn DC', 'DC plant'),
  generator: pair('máy phát điện', 'generator'),
  standbyLink: pair('đường truyền dự phòng', 'standby link'),
  standbyRouter: pair('thiết bị định tuyến dự phòng', 'standby router'),
};

const reasonWords: Record<ReadinessReasonCode, { vi: string; en: string }> = {
  noReading: pair('chưa nhận được số liệu đo', 'no reading has come'),
  stale: pair('số liệu đo đã cũ', 'the reading is old'),
  noEvidence: pair('không có căn cứ xác định tình trạng hoạt động', 'nothing shows that it works'),
  chargeLow: pair('dung lượng ắc quy quá thấp', 'battery charge is too low'),
  chargeBelowFull: pair('ắc quy chưa nạp đầy', 'the battery is not fully charged'),
  runtimeUnknown: pair('không rõ thời gian duy trì nguồn', 'runtime is not known'),
  runtimeShort: pair('thời gian duy trì nguồn không đạt yêu cầu', 'runtime is below what is required'),
  batteryStatus: pair('ắc quy yếu hoặc đã cạn', 'the battery is low or depleted'),
  replaceBattery: pair('thiết bị báo cần thay ắc quy', 'the device asks for a new battery'),
  batteryHot: pair('nhiệt độ ắc quy cao', 'the battery is hot'),
  batteryOld: pair('ắc quy quá tuổi sử dụng', 'the battery is past its age'),
  outputSource: pair('nguồn ra không được bảo vệ', 'the output is not protected'),
  onBattery: pair('mất điện lưới, đang dùng ắc quy', 'mains have failed; on battery'),
  loadHigh: pair('tải cao', 'load is high'),
  rectifiersBelowN: pair('không đủ số bộ chỉnh lưu', 'fewer rectifiers than the load needs'),
  rectifierSpareLost: pair('không còn bộ chỉnh lưu dự phòng', 'no spare rectifier is left'),
  alarm: pair('thiết bị đang có cảnh báo', 'the device has an alarm'),
  notInAuto: pair('máy phát không đặt ở chế độ tự động', 'the generator is not in automatic mode'),
  engineNotReady: pair('máy phát chưa sẵn sàng khởi động', 'the engine is not ready to start'),
  fuelLow: pair('nhiên liệu thấp', 'fuel is low'),
  startBatteryLow: pair('điện áp ắc quy khởi động thấp', 'the start battery is low'),
  serviceOverdue: pair('quá hạn bảo dưỡng', 'service is overdue'),
  operNotUp: pair('cổng kết nối không hoạt động', 'the interface is not up'),
  sessionDown: pair('phiên định tuyến (BGP/BFD) chưa thiết lập', 'the BGP or BFD session is not established'),
  receivePowerLow: pair('công suất quang thu thấp', 'received optical power is low'),
  probeLoss: pair('mất gói khi thử đường dự phòng', 'the probe over it loses packets'),
  errorsHigh: pair('tỷ lệ khung lỗi cao', 'too many frames have errors'),
  capacityShort: pair('dung lượng không gánh được đường chính', 'capacity does not carry the primary'),
  reserveThin: pair('dung lượng gánh đường chính còn dư ít', 'little is left once it carries the primary'),
  sharedRisk: pair('đi chung tuyến cáp, cống bể với đường chính', 'lies in the same duct as the primary'),
  standbyState: pair('trạng thái dự phòng không đúng', 'its standby state is wrong'),
  twoActive: pair('hai thiết bị cùng giữ vai trò chính', 'both routers are active'),
  peerAbsent: pair('mất liên lạc với thiết bị cùng cặp', 'its peer is absent'),
  coldStandby: pair('chỉ ở mức dự phòng nguội', 'cold standby only'),
  roleChanges: pair('chuyển đổi vai trò quá nhiều trong 24 giờ', 'too many changes of role in 24 hours'),
  testFailed: pair('lần kiểm tra, diễn tập gần nhất không đạt', 'the last test or drill failed'),
  testWarning: pair('lần kiểm tra gần nhất có cảnh báo', 'the last test gave a warning'),
  neverTested: pair('chưa kiểm tra, diễn tập lần nào', 'never tested'),
  testAgeUnknown: pair('không rõ ngày kiểm tra gần nhất', 'the date of the last test is not known'),
  testOld: pair('quá thời hạn kiểm tra, diễn tập', 'the last test is too long ago'),
  inspectionFailed: pair('lần kiểm tra tại chỗ gần nhất không đạt', 'the last inspection failed'),
  loadTestOld: pair('quá thời hạn chạy thử có tải', 'it has not carried the load for too long'),
  attestedOnly: pair('chỉ có xác nhận của người kiểm tra, không có số đo', 'attested only, nothing is measured'),
};

/** `thời gian duy trì nguồn không đạt yêu cầu (66,7 phút; yêu cầu 120,0 phút)`. */
export function reasonText({ code, fact, value, limit }: ReadinessReason, lang: Language): string {
  const unit = readinessReasons[code];
  const written = (figure: number | string | null): string | null => {
    if (figure === null || unit === 'none') return null;
    if (typeof figure === 'string') return figure;
    if (unit === 'bps') return `${megabits(figure, lang)} Mbit/s`;
    // A ratio of millionths would print as 0,0 %.
    if (unit === 'perMillion')
      return `${decimal(figure * 1e6, 1, lang)} ${lang === 'vi' ? 'phần triệu' : 'per million'}`;
    if (unit === 'ratio') return percent(figure, 1, lang);
    if (unit === 'days') return `${decimal(figure, 0, lang)} ${lang === 'vi' ? 'ngày' : 'days'}`;
    if (unit === 'years') return `${decimal(figure, 1, lang)} ${lang === 'vi' ? 'năm' : 'years'}`;
    if (unit === 's' || fact?.endsWith('S'))
      return `${decimal(figure / 60, 1, lang)} ${lang === 'vi' ? 'phút' : 'min'}`;
    if (fact?.endsWith('Ratio')) return percent(figure, 0, lang);
    const suffix =
      fact?.endsWith('Celsius') || fact?.endsWith('TemperatureC') ? ' °C' : fact?.endsWith('V') ? ' V' : '';
    return `${decimal(figure, Number.isInteger(figure) ? 0 : 1, lang)}${suffix}`;
  };
  const [found, asked] = [written(value), written(limit)];
  const words = reasonWords[code][lang];
  if (found === null) return words;
  return asked === null ? `${words} (${found})` : `${words} (${found}; ${lang === 'vi' ? 'ngưỡng' : 'limit'} ${asked})`;
}
