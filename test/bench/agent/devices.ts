/** A scenario for the simulator's own process: routers on one port, each at its own address. */
import { router } from '../../simulator/profiles/router.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { Flow } from '../../simulator/traffic.ts';
import { addressOf, community, deviceCount, interfaceCount, interfaceName, replyMs } from './scene.ts';

export function scenario(): Scenario {
  const port = Number(process.env['BENCH_SNMP_PORT']);
  const interfaces = Array.from({ length: interfaceCount }, (_, i) => ({
    name: interfaceName(i + 1),
    alias: `Bệnh viện ${i + 1}`,
    megabits: 1_000,
    in: Flow.constant(300e6 + i * 1e6),
    out: Flow.constant(200e6),
  }));
  const devices = Array.from({ length: deviceCount }, (_, i) => {
    const system = { descr: 'Router', objectId: '1.3.6.1.4.1.9.1.1', name: `pe${i}`, location: 'Pleiku' };
    const faults = [{ kind: 'slow' as const, delayMs: replyMs, fromS: 0, toS: 1e9 }];
    return { id: `pe${i}`, address: addressOf(i), port, community, faults, profile: router({ system, interfaces }) };
  });
  return { devices };
}
