/**
 * Goal: days of availability as they are kept are what one counts by looking at each second of the samples that were
 * sent. Method: three days of two operators' samples through `toPoints` and the embedded store, an agent whose data comes
 * a day late, restarts between any two steps.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, dayStart } from '../availability/days.ts';
import type { StateSeconds } from '../availability/seconds.ts';
import { inventory, link, M, register } from '../live/live.fake.ts';
import { Picture } from '../network/picture.ts';
import type { Placed } from '../network/placed.ts';
import { RegisterIndex } from '../network/register.ts';
import { openOperationalFile } from '../operational.ts';
import { openStore } from '../store/open.ts';
import { toPoints } from '../store/point.ts';
import type { Store } from '../store/store.ts';
import type { AnnouncedWork } from './announced.ts';
import { AvailabilityRunner } from './availability.ts';
import { AvailabilityFile } from './availability-file.ts';
import { AvailabilityMarks } from './availability-marks.ts';

const log = pino({ level: 'silent' });
const minute = 60_000;
const firstDay = dayOf(Date.UTC(2026, 10, 24));
const start = dayStart(firstDay);
const minutesPerDay = 1_440;

/** What happens to a link in each minute: its interface, and its probe. */
type Minute = { oper: 'up' | 'down'; answers: boolean } | null;
const fine: Minute = { oper: 'up', answers: true };

/** Minutes from the start of the first day; the second operator's agent is cut off over noon of the second day. */
function minutesOf(path: 'a1' | 'b1'): Minute[] {
  return Array.from({ length: 3 * minutesPerDay }, (_, i): Minute => {
    if (path === 'a1') {
      // Down across midnight; a probe lost 2 times, 5 times; a gap of 12 minutes; a gap that is none.
      if (i >= 1_430 && i < 1_450) return { oper: 'down', answers: false };
      if (i >= 100 && i < 102) return { oper: 'up', answers: false };
      if (i >= 2_000 && i < 2_045) return { oper: 'up', answers: false };
      if (i >= 3_000 && i < 3_012) return null;
      if (i >= 3_100 && i < 3_102) return null;
    } else if (i >= 2_010 && i < 2_030) return { oper: 'down', answers: false };
    return fine;
  });
}

/** The state of each minute by the rules, read from the minutes themselves. */
function statesOf(minutes: readonly Minute[]): ('up' | 'degraded' | 'down' | 'unknown')[] {
  const lost = (i: number) => minutes[i] !== undefined && minutes[i] !== null && minutes[i]?.answers === false;
  const inRow = (i: number) => [0, 1, 2].some((back) => [0, 1, 2].every((k) => lost(i - back + k)));
  /** A hospital's loss is critical at 3 %, by the lower end of Wilson's interval over the last 15 bursts of 5. */
  const lossy = (i: number) => {
    const window = Array.from({ length: 15 }, (_, k) => i - k).filter((k) => k >= 0 && minutes[k] && !inRow(k));
    const [n, z] = [window.length * 5, 1.645];
    const share = (window.filter(lost).length * 5) / n;
    const low = share + z ** 2 / (2 * n) - z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
    return share * n >= 3 && low / (1 + z ** 2 / n) >= 0.03;
  };
  return minutes.map((one, i) => {
    if (one === null) {
      let gap = 0;
      for (let k = i; minutes[k] === null; k--) gap++;
      for (let k = i + 1; minutes[k] === null; k++) gap++;
      return gap >= 3 ? 'unknown' : 'up';
    }
    if (one.oper === 'down') return 'down';
    if (inRow(i)) return 'down';
    // A lost burst that is not confirmed keeps the state before it.
    return !lost(i) && lossy(i) ? 'degraded' : 'up';
  });
}

const secondsOfDay = (states: readonly string[], day: number): StateSeconds => {
  const own = states.slice(day * minutesPerDay, (day + 1) * minutesPerDay);
  const count = (state: string) => own.filter((s) => s === state).length * 60;
  return {
    up: count('up'),
    degraded: count('degraded'),
    down: count('down'),
    unknown: count('unknown'),
    maintenance: 0,
  };
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'thongsuot-availability-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

let scenes = 0;
async function scene(work: readonly AnnouncedWork[] = []) {
  const time = { wall: start, mono: 0 };
  const clock = { now: () => time.wall, monotonicMs: () => time.mono };
  const store: Store = await openStore({ kind: 'sqlite', path: join(dir, `${scenes++}.db`) }, { log, clock });
  const operational = openOperationalFile(':memory:');
  const picture = new Picture(new RegisterIndex(register));
  const instant = () => ({ now: time.wall, monotonicMs: time.mono });
  const paths = {
    a1: link('a1', 'bvdk', { intervalS: 60, probe: { intervalS: 60 } }),
    b1: link('b1', 'bvdk', { intervalS: 60, probe: { intervalS: 60 }, role: 'backup' }),
  };
  const operators = { a1: 'vnpt', b1: 'viettel' } as const;
  picture.inventory(inventory('vnpt', 'vnpt-1', [paths.a1], { at: start }), instant());
  picture.inventory(inventory('viettel', 'viettel-1', [paths.b1], { at: start }), instant());
  const begin = () => {
    const file = new AvailabilityFile(operational);
    const marks = new AvailabilityMarks(file, log);
    const runner = new AvailabilityRunner({
      store,
      picture,
      file,
      marks,
      work: (from, to) => work.filter((one) => one.from < to && one.to > from),
      clock,
      log,
      rawKeepMs: 14 * 86_400_000,
    });
    return { file, marks, runner };
  };
  let now = begin();
  const samples = (path: 'a1' | 'b1', i: number, one: NonNullable<Minute>): Placed['sample'][] => [
    {
      kind: 'link',
      at: start + i * minute,
      link: path,
      intervalS: 60,
      oper: one.oper,
      spanS: 60,
      inBitsPerSecond: 10 * M,
      outBitsPerSecond: M,
      capacityIn: { bitsPerSecond: 100 * M, limitedBy: 'contract' },
      capacityOut: { bitsPerSecond: 100 * M, limitedBy: 'contract' },
    },
    {
      kind: 'ping',
      at: start + i * minute,
      link: path,
      intervalS: 60,
      sent: 5,
      received: one.answers ? 5 : 0,
      ...(one.answers ? { rttMsMin: 2, rttMsAvg: 2, rttMsMax: 2 } : {}),
    },
  ];
  return {
    time,
    store,
    get file() {
      return now.file;
    },
    /** Ingest's way: noted, marked in its transaction, stored. */
    async feed(path: 'a1' | 'b1', from: number, to: number, minutes = minutesOf(path)) {
      const placed: Placed[] = [];
      for (let i = from; i < to; i++) {
        const one = minutes[i] ?? null;
        if (one === null) continue;
        for (const sample of samples(path, i, one))
          placed.push({
            operator: operators[path],
            agent: `${operators[path]}-1`,
            site: 'pleiku',
            endpoint: 'bvdk',
            link: paths[path],
            unit: null,
            check: null,
            lane: 'live',
            receivedAt: time.wall,
            receivedMonotonicMs: time.mono,
            sample,
          });
      }
      for (const one of placed) now.marks.note(one, time.mono);
      operational.transaction(() => now.marks.write())();
      await store.write(placed.flatMap(toPoints));
    },
    /** The agent has sent everything up to then. */
    complete(path: 'a1' | 'b1', at: number) {
      picture.receive({
        operator: operators[path],
        agent: `${operators[path]}-1`,
        lane: 'live',
        receivedAt: time.wall,
        receivedMonotonicMs: time.mono,
        oldestPending: at,
        pending: 0,
        dropped: 0,
        completeTo: at,
      });
    },
    at(i: number) {
      time.mono += start + i * minute - time.wall;
      time.wall = start + i * minute;
    },
    /** Looks once a second until everything that is due is done; restarts before the look of this number, if any. */
    async run(restartAt = -1) {
      for (let look = 0; look < 200; look++) {
        if (look === restartAt) {
          now.runner.stop();
          now = begin();
        }
        now.runner.look();
        const { runner } = now;
        const reading = () => runner.underWay() > 0 && look !== restartAt - 1;
        // The store answers in its own time, which is not the test's.
        for (let turn = 0; turn < 100 && reading(); turn++) await new Promise((resolve) => setTimeout(resolve, 1));
        time.wall += 1_000;
        time.mono += 1_000;
      }
    },
    row: (scope: string, name: string, operator: string, day: number) =>
      now.file.day(firstDay + day, scope, name, operator),
    points: async (tier: 'raw' | '1d') => {
      const found = await store.window({
        measurement: 'availability',
        tier,
        fields: ['up_s', 'degraded_s', 'down_s', 'unknown_s', 'maintenance_s'],
        where: { scope: 'endpoint', operator: 'all' },
        from: start,
        to: start + 4 * 86_400_000,
        limit: 10,
      });
      return found.flatMap(({ points }) => points);
    },
    async end() {
      now.runner.stop();
      await store.close();
      operational.close();
    },
  };
}

const a = statesOf(minutesOf('a1'));
const b = statesOf(minutesOf('b1'));
/** Of both paths: a1 is the primary, b1 its backup. */
const both = a.map((state, i) => {
  if (state === 'up' || state === 'degraded') return state;
  if (b[i] === 'up') return state === 'down' ? 'degraded' : 'up';
  return state === 'unknown' || b[i] === 'unknown' ? 'unknown' : 'down';
});
const days = [0, 1, 2];

async function threeDays(restartAt = -1) {
  const s = await scene();
  for (const day of days) {
    s.at((day + 1) * minutesPerDay);
    await s.feed('a1', day * minutesPerDay, (day + 1) * minutesPerDay);
    await s.feed('b1', day * minutesPerDay, (day + 1) * minutesPerDay);
    s.complete('a1', s.time.wall);
    s.complete('b1', s.time.wall);
  }
  s.at(3 * minutesPerDay + 60);
  for (const path of ['a1', 'b1'] as const) s.complete(path, s.time.wall);
  await s.run(restartAt);
  return s;
}

// Each look waits for a real store.
describe('days of availability', { timeout: 60_000 }, () => {
  it('are, to the second, what the samples say: of each link, of the endpoint, of each operator at it', async () => {
    const s = await threeDays();
    for (const day of days) {
      expect(s.row('link', 'a1', 'vnpt', day)?.seconds).toEqual(secondsOfDay(a, day));
      expect(s.row('link', 'b1', 'viettel', day)?.seconds).toEqual(secondsOfDay(b, day));
      expect(s.row('endpoint', 'bvdk', 'all', day)?.seconds).toEqual(secondsOfDay(both, day));
      expect(s.row('endpoint', 'bvdk', 'vnpt', day)?.seconds).toEqual(secondsOfDay(a, day));
    }
    // Groups: a hospital weighs 9 in province, area and operator, and 1 among hospitals.
    const one = s.row('endpoint', 'bvdk', 'all', 1)?.seconds;
    expect(s.row('class', 'HOSPITAL', 'all', 1)?.seconds).toEqual(one);
    expect(s.row('province', 'province', 'all', 1)?.seconds.down).toBe(9 * (one?.down ?? 0));
    expect(s.row('area', 'pleiku', 'viettel', 1)?.seconds.down).toBe(9 * 1_200);
    expect(s.row('operator', 'vnpt', 'vnpt', 0)).toMatchObject({ state: 'closed', revision: 1, n: 1, expected: 1 });
    // In both tiers, at the day's start.
    for (const tier of ['raw', '1d'] as const) {
      const points = (await s.points(tier)).filter(({ at }) => at < start + 3 * 86_400_000);
      expect(points.map(({ at, values }) => [dayOf(at) - firstDay, values])).toEqual(
        days.map((day) => [day, Object.values(secondsOfDay(both, day))]),
      );
    }
    await s.end();
  });

  it.each([1, 3, 5])('are the same after a restart before look %i', async (look) => {
    const s = await threeDays(look);
    for (const day of days) {
      expect(s.row('endpoint', 'bvdk', 'all', day)).toMatchObject({
        seconds: secondsOfDay(both, day),
        state: 'closed',
        revision: 1,
      });
      expect(s.row('province', 'province', 'all', day)?.state).toBe('closed');
    }
    expect(s.file.unwritten(1)).toEqual([]);
    await s.end();
  });

  it('stay provisional while an agent holds data of them, are unknown until then, and are computed when it comes', async () => {
    const s = await scene();
    const [cut, back] = [1_440 + 700, 1_440 + 1_100];
    s.at(2 * minutesPerDay);
    await s.feed('a1', 0, 2 * minutesPerDay);
    await s.feed('b1', 0, cut);
    await s.feed('b1', back, 2 * minutesPerDay);
    s.at(2 * minutesPerDay + 60);
    s.complete('a1', s.time.wall);
    s.complete('b1', start + cut * minute);
    await s.run();
    expect(s.row('link', 'b1', 'viettel', 0)).toMatchObject({ state: 'closed', revision: 1 });
    expect(s.row('link', 'b1', 'viettel', 1)).toMatchObject({ state: 'provisional', revision: 0 });
    expect(s.row('link', 'b1', 'viettel', 1)?.seconds.unknown).toBe((back - cut) * 60);
    expect(s.row('link', 'a1', 'vnpt', 1)).toMatchObject({ state: 'closed' });
    expect(s.row('endpoint', 'bvdk', 'all', 1)?.state).toBe('provisional');

    s.at(2 * minutesPerDay + 300);
    await s.feed('b1', cut, back);
    s.complete('b1', s.time.wall);
    await s.run();
    expect(s.row('link', 'b1', 'viettel', 1)).toMatchObject({ state: 'closed', revision: 1 });
    expect(s.row('link', 'b1', 'viettel', 1)?.seconds).toEqual(secondsOfDay(b, 1));
    expect(s.row('endpoint', 'bvdk', 'all', 1)?.seconds).toEqual(secondsOfDay(both, 1));
    expect(s.row('province', 'province', 'all', 1)).toMatchObject({ state: 'closed', revision: 1 });
    await s.end();
  });

  it('a closed day that data reaches all the same has a second revision, of its groups too', async () => {
    const s = await scene();
    s.at(minutesPerDay);
    await s.feed('a1', 0, 600);
    await s.feed('a1', 700, minutesPerDay);
    await s.feed('b1', 0, minutesPerDay);
    s.at(minutesPerDay + 60);
    for (const path of ['a1', 'b1'] as const) s.complete(path, s.time.wall);
    await s.run();
    expect(s.row('link', 'a1', 'vnpt', 0)).toMatchObject({ state: 'closed', revision: 1, seconds: { unknown: 6_000 } });
    await s.feed('a1', 600, 700);
    await s.run();
    expect(s.row('link', 'a1', 'vnpt', 0)).toMatchObject({ state: 'closed', revision: 2, seconds: { unknown: 0 } });
    expect(s.row('operator', 'vnpt', 'vnpt', 0)).toMatchObject({ state: 'closed', revision: 2 });
    expect((await s.points('1d'))[0]?.values).toEqual(Object.values(secondsOfDay(both, 0)));
    await s.end();
  });

  it('leave announced work out, and what lasts beyond it in', async () => {
    const at = (i: number) => start + i * minute;
    // The outage of 2,000 to 2,045 was announced until 2,020; that of midnight only when it had begun.
    const covers = ({ operator }: { operator: string }) => operator === 'vnpt';
    const s = await scene([
      { from: at(2_000), to: at(2_020), announcedAt: start, covers },
      { from: at(1_435), to: at(1_450), announcedAt: at(1_436), covers },
    ]);
    s.at(2 * minutesPerDay + 60);
    await s.feed('a1', 0, 2 * minutesPerDay);
    await s.feed('b1', 0, 2 * minutesPerDay);
    await s.run();
    expect(s.row('link', 'a1', 'vnpt', 1)?.seconds).toMatchObject({ maintenance: 20 * 60, down: (25 + 10) * 60 });
    expect(s.row('link', 'a1', 'vnpt', 0)?.seconds).toMatchObject({ maintenance: 0, down: 10 * 60 });
    // The backup was down from 2,010 to 2,030: without it the endpoint is down, work or not.
    expect(s.row('endpoint', 'bvdk', 'all', 1)?.seconds.down).toBe(20 * 60);
    await s.end();
  });

  it('a path that says nothing all day is unknown, and its day is closed after eight days', async () => {
    const s = await scene();
    s.at(60);
    await s.run();
    s.at(minutesPerDay + 60);
    await s.feed('a1', 0, minutesPerDay);
    s.complete('a1', s.time.wall);
    await s.run();
    expect(s.row('link', 'b1', 'viettel', 0)).toMatchObject({ state: 'provisional', seconds: { unknown: 86_400 } });
    expect(s.row('endpoint', 'bvdk', 'all', 0)?.seconds.up).toBe(secondsOfDay(a, 0).up);
    s.at(9 * minutesPerDay + 60);
    await s.run();
    expect(s.row('link', 'b1', 'viettel', 0)).toMatchObject({ state: 'closed', revision: 1 });
    expect(s.row('province', 'province', 'all', 0)).toMatchObject({ state: 'closed' });
    await s.end();
  });

  it('the running day is counted as far as its agents have come', async () => {
    const s = await scene();
    s.at(300);
    await s.feed('a1', 0, 300);
    await s.feed('b1', 0, 200);
    s.complete('a1', s.time.wall);
    s.complete('b1', start + 200 * minute);
    await s.run();
    expect(s.row('link', 'b1', 'viettel', 0)).toMatchObject({ state: 'running', seconds: { up: 12_000, unknown: 0 } });
    expect(s.row('endpoint', 'bvdk', 'all', 0)).toMatchObject({ state: 'running', revision: 0 });
    const { up = 0, degraded = 0 } = s.row('endpoint', 'bvdk', 'all', 0)?.seconds ?? {};
    expect(up + degraded).toBeGreaterThanOrEqual(18_000 - 60);
    await s.end();
  });
});
