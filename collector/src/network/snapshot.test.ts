import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { rowsPerSnapshotSlice } from './limits.ts';
import { Picture } from './picture.ts';
import { RegisterIndex } from './register.ts';
import { SnapshotFile } from './snapshot.ts';

const now = Date.UTC(2026, 10, 24);
const instant = { now, monotonicMs: 0 };
const register = new RegisterIndex(
  {
    province: { vi: 'Gia Lai', en: 'Gia Lai' },
    operators: [{ id: 'vnpt', name: 'VNPT' }],
    areas: [],
    endpoints: [],
    classes: {},
  },
  new Map(),
);

function pictureOf(ids: readonly string[], at = now): Picture {
  const picture = new Picture(register);
  const links = ids.map((id) => ({
    id,
    endpoint: 'somewhere',
    role: 'primary' as const,
    device: 'pe1',
    interface: `name ${id}`,
    sharedRisk: [],
    probe: { intervalS: 10 },
    intervalS: 30,
  }));
  const watch = { operator: 'vnpt', agent: 'a1', site: 'pleiku' };
  picture.inventory(
    { ...watch, hash: 'h', version: '1', intervalS: 30, at, devices: [], links, units: [], checks: [] },
    instant,
  );
  for (const link of links)
    picture.apply(
      {
        ...watch,
        endpoint: 'somewhere',
        link,
        unit: null,
        check: null,
        lane: 'live',
        receivedAt: at,
        receivedMonotonicMs: 0,
        sample: { kind: 'ping', at, link: link.id, intervalS: 10, sent: 5, received: 5, rttMsAvg: 4 },
      },
      instant,
    );
  return picture;
}

/** What a new collector begins with on this file, once its inventories name these links. */
function restored(file: ReturnType<typeof openOperationalFile>, ids: readonly string[]) {
  const picture = new Picture(register);
  const count = new SnapshotFile(file).restore(picture);
  const links = ids.map((id) => ({
    id,
    endpoint: 'somewhere',
    role: 'primary' as const,
    device: 'pe1',
    interface: `name ${id}`,
    sharedRisk: [],
    intervalS: 30,
  }));
  const watch = { operator: 'vnpt', agent: 'a1', site: 'pleiku', hash: 'h', version: '1', intervalS: 30, at: now };
  picture.inventory({ ...watch, devices: [], links, units: [], checks: [] }, instant);
  return { count, held: [...picture.links.values()].filter((link) => link.burst !== null).map(({ link }) => link.id) };
}

describe('the snapshot of the picture', () => {
  const many = Array.from({ length: 2 * rowsPerSnapshotSlice + 7 }, (_, n) => `link-${n}`);

  it('brings back every link of a picture that takes several slices, and lets other work between them', async () => {
    const file = openOperationalFile(':memory:');
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const immediate = () => {
      turns++;
      if (turns < 100) setImmediate(immediate);
    };
    setImmediate(immediate);
    await new SnapshotFile(file).write(pictureOf(many));
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(restored(file, many)).toEqual({ count: many.length, held: many });
  });

  it('forgets what has left the picture, also what a collector before this one wrote', async () => {
    const file = openOperationalFile(':memory:');
    await new SnapshotFile(file).write(pictureOf(['a', 'b', 'c']));
    const next = new SnapshotFile(file);
    next.restore(new Picture(register));
    await next.write(pictureOf(['b', 'c']));
    expect(restored(file, ['a', 'b', 'c'])).toEqual({ count: 2, held: ['b', 'c'] });
    await next.write(pictureOf(['c']));
    expect(restored(file, ['a', 'b', 'c'])).toEqual({ count: 1, held: ['c'] });
  });

  it('writes the last of two pictures that were given at once', async () => {
    const file = openOperationalFile(':memory:');
    const snapshot = new SnapshotFile(file);
    await Promise.all([snapshot.write(pictureOf(many)), snapshot.write(pictureOf(['z']))]);
    expect(restored(file, ['z', 'link-1'])).toEqual({ count: 1, held: ['z'] });
  });

  it('leaves a snapshot of another shape aside, whole', async () => {
    const file = openOperationalFile(':memory:');
    await new SnapshotFile(file).write(pictureOf(['a']));
    file.db.exec(`UPDATE network_snapshot SET body = '1' WHERE kind = 'shape'`);
    expect(restored(file, ['a'])).toEqual({ count: 0, held: [] });
    expect(file.db.prepare('SELECT count(*) AS n FROM network_snapshot').get()).toEqual({ n: 0 });
  });
});
