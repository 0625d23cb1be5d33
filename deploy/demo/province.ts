/**
 * The province of the demo as it was in August 2020: operators, sites, districts, endpoints, circuits, backup equipment.
 * Plain data. Seats of districts are real; that a body is served by these circuits is made up.
 */
import type { ClassCode } from '../../collector/contract/src/classes.ts';
import type { UnitKind } from '../../collector/contract/src/facts.ts';
import type { Role } from '../../collector/contract/src/reasons.ts';

export const operatorIds = ['vnpt', 'viettel', 'mobifone'] as const;
export type OperatorId = (typeof operatorIds)[number];

export interface DemoOperator {
  id: OperatorId;
  /** The name of 2020. */
  name: string;
  agent: string;
  /** Where its agent stands. */
  site: SiteId;
}

export const operators: readonly DemoOperator[] = [
  { id: 'vnpt', name: 'VNPT Gia Lai', agent: 'vnpt-pleiku-1', site: 'pleiku' },
  { id: 'viettel', name: 'Viettel Gia Lai', agent: 'viettel-pleiku-1', site: 'pleiku' },
  { id: 'mobifone', name: 'MobiFone tỉnh Gia Lai', agent: 'mobifone-pleiku-1', site: 'pleiku' },
];

/** The eight sites where operators' devices stand. */
export const siteIds = ['pleiku', 'an-khe', 'ayun-pa', 'chu-se', 'duc-co', 'chu-prong', 'krong-pa', 'dak-doa'] as const;
export type SiteId = (typeof siteIds)[number];

export interface DemoArea {
  id: string;
  vi: string;
  en: string;
  latitude: number;
  longitude: number;
}

const area = (id: string, vi: string, en: string, latitude: number, longitude: number): DemoArea => ({
  id,
  vi,
  en,
  latitude,
  longitude,
});

/** District units of 2020 with the coordinates of their seats; the level ended on 1 July 2025. */
export const areas: readonly DemoArea[] = [
  area('pleiku', 'Thành phố Pleiku', 'Pleiku city', 13.983, 108.0),
  area('an-khe', 'Thị xã An Khê', 'An Khê town', 13.95, 108.65),
  area('ayun-pa', 'Thị xã Ayun Pa', 'Ayun Pa town', 13.4, 108.435),
  area('chu-pah', 'Huyện Chư Păh', 'Chư Păh district', 14.1, 107.969),
  area('chu-prong', 'Huyện Chư Prông', 'Chư Prông district', 13.757, 107.886),
  area('chu-puh', 'Huyện Chư Pưh', 'Chư Pưh district', 13.5, 108.12),
  area('chu-se', 'Huyện Chư Sê', 'Chư Sê district', 13.692, 108.08),
  area('dak-doa', 'Huyện Đak Đoa', 'Đak Đoa district', 13.995, 108.112),
  area('duc-co', 'Huyện Đức Cơ', 'Đức Cơ district', 13.805, 107.696),
  area('ia-grai', 'Huyện Ia Grai', 'Ia Grai district', 13.962, 107.845),
  area('ia-pa', 'Huyện Ia Pa', 'Ia Pa district', 13.534, 108.455),
  area('kbang', 'Huyện Kbang', 'Kbang district', 14.145, 108.599),
  area('kong-chro', 'Huyện Kông Chro', 'Kông Chro district', 13.775, 108.526),
  area('krong-pa', 'Huyện Krông Pa', 'Krông Pa district', 13.197, 108.69),
  area('mang-yang', 'Huyện Mang Yang', 'Mang Yang district', 14.039, 108.25),
  area('phu-thien', 'Huyện Phú Thiện', 'Phú Thiện district', 13.53, 108.31),
  area('dak-po', 'Huyện Đak Pơ', 'Đak Pơ district', 13.97, 108.56),
];

/** One circuit as the table below writes it. */
export interface DemoCircuit {
  operator: OperatorId;
  role: Role;
  megabits: number;
  site: SiteId;
  sharedRisk: string[];
}

export interface DemoEndpoint {
  id: string;
  vi: string;
  en: string;
  classes: ClassCode[];
  area: string;
  circuits: DemoCircuit[];
}

const circuit = (
  operator: OperatorId,
  role: Role,
  megabits: number,
  site: SiteId,
  ...sharedRisk: string[]
): DemoCircuit => ({ operator, role, megabits, site, sharedRisk });

const endpoint = (
  id: string,
  vi: string,
  en: string,
  classes: ClassCode[],
  areaId: string,
  ...circuits: DemoCircuit[]
): DemoEndpoint => ({ id, vi, en, classes, area: areaId, circuits });

/** Where the surge of the day comes, and where the fibre is cut. */
export const surgeEndpoint = 'benh-vien-da-khoa-tinh';
export const cutEndpoint = 'ttyt-an-khe';

export const endpoints: readonly DemoEndpoint[] = [
  endpoint(
    'tslcd1-gia-lai',
    'Điểm kết nối Mạng TSLCD cấp I Trung ương – Gia Lai',
    'Specialised data network, level I, at Gia Lai',
    ['TSLCD1'],
    'pleiku',
    circuit('vnpt', 'primary', 1_000, 'pleiku', 'duct-hung-vuong'),
    circuit('viettel', 'backup', 1_000, 'pleiku', 'duct-tran-hung-dao'),
  ),
  endpoint(
    'tinh-uy-gia-lai',
    'Tỉnh ủy Gia Lai',
    'Provincial Party Committee',
    ['PARTY-STATE'],
    'pleiku',
    circuit('vnpt', 'primary', 200, 'pleiku', 'duct-hung-vuong'),
    circuit('viettel', 'backup', 200, 'pleiku', 'duct-tran-hung-dao'),
  ),
  endpoint(
    'ubnd-tinh-gia-lai',
    'Ủy ban nhân dân tỉnh Gia Lai',
    'Provincial People’s Committee',
    ['PARTY-STATE'],
    'pleiku',
    circuit('vnpt', 'primary', 300, 'pleiku', 'duct-tran-phu'),
    circuit('viettel', 'backup', 300, 'pleiku', 'duct-tran-hung-dao'),
  ),
  endpoint(
    'hnth-tinh',
    'Điểm cầu HNTH trung tâm tỉnh (02 Trần Phú)',
    'Video conference, provincial centre',
    ['HNTH'],
    'pleiku',
    circuit('vnpt', 'primary', 50, 'pleiku', 'duct-tran-phu'),
    circuit('mobifone', 'backup', 50, 'pleiku', 'duct-le-loi'),
  ),
  endpoint(
    'hnth-chu-se',
    'Điểm cầu HNTH huyện Chư Sê',
    'Video conference, Chư Sê district',
    ['HNTH', 'STATE-LOCAL'],
    'chu-se',
    circuit('vnpt', 'primary', 20, 'chu-se', 'pole-ql14'),
    circuit('mobifone', 'backup', 20, 'chu-se', 'pole-ql25'),
  ),
  endpoint(
    'cong-thong-tin',
    'Cổng thông tin điện tử tỉnh Gia Lai',
    'Provincial portal',
    ['PORTAL'],
    'pleiku',
    circuit('vnpt', 'primary', 200, 'pleiku', 'duct-tran-phu'),
    circuit('viettel', 'backup', 200, 'pleiku', 'duct-le-loi'),
  ),
  endpoint(
    'trang-so-y-te',
    'Trang thông tin điện tử Sở Y tế',
    'Health sector’s site',
    ['HEALTH-WEB'],
    'pleiku',
    circuit('viettel', 'primary', 100, 'pleiku', 'duct-tran-hung-dao'),
    circuit('vnpt', 'backup', 100, 'pleiku', 'duct-hung-vuong'),
  ),
  endpoint(
    surgeEndpoint,
    'Bệnh viện Đa khoa tỉnh Gia Lai',
    'Provincial General Hospital',
    ['HOSPITAL'],
    'pleiku',
    circuit('vnpt', 'primary', 200, 'pleiku', 'duct-le-loi'),
    circuit('viettel', 'backup', 300, 'pleiku', 'duct-ton-that-tung'),
  ),
  endpoint(
    'benh-vien-nhi',
    'Bệnh viện Nhi tỉnh Gia Lai',
    'Children’s Hospital',
    ['HOSPITAL'],
    'pleiku',
    circuit('viettel', 'primary', 100, 'pleiku', 'duct-ton-that-tung'),
    circuit('vnpt', 'backup', 100, 'pleiku', 'duct-le-loi'),
  ),
  endpoint(
    'cdc-gia-lai',
    'Trung tâm Kiểm soát bệnh tật tỉnh Gia Lai',
    'Centre for Disease Control',
    ['HOSPITAL'],
    'pleiku',
    circuit('vnpt', 'primary', 100, 'pleiku', 'duct-tran-hung-dao'),
    circuit('mobifone', 'backup', 100, 'pleiku', 'duct-le-loi'),
  ),
  endpoint(
    cutEndpoint,
    'Trung tâm Y tế thị xã An Khê',
    'An Khê health centre',
    ['HOSPITAL'],
    'an-khe',
    circuit('vnpt', 'primary', 100, 'an-khe', 'pole-ql19'),
    circuit('viettel', 'backup', 100, 'an-khe', 'duct-quang-trung-an-khe'),
  ),
  endpoint(
    'ttyt-ayun-pa',
    'Trung tâm Y tế thị xã Ayun Pa',
    'Ayun Pa health centre',
    ['HOSPITAL'],
    'ayun-pa',
    circuit('viettel', 'primary', 100, 'ayun-pa', 'pole-ql25'),
    circuit('mobifone', 'backup', 100, 'ayun-pa', 'pole-truong-son-dong'),
  ),
  endpoint(
    'ttyt-krong-pa',
    'Trung tâm Y tế huyện Krông Pa',
    'Krông Pa health centre',
    ['HOSPITAL'],
    'krong-pa',
    circuit('vnpt', 'primary', 50, 'krong-pa', 'pole-ql25'),
    // One pole line carries both: a backup that falls with the primary.
    circuit('viettel', 'backup', 50, 'krong-pa', 'pole-ql25'),
  ),
  endpoint(
    'khu-cach-ly-pleiku',
    'Khu cách ly tập trung thành phố Pleiku',
    'Quarantine area, Pleiku',
    ['OUTBREAK', 'MEDICAL'],
    'pleiku',
    circuit('mobifone', 'primary', 50, 'pleiku', 'duct-le-loi'),
    circuit('vnpt', 'backup', 50, 'pleiku', 'duct-hung-vuong'),
  ),
  endpoint(
    'tslcd2-duc-co',
    'Điểm Mạng TSLCD cấp II huyện Đức Cơ',
    'Specialised data network, level II, Đức Cơ',
    ['TSLCD2'],
    'duc-co',
    circuit('vnpt', 'primary', 50, 'duc-co', 'pole-ql19-duc-co'),
    circuit('viettel', 'backup', 50, 'duc-co', 'pole-ql14c'),
  ),
  endpoint(
    'tslcd2-chu-prong',
    'Điểm Mạng TSLCD cấp II huyện Chư Prông',
    'Specialised data network, level II, Chư Prông',
    ['TSLCD2'],
    'chu-prong',
    circuit('vnpt', 'primary', 50, 'chu-prong', 'pole-dt663'),
    circuit('mobifone', 'backup', 50, 'chu-prong', 'pole-ql14'),
  ),
  endpoint(
    'kt1-gia-lai',
    'Bưu điện hệ đặc biệt (KT1) tỉnh Gia Lai',
    'Postal office KT1',
    ['KT1'],
    'pleiku',
    circuit('vnpt', 'primary', 20, 'pleiku', 'duct-hung-vuong'),
    circuit('viettel', 'backup', 20, 'pleiku', 'duct-tran-hung-dao'),
  ),
  endpoint(
    'ubnd-dak-doa',
    'Ủy ban nhân dân huyện Đak Đoa',
    'Đak Đoa People’s Committee',
    ['STATE-LOCAL'],
    'dak-doa',
    circuit('viettel', 'primary', 50, 'dak-doa', 'pole-ql19'),
    circuit('vnpt', 'backup', 50, 'dak-doa', 'pole-nguyen-hue-dak-doa'),
  ),
  endpoint(
    'ubnd-an-khe',
    'Ủy ban nhân dân thị xã An Khê',
    'An Khê People’s Committee',
    ['STATE-LOCAL'],
    'an-khe',
    circuit('viettel', 'primary', 50, 'an-khe', 'duct-quang-trung-an-khe'),
    circuit('mobifone', 'backup', 50, 'an-khe', 'pole-ql19'),
  ),
  endpoint(
    'tyt-ia-der',
    'Trạm Y tế xã Ia Dêr (huyện Ia Grai)',
    'Medical station Ia Dêr',
    ['MEDICAL'],
    'ia-grai',
    circuit('mobifone', 'primary', 50, 'pleiku', 'pole-dt664'),
  ),
  endpoint(
    'tyt-kbang',
    'Trạm Y tế thị trấn Kbang',
    'Medical station Kbang',
    ['MEDICAL'],
    'kbang',
    circuit('viettel', 'primary', 50, 'an-khe', 'pole-truong-son-dong'),
  ),
  endpoint(
    'pk-mang-yang',
    'Phòng khám đa khoa khu vực huyện Mang Yang',
    'Regional clinic, Mang Yang',
    ['MEDICAL'],
    'mang-yang',
    circuit('vnpt', 'primary', 50, 'dak-doa', 'pole-ql19'),
  ),
  endpoint(
    'thpt-chuyen-hung-vuong',
    'Trường THPT chuyên Hùng Vương',
    'Hùng Vương high school for the gifted',
    ['EDU'],
    'pleiku',
    circuit('vnpt', 'primary', 100, 'pleiku', 'duct-hung-vuong'),
  ),
  endpoint(
    'thpt-nguyen-binh-khiem',
    'Trường THPT Nguyễn Bỉnh Khiêm (huyện Chư Sê)',
    'Nguyễn Bỉnh Khiêm high school, Chư Sê',
    ['EDU'],
    'chu-se',
    circuit('mobifone', 'primary', 100, 'chu-se', 'pole-ql14'),
  ),
];

export interface DemoUnit {
  id: string;
  operator: OperatorId;
  kind: UnitKind;
  site: SiteId;
  runtimeMinimum?: string;
}

const unit = (id: string, operator: OperatorId, kind: UnitKind, site: SiteId, runtimeMinimum?: string): DemoUnit => ({
  id,
  operator,
  kind,
  site,
  ...(runtimeMinimum !== undefined && { runtimeMinimum }),
});

/** The UPS that the day puts on battery, and the generator that stands there. */
export const batteryUnit = 'ups-vnpt-chu-se';

/** Backup equipment: it protects the circuits of its operator at its site. */
export const units: readonly DemoUnit[] = [
  unit('ups-vnpt-pleiku', 'vnpt', 'ups', 'pleiku', '2h'),
  unit('ups-vnpt-an-khe', 'vnpt', 'ups', 'an-khe', '2h'),
  unit(batteryUnit, 'vnpt', 'ups', 'chu-se', '2h'),
  unit('ups-viettel-pleiku', 'viettel', 'ups', 'pleiku', '2h'),
  unit('ups-viettel-an-khe', 'viettel', 'ups', 'an-khe', '1h'),
  unit('ups-viettel-duc-co', 'viettel', 'ups', 'duc-co', '1h'),
  unit('ups-mobifone-pleiku', 'mobifone', 'ups', 'pleiku', '1h'),
  unit('dc-vnpt-pleiku', 'vnpt', 'dcPlant', 'pleiku', '4h'),
  unit('dc-viettel-pleiku', 'viettel', 'dcPlant', 'pleiku', '4h'),
  unit('dc-mobifone-chu-se', 'mobifone', 'dcPlant', 'chu-se', '4h'),
  unit('mfd-vnpt-pleiku', 'vnpt', 'generator', 'pleiku', '8h'),
  unit('mfd-viettel-ayun-pa', 'viettel', 'generator', 'ayun-pa', '8h'),
  unit('router-dp-vnpt-pleiku', 'vnpt', 'standbyRouter', 'pleiku'),
  unit('router-dp-viettel-pleiku', 'viettel', 'standbyRouter', 'pleiku'),
  unit('viba-viettel-krong-pa', 'viettel', 'standbyLink', 'krong-pa'),
  unit('viba-mobifone-ayun-pa', 'mobifone', 'standbyLink', 'ayun-pa'),
];

/** A link as agent, simulator and scenario know it: all that follows from the table above. */
export interface DemoLink {
  id: string;
  operator: OperatorId;
  endpoint: string;
  role: Role;
  site: SiteId;
  device: string;
  interface: string;
  megabits: number;
  circuitId: string;
  sharedRisk: string[];
  /** The far end of the circuit: an address of 127.0.0.0/8, all of which answers echoes. */
  probeAddress: string;
  /** Position over all links, from 0: the seed of its traffic. */
  index: number;
}

export const links: readonly DemoLink[] = endpoints
  .flatMap((e) => e.circuits.map((c) => ({ ...c, endpoint: e.id })))
  .map((c, index, all) => {
    const device = `${c.operator}-${c.site}-pe1`;
    const port = all.slice(0, index).filter((o) => o.operator === c.operator && o.site === c.site).length;
    return {
      id: `${c.endpoint}-${c.operator}`,
      operator: c.operator,
      endpoint: c.endpoint,
      role: c.role,
      site: c.site,
      device,
      interface: `GigabitEthernet0/0/${port + 1}`,
      megabits: c.megabits,
      circuitId: `GLI-${String(231 + index * 7).padStart(4, '0')}`,
      sharedRisk: c.sharedRisk,
      probeAddress: `127.21.${operatorIds.indexOf(c.operator) + 1}.${index + 1}`,
      index,
    };
  });

/** The link of an endpoint in a role. @throws RangeError when the table has none. */
export function linkOf(endpointId: string, role: Role): DemoLink {
  const found = links.find((link) => link.endpoint === endpointId && link.role === role);
  if (found === undefined) throw new RangeError(`${endpointId} has no ${role} link`);
  return found;
}

/** Links that a unit protects. */
export const protectedBy = (u: DemoUnit): DemoLink[] =>
  links.filter((link) => link.operator === u.operator && link.site === u.site);

/** The link that a standby link unit is: the backup of its operator at its site. @throws RangeError when there is none. */
export function standbyOf(u: DemoUnit): DemoLink {
  const found = protectedBy(u).find((link) => link.role === 'backup');
  if (found === undefined) throw new RangeError(`${u.operator} has no backup link at ${u.site}`);
  return found;
}
