/**
 * The simulator as a process: `main.ts SCENARIO [--cut-file FILE] [--started-at MS]`. A parent that starts it with an
 * IPC channel controls it by messages; it ends when the channel closes, so that it never outlives its parent.
 */
import { parseArgs } from 'node:util';
import { writeCuts } from './cuts.ts';
import type { Fault } from './faults.ts';
import { cutPollMs } from './limits.ts';
import { loadScenario, reviveFault } from './scenario.ts';
import { startSimulator } from './simulator.ts';

/** What a parent may say. Times of a fault count from the start of the simulation. */
export type SimulatorControl =
  | { kind: 'fault'; device: string; fault: Fault & { octets?: unknown } }
  | { kind: 'clear'; device: string }
  | { kind: 'stats'; device: string }
  | { kind: 'stop' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'cut-file': { type: 'string' }, 'started-at': { type: 'string' } },
});
const [path] = positionals;
if (path === undefined) {
  process.stderr.write('The simulator was given no scenario; expected: main.ts SCENARIO [--cut-file FILE]\n');
  process.exit(2);
}

const scenario = await loadScenario(path);
const startedAt = values['started-at'];
const simulator = await startSimulator({
  devices: scenario.devices,
  ...(startedAt !== undefined && { startedAtMs: Number(startedAt) }),
});

const cutFile = values['cut-file'];
let cutsShown: string | undefined;
const showCuts = () => {
  const cuts = scenario.cutsAt?.(simulator.nowS) ?? [];
  const text = cuts.join(' ');
  if (cutFile === undefined || text === cutsShown) return;
  writeCuts(cutFile, cuts);
  cutsShown = text;
};
showCuts();
const cutTimer = setInterval(showCuts, cutPollMs);

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  clearInterval(cutTimer);
  await simulator.stop();
  if (process.connected) process.disconnect?.();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
process.on('disconnect', () => void stop());

process.on('message', (control: SimulatorControl) => {
  try {
    switch (control.kind) {
      case 'fault':
        simulator.device(control.device).addFault(reviveFault(control.fault));
        break;
      case 'clear':
        simulator.device(control.device).clearFaults();
        break;
      case 'stats':
        process.send?.({ kind: 'stats', device: control.device, stats: simulator.device(control.device).stats });
        break;
      case 'stop':
        void stop();
        break;
    }
  } catch (error) {
    process.send?.({ kind: 'refused', detail: error instanceof Error ? error.message : String(error) });
  }
});

if (process.send === undefined) {
  process.stdout.write(`${scenario.devices.length} devices answer SNMP; Ctrl-C ends them\n`);
} else {
  process.send({ kind: 'ready', devices: scenario.devices.length });
}
