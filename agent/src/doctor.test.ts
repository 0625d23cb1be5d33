// Doctor against a world of its own: a collector on loopback, a device in memory, a state directory.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { doctor } from './doctor.ts';
import { samplesPerSecond } from './doctor-machine.ts';
import { doctorCollectorMsMax } from './limits.ts';
import { openOutbox } from './outbox/outbox.ts';
import { createClock } from './schedule/clock.ts';
import { readObjects } from './snmp/objects.fake.ts';
import * as oids from './snmp/oids.ts';
import { SnmpError, type SnmpTransport } from './snmp/transport.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-doctor-'));
  chmodSync(folder, 0o700);
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const known = request.headers.authorization === 'Bearer right';
      response.writeHead(known ? 400 : 401).end(JSON.stringify({ code: known ? 'batchMalformed' : 'unauthorized' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** pe1 has one interface; `community` is silent, as a device is to a wrong community, and speaks version 3; `dead` is silent. */
const transport: SnmpTransport = {
  async get({ address, credentials }, asked, { deadlineMs }) {
    if (address === '192.0.2.2' && credentials.version === '3')
      throw new SnmpError('credentialsRefused', 'unknown user');
    if (address !== '192.0.2.1') throw new SnmpError('timeout', `no answer from ${address}`);
    return { at: Date.now(), values: await device.get(asked, deadlineMs) };
  },
  async column({ address }, oid, { rowsMax, deadlineMs }) {
    if (address !== '192.0.2.1') throw new SnmpError('timeout', `no answer from ${address}`);
    return new Map(await device.column(oid, rowsMax, deadlineMs));
  },
  release: () => {},
  close: () => {},
};
const device = readObjects({
  [oids.sysUpTime]: { type: 'timeTicks', value: 8_640_000 },
  [`${oids.ifName}.1`]: 'GE1',
  [`${oids.ifType}.1`]: 6,
  [`${oids.ifHighSpeed}.1`]: 1_000,
  [`${oids.ifOperStatus}.1`]: 1,
  [`${oids.ifAdminStatus}.1`]: 1,
  [`${oids.ifInOctets}.1`]: 5,
  [`${oids.ifOutOctets}.1`]: 5,
});

async function run(more: string, token = 'right') {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const path = join(folder, 'agent.yaml');
  writeFileSync(
    path,
    `agent: { id: a, operator: vnpt, site: pleiku, stateDirectory: "${folder}", listen: { port: 1 } }
collectors: [{ url: "${url}", token: { env: TOKEN } }]
outbox: { sizeMax: 16MiB }
defaults: { interval: 60s }
${more}`,
  );
  const outcome = loadConfig(path, { TOKEN: token });
  if (outcome.kind !== 'loaded') throw new Error(JSON.stringify(outcome.problems));
  process.env['TOKEN'] = token;
  const lines: string[] = [];
  const real = createClock();
  const code = await doctor(outcome.loaded, {
    transport,
    clock: {
      ...real,
      // Only the deadline towards the collector is waited for: not the probes of the refresh step, nor the second look.
      sleep: (ms, signal) => real.sleep(ms >= doctorCollectorMsMax ? ms : 0, signal),
    },
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    out: (text) => void lines.push(text.trimEnd().replaceAll(folder, 'STATE').replace(url, 'URL')),
  });
  return { code, lines, loaded: outcome.loaded };
}
const pe = (id: string, address: string) =>
  `  - { id: ${id}, address: ${address}, snmp: { version: 2c, community: { env: TOKEN } } }\n`;

describe('doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { code, lines } = await run('');
    expect(lines.filter((line) => !line.startsWith('ok  '))).toEqual(['8 checks: 8 ok, 0 to look at, 0 failed.']);
    expect(lines.find((line) => line.includes('collector URL'))).toContain('the credential is accepted');
    expect(code).toBe(0);
  });

  it('tells a wrong credential, a wrong community from a dead device, and a binding that is not there', async () => {
    const { code, lines } = await run(
      `devices:\n${pe('pe1', '192.0.2.1')}${pe('pe2', '192.0.2.2')}${pe('pe3', '192.0.2.3')}links:
  - { id: l1, endpoint: e, role: primary, device: pe1, interface: { name: GE1 }, capacity: 200M }
  - { id: l2, endpoint: e, role: primary, device: pe1, interface: { name: GE2 } }
`,
      'wrong',
    );
    expect(code).toBe(2);
    expect(lines.filter((line) => line.startsWith('FAIL') || line.startsWith('WARN'))).toEqual([
      expect.stringMatching(/^FAIL {2}collector URL: does not know the credential \(401\)/),
      expect.stringMatching(/^FAIL {2}link l2: No interface bears ifName "GE2"/),
      expect.stringMatching(/^WARN {2}link l1: 32-bit counters, which wrap after 34 s at 1 Gbit\/s; polled each 60 s/),
      expect.stringMatching(/^FAIL {2}device pe2: SNMP poll of pe2: no answer/),
      expect.stringMatching(/^FAIL {2}device pe2: its SNMP answers version 3 .* the community is wrong/),
      expect.stringMatching(/^FAIL {2}device pe3: SNMP poll of pe3: no answer/),
      expect.stringMatching(/^FAIL {2}device pe3: its SNMP does not answer version 3 either/),
    ]);
    expect(lines.find((line) => line.includes('link l1: bound'))).toContain('in 200 Mbit/s by contract');
    expect(lines.join('\n')).not.toContain('wrong "');
  });

  it('opens the outbox that is there, and says so when another process holds it', async () => {
    const clock = createClock();
    const log = pino({ level: 'silent' });
    const limits = { octetsMax: 16 * 1024 ** 2, ageMsMax: 86_400_000 };
    const path = join(folder, 'outbox.db');
    const outbox = openOutbox({ path, collectors: ['x'], limits, clock, log });
    const held = await run('');
    expect(held.lines.find((line) => line.includes('held'))).toMatch(/^WARN {2}outbox: is held by another process/);
    expect(held.code).toBe(1);
    await outbox.stop();
    expect((await run('')).lines.find((line) => line.includes('outbox: opens'))).toMatch(
      /^ok {4}outbox: opens; \d+ KiB/,
    );
  });

  it('has the port of the traps for a moment, and names who to end where another process has it', async () => {
    const taken = createSocket('udp4').bind(0, '127.0.0.1');
    await once(taken, 'listening');
    const traps = `traps: { listen: "127.0.0.1:${taken.address().port}" }`;
    const held = await run(traps);
    expect([held.code, held.lines.find((line) => line.includes('traps'))]).toEqual([
      2,
      expect.stringMatching(
        /^FAIL {2}traps: traps\.listen 127\.0\.0\.1:\d+ cannot be listened on \(EADDRINUSE\): end the/,
      ),
    ]);
    taken.close();
    await once(taken, 'close');
    const free = await run(traps);
    expect([free.code, free.lines.find((line) => line.includes('traps'))]).toEqual([
      0,
      expect.stringMatching(/^ok {4}traps: 127\.0\.0\.1:\d+ can be listened on, for traps of 0 devices/),
    ]);
  });

  it('measures the outbox by what the config makes', async () => {
    const { loaded } = await run(`devices:\n${pe('pe1', '192.0.2.1')}links:
  - { id: l1, endpoint: e, role: primary, device: pe1, interface: { name: GE1 } }
`);
    // One device and one link each minute, one sample of the agent each 15 s.
    expect(samplesPerSecond(loaded.config)).toBeCloseTo(2 / 60 + 1 / 15, 9);
  });
});
