import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresOf, incidentsOf } from './incidents.ts';
import { clockOf, orderViolations, type Priority, restorationFigures, type Tracked } from './restoration.ts';
import { secondsOf } from './seconds.ts';
import { type AvailabilityState, append, type Interval } from './timeline.ts';

const names: Record<string, AvailabilityState> = { u: 'up', g: 'degraded', d: 'down', k: 'unknown', m: 'maintenance' };
/** `u100 d30`: up for 100 s, then down for 30 s. */
const line = (text: string): Interval[] => {
  const out: Interval[] = [];
  for (const part of text.split(' ')) {
    const from = out.at(-1)?.to ?? 0;
    append(out, from, from + Number(part.slice(1)) * 1_000, names[part.slice(0, 1)] ?? 'unknown');
  }
  return out;
};
const short = (text: string) =>
  incidentsOf(line(text)).map(
    (i) =>
      `${i.startedBefore ? '…' : ''}${i.startedAt / 1000}-${i.restoredAt === null ? 'open' : i.restoredAt / 1000} down ${i.downS} flaps ${i.flaps} uncertain ${i.uncertainMs / 1000}`,
  );

describe('incidents', () => {
  it.each([
    ['a failure and its end', 'u500 d60 u500', ['500-560 down 60 flaps 0 uncertain 0']],
    ['degraded carries', 'g500 d60 g500', ['500-560 down 60 flaps 0 uncertain 0']],
    [
      'up for 2 minutes between two failures is a flap of one incident, and its seconds stay up',
      'u500 d60 u120 d30 u500',
      ['500-710 down 90 flaps 1 uncertain 0'],
    ],
    [
      'up for longer makes two',
      'u500 d60 u121 d30 u500',
      ['500-560 down 60 flaps 0 uncertain 0', '681-711 down 30 flaps 0 uncertain 0'],
    ],
    [
      'up and degraded together are one pause',
      'u500 d60 u70 g70 d30 u500',
      ['500-560 down 60 flaps 0 uncertain 0', '700-730 down 30 flaps 0 uncertain 0'],
    ],
    ['open at the end', 'u500 d60', ['500-open down 60 flaps 0 uncertain 0']],
    ['nobody saw it restored: open', 'u500 d60 k900', ['500-open down 60 flaps 0 uncertain 0']],
    [
      'unknown before it carries: the end is that of the last failure, and how much longer it may have been',
      'u500 d60 k90 u500',
      ['500-560 down 60 flaps 0 uncertain 90'],
    ],
    [
      'unknown between two failures does not end it',
      'u500 d60 k900 d60 u500',
      ['500-1520 down 120 flaps 0 uncertain 0'],
    ],
    [
      'up, unknown and down again are two',
      'u500 d60 u10 k900 d60 u500',
      ['500-560 down 60 flaps 0 uncertain 0', '1470-1530 down 60 flaps 0 uncertain 0'],
    ],
    ['down before the window began', 'd60 u500', ['…0-60 down 60 flaps 0 uncertain 0']],
    ['an overrun of maintenance is an incident', 'u500 m600 d60 u500', ['1100-1160 down 60 flaps 0 uncertain 0']],
    ['none', 'u500 k10 m10', []],
  ])('%s', (_name, text, expected) => {
    expect(short(text)).toEqual(expected);
  });

  it('neither lose nor invent a second down, whatever is merged', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom('u', 'g', 'd', 'k', 'm'), fc.integer({ min: 1, max: 400 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, (given) => {
        const timeline = given.length === 0 ? [] : line(given.map(([s, n]) => `${s}${n}`).join(' '));
        const incidents = incidentsOf(timeline);
        expect(incidents.reduce((sum, i) => sum + i.downS, 0)).toBe(secondsOf(timeline).down);
        for (const [k, incident] of incidents.entries()) {
          const next = incidents[k + 1];
          if (next !== undefined) expect((incident.restoredAt ?? Number.NaN) <= next.startedAt).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('repair times and times between failures', () => {
  const text = 'u1000 d100 u1000 d200 u1000 d600 u1000 d50';
  it('are those of closed incidents; the open one is counted as censored', () => {
    expect(figuresOf(line(text))).toEqual({
      from: 0,
      to: 4_950_000,
      repair: {
        meanS: 300,
        medianS: 200,
        p90S: 600,
        n: 3,
        expected: 4,
        open: 1,
        startedBefore: 0,
        meanAtLeastS: 237.5,
      },
      betweenFailuresS: 1_000,
      failures: 4,
      rule: 'incidents',
    });
  });
  it('need three failures that began in the window', () => {
    expect(figuresOf(line('d50 u1000 d100 u1000 d200 u1000'))).toMatchObject({
      betweenFailuresS: null,
      failures: 2,
      repair: { meanS: 150, n: 2, expected: 3, startedBefore: 1 },
    });
  });
  it('of nothing are nothing', () => {
    expect(figuresOf([]).repair).toMatchObject({ meanS: null, medianS: null, p90S: null, n: 0, meanAtLeastS: null });
  });
  it('p90 of ten is the ninth', () => {
    const ten = Array.from({ length: 10 }, (_, i) => `u1000 d${i + 1}`).join(' ');
    expect(figuresOf(line(`${ten} u1000`)).repair).toMatchObject({ p90S: 9, medianS: 5.5 });
  });
});

const minute = 60_000;
const tracked = (
  id: string,
  priority: Priority,
  from: number,
  to: number | null,
  more: Partial<Tracked> = {},
): Tracked => ({
  id,
  operator: 'vnpt',
  priority,
  startedAt: from * minute,
  detectedAt: null,
  acknowledgedAt: null,
  restoredAt: to === null ? null : to * minute,
  ...more,
});

describe('restoration', () => {
  it.each<[string, number | null, number, string]>([
    ['at its limit in time', 120, 500, 'inTime'],
    ['a minute later late', 121, 500, 'late'],
    ['open within the limit it runs', null, 120, 'running'],
    ['open beyond it is overdue', null, 121, 'overdue'],
  ])('a priority 1 restored %s', (_name, restored, now, expected) => {
    expect(clockOf(tracked('a', 1, 0, restored), now * minute).restore).toBe(expected);
  });

  it('detection, acknowledgement and repair are told apart, all from the first failed probe', () => {
    const incident = tracked('a', 2, 10, 70, { detectedAt: 12 * minute, acknowledgedAt: 30 * minute });
    expect(clockOf(incident, 999 * minute)).toMatchObject({
      detectMinutes: 2,
      acknowledgeMinutes: 20,
      restoreMinutes: 60,
      acknowledge: 'late',
      restore: 'inTime',
      dueAt: 250 * minute,
    });
  });

  it('restored before anybody took it on, there was nothing left to acknowledge', () => {
    expect(clockOf(tracked('a', 1, 0, 3), 60 * minute)).toMatchObject({
      acknowledge: 'inTime',
      acknowledgeMinutes: null,
    });
  });

  it('what is overdue counts as missed before it ends, what still runs does not count', () => {
    const clocks = [
      tracked('a', 1, 0, 60),
      tracked('b', 1, 0, null),
      tracked('c', 1, 900, null),
      tracked('d', 3, 0, 1),
    ].map((i) => clockOf(i, 1_000 * minute));
    expect(restorationFigures(clocks, 1)).toEqual({
      priority: 1,
      inTimeRatio: 0.5,
      n: 2,
      expected: 3,
      rule: 'restorationClock',
    });
    expect(restorationFigures(clocks, 2)).toMatchObject({ inTimeRatio: null, n: 0 });
  });

  it.each<[string, Tracked[], string[]]>([
    ['a P3 restored while an older P1 is open', [tracked('p1', 1, 0, 100), tracked('p3', 3, 10, 50)], ['p3<p1']],
    ['… also one that is still open', [tracked('p1', 1, 0, null), tracked('p3', 3, 10, 50)], ['p3<p1']],
    ['not when the P1 began later', [tracked('p1', 1, 20, 100), tracked('p3', 3, 10, 50)], []],
    [
      'not when the P1 was restored first, or at the same time',
      [tracked('p1', 1, 0, 50), tracked('p3', 3, 10, 50)],
      [],
    ],
    ['not between equals', [tracked('a', 1, 0, 100), tracked('b', 1, 10, 50)], []],
    ['not between operators', [tracked('p1', 1, 0, 100), tracked('p3', 3, 10, 50, { operator: 'viettel' })], []],
  ])('order of priority: %s', (_name, incidents, expected) => {
    expect(orderViolations(incidents).map((v) => `${v.restored}<${v.open}`)).toEqual(expected);
  });
});
