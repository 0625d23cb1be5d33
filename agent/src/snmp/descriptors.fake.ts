/**
 * Asks an SNMP device from a process that has no file descriptor left, then again with some. `descriptors.fake.ts PORT`;
 * says on its standard output, one line a look, what came of it and after how long.
 */
import { closeSync, openSync } from 'node:fs';
import { pino } from 'pino';
import { createSnmpTransport } from './engines.ts';
import { createNetSnmpTransport } from './netsnmp.ts';
import { SnmpError, type SnmpTransport } from './transport.ts';

const clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};
const sysUpTime = '1.3.6.1.2.1.1.3.0';
const credentials = { version: '2c' as const, community: { reveal: () => 'congkhai' } };
const target = { address: '127.0.0.1', port: Number(process.argv[2]), timeoutMs: 300, tries: 1, credentials };
const log = pino({ level: 'silent' });
const engines: Record<string, SnmpTransport> = {
  lean: createSnmpTransport({ clock, log }),
  'net-snmp': createNetSnmpTransport({ clock, log }),
};

async function look(when: string): Promise<void> {
  for (const [name, engine] of Object.entries(engines)) {
    const asked = Array.from({ length: 20 }, () => engine.get(target, [sysUpTime], { deadlineMs: 2_000 }));
    const outcomes = await Promise.allSettled(asked);
    const codes = outcomes.map((one) =>
      one.status === 'fulfilled' ? 'answered' : one.reason instanceof SnmpError ? one.reason.code : 'thrown',
    );
    process.stdout.write(`${JSON.stringify({ when, name, codes: [...new Set(codes)], settled: codes.length })}\n`);
  }
}

const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  // EMFILE: none is left.
}
await look('without');
for (const descriptor of held) closeSync(descriptor);
await look('with');
for (const engine of Object.values(engines)) engine.close();
