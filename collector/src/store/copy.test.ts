import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measurement, type Tier, tierNames } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasInfluxd, startInfluxd } from '../../../test/harness/influxd.ts';
import { type CopyMarks, type CopyOptions, copyStore } from './copy.ts';
import { provisionInflux } from './influx/provision.ts';
import { openStore, retentionKept } from './open.ts';
import { type Point, type Store, StoreUnavailable } from './store.ts';

const log = pino({ enabled: false });
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
const minute = 60_000;
const day = 86_400_000;
const now = Math.floor(Date.now() / minute) * minute;

const keepMs = { from: retentionKept({ kind: 'sqlite', path: '' }), to: retentionKept({ kind: 'sqlite', path: '' }) };

function marksInMemory(): CopyMarks & { held: Map<string, number> } {
  const held = new Map<string, number>();
  return {
    held,
    get: (tier, measurement) => held.get(`${tier} ${measurement}`),
    set: (tier: Tier, measurement: Measurement, upTo) => {
      held.set(`${tier} ${measurement}`, upTo);
    },
  };
}

const optionsOf = (from: Store, to: Store, marks: CopyMarks = marksInMemory()): CopyOptions => ({
  from,
  to,
  keepMs,
  now,
  marks,
  onProgress: () => undefined,
  wait: async () => undefined,
});

/** Three days of two links in raw, with a state that not every point has, and a month of one link in the rollups. */
function pilot(): Record<Tier, Point[]> {
  const raw = Array.from({ length: 3 * 144 }, (_, i): Point[] => {
    const at = now - 3 * day + i * 10 * minute;
    const tags = { operator: 'vnpt', site: 'pleiku', endpoint: 'bv-tinh' };
    return [
      { measurement: 'link', tags: { ...tags, link: 'l1' }, fields: { in_bps: i * 1_000.5, oper: 'up' }, at },
      {
        measurement: 'link',
        tags: { ...tags, link: 'l2' },
        fields: i % 2 === 0 ? { out_bps: i } : { oper: 'down' },
        at,
      },
      {
        measurement: 'ping',
        tags: { ...tags, link: 'l1' },
        fields: { sent: 5, received: i % 6, loss: 1 - (i % 6) / 5 },
        at,
      },
    ];
  }).flat();
  const rollup = Array.from(
    { length: 30 },
    (_, i): Point => ({
      measurement: 'link',
      tags: { operator: 'vnpt', site: 'pleiku', endpoint: 'bv-tinh', link: 'l1' },
      fields: { in_bps: i, in_bps_p95: i * 2, oper_last: 'up', n: 288, expected: 288 },
      at: now - (i + 1) * day,
    }),
  );
  return { raw, '5m': [], '1h': rollup, '1d': rollup };
}

async function everythingOf(store: Store, tier: Tier): Promise<unknown> {
  const fields =
    tier === 'raw' ? ['in_bps', 'out_bps', 'oper'] : ['in_bps', 'in_bps_p95', 'oper_last', 'n', 'expected'];
  const window = {
    tier,
    fields,
    where: {},
    from: now - 40 * day,
    to: now,
    limit: 100_000,
    measurement: 'link',
  } as const;
  return store.window(window);
}

describe('copying one store into another', () => {
  let dir: string;
  let from: Store;
  let to: Store;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'thongsuot-copy-'));
    from = await openStore({ kind: 'sqlite', path: join(dir, 'from.db') }, { log, clock });
    to = await openStore({ kind: 'sqlite', path: join(dir, 'to.db') }, { log, clock });
    const points = pilot();
    for (const tier of tierNames) if (points[tier].length > 0) await from.write(points[tier], tier);
  });
  afterEach(async () => {
    await from.close();
    await to.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('leaves every point of every tier on the other side, and says how many values agree', async () => {
    const outcome = await copyStore(optionsOf(from, to));
    expect(outcome).toMatchObject({ refused: 0, differences: [] });
    // Raw: 2 + 1 or 1 + 3 values at each of 432 instants; rollups: 5 values on 30 days in two tiers.
    expect(outcome.values).toBe(432 * 6 + 2 * 30 * 5);
    for (const tier of tierNames) expect(await everythingOf(to, tier)).toEqual(await everythingOf(from, tier));
  });

  it('goes on where it was after being killed anywhere, and ends with the same points', async () => {
    const marks = marksInMemory();
    let runs = 0;
    // Each run dies at a later write than the one before.
    for (; runs < 200; runs += 1) {
      let left = runs + 1;
      const dying: Store = {
        ...to,
        write: async (points, tier) => {
          left -= 1;
          if (left === 0) throw new Error('killed');
          return to.write(points, tier);
        },
      };
      const ended = await copyStore(optionsOf(from, dying, marks)).then(
        () => true,
        (error: Error) => error.message !== 'killed',
      );
      if (ended) break;
    }
    expect(runs).toBeGreaterThan(2);
    for (const tier of tierNames) expect(await everythingOf(to, tier)).toEqual(await everythingOf(from, tier));
  });

  it('begins no slice again that is done', async () => {
    const marks = marksInMemory();
    await copyStore(optionsOf(from, to, marks));
    const again = await copyStore(optionsOf(from, to, marks));
    expect(again.points).toBe(0);
    expect(again.values).toBe(432 * 6 + 2 * 30 * 5);
  });

  it('finds by its counts what came late behind a slice that was done, and copies it', async () => {
    const marks = marksInMemory();
    await copyStore(optionsOf(from, to, marks));
    const late = pilot()
      .raw.slice(0, 3)
      .map((point) => ({ ...point, at: point.at + minute }));
    await from.write(late);
    const again = await copyStore(optionsOf(from, to, marks));
    expect(again.differences).toEqual([]);
    expect(await everythingOf(to, 'raw')).toEqual(await everythingOf(from, 'raw'));
  });

  it('tries again while a store does not answer, and gives up in the end', async () => {
    let failures = 3;
    const flaky: Store = {
      ...to,
      write: async (points, tier) => {
        failures -= 1;
        if (failures >= 0) throw new StoreUnavailable('writing: no answer in 10000 ms');
        return to.write(points, tier);
      },
    };
    expect((await copyStore(optionsOf(from, flaky))).differences).toEqual([]);
    const waits: number[] = [];
    const dead: Store = { ...to, window: () => Promise.reject(new StoreUnavailable('reading: ECONNREFUSED')) };
    const options = { ...optionsOf(from, dead), wait: async (ms: number) => void waits.push(ms) };
    await expect(copyStore(options)).rejects.toThrow('ECONNREFUSED');
    expect(waits).toHaveLength(9);
  });

  it('counts what the other side refuses, and names what then differs', async () => {
    const strict: Store = {
      ...to,
      write: async (points, tier) => {
        const good = points.filter(({ measurement }) => measurement !== 'ping');
        await to.write(good, tier);
        const rejected = points.flatMap((point, index) =>
          point.measurement === 'ping' ? [{ index, code: 'invalid' as const, detail: 'field type conflict' }] : [],
        );
        return { stored: good.length, rejected };
      },
    };
    const outcome = await copyStore(optionsOf(from, strict));
    expect(outcome.refused).toBe(2 * 432);
    expect(outcome.refusals[0]).toBe('raw ping: invalid: field type conflict');
    expect(new Set(outcome.differences.map(({ measurement, field }) => `${measurement} ${field}`))).toEqual(
      new Set(['ping sent', 'ping received', 'ping loss']),
    );
    expect(outcome.differences.reduce((sum, { expected }) => sum + expected, 0)).toBe(3 * 432);
  });

  it.runIf(hasInfluxd())('carries a pilot from the embedded store into a real InfluxDB', async () => {
    const influxd = await startInfluxd();
    const influx = await openStore({ kind: 'influx', url: influxd.url }, { log, clock });
    try {
      await provisionInflux({ url: influxd.url }, log);
      const outcome = await copyStore(optionsOf(from, influx));
      expect(outcome).toMatchObject({ refused: 0, differences: [], values: 432 * 6 + 2 * 30 * 5 });
      for (const tier of tierNames) expect(await everythingOf(influx, tier)).toEqual(await everythingOf(from, tier));
    } finally {
      await influx.close();
      await influxd.stop();
    }
  });
});
