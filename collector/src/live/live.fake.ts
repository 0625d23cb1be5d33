/** A small province for the tests of the live part: two operators, three endpoints, a clock that the test owns. */
import type { InventoryLink, InventoryUnit } from '@thongsuot/contract/inventory.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import { pino } from 'pino';
import { advice } from '../alert/advice.ts';
import type { Rules } from '../alert/rule-options.ts';
import { createDuty, type Duty } from '../duty/duty.ts';
import type { Viewer } from '../http/views.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import type { Register } from '../network/register.ts';
import { createDirectory } from '../notify/directory.ts';
import type { NotifyOptions } from '../notify/notifier.ts';
import { type OperationalFile, openOperationalFile } from '../operational.ts';
import type { Store } from '../store/store.ts';
import { createLive, type Live, type LiveOptions } from './live.ts';

/** Nobody is told anything. */
export const noReceivers: NotifyOptions = {
  webhooks: [],
  alertmanagers: [],
  mails: [],
  routes: {
    routes: [],
    fallback: {
      id: 'default',
      match: {},
      receivers: [],
      groupWaitMs: 0,
      groupWaitMsMax: 0,
      groupIntervalMs: 0,
      repeatMs: null,
      escalate: [],
    },
  },
  heartbeat: null,
};
export const emptyDirectory = createDirectory({
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  boardUrl: null,
  operators: [],
  areas: [],
  endpoints: [],
  advice,
});

export const t0 = Date.UTC(2026, 10, 24, 1, 0, 0);
export const M = 1e6;

export const register: Register = {
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  operators: [
    { id: 'vnpt', name: 'VNPT Gia Lai' },
    { id: 'viettel', name: 'Viettel Gia Lai' },
  ],
  areas: [{ id: 'pleiku', vi: 'Thành phố Pleiku', en: 'Pleiku city' }],
  endpoints: [
    {
      id: 'bvdk',
      vi: 'Bệnh viện Đa khoa tỉnh',
      en: 'Provincial general hospital',
      classes: ['HOSPITAL'],
      area: 'pleiku',
      coordinates: null,
    },
    { id: 'ubnd', vi: 'UBND tỉnh', en: 'People’s Committee', classes: ['PARTY-STATE'], area: null, coordinates: null },
  ],
  classes: {},
};
export const rules: Rules = { utilization: { forMs: 20_000, keepFiringForMs: 0, clearBelow: 0.05 } };

export const department: Viewer = { role: 'department', operator: null, name: 'so' };
export const operatorViewer = (operator: string): Viewer => ({ role: 'operator', operator, name: operator });

export const link = (id: string, endpoint: string, over: Partial<InventoryLink> = {}): InventoryLink => ({
  id,
  endpoint,
  role: 'primary',
  device: 'pe1',
  interface: `name ${id}`,
  contract: { inBitsPerSecond: 100 * M, outBitsPerSecond: 100 * M },
  circuitId: `GLI-${id}`,
  sharedRisk: [],
  intervalS: 10,
  ...over,
});

export const inventory = (
  operator: string,
  agent: string,
  links: InventoryLink[],
  over: Partial<AgentInventory> = {},
): AgentInventory => ({
  operator,
  agent,
  hash: 'x',
  at: t0,
  site: 'pleiku',
  version: '1.0.0',
  intervalS: 10,
  devices: [{ id: 'pe1', intervalS: 10 }],
  links,
  units: [] as InventoryUnit[],
  checks: [],
  ...over,
});

export const emptyStore: Store = {
  write: async () => ({ stored: 0, rejected: [] }),
  window: async () => [],
  latest: async () => [],
  series: async () => [],
  retain: async () => ({ removed: 0 }),
  health: async () => ({ ready: true, description: 'nothing' }),
  close: async () => {},
};

export interface Scene {
  live: Live;
  time: { wall: number; mono: number };
  file: OperationalFile;
  duty: Duty;
  /** Sends samples of one agent as one batch received now. */
  send(operator: string, agent: string, samples: Placed['sample'][], lane?: Lane): void;
  /** The process is killed: its memory is gone, the file stays. */
  reopen(): Scene;
}

export function createScene(over: Partial<LiveOptions> & { path?: string; at?: number } = {}): Scene {
  const { path = ':memory:', at = t0, ...options } = over;
  const time = { wall: at, mono: at - t0 };
  const file = options.operational ?? openOperationalFile(path);
  const duty = options.duty ?? createDuty({ operational: file, now: () => time.wall });
  const live = createLive({
    duty,
    register,
    rules,
    operational: file,
    store: emptyStore,
    // With fractions, as the machine's has.
    clock: { now: () => time.wall, monotonicMs: () => time.mono + ((time.mono * 0.618034) % 1) },
    log: pino({ level: 'silent' }),
    demo: false,
    notify: noReceivers,
    directory: emptyDirectory,
    ...options,
  });
  return {
    live,
    time,
    file,
    duty,
    send(operator, agent, samples, lane = 'live') {
      const placed = samples.map(
        (sample): Placed => ({
          operator,
          agent,
          site: 'pleiku',
          endpoint: null,
          link: null,
          unit: null,
          check: null,
          lane,
          receivedAt: time.wall,
          receivedMonotonicMs: time.mono,
          sample,
        }),
      );
      live.receive(placed, {
        operator,
        agent,
        lane,
        receivedAt: time.wall,
        oldestPending: time.wall,
        pending: 1,
        dropped: 0,
        completeTo: time.wall,
      });
    },
    reopen() {
      file.close();
      const next = createScene({ ...over, at: time.wall });
      return next;
    },
  };
}

/** A reading of a 100 Mbit/s link at this load, or at no rate. */
export const reading = (id: string, at: number, load: number | null, oper: 'up' | 'down' = 'up'): Placed['sample'] => ({
  kind: 'link',
  at,
  link: id,
  intervalS: 10,
  oper,
  ...(load === null
    ? { noRate: 'firstReading' as const }
    : { spanS: 10, inBitsPerSecond: load * 100 * M, outBitsPerSecond: 1 * M }),
  capacityIn: { bitsPerSecond: 100 * M, limitedBy: 'contract' },
  capacityOut: { bitsPerSecond: 100 * M, limitedBy: 'contract' },
});
