/** Every case by its name, in the order in which they run. */
import type { FaultCase } from './case.ts';
import { agentKill } from './cases/agent-kill.ts';
import { alertKill } from './cases/alert-kill.ts';
import { clockAhead } from './cases/clock-ahead.ts';
import { collectorFiles } from './cases/collector-files.ts';
import { collectorKill } from './cases/collector-kill.ts';
import { damagedOutbox } from './cases/damaged-outbox.ts';
import { fullDisk } from './cases/full-disk.ts';
import { histories } from './cases/histories.ts';
import { hostile } from './cases/hostile.ts';
import { impairments } from './cases/impairments.ts';
import { influxdKill } from './cases/influxd-kill.ts';
import { mixedBatch } from './cases/mixed-batch.ts';
import { oracle } from './cases/oracle.ts';
import { outage } from './cases/outage.ts';
import { powerLoss } from './cases/power-loss.ts';
import { readOnlyDisk } from './cases/read-only-disk.ts';
import { repeats } from './cases/repeats.ts';
import { senderKill } from './cases/sender-kill.ts';
import { slowStore } from './cases/slow-store.ts';
import { snmpFuzz } from './cases/snmp-fuzz.ts';
import { stops } from './cases/stops.ts';

export const cases: Readonly<Record<string, FaultCase>> = {
  oracle,
  agentKill,
  senderKill,
  collectorKill,
  alertKill,
  influxdKill,
  stops,
  impairments,
  damagedOutbox,
  fullDisk,
  readOnlyDisk,
  powerLoss,
  repeats,
  histories,
  snmpFuzz,
  outage,
  slowStore,
  collectorFiles,
  mixedBatch,
  clockAhead,
  hostile,
};
