/** Goal: the same figures give the same octets, foreign text does nothing in them, and each reader sees his own. */
import { createHash } from 'node:crypto';
import type { ReadinessReason } from '@thongsuot/contract/api.ts';
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { describe, expect, it } from 'vitest';
import { dayOf, dayStart } from '../availability/days.ts';
import type { Viewer } from '../http/views.ts';
import { inventory, link, register, t0 } from '../live/live.fake.ts';
import { Picture } from '../network/picture.ts';
import { type Register, RegisterIndex } from '../network/register.ts';
import { openOperationalFile } from '../operational.ts';
import { AvailabilityFile, type DayRow } from '../recorder/availability-file.ts';
import { CapacityBook } from '../recorder/capacity-book.ts';
import { cell } from './csv.ts';
import { ReportDesk } from './desk.ts';
import { canonical } from './figures.ts';
import { escaped } from './html.ts';
import { NightBook } from './night.ts';
import { reasonText } from './reason-words.ts';
import { decimal, percent, writtenDate } from './written.ts';

const day = dayOf(t0);
const at = (d: number, s: number) => dayStart(d) + s * 1000;
const department: Viewer = { role: 'department', operator: null, name: 'so' };
const drill = (operator: string, unit: string, over: Partial<DrillView> = {}): DrillView => ({
  id: `${operator}-${unit}`,
  operator,
  unit,
  kind: 'drill',
  at: at(day, 3_600),
  by: 'Nguyễn Văn A',
  result: 'passed',
  runtimeS: 5_400,
  note: '',
  recordedBy: 'noc',
  recordedAt: at(day, 7_200),
  ...over,
});
const drills = [drill('vnpt', 'ups-1'), drill('viettel', 'mf-2', { result: 'failed', at: at(day, 60) })];
const vnpt: Viewer = { role: 'operator', operator: 'vnpt', name: 'noc' };

/** Two endpoints over two days: the hospital down over midnight, the committee (less urgent here) down within it. */
function scene(order: 'ahead' | 'behind' = 'ahead', over: Partial<Register> = {}) {
  const evil = '=HYPERLINK("http://x")<script>alert(1)</script>';
  const picture = new Picture(
    new RegisterIndex({
      ...register,
      ...over,
      endpoints: [
        ...register.endpoints,
        { id: 'truong', vi: evil, en: evil, classes: ['EDU'], area: null, coordinates: null },
      ],
    }),
  );
  picture.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk'), link('a2', 'truong')]), {
    now: t0,
    monotonicMs: 0,
  });
  const operational = openOperationalFile(':memory:');
  const file = new AvailabilityFile(operational);
  const put = (name: string, d: number, down: [number, number] | null, over: Partial<DayRow> = {}) => {
    const [a, b] = down ?? [0, 0];
    const timeline =
      down === null
        ? `${at(d, 0)} 0 ${at(d, 86_400)}`
        : [a > 0 ? `${at(d, 0)} 0` : '', `${at(d, a)} 2`, b < 86_400 ? `${at(d, b)} 0` : '', at(d, 86_400)]
            .filter((part) => part !== '')
            .join(' ');
    const seconds = { up: 86_400 - (b - a), degraded: 0, down: b - a, unknown: 0, maintenance: 0 };
    const row = { day: d, name, seconds, n: 1, expected: 1, state: 'closed' as const, ...over };
    for (const operator of ['all', 'vnpt']) file.put({ ...row, scope: 'endpoint', operator, timeline });
    return row;
  };
  const school: [number, number] = [1_000, order === 'ahead' ? 2_000 : 30_000];
  for (const [d, hospital, other] of [
    [day, [80_000, 86_400], null],
    [day + 1, [0, 20_000], school],
  ] as [number, [number, number], [number, number] | null][]) {
    const row = put('bvdk', d, hospital);
    put('truong', d, other);
    const plain = { ...row, timeline: null };
    file.put({ ...plain, scope: 'province', name: 'province', operator: 'all' });
    file.put({ ...plain, scope: 'operator', name: 'vnpt', operator: 'vnpt' });
    file.put({ ...plain, scope: 'class', name: 'HOSPITAL', operator: 'all' });
    file.put({ ...plain, scope: 'class', name: 'HOSPITAL', operator: 'vnpt' });
  }
  const desk = new ReportDesk({
    picture,
    file,
    book: new CapacityBook(),
    nights: new NightBook(operational),
    alerts: () => [],
    drills: () => drills,
  });
  desk.keepNight(at(day + 1, 86_400));
  return { desk, file, put };
}
const ask = { from: at(day, 0), to: at(day + 2, 0) };

describe('the availability of a period', () => {
  it('adds up to its days, with incidents over midnights and the clock of their class', () => {
    const { desk } = scene();
    const { availability, incidents } = desk.availability(department, { ...ask, scope: 'endpoint' });
    const hospital = availability.find(({ name }) => name === 'bvdk');
    const sum = (hospital?.days ?? []).reduce((total, one) => total + one.downS, 0);
    expect([hospital?.seconds.downS, sum]).toEqual([26_400, 26_400]);
    expect(hospital?.target).toMatchObject({ ratio: 0.999, kind: 'missed' });
    expect(hospital?.repair).toMatchObject({ n: 1, incidents: 1, meanS: 26_400, failures: 1, betweenFailuresS: null });
    expect(
      incidents.map(({ endpoint, startedAt, restoredAt, restore }) => [endpoint, startedAt, restoredAt, restore]),
    ).toEqual([
      ['bvdk', at(day, 80_000), at(day + 1, 20_000), 'late'],
      ['truong', at(day + 1, 1_000), at(day + 1, 2_000), 'inTime'],
    ]);
  });

  it('names what was restored before an older, more important outage of the same operator', () => {
    const violations = (order: 'ahead' | 'behind') =>
      scene(order).desk.availability(department, { ...ask, scope: 'province' }).orderViolations;
    expect(violations('ahead')).toEqual([
      {
        operator: 'vnpt',
        restored: `truong/vnpt/${at(day + 1, 1_000)}`,
        open: `bvdk/vnpt/${at(day, 80_000)}`,
        restoredAt: at(day + 1, 2_000),
      },
    ]);
    expect(violations('behind')).toEqual([]);
  });

  it('an operator sees his own and nothing of all', () => {
    const { desk } = scene();
    const answer = desk.availability(vnpt, { ...ask, scope: 'endpoint', operator: 'all' });
    expect(new Set(answer.availability.map(({ operator }) => operator))).toEqual(new Set(['vnpt']));
    expect(desk.availability(vnpt, { ...ask, scope: 'province' }).availability).toEqual([]);
    const stranger = { ...vnpt, operator: null };
    expect(desk.availability(stranger, { ...ask, scope: 'endpoint' }).incidents).toEqual([]);
  });
});

describe('the report', () => {
  it.each(['html', 'csv', 'json'] as const)(
    'as %s has the same octets twice, and its hash is of the figures',
    (format) => {
      const [a, b] = [scene(), scene()].map(({ desk }) => desk.report(department, { ...ask, format, lang: 'vi' }));
      expect(a?.body).toBe(b?.body);
      const json = scene().desk.report(department, { ...ask, format: 'json', lang: 'vi' });
      const { figures, sha256 } = JSON.parse(json?.body ?? '') as { figures: unknown; sha256: string };
      expect(createHash('sha256').update(canonical(figures)).digest('hex')).toBe(sha256);
      expect([a?.sha256, a?.body.includes(sha256)]).toEqual([sha256, true]);
    },
  );

  it('runs no foreign text: neither as markup nor as a formula', () => {
    const { desk } = scene();
    const html = desk.report(department, { ...ask, format: 'html', lang: 'vi' })?.body ?? '';
    expect(html).not.toContain('<script');
    expect(html).toContain(escaped('<script>alert(1)</script>'));
    expect(html).not.toMatch(/(src|href)=/);
    const csv = desk.report(department, { ...ask, format: 'csv', lang: 'vi' })?.body ?? '';
    expect(csv).toContain('"\'=HYPERLINK(""http://x"")<script>');
    expect([cell('-1'), cell('+1'), cell('@x'), cell('a,b'), cell(' a')]).toEqual([
      "'-1",
      "'+1",
      "'@x",
      '"a,b"',
      '" a"',
    ]);
  });

  it('says that it is provisional while a day is not closed, and leaves out a day that runs', () => {
    const { desk, file, put } = scene();
    const open = put('bvdk', day + 2, null, { state: 'provisional' });
    file.put({ ...open, scope: 'province', name: 'province', operator: 'all', timeline: null });
    const body = desk.report(department, { from: ask.from, to: at(day + 3, 0), format: 'html', lang: 'vi' })?.body;
    expect(body).toContain('SỐ LIỆU TẠM TÍNH: 1 ngày chưa chốt');
    expect(desk.report(department, { ...ask, format: 'html', lang: 'vi' })?.body).not.toContain('TẠM TÍNH');
    const running = put('bvdk', day + 3, null, { state: 'running' });
    file.put({ ...running, scope: 'province', name: 'province', operator: 'all', timeline: null });
    const [from, to] = [at(day + 3, 0), at(day + 4, 0)];
    expect(desk.report(department, { from, to, format: 'html', lang: 'vi' })).toBeUndefined();
  });

  it('stands beside the period of the same length before it, and says how much of that one is known', () => {
    const { desk, put, file } = scene();
    const whole = (body: string) => body.replace(/\s+/g, ' ');
    const html = () => whole(desk.report(department, { ...ask, format: 'html', lang: 'vi' })?.body ?? '');
    expect(html()).toContain('Không có số liệu của kỳ liền trước để so sánh.');
    // One of the two days before, down for 8,640 s of 86,400: 90 % then; 1 − 26,400 / 172,800 = 84.722… % now.
    const row = put('bvdk', day - 1, [0, 8_640]);
    file.put({ ...row, scope: 'province', name: 'province', operator: 'all', timeline: null });
    expect(html()).toContain('có số liệu của 1 ngày; kỳ trước có 1 sự cố, kỳ này 2');
    expect(html()).toContain(
      '<tr><td>Toàn tỉnh</td><td>84,722 %</td><td>90,000 %</td><td>giảm 5,278</td><td>440,0</td><td>144,0</td><td>100,00 %</td></tr>',
    );
    const csv = desk.report(department, { ...ask, format: 'csv', lang: 'vi' })?.body ?? '';
    expect(csv).toContain('comparison,Toàn tỉnh,"84,722 %","90,000 %","giảm 5,278"');
  });

  it('lists drills apart as what people attest, the oldest first, and each operator’s to himself', () => {
    const units = (viewer: Viewer) =>
      (
        JSON.parse(scene().desk.report(viewer, { ...ask, format: 'json', lang: 'vi' })?.body ?? '') as {
          figures: { drills: DrillView[] };
        }
      ).figures.drills.map(({ unit }) => unit);
    expect([units(department), units(vnpt)]).toEqual([['mf-2', 'ups-1'], ['ups-1']]);
    const html = scene().desk.report(department, { ...ask, format: 'html', lang: 'vi' })?.body ?? '';
    expect(html).toContain('1. Diễn tập, kiểm tra thiết bị dự phòng trong kỳ (nội dung xác nhận): 2 lượt, 1 lượt đạt');
    expect(html).toContain('<td>Diễn tập</td><td>01:00 24/11/2026</td><td>Nguyễn Văn A</td><td>Đạt</td><td>90,0</td>');
  });

  it('prints who was on duty and the hours that nobody was, to an operator his own alone', () => {
    const shift = {
      operator: 'vnpt',
      role: 'leader',
      name: 'Trần Thị B',
      phone: '0269 1',
      to: at(day + 2, 0),
    } as const;
    const roster = [
      { ...shift, from: at(day, 43_200) },
      { ...shift, operator: 'viettel', name: 'Lê C', from: at(day, 0) },
    ];
    const made = (viewer: Viewer, over: Partial<Register>) =>
      (scene('ahead', over).desk.report(viewer, { ...ask, format: 'html', lang: 'vi' })?.body ?? '').replace(
        /\s+/g,
        ' ',
      );
    expect(made(department, {})).toContain('Chưa đăng ký lịch trực trong hệ thống.');
    const whole = made(department, { roster });
    expect(whole).toContain('<td>Trực lãnh đạo</td><td>Trần Thị B (0269 1)</td><td>12,0</td><td>00:00 24/11/2026</td>');
    expect(whole).toContain('<td>Trực lãnh đạo</td><td>Lê C (0269 1)</td><td>0,0</td><td>–</td>');
    expect(whole).toContain('<td>Trực ứng cứu thông tin</td><td>–</td><td>48,0</td>');
    expect(made(vnpt, { roster })).not.toContain('Lê C');
  });

  it.each(['Gia Lai', 'Tỉnh Gia Lai'])('calls the province that the register names %s by its name once', (vi) => {
    const { desk } = scene('ahead', { province: { vi, en: 'Gia Lai province' } });
    const body = desk.report(department, { ...ask, format: 'html', lang: 'vi' })?.body ?? '';
    expect(body).toContain('ỦY BAN NHÂN DÂN TỈNH GIA LAI');
    expect(body).toContain('Kính gửi: Ủy ban nhân dân tỉnh Gia Lai.');
  });

  it('is of an operator’s own figures when he asks', () => {
    const json = scene().desk.report(vnpt, { ...ask, format: 'json', lang: 'vi' })?.body ?? '';
    const { figures } = JSON.parse(json) as { figures: { operator: string; province: unknown; operators: unknown[] } };
    expect([figures.operator, figures.province, figures.operators.length]).toEqual(['vnpt', null, 1]);
  });
});

describe('why equipment is not ready, as it is written', () => {
  const base = { blocker: false, penalty: 25, source: 'measured', ageS: 1 } as const;
  it.each([
    [
      { ...base, code: 'runtimeShort', fact: 'runtimeS', value: 4_000, limit: 7_200 },
      'thời gian duy trì nguồn không đạt yêu cầu (66,7 phút; ngưỡng 120,0 phút)',
    ],
    [
      { ...base, code: 'capacityShort', fact: null, value: 81e6, limit: 80e6 },
      'dung lượng không gánh được đường chính (81,0 Mbit/s; ngưỡng 80,0 Mbit/s)',
    ],
    [
      { ...base, code: 'testOld', fact: 'lastTestAt', value: 120, limit: 90 },
      'quá thời hạn kiểm tra, diễn tập (120 ngày; ngưỡng 90 ngày)',
    ],
    [
      { ...base, code: 'chargeLow', fact: 'batteryChargeRatio', value: 0.4, limit: 0.5 },
      'dung lượng ắc quy quá thấp (40 %; ngưỡng 50 %)',
    ],
    [{ ...base, code: 'neverTested', fact: 'lastTestAt', value: null, limit: null }, 'chưa kiểm tra, diễn tập lần nào'],
  ] as [ReadinessReason, string][])('%o', (reason, expected) => {
    expect(reasonText(reason, 'vi')).toBe(expected);
  });
});

describe('figures as they are written', () => {
  it.each([
    [percent(0.99999, 2, 'vi'), '99,99 %'],
    [percent(0.9995, 2, 'vi'), '99,95 %'],
    [percent(1, 3, 'en'), '100.000 %'],
    [percent(null, 3, 'en'), '–'],
    [decimal(-1234567.891, 1, 'vi'), '−1.234.567,9'],
    [decimal(-0.01, 1, 'vi'), '0,0'],
    [writtenDate('2020-08-04', 'vi'), '04/8/2020'],
    [writtenDate('2020-01-14', 'vi'), '14/01/2020'],
  ])('%s', (found, expected) => {
    expect(found).toBe(expected);
  });
});
