/** Debian's snmpd as a real device on loopback, with its own config and port. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { find } from './parts.ts';
import { freeUdpPort } from './ports.ts';
import { type Running, start } from './process.ts';
import { within } from './timeline.ts';

export interface Snmpd {
  port: number;
  community: string;
  user: { name: string; authKey: string; privKey: string };
  running: Running;
  stop(): Promise<void>;
}

/** Starts snmpd with a read-only community and an authPriv user (SHA-256, AES). */
export async function startSnmpd(): Promise<Snmpd> {
  const path = find('snmpd');
  if (path === undefined) throw new Error('snmpd is not installed');
  const port = await freeUdpPort();
  const folder = mkdtempSync(join(tmpdir(), 'snmpd-'));
  const user = { name: 'giamsat', authKey: 'auth-key-of-the-test', privKey: 'priv-key-of-the-test' };
  writeFileSync(
    join(folder, 'snmpd.conf'),
    [
      `agentAddress udp:127.0.0.1:${port}`,
      'rocommunity test-community 127.0.0.1',
      `createUser ${user.name} SHA-256 "${user.authKey}" AES "${user.privKey}"`,
      `rouser ${user.name} authPriv`,
      '',
    ].join('\n'),
  );
  // -C: our config only; persistent data in our folder.
  const running = start(['-f', '-Lo', '-C', '-c', join(folder, 'snmpd.conf')], {
    command: path,
    env: { SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder },
  });
  await within(10_000, `snmpd says that it listens on ${port}`, () =>
    [...running.stdout, ...running.stderr].some((line) => line.includes('NET-SNMP version')),
  );
  return {
    port,
    community: 'test-community',
    user,
    running,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
