import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DrillRequest, MaintenanceRequest, ZoneRequest } from '@thongsuot/contract/api-duty.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../http/problem.ts';
import { openOperationalFile } from '../operational.ts';
import type { Actor } from './actor.ts';
import { createDuty, type DutyChange } from './duty.ts';

const t0 = Date.UTC(2026, 10, 24, 1, 0, 0);
const hour = 3_600_000;
const day = 24 * hour;
const department: Actor = { name: 'so', role: 'department', operator: null };
const vnpt: Actor = { name: 'ca-truc', role: 'operator', operator: 'vnpt' };

const zone = (over: Partial<ZoneRequest> = {}): ZoneRequest => ({
  id: 'z1',
  area: 'pleiku',
  from: t0 + hour,
  to: t0 + 2 * hour,
  order: '1580/UBND-KGVX',
  ...over,
});
const work = (over: Partial<MaintenanceRequest> = {}): MaintenanceRequest => ({
  id: 'm1',
  operator: 'vnpt',
  subjects: [{ kind: 'link', id: 'a1' }],
  from: t0 + hour,
  to: t0 + 3 * hour,
  ...over,
});
const drill = (over: Partial<DrillRequest> = {}): DrillRequest => ({
  id: 'd1',
  operator: 'vnpt',
  unit: 'ups1',
  kind: 'drill',
  at: t0 - hour,
  by: 'Nguyễn Văn A',
  result: 'passed',
  ...over,
});

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function open(path = ':memory:') {
  const time = { now: t0 };
  const operational = openOperationalFile(path);
  const changes: DutyChange[] = [];
  const start = () => {
    const duty = createDuty({ operational, now: () => time.now });
    duty.onChange((change) => changes.push(change));
    return duty;
  };
  const duty = start();
  const trail = () =>
    duty
      .audited(null, 0, Number.MAX_SAFE_INTEGER)
      .map(({ at, who, action, subject }) => [at - t0, who, action, subject]);
  return { time, operational, changes, duty, start, trail };
}

/** The code of the problem that `work` throws. */
function refused(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a zone', () => {
  it('begins and ends by its dates, and each is in the audit trail once, with its own time', () => {
    const { duty, time, changes, trail } = open();
    expect(duty.declareZone(zone(), department)).toMatchObject({ made: true, value: { by: 'so', declaredAt: t0 } });
    const seen: string[] = [];
    for (let at = t0; at <= t0 + 3 * hour; at += hour / 2) {
      time.now = at;
      duty.look();
      duty.look();
      seen.push(
        duty
          .zonesInForce(at)
          .map(({ id }) => id)
          .join(),
      );
    }
    expect(seen).toEqual(['', '', 'z1', 'z1', '', '', '']);
    expect(changes).toEqual([
      { kind: 'zones', areas: ['pleiku'] },
      { kind: 'zones', areas: ['pleiku'] },
    ]);
    expect(trail()).toEqual([
      [2 * hour, 'collector', 'zoneExpired', 'zone z1'],
      [hour, 'collector', 'zoneStarted', 'zone z1'],
      [0, 'so', 'zoneDeclared', 'zone z1'],
    ]);
  });

  it('that time began and ended while the collector was stopped is told of after it, once', () => {
    const { duty, time, start, trail } = open();
    duty.declareZone(zone(), department);
    time.now = t0 + 5 * hour;
    const again = start();
    again.look();
    start().look();
    expect(trail().map(([at, , action]) => [at, action])).toEqual([
      [2 * hour, 'zoneExpired'],
      [hour, 'zoneStarted'],
      [0, 'zoneDeclared'],
    ]);
  });

  it('is in force from its declaration when its date is in the past, and never before', () => {
    const { duty } = open();
    duty.declareZone(zone({ from: t0 - day }), department);
    expect([duty.zonesInForce(t0 - 1), duty.zonesInForce(t0)].map((zones) => zones.length)).toEqual([0, 1]);
  });

  it('is ended by somebody at once, and by nobody again', () => {
    const { duty, time, changes, trail } = open();
    duty.declareZone(zone({ from: t0 }), department);
    time.now = t0 + 60_000;
    expect(duty.endZone('z1', 'hết dịch', department)).toMatchObject({
      made: true,
      value: { ended: { at: t0 + 60_000, by: 'so', note: 'hết dịch' } },
    });
    expect(duty.endZone('z1', 'again', department).made).toBe(false);
    expect(duty.zonesInForce(time.now)).toEqual([]);
    expect(changes).toHaveLength(2);
    expect(trail().map(([, who, action]) => `${who} ${action}`)).toEqual([
      'so zoneEnded',
      'collector zoneStarted',
      'so zoneDeclared',
    ]);
  });

  it('ended before it began never was in force', () => {
    const { duty, time, trail } = open();
    duty.declareZone(zone(), department);
    duty.endZone('z1', '', department);
    time.now = t0 + 1.5 * hour;
    duty.look();
    expect(duty.zonesInForce(time.now)).toEqual([]);
    expect(trail().map(([, , action]) => action)).toEqual(['zoneEnded', 'zoneDeclared']);
  });

  it('marks its area with the zone that lasts longest', () => {
    const { duty } = open();
    duty.declareZone(zone({ from: t0 }), department);
    duty.declareZone(zone({ id: 'z2', from: t0, to: t0 + day, order: '2' }), department);
    duty.declareZone(zone({ id: 'z3', from: t0 + hour, to: t0 + 2 * day }), department);
    expect([...duty.zoneMarks(t0)]).toEqual([['pleiku', { id: 'z2', order: '2', to: t0 + day, cadenceS: 10 }]]);
  });

  it.each<[string, Partial<ZoneRequest>]>([
    ['ends before it begins', { from: t0 + 2, to: t0 + 1 }],
    ['is over already', { from: t0 - day, to: t0 }],
    ['lasts longer than a year', { from: t0, to: t0 + 367 * day }],
    ['began over a month ago', { from: t0 - 32 * day }],
    ['begins in over a year', { from: t0 + 367 * day, to: t0 + 368 * day }],
  ])('that %s is refused', (_, over) => {
    const { duty } = open();
    expect(refused(() => duty.declareZone(zone(over), department))).toBe('requestInvalid');
    expect(duty.zones()).toEqual([]);
  });
});

describe('maintenance', () => {
  it('covers its subjects while the work goes on, and nothing before or after it', () => {
    const { duty } = open();
    duty.announceMaintenance(work(), vnpt);
    const a1 = { operator: 'vnpt', link: 'a1' };
    expect([t0, t0 + hour, t0 + 3 * hour - 1, t0 + 3 * hour].map((at) => duty.underMaintenance(a1, at)?.id)).toEqual([
      undefined,
      'm1',
      'm1',
      undefined,
    ]);
    expect(duty.underMaintenance({ operator: 'viettel', link: 'a1' }, t0 + hour)).toBeNull();
  });

  it('cancelled before its start never was; cancelled in it, it ended then', () => {
    const { duty, time } = open();
    duty.announceMaintenance(work(), vnpt);
    duty.announceMaintenance(work({ id: 'm2' }), vnpt);
    duty.cancelMaintenance('m1', 'hoãn', vnpt);
    time.now = t0 + 2 * hour;
    duty.cancelMaintenance('m2', 'xong sớm', vnpt);
    expect(duty.maintenance(t0, t0 + day).map(({ id, to }) => [id, to])).toEqual([['m2', t0 + 2 * hour]]);
    expect(duty.announced(t0, t0 + day).map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(duty.underMaintenance({ operator: 'vnpt', link: 'a1' }, t0 + 1.5 * hour)?.id).toBe('m2');
    expect(duty.underMaintenance({ operator: 'vnpt', link: 'a1' }, t0 + 2.5 * hour)).toBeNull();
  });

  it('tells its listeners when work begins and when it ends', () => {
    const { duty, time, changes } = open();
    duty.announceMaintenance(work(), vnpt);
    changes.length = 0;
    const heard: number[] = [];
    for (let at = t0; at <= t0 + 4 * hour; at += hour / 2) {
      time.now = at;
      duty.look();
      if (changes.length > 0) heard.push(at - t0);
      changes.length = 0;
    }
    expect(heard).toEqual([hour, 3 * hour]);
  });

  it.each<[string, Partial<MaintenanceRequest>]>([
    ['longer than 8 h', { to: t0 + 9 * hour + 1 }],
    ['over already', { from: t0 - hour, to: t0 }],
    ['ending before its start', { to: t0 }],
    ['in over a year', { from: t0 + 367 * day, to: t0 + 367 * day + hour }],
  ])('%s is refused', (_, over) => {
    expect(refused(() => open().duty.announceMaintenance(work(over), vnpt))).toBe('requestInvalid');
  });

  it('that is over cannot be cancelled', () => {
    const { duty, time } = open();
    duty.announceMaintenance(work(), vnpt);
    time.now = t0 + 3 * hour;
    expect(refused(() => duty.cancelMaintenance('m1', '', vnpt))).toBe('conflict');
    expect(refused(() => duty.cancelMaintenance('m9', '', vnpt))).toBe('notFound');
  });
});

describe('a drill', () => {
  it('is listed for its unit, newest first by when it was done', () => {
    const { duty, changes } = open();
    expect(duty.drillsOf('vnpt', 'ups1')).toEqual([]);
    duty.recordDrill(drill(), vnpt);
    duty.recordDrill(drill({ id: 'd2', at: t0 - day }), vnpt);
    duty.recordDrill(drill({ id: 'd3', unit: 'ups2' }), vnpt);
    expect(duty.drillsOf('vnpt', 'ups1').map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(changes.at(-1)).toEqual({ kind: 'drill', operator: 'vnpt', unit: 'ups2' });
  });
  it.each([
    ['yet to come', t0 + 61_000],
    ['eleven years old', t0 - 11 * 366 * day],
  ])('%s is refused', (_, at) => {
    expect(refused(() => open().duty.recordDrill(drill({ at }), vnpt))).toBe('requestInvalid');
  });
});

describe('an id', () => {
  it('sent again with the same body, its keys in any order, changes nothing; with another body it is a conflict', () => {
    const { duty, trail } = open();
    const attempts: [string, () => { made: boolean }, () => unknown][] = [
      ['zone', () => duty.declareZone(zone(), department), () => duty.declareZone(zone({ order: '2' }), department)],
      ['work', () => duty.announceMaintenance(work(), vnpt), () => duty.announceMaintenance(work({ note: 'x' }), vnpt)],
      ['drill', () => duty.recordDrill(drill(), vnpt), () => duty.recordDrill(drill({ result: 'failed' }), vnpt)],
      [
        'note',
        () => duty.addNote({ id: 'n1', subject: { kind: 'endpoint', id: 'bv' }, text: 'a' }, vnpt),
        () => duty.addNote({ id: 'n1', subject: { kind: 'endpoint', id: 'bv' }, text: 'b' }, vnpt),
      ],
    ];
    for (const [, same, other] of attempts) {
      expect([same().made, same().made, refused(other)]).toEqual([true, false, 'conflict']);
    }
    const { order, ...rest } = zone();
    expect(duty.declareZone({ order, ...rest }, department).made).toBe(false);
    expect(trail()).toHaveLength(4);
  });
});

describe('a restart', () => {
  it('keeps zones, maintenance, drills, notes and the audit trail', () => {
    const directory = mkdtempSync(join(tmpdir(), 'thongsuot-duty-'));
    directories.push(directory);
    const path = join(directory, 'operational.db');
    const shown = ({ duty }: ReturnType<typeof open>) => [
      duty.zones(),
      duty.announced(0, t0 + day),
      duty.drillsOf('vnpt', 'ups1'),
      duty.notesOn({ kind: 'link', id: 'a1', operator: 'vnpt' }),
      duty.audited(null, 0, t0 + day),
      duty.underMaintenance({ operator: 'vnpt', link: 'a1' }, t0 + hour)?.id,
    ];
    const before = open(path);
    before.duty.declareZone(zone(), department);
    before.duty.announceMaintenance(work(), vnpt);
    before.duty.recordDrill(drill({ runtimeS: 7_200 }), vnpt);
    before.duty.addNote({ id: 'n1', subject: { kind: 'link', id: 'a1', operator: 'vnpt' }, text: 'cáp treo' }, vnpt);
    const kept = shown(before);
    before.operational.close();
    const after = open(path);
    expect(shown(after)).toEqual(kept);
    expect(kept.map((part) => (Array.isArray(part) ? part.length : part))).toEqual([1, 1, 1, 1, 4, 'm1']);
    after.operational.close();
  });
});

describe('the audit trail', () => {
  it('cannot be changed or cut, not even by a program on the file', () => {
    const { duty, operational, trail } = open();
    duty.declareZone(zone(), department);
    for (const sql of ["UPDATE duty_audit SET body = '{}'", 'DELETE FROM duty_audit'])
      expect(() => operational.db.exec(sql)).toThrow(/never/);
    expect(trail()).toHaveLength(1);
  });

  it('takes a line within the transaction of what it tells of: both or neither', () => {
    const { duty, operational, trail } = open();
    const line = {
      at: t0,
      who: 'ca-truc',
      role: 'operator' as const,
      operator: 'vnpt',
      action: 'alertAcknowledged' as const,
      subject: 'alert al1',
      from: null,
      to: null,
      note: 'đang xử lý',
    };
    expect(() =>
      operational.transaction(() => {
        duty.audit(line);
        throw new Error('disk full');
      }),
    ).toThrow('disk full');
    expect(trail()).toEqual([]);
    operational.transaction(() => duty.audit(line));
    expect(duty.audited('vnpt', 0, t0 + 1)).toEqual([{ seq: 1, ...line }]);
    expect(duty.audited('viettel', 0, t0 + 1)).toEqual([]);
  });

  it('tells what a config changed of the thresholds, from what to what, also across a restart', () => {
    const { duty, start } = open();
    const layer = (utilizationWarning: number) => ({ thresholds: { utilizationWarning }, source: 'x' });
    const config = (hospital: number | null, own: number) => ({
      classes: hospital === null ? {} : { HOSPITAL: layer(hospital) },
      operators: [{ id: 'v.n', classes: { EDU: layer(own) } }],
      endpoints: [{ id: 'bv', thresholds: layer(0.5) }],
    });
    duty.noteThresholds(config(0.7, 0.8));
    expect(duty.audited(null, 0, t0 + 1)).toEqual([]);
    duty.noteThresholds(config(0.7, 0.8));
    start().noteThresholds(config(null, 0.75));
    expect(duty.audited(null, 0, t0 + 1).map(({ seq, at, note, ...line }) => line)).toEqual([
      {
        who: 'collector.yaml',
        role: 'config',
        operator: 'v.n',
        action: 'thresholdChanged',
        subject: 'operators.v.n.classes.EDU.utilizationWarning',
        from: 0.8,
        to: 0.75,
      },
      {
        who: 'collector.yaml',
        role: 'config',
        operator: null,
        action: 'thresholdChanged',
        subject: 'classes.HOSPITAL.utilizationWarning',
        from: 0.7,
        to: null,
      },
    ]);
  });
});
