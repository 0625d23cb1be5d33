/** Which column of a link list is which: headers in English and in Vietnamese, with or without diacritics. Pure. */

/** What a column fills in. `capacityIn` and `capacityOut` are the two directions of `capacity`. */
export const columnNames = [
  'id',
  'endpoint',
  'role',
  'device',
  'name',
  'alias',
  'descr',
  'capacity',
  'capacityIn',
  'capacityOut',
  'shaper',
  'shaperIn',
  'shaperOut',
  'circuitId',
  'sharedRisk',
  'probe',
  'members',
] as const;
export type ColumnName = (typeof columnNames)[number];

export interface Header {
  name: ColumnName;
  /** Unit that its head states, for bare figures: `Băng thông (Mbps)`. */
  unit?: 'k' | 'M' | 'G';
}

const words: Record<ColumnName, readonly string[]> = {
  id: ['id', 'link', 'ma duong truyen', 'ma tuyen', 'ma kenh', 'ten kenh', 'ten tuyen'],
  endpoint: ['endpoint', 'diem', 'ma diem', 'diem uu tien', 'ma diem uu tien', 'don vi', 'ma don vi', 'noi su dung'],
  role: ['role', 'vai tro', 'loai', 'chinh du phong'],
  device: ['device', 'thiet bi', 'ma thiet bi', 'ten thiet bi'],
  name: ['name', 'interface', 'ifname', 'interface name', 'port', 'giao dien', 'cong', 'ten cong', 'ten giao dien'],
  alias: ['alias', 'ifalias', 'interface alias', 'bi danh', 'ghi chu cong'],
  descr: ['descr', 'ifdescr', 'description', 'interface descr', 'mo ta', 'mo ta cong'],
  capacity: ['capacity', 'contract', 'bandwidth', 'bang thong', 'dung luong', 'toc do', 'bang thong cam ket'],
  capacityIn: ['capacityin', 'capacity in', 'bang thong vao', 'dung luong vao', 'bang thong xuong'],
  capacityOut: ['capacityout', 'capacity out', 'bang thong ra', 'dung luong ra', 'bang thong len'],
  shaper: ['shaper', 'gioi han', 'gioi han toc do'],
  shaperIn: ['shaperin', 'shaper in', 'gioi han vao'],
  shaperOut: ['shaperout', 'shaper out', 'gioi han ra'],
  circuitId: ['circuitid', 'circuit id', 'circuit', 'ma mach', 'ma kenh thue', 'so hop dong', 'ma thue bao'],
  sharedRisk: ['sharedrisk', 'shared risk', 'srlg', 'chung rui ro', 'chung tuyen', 'tuyen cong', 'tuyen cot'],
  probe: ['probe', 'probe address', 'dia chi kiem tra', 'dia chi dau xa', 'ip dau xa', 'ip kiem tra'],
  members: ['members', 'cong thanh vien', 'thanh vien'],
};
const byWord = new Map(columnNames.flatMap((name) => words[name].map((word) => [word, name] as const)));

/** What a head means, or undefined for one that is none of ours. */
export function headerOf(text: string): Header | undefined {
  const [, head = '', unit] = /^(.*?)\s*(?:[([]\s*([kmg])(?:bps|bit\/s|b\/s)\s*[)\]])?$/i.exec(text.trim()) ?? [];
  const name = byWord.get(fold(head));
  if (name === undefined) return undefined;
  if (unit === undefined) return { name };
  const size = unit.toLowerCase();
  return { name, unit: size === 'k' ? 'k' : size === 'g' ? 'G' : 'M' };
}

/** Without diacritics, case, and with single blanks for whatever joins words. */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[\s_/-]+/g, ' ')
    .trim();

const roles: Readonly<Record<string, 'primary' | 'backup'>> = {
  primary: 'primary',
  main: 'primary',
  chinh: 'primary',
  'kenh chinh': 'primary',
  'duong chinh': 'primary',
  backup: 'backup',
  standby: 'backup',
  'du phong': 'backup',
  'kenh du phong': 'backup',
  'duong du phong': 'backup',
};

/** The role that a cell says, or the cell itself for the schema to refuse. */
export const roleOf = (text: string): string => roles[fold(text)] ?? text;
