/** Every case by its name, in the order in which they run. */
import type { FaultCase } from './case.ts';
import { collectorKill } from './cases/collector-kill.ts';
import { influxdKill } from './cases/influxd-kill.ts';
import { senderKill } from './cases/sender-kill.ts';
import { stops } from './cases/stops.ts';

export const cases: Readonly<Record<string, FaultCase>> = {
  senderKill,
  collectorKill,
  influxdKill,
  stops,
};
