import { describe, expect, it } from 'vitest';
import { dateOf, dayOf, dayStart, monthOf, nextMonth } from './days.ts';
import { type Confirmation, type Outcome, type Probe, timelineOf } from './intervals.ts';
import { excludedStretches, type MaintenanceWindow, withMaintenance } from './maintenance.ts';
import { endpointState, linkState, type PathState, weightedSeconds } from './merge.ts';
import { againstTarget, availabilityOf } from './percentage.ts';
import { noSeconds } from './seconds.ts';
import type { AvailabilityState, Interval } from './timeline.ts';

const three: Confirmation = { n: 3, m: 3 };
const outcomes: Record<string, Outcome> = { u: 'up', d: 'degraded', x: 'missed', D: 'down', '?': 'unknown' };
/** One probe each 10 s; a dot is a probe that is not there. */
const probes = (text: string): Probe[] =>
  [...text].flatMap((c, i) =>
    outcomes[c] === undefined ? [] : [{ at: i * 10_000, intervalMs: 10_000, outcome: outcomes[c] }],
  );
const told = (timeline: readonly Interval[]) => timeline.map((i) => `${i.state} ${i.from / 1000}-${i.to / 1000}`);
const timeline = (text: string, confirmation = three) =>
  told(timelineOf(probes(text), confirmation, 0, text.length * 10_000).timeline);

describe('states from probes', () => {
  it.each([
    ['three lost in a row are down since the first of them', 'uuxxxu', ['up 0-20', 'down 20-50', 'up 50-60']],
    ['two lost are no outage', 'uuxxuu', ['up 0-60']],
    ['an interface that says down needs no confirmation', 'uuDuu', ['up 0-20', 'down 20-30', 'up 30-50']],
    ['two lost after which nothing more is known are unknown', 'uuxx.....u', ['up 0-20', 'unknown 20-90', 'up 90-100']],
    ['a gap of up to 3 intervals is bridged', 'u..u', ['up 0-40']],
    [
      'a longer one is unknown from one interval after the last probe',
      'uu...u',
      ['up 0-20', 'unknown 20-50', 'up 50-60'],
    ],
    ['an unknown probe is unknown, never down', 'u???u', ['up 0-10', 'unknown 10-40', 'up 40-50']],
    ['lost probes are not counted over an unknown one', 'uxx?xu', ['up 0-10', 'unknown 10-50', 'up 50-60']],
    ['degraded is told from up', 'uddu', ['up 0-10', 'degraded 10-30', 'up 30-40']],
    [
      'lost probes that were not confirmed keep the state before them',
      'duxxdxu',
      ['degraded 0-10', 'up 10-40', 'degraded 40-60', 'up 60-70'],
    ],
    ['nothing is known before the first probe', '..uu', ['unknown 0-20', 'up 20-40']],
    ['without probes all is unknown', '....', ['unknown 0-40']],
  ])('%s', (_name, text, expected) => {
    expect(timeline(text)).toEqual(expected);
  });

  it('3 of 5: what answers in between was up, what is lost was down since the first', () => {
    expect(timeline('uxuxxu', { n: 3, m: 5 })).toEqual(['up 0-10', 'down 10-20', 'up 20-30', 'down 30-50', 'up 50-60']);
  });

  it('states window, present and expected probes and the rule', () => {
    expect(timelineOf(probes('uu?...uuuu'), three, 0, 100_000).basis).toEqual({
      from: 0,
      to: 100_000,
      n: 6,
      expected: 10,
      rule: '3 of 3 lost, back-dated to the first',
    });
  });
});

describe('maintenance', () => {
  const down: Interval[] = [{ from: 0, to: 100, state: 'down' }];
  const over = (windows: MaintenanceWindow[], caps = { windowMs: 50, monthMs: 1e9 }) =>
    withMaintenance(down, excludedStretches(windows, caps)).map((i) => `${i.state} ${i.from}-${i.to}`);
  it.each([
    [
      'announced before its start it is excluded, and an overrun is down',
      [{ from: 10, to: 30, announcedAt: 9 }],
      ['down 0-10', 'maintenance 10-30', 'down 30-100'],
    ],
    ['announced at its start it was an outage', [{ from: 10, to: 30, announcedAt: 10 }], ['down 0-100']],
    [
      'longer than the cap it ends at the cap',
      [{ from: 10, to: 90, announcedAt: 0 }],
      ['down 0-10', 'maintenance 10-60', 'down 60-100'],
    ],
    [
      'overlapping windows are counted once',
      [
        { from: 10, to: 30, announcedAt: 0 },
        { from: 20, to: 40, announcedAt: 0 },
      ],
      ['down 0-10', 'maintenance 10-40', 'down 40-100'],
    ],
    ['a window that ends before it starts is none', [{ from: 30, to: 10, announcedAt: 0 }], ['down 0-100']],
  ])('%s', (_name, windows, expected) => {
    expect(over(windows)).toEqual(expected);
  });

  it('a month has a cap of its own, used up in order of time, and the next month begins anew', () => {
    const lastDay = dayStart(dayOf(Date.UTC(2020, 7, 31)));
    const hour = 3_600_000;
    const windows = [0, 6, 12, 22].map((h) => ({
      from: lastDay + h * hour,
      to: lastDay + (h + 4) * hour,
      announcedAt: 0,
    }));
    const stretches = excludedStretches(windows, { windowMs: 8 * hour, monthMs: 9 * hour });
    expect(stretches.map((s) => [(s.from - lastDay) / hour, (s.to - lastDay) / hour])).toEqual([
      [0, 4],
      [6, 10],
      [12, 13],
      [24, 26],
    ]);
  });
});

describe('days of the province', () => {
  it('begin at 17:00 UTC, as the zone data base says', () => {
    const format = new Intl.DateTimeFormat('sv', {
      timeZone: 'Asia/Ho_Chi_Minh',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    for (let day = 10_000; day < 30_000; day += 97)
      expect(format.format(dayStart(day))).toBe(`${dateOf(day)} 00:00:00`);
    expect([dayOf(dayStart(18_000)), dayOf(dayStart(18_000) - 1)]).toEqual([18_000, 17_999]);
  });
  it('make months', () => {
    const day = dayOf(Date.UTC(2020, 11, 30, 17));
    expect([dateOf(day), monthOf(day), dateOf(nextMonth(day))]).toEqual(['2020-12-31', '2020-12', '2021-01-01']);
  });
});

describe('paths into an endpoint', () => {
  const [P, B, C] = ['primary', 'backup', 'check'] as const;
  it.each<[string, [PathState['role'], AvailabilityState][], AvailabilityState]>([
    [
      'up while its primary is',
      [
        [P, 'up'],
        [B, 'down'],
      ],
      'up',
    ],
    [
      'degraded on the backup',
      [
        [P, 'down'],
        [B, 'up'],
      ],
      'degraded',
    ],
    [
      'up on the backup while announced work is done on the primary',
      [
        [P, 'maintenance'],
        [B, 'up'],
      ],
      'up',
    ],
    [
      'degraded when its portal fails though a path carries',
      [
        [P, 'up'],
        [C, 'down'],
      ],
      'degraded',
    ],
    [
      'degraded when its portal answers though its primary is down',
      [
        [P, 'down'],
        [C, 'up'],
      ],
      'degraded',
    ],
    [
      'down when every path is',
      [
        [P, 'down'],
        [B, 'down'],
      ],
      'down',
    ],
    [
      'unknown while a path may carry for all that is known',
      [
        [P, 'down'],
        [B, 'unknown'],
      ],
      'unknown',
    ],
    [
      'down when the backup fails while the primary is worked on',
      [
        [P, 'maintenance'],
        [B, 'down'],
      ],
      'down',
    ],
    [
      'under maintenance when all paths are',
      [
        [P, 'maintenance'],
        [B, 'maintenance'],
      ],
      'maintenance',
    ],
    [
      'down when its portal fails and no path is known to carry',
      [
        [P, 'unknown'],
        [C, 'down'],
      ],
      'down',
    ],
    ['unknown without any path', [], 'unknown'],
  ])('%s', (_name, paths, expected) => {
    expect(endpointState(paths.map(([role, state]) => ({ role, state })))).toBe(expected);
  });

  it('a link is as bad as the worse of its interface and its echoes', () => {
    expect(linkState(['up', 'degraded'])).toBe('degraded');
    expect(linkState(['unknown', 'down'])).toBe('down');
    expect(linkState(['up', 'unknown'])).toBe('unknown');
  });
});

describe('percentages', () => {
  const seconds = (up: number, down: number, unknown = 0, maintenance = 0) => ({
    ...noSeconds(),
    up,
    down,
    unknown,
    maintenance,
  });
  it('leave unknown and maintenance out, and print the coverage and the strict figure beside', () => {
    expect(availabilityOf({ ...seconds(800, 50, 100, 500), degraded: 50 }, 1, 2)).toMatchObject({
      ratio: 850 / 900,
      strictRatio: 0.85,
      coverageRatio: 0.9,
      lowCoverage: true,
      basis: { from: 1, to: 2, n: 900, expected: 1_000, rule: 'availability' },
    });
  });
  it('no data is not 100 %', () => {
    expect(availabilityOf(seconds(0, 0, 10), 0, 1)).toMatchObject({ ratio: null, strictRatio: 0, coverageRatio: 0 });
    expect(availabilityOf(seconds(0, 0, 0, 10), 0, 1)).toMatchObject({
      ratio: null,
      strictRatio: null,
      coverageRatio: null,
      lowCoverage: false,
    });
  });
  it.each([
    [0.995, 216],
    [0.999, 43.2],
    [0.9995, 21.6],
    [0.9999, 4.32],
  ])('%f of 30 days allows %f minutes', (target, minutes) => {
    expect(againstTarget(seconds(30 * 86_400, 0), target).allowedMinutes).toBe(minutes);
  });
  it.each([
    ['exactly at its target it is met', seconds(2_589_408, 2_592), 'met'],
    ['one second more is missed', seconds(2_589_407, 2_593), 'missed'],
    ['unknown time that could decide it leaves it undecided', seconds(2_589_000, 2_000, 1_000), 'undecided'],
    ['unknown time cannot save what is missed already', seconds(2_580_000, 11_000, 1_000), 'missed'],
    ['without data there is no verdict', seconds(0, 0, 100), 'notEnoughData'],
  ])('%s', (_name, given, kind) => {
    expect(againstTarget(given, 0.999).kind).toBe(kind);
  });
  it('a class weighs its members, and one that was not measured lowers the coverage alone', () => {
    const sum = weightedSeconds([
      { name: 'a', weight: 9, seconds: seconds(90, 10) },
      { name: 'b', weight: 1, seconds: seconds(50, 50) },
      { name: 'c', weight: 10, seconds: seconds(0, 0, 100) },
    ]);
    expect(sum).toMatchObject({ n: 2, expected: 3 });
    expect(availabilityOf(sum.seconds, 0, 1)).toMatchObject({ ratio: 860 / 1_000, coverageRatio: 0.5 });
  });
});
