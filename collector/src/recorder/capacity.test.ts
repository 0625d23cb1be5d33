import { describe, expect, it } from 'vitest';
import { inventory, link, t0 } from '../live/live.fake.ts';
import { StoreUnavailable, type WindowQuery } from '../store/store.ts';
import { capacityReadsMax } from './limits.ts';
import { recorderScene } from './recorder.fake.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The day up to the round, not the days of the trend. */
const isWindow = ({ from, to }: WindowQuery) => to - from === 24 * hour;

/** A province of this many links whose store notes what it is asked. */
function province(links: number) {
  const scene = recorderScene();
  const asked: WindowQuery[] = [];
  scene.memory.window = async (query) => {
    if (query.aggregate === 'mean' && isWindow(query)) asked.push(query);
    return [];
  };
  const list = Array.from({ length: links }, (_, i) => link(`l${i}`, 'bvdk'));
  scene.picture.inventory(inventory('vnpt', 'vnpt-1', list), { now: t0, monotonicMs: 0 });
  return { ...scene, asked };
}

describe('rounds of capacity', () => {
  it('begin two minutes after the start, then a minute past each hour, over the last 24 h', async () => {
    const scene = province(1);
    await scene.look(2 * minute - 1);
    expect(scene.asked).toEqual([]);
    await scene.look(1);
    await scene.look(hour - 2 * minute);
    await scene.look(minute - 1);
    expect(scene.asked).toHaveLength(1);
    await scene.look(1);
    await scene.look(hour);
    expect(scene.asked.map(({ from, to }) => [from - t0, to - t0])).toEqual([
      [-24 * hour, 0],
      [-23 * hour, hour],
      [-22 * hour, 2 * hour],
    ]);
    await scene.look(1_000);
    expect(scene.memory.of('capacity').map(({ at, fields }) => ({ at: at - t0, ...fields }))).toEqual([
      { at: 0, n: 0, expected: 288 },
      { at: hour, n: 0, expected: 288 },
      { at: 2 * hour, n: 0, expected: 288 },
    ]);
  });

  it('spread their reads: 2,400 links take ten minutes, a few at a time', async () => {
    const scene = province(2_400);
    let now = 0;
    let most = 0;
    scene.memory.window = async (query) => {
      if (query.aggregate === 'mean' && isWindow(query)) scene.asked.push(query);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return [];
    };
    await scene.look(2 * minute);
    expect(scene.asked).toHaveLength(4);
    for (let i = 0; i < 99; i++) await scene.look(1_000);
    expect(scene.asked).toHaveLength(400);
    expect(most).toBe(capacityReadsMax);
  });

  it('wait while the store does not answer, and lose no link by it', async () => {
    const scene = province(3);
    const { window } = scene.memory;
    scene.memory.window = async () => {
      throw new StoreUnavailable('it is down');
    };
    await scene.look(2 * minute);
    scene.memory.window = window;
    await scene.look(1_000);
    expect(scene.asked, 'it is asked again after 30 s').toEqual([]);
    await scene.look(30_000);
    await scene.look(1_000);
    expect(scene.memory.of('capacity').map(({ series }) => series)).toEqual([
      'vnpt/bvdk/l0',
      'vnpt/bvdk/l1',
      'vnpt/bvdk/l2',
    ]);
  });

  it('take the last capacity in the store for a link whose newest reading has none', async () => {
    const scene = province(1);
    const tags = { operator: 'vnpt', site: 'pleiku', endpoint: 'bvdk', link: 'l0' };
    scene.memory.window = async ({ aggregate, from, everyMs = 1 }) => {
      const at = (i: number) => from + i * everyMs;
      if (aggregate === 'last')
        return [
          {
            tags,
            points: [
              { at: at(0), values: [50, 60] },
              { at: at(5), values: [100, null] },
            ],
          },
        ];
      return [{ tags, points: Array.from({ length: 288 }, (_, i) => ({ at: at(i), values: [30, 40] })) }];
    };
    await scene.look(2 * minute);
    await scene.look(1_000);
    expect(scene.memory.of('capacity')[0]?.fields).toMatchObject({ reserve_in_bps: 70, reserve_out_bps: 20 });
  });
});
