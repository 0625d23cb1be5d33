/** A recorder on a small province, for its tests: a store in memory that can be down, a clock that the test moves. */
import type { InventoryUnit } from '@thongsuot/contract/inventory.ts';
import { pino } from 'pino';
import type { AlertRecord } from '../alert/record.ts';
import { emptyStore, inventory, link, reading, register, t0 } from '../live/live.fake.ts';
import { Picture } from '../network/picture.ts';
import type { Placed } from '../network/placed.ts';
import { RegisterIndex } from '../network/register.ts';
import { type Point, type Store, StoreUnavailable } from '../store/store.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';

export const ups: InventoryUnit = {
  id: 'ups1',
  kind: 'ups',
  device: 'pe1',
  protects: ['a1'],
  intervalS: 60,
};

/** Fields of points with one key are merged, as a store merges them. */
export class MemoryStore implements Store {
  readonly health = emptyStore.health;
  readonly close = emptyStore.close;
  readonly retain = emptyStore.retain;
  readonly series = emptyStore.series;
  readonly points = new Map<string, Point>();
  down = false;
  writes = 0;
  /** Answers of `window` and `latest`; tests put their own in. */
  window: Store['window'] = async () => [];
  latest: Store['latest'] = async () => [];

  async write(points: readonly Point[]) {
    this.writes += 1;
    if (this.down) throw new StoreUnavailable('it is down');
    for (const point of points) {
      const key = `${point.measurement} ${Object.values(point.tags).join('/')} ${point.at}`;
      this.points.set(key, { ...point, fields: { ...this.points.get(key)?.fields, ...point.fields } });
    }
    return { stored: points.length, rejected: [] };
  }

  /** What is stored of a measurement, as `tags: fields` in order of time. */
  of(measurement: Point['measurement']): { series: string; at: number; fields: Point['fields'] }[] {
    return [...this.points.values()]
      .filter((point) => point.measurement === measurement)
      .map((point) => ({ series: Object.values(point.tags).join('/'), at: point.at, fields: point.fields }))
      .sort((a, b) => a.at - b.at || (a.series < b.series ? -1 : 1));
  }
}

export function recorderScene(over: Partial<RecorderOptions> = {}) {
  const time = { wall: t0, mono: 0 };
  const clock = { now: () => time.wall, monotonicMs: () => time.mono };
  const instant = () => ({ now: time.wall, monotonicMs: time.mono });
  const picture = over.picture ?? new Picture(new RegisterIndex(register));
  const memory = new MemoryStore();
  const recorder = new Recorder({
    picture,
    open: [],
    store: memory,
    clock,
    instant,
    log: pino({ level: 'silent' }),
    ...over,
  });
  const apply = (operator: string, sample: Placed['sample']) => {
    picture.apply(
      {
        operator,
        agent: `${operator}-1`,
        site: 'pleiku',
        endpoint: null,
        link: null,
        unit: null,
        check: null,
        lane: 'live',
        receivedAt: time.wall,
        receivedMonotonicMs: time.mono,
        sample,
      },
      instant(),
    );
  };
  return {
    recorder,
    picture,
    memory,
    time,
    apply,
    /** Two operators at one endpoint, one of them at a second as well, a unit. */
    populate() {
      picture.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')], { units: [ups] }), instant());
      const links = [link('b1', 'bvdk', { role: 'backup' }), link('b2', 'ubnd')];
      picture.inventory(inventory('viettel', 'viettel-1', links), instant());
    },
    /** Readings of all links now: a1 at this load, or down. */
    readings(load: number | 'down') {
      apply('vnpt', load === 'down' ? reading('a1', time.wall, null, 'down') : reading('a1', time.wall, load));
      apply('viettel', reading('b1', time.wall, 0.3));
      apply('viettel', reading('b2', time.wall, 0.2));
    },
    /** Time passes; the recorder looks once and what it began is done. */
    async look(ms = 0) {
      time.wall += ms;
      time.mono += ms;
      recorder.noted(picture.changes);
      picture.changes.drain();
      recorder.look();
      // The store in memory answers within some turns of the event loop.
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export const alertRecord = (over: Partial<AlertRecord>): AlertRecord => ({
  id: 'alert-1',
  key: 'utilization:vnpt/a1',
  rule: 'utilization',
  operator: 'vnpt',
  area: null,
  classes: ['HOSPITAL'],
  site: 'pleiku',
  device: 'pe1',
  check: null,
  acknowledged: null,
  flapping: false,
  late: false,
  endpoint: 'bvdk',
  endpointVi: '',
  endpointEn: '',
  link: 'a1',
  unit: null,
  agent: 'vnpt-1',
  circuitId: null,
  priority: 1,
  state: 'firing',
  severity: 'warning',
  startedAt: t0 - 30_000,
  firedAt: t0 - 5_000,
  endedAt: null,
  ending: null,
  value: 0.9,
  threshold: 0.8,
  thresholds: { warning: 0.8, critical: 0.9 },
  summary: '',
  summaryEn: '',
  evidence: [{ at: t0 - 5_000, value: 0.9 }],
  sequence: 1,
  intervalMs: 10_000,
  ...over,
});
