// A running agent, from its config file to its sockets: a trap brings the poll of its device, and of no other.
import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Agent, createAgent } from './agent.ts';
import { loadConfig } from './config/load.ts';

let folder: string;
let agent: Agent | undefined;
const devices: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-hints-'));
});
afterEach(async () => {
  await agent?.stop();
  for (const socket of devices) socket.close();
  rmSync(folder, { recursive: true });
});

/** A device that never answers: what it is sent is a poll all the same. */
async function deafDevice(address: string): Promise<{ port: number; asked(): number }> {
  const socket = createSocket('udp4');
  devices.push(socket);
  let asked = 0;
  socket.on('message', () => {
    asked += 1;
  });
  await new Promise<void>((bound) => socket.bind(0, address, bound));
  return { port: socket.address().port, asked: () => asked };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('a trap brings the poll of its device at once, and of no other', { timeout: 15_000 }, async () => {
  const hinting = await deafDevice('127.0.0.1');
  const other = await deafDevice('127.0.0.2');
  const [health, listen] = [await freePort(), await freePort()];
  const snmp = 'snmp: { version: 2c, community: { env: COMMUNITY } }, interval: 1h, timeout: 100ms';
  const file = join(folder, 'agent.yaml');
  writeFileSync(
    file,
    `agent: { id: a1, operator: vnpt, site: pleiku, stateDirectory: ${folder}, listen: { port: ${health} } }
collectors: [{ url: "http://127.0.0.1:1", token: { env: TOKEN } }]
traps: { listen: "127.0.0.1:${listen}" }
devices:
  - { id: pe1, address: 127.0.0.1, port: ${hinting.port}, ${snmp} }
  - { id: pe2, address: 127.0.0.2, port: ${other.port}, ${snmp} }
`,
  );
  const outcome = loadConfig(file, { TOKEN: 'mot-token-du-dai-cho-tac-tu', COMMUNITY: 'giamsat' });
  if (outcome.kind !== 'loaded') throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  agent = createAgent(outcome.loaded, { log: pino({ level: 'silent' }), version: 'test' });
  await agent.start();
  // Both are polled once when the agent starts, do not answer, and are left alone for 15 s.
  await expect.poll(() => Math.min(hinting.asked(), other.asked()), { timeout: 8_000 }).toBeGreaterThan(1);
  const before = [hinting.asked(), other.asked()];
  execFileSync(
    'snmptrap',
    ['-v2c', '-c', 'giamsat', `127.0.0.1:${listen}`, '', '.1.3.6.1.6.3.1.1.5.3', '.1.3.6.1.2.1.2.2.1.1.7', 'i', '7'],
    { env: { ...process.env, MIBS: '' } },
  );
  await expect.poll(() => hinting.asked(), { timeout: 3_000 }).toBeGreaterThan(before[0] ?? 0);
  expect(other.asked()).toBe(before[1]);
  const metrics = await (await fetch(`http://127.0.0.1:${health}/metrics`)).text();
  expect(metrics).toContain('thongsuot_agent_traps{outcome="hint"} 1');
  expect(metrics).toContain('thongsuot_agent_traps{outcome="polls"} 1');
});
