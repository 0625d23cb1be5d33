/** The devices that every contestant polls, and what is asked of them. */
import { oidsOf } from '@thongsuot/agent/snmp/interfaces.ts';
import { sysUpTime } from '@thongsuot/agent/snmp/oids.ts';

export const community = 'bench-community';
export const user = { name: 'giamsat', authKey: 'auth-key-of-the-bench', privKey: 'priv-key-of-the-bench' };
export const deviceCount = 200;
export const interfaceCount = 50;
/** Requests that each contestant keeps on their way. */
export const concurrency = 16;

export const addressOf = (device: number): string => `127.83.${Math.floor(device / 200)}.${(device % 200) + 1}`;
export const interfaceName = (index: number): string => `GigabitEthernet0/0/${index}`;

/** The very objects that the agent reads of these many links, and the device's clock. */
export function objectsOf(links: number): string[] {
  const of = (index: number) =>
    oidsOf(
      { by: 'name', value: interfaceName(index) },
      { index: String(index), bits: 64, absent: new Set(), essentialOnly: false },
    );
  return [sysUpTime, ...Array.from({ length: links }, (_, i) => of(i + 1)).flat()];
}

/** Their columns, each once. */
export const columnsOf = (): string[] =>
  objectsOf(1)
    .slice(1)
    .map((oid) => oid.replace(/\.\d+$/, ''));
