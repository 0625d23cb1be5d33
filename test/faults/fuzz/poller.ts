/**
 * The agent's SNMP transport in a process of its own, asking devices whose replies are mutants. It ends by an exception
 * like the agent itself. Says on its standard output, as one JSON object a line, what it has seen.
 *
 * `poller.ts PORTS`: ports of 127.0.0.1, `{ "1": n, "2c": n, "reference": n, "3": n }`. SIGUSR2 ends the fuzzing phase:
 * what is answered from then on is compared with the truth.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSnmpTransport } from '@thongsuot/agent/snmp/engines.ts';
import { createNetSnmpTransport } from '@thongsuot/agent/snmp/netsnmp.ts';
import { SnmpError, type SnmpTarget, type SnmpTransport } from '@thongsuot/agent/snmp/transport.ts';
import { pino } from 'pino';
import { fuzzedCommunity, fuzzedOids, fuzzedUser, isTruth } from './truth.ts';

const clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
const ports = JSON.parse(process.argv[2] ?? '{}') as Record<'1' | '2c' | 'reference' | '3', number>;
const log = pino({ level: 'silent' });
const engines = createSnmpTransport({ clock, log });
const reference = createNetSnmpTransport({ clock, log });
const community = { reveal: () => fuzzedCommunity };
const timing = { address: '127.0.0.1', timeoutMs: 100, tries: 1 };

interface Asked {
  name: string;
  transport: SnmpTransport;
  target: SnmpTarget;
}
const asked: Asked[] = [
  { name: '1', transport: engines, target: { ...timing, port: ports['1'], credentials: { version: '1', community } } },
  {
    name: '2c',
    transport: engines,
    target: { ...timing, port: ports['2c'], credentials: { version: '2c', community } },
  },
  {
    name: 'reference',
    transport: reference,
    target: { ...timing, port: ports.reference, credentials: { version: '2c', community } },
  },
  { name: '3', transport: engines, target: { ...timing, port: ports['3'], credentials: fuzzedUser } },
];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Octets that are held after everything that can go has gone. */
function octetsHeld(): number {
  for (let n = 0; n < 3; n++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let fuzzing = true;
process.on('SIGUSR2', () => {
  fuzzing = false;
});

const seen: Record<string, Record<string, number>> = {};
const count = (name: string, what: string) => {
  seen[name] ??= {};
  seen[name][what] = (seen[name][what] ?? 0) + 1;
};

async function ask({ name, transport, target }: Asked, turn: number): Promise<void> {
  const from = fuzzing;
  try {
    if (turn % 16 === 0) {
      const rows = await transport.column(target, '1.3.6.1.2.1.31.1.1.1.1', { deadlineMs: 400, rowsMax: 64 });
      count(name, from ? 'walked' : rows.size === 2 ? 'walkedTrue' : 'walkedFalse');
      return;
    }
    const { values } = await transport.get(target, fuzzedOids, { deadlineMs: 400 });
    const holds = isTruth(values);
    count(name, `${from ? 'fuzzed' : 'after'}${holds ? 'True' : 'False'}`);
  } catch (error) {
    // Anything else is a defect of ours, and ends the process as it would end an agent's poll.
    if (!(error instanceof SnmpError)) throw error;
    count(name, `${from ? 'fuzzed' : 'after'}Error`);
    count(name, error.code);
  }
}

/** Requests of each device one after the other, as polls are; all devices at once. */
async function run(one: Asked): Promise<void> {
  for (let turn = 1; ; turn++) {
    await ask(one, turn);
    // A refusal at once must not keep everybody else from the processor.
    if (turn % 8 === 0) await clock.sleep(1);
  }
}

setInterval(() => {
  process.stdout.write(`${JSON.stringify({ seen, octets: octetsHeld(), fuzzing })}\n`);
}, 1_000);
await Promise.race(asked.map(run));
