/** Rounds of the alerts over a whole province in this process: every link's newest reading judged by every rule once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { OperationalQueue } from '@thongsuot/collector/alert/queue.ts';
import { collectorConfig } from '@thongsuot/collector/config/schema.ts';
import { LiveAlerts } from '@thongsuot/collector/live/alerts.ts';
import { Picture } from '@thongsuot/collector/network/picture.ts';
import type { Placed } from '@thongsuot/collector/network/placed.ts';
import { RegisterIndex } from '@thongsuot/collector/network/register.ts';
import { openOperationalFile } from '@thongsuot/collector/operational.ts';
import { registerOf, rulesOf } from '@thongsuot/collector/wiring.ts';
import { pino } from 'pino';
import { median } from '../figures.ts';

const agents = 150;
const linksEach = 400;
const endpoints = 2_000;
const intervalS = 10;
const rounds = 7;
const capacity = { bitsPerSecond: 100e6, limitedBy: 'contract' as const };

export interface Evaluated {
  links: number;
  /** One round: all links judged, wall clock and CPU of this process, the median of the rounds. */
  evaluateMs: number;
  evaluateCpuMs: number;
  /** What a second of silence, endings and held messages costs beside it. */
  sweepMs: number;
  firing: number;
}

/** Links move by a tenth of their capacity between two rounds; one in 600 is above its threshold. */
export async function evaluateRounds(): Promise<Evaluated> {
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  const file = openOperationalFile(join(folder, 'operational.db'));
  try {
    const config = collectorConfig.parse({
      state: folder,
      province: { vi: 'Tỉnh Gia Lai', en: 'Gia Lai province' },
      operators: [{ id: 'vnpt', name: 'VNPT Gia Lai' }],
      rules: { utilization: { for: '0s' } },
      endpoints: Array.from({ length: endpoints }, (_, n) => ({
        id: `endpoint-${n}`,
        vi: `Trạm y tế số ${n}`,
        en: `Medical station ${n}`,
        classes: ['MEDICAL'],
      })),
    });
    const time = { wall: Date.now(), mono: 0 };
    const instant = () => ({ now: time.wall, monotonicMs: time.mono });
    const picture = new Picture(new RegisterIndex(registerOf(config)));
    let ids = 0;
    const alerts = new LiveAlerts({
      picture,
      rules: rulesOf(config),
      file,
      queue: new OperationalQueue(file),
      maintenance: { underMaintenance: () => null },
      instant,
      newId: () => `alert-${ids++}`,
      log: pino({ level: 'silent' }),
      onShown: () => undefined,
    });
    for (let agent = 0; agent < agents; agent++) {
      picture.inventory(
        {
          operator: 'vnpt',
          agent: `agent-${agent}`,
          hash: 'x',
          at: time.wall,
          site: `site-${agent}`,
          version: '0.1.0',
          intervalS,
          devices: Array.from({ length: 20 }, (_, n) => ({ id: `pe-${n}`, intervalS })),
          links: Array.from({ length: linksEach }, (_, n) => ({
            id: `${agent}-${n}`,
            endpoint: `endpoint-${(agent * linksEach + n) % endpoints}`,
            role: 'primary' as const,
            device: `pe-${n % 20}`,
            interface: `name port${n}`,
            sharedRisk: [],
            intervalS,
          })),
          units: [],
          checks: [],
        },
        instant(),
      );
    }
    alerts.ready();
    const walls: number[] = [];
    const cpus: number[] = [];
    const sweeps: number[] = [];
    for (let round = 0; round < rounds + 2; round++) {
      time.wall += intervalS * 1_000;
      time.mono += intervalS * 1_000;
      const moved: Placed[][] = [];
      for (let agent = 0; agent < agents; agent++) {
        picture.receive({
          operator: 'vnpt',
          agent: `agent-${agent}`,
          receivedAt: time.wall,
          receivedMonotonicMs: time.mono,
          completeTo: time.wall,
          pending: 1,
          dropped: 0,
          lane: 'live',
          oldestPending: time.wall,
        } as Parameters<Picture['receive']>[0]);
        moved.push(
          Array.from({ length: linksEach }, (_, n) => placedOf(agent, n, time.wall, time.mono)).filter((one) =>
            picture.apply(one, instant()),
          ),
        );
      }
      await turn();
      const cpu = process.cpuUsage();
      const started = performance.now();
      for (const batch of moved) alerts.judge(batch.flatMap((one) => alerts.observe(one)));
      const judged = performance.now();
      const used = process.cpuUsage(cpu);
      alerts.sweep([]);
      // The first rounds fire what fires at all, and compile.
      if (round < 2) continue;
      walls.push(judged - started);
      cpus.push((used.user + used.system) / 1_000);
      sweeps.push(performance.now() - judged);
    }
    const firing = alerts.keeper.open().filter(({ state }) => state === 'firing').length;
    return {
      links: agents * linksEach,
      evaluateMs: median(walls),
      evaluateCpuMs: median(cpus),
      sweepMs: median(sweeps),
      firing,
    };
  } finally {
    file.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function placedOf(agent: number, n: number, at: number, receivedMonotonicMs: number): Placed {
  const above = (agent * linksEach + n) % 600 === 0;
  return {
    operator: 'vnpt',
    agent: `agent-${agent}`,
    site: `site-${agent}`,
    endpoint: null,
    link: null,
    unit: null,
    check: null,
    lane: 'live',
    receivedAt: at,
    receivedMonotonicMs,
    sample: {
      kind: 'link',
      at,
      link: `${agent}-${n}`,
      intervalS,
      oper: 'up',
      spanS: intervalS,
      inBitsPerSecond: (above ? 0.95 : 0.2 + 0.1 * Math.random()) * 100e6,
      outBitsPerSecond: 10e6,
      capacityIn: capacity,
      capacityOut: capacity,
    },
  };
}
