/** A whole night round: days from the tiers or from raw, failover of the picture, and who sees which of it. */
import { describe, expect, it } from 'vitest';
import { dayMs, dayOf, dayStart } from '../availability/days.ts';
import type { Viewer } from '../http/views.ts';
import { inventory, link, M, t0 } from '../live/live.fake.ts';
import { openOperationalFile } from '../operational.ts';
import { ReportDesk } from '../report/desk.ts';
import { NightBook } from '../report/night.ts';
import type { StoredSeries, WindowQuery } from '../store/store.ts';
import { AvailabilityFile } from './availability-file.ts';
import { recorderScene } from './recorder.fake.ts';

const department: Viewer = { role: 'department', operator: null, name: 'so' };
const operator = (id: string): Viewer => ({ role: 'operator', operator: id, name: id });

/** A link grows from 40 to 58 Mbit/s over 60 days; another one carries a steady load. */
function answer({ measurement, tier, where, from, to, everyMs = 300_000, aggregate }: WindowQuery): StoredSeries[] {
  if (measurement !== 'link') return [];
  const id = where['link'] ?? '';
  const load = (at: number) => (id === 'a1' ? 40 + ((at - (t0 - 60 * dayMs)) / dayMs) * 0.3 : 10) * M;
  const tags = { operator: where['operator'] ?? '', site: 's', endpoint: 'bvdk', link: id };
  const points: StoredSeries['points'] = [];
  if (tier === '1d') {
    for (let day = dayOf(t0) - 60; dayStart(day) < to; day++) {
      const p95 = load(dayStart(day));
      if (dayStart(day) >= from) points.push({ at: dayStart(day), values: [p95, M, 100 * M, 100 * M, 288, 288] });
    }
  } else if (tier === 'raw' && to - from <= dayMs && aggregate === 'mean')
    for (let at = from; at < to; at += everyMs) points.push({ at, values: [load(at), M] });
  return points.length === 0 ? [] : [{ tags, points }];
}

async function night() {
  const rounds: { at: number; nightly: boolean }[] = [];
  const scene = recorderScene({ onCapacity: (round) => void rounds.push(round) });
  scene.memory.window = async (query) => answer(query);
  const [primary, backup] = [link('a1', 'bvdk'), link('b1', 'bvdk', { role: 'backup' })];
  scene.picture.inventory(inventory('vnpt', 'vnpt-1', [primary]), { now: t0, monotonicMs: 0 });
  scene.picture.inventory(inventory('viettel', 'viettel-1', [backup]), { now: t0, monotonicMs: 0 });
  scene.readings(0.5);
  await scene.look(120_000);
  for (let i = 0; i < 5; i++) await scene.look(1_000);
  const operational = openOperationalFile(':memory:');
  const desk = new ReportDesk({
    picture: scene.picture,
    file: new AvailabilityFile(operational),
    book: scene.recorder.capacity,
    nights: new NightBook(operational),
    alerts: () => [],
    drills: () => [],
  });
  return { ...scene, desk, rounds };
}

describe('a round over all links', () => {
  it('states reserve, trend, forecast and failover with their windows, counts and rules', async () => {
    const { desk, memory, rounds } = await night();
    expect(rounds).toEqual([{ at: t0, nightly: true }]);
    const [a1, b1] = desk.capacity(department);
    expect([a1?.link, b1?.link]).toEqual(['a1', 'b1']);
    expect(a1?.in.p95Basis).toEqual({ from: t0 - dayMs, to: t0, n: 288, expected: 288, rule: 'reserveOfP95' });
    // 100 less some 58 of p95; 80 Mbit/s in some 74 days.
    expect(a1?.headline?.reserveBitsPerSecond).toBeCloseTo(42 * M, -6);
    expect(a1?.in.exhaustion).toMatchObject({ kind: 'days', because: null, basis: { n: 60, rule: 'theilSen' } });
    expect(a1?.daysToFull).toBeGreaterThan(70);
    expect(a1?.daysToFull).toBeLessThan(80);
    expect(a1?.in.forecast[0]?.p95BitsPerSecond).toBeGreaterThan(55 * M);
    expect(a1?.in.workdayBusyHour?.hour, 'there are no slots of the days').toBeNull();
    // The backup takes 80 Mbit/s less its own 10 (now 30); the primary asks for 58 (now 50).
    expect(a1?.failoverReserveBitsPerSecond).toBeCloseTo(12 * M, -6);
    const point = memory.of('capacity').find(({ series }) => series === 'vnpt/bvdk/a1');
    expect(point?.fields['failover_reserve_bps']).toBe(a1?.failoverReserveBitsPerSecond);
    expect(point?.fields['days_to_full']).toBe(a1?.daysToFull);
  });

  it('shows an operator his own links, and a reserve of his own backups only', async () => {
    const { desk } = await night();
    expect(desk.capacity(operator('vnpt')).map((view) => [view.link, view.failoverReserveBitsPerSecond])).toEqual([
      ['a1', null],
    ]);
    expect(desk.failover(operator('vnpt')).map(({ group, kind, backups }) => [group, kind, backups])).toEqual([
      ['endpoint/bvdk', 'fail', []],
    ]);
    expect(desk.failover(operator('viettel'))).toEqual([]);
    expect(desk.failover(department)).toMatchObject([
      { group: 'endpoint/bvdk', kind: 'ok', operators: ['viettel', 'vnpt'], basis: { rule: 'failover' } },
    ]);
  });
});
