/**
 * The programs that tests need from the system, and the Debian package that brings each. A test that needs one says so
 * with `describe.skipIf(lacks('snmpd'))`; `test/main.ts` installs what it may, and counts what is left out.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

export const parts = {
  fping: { package: 'fping', serves: 'ICMP bursts' },
  ping: { package: 'iputils-ping', serves: 'ICMP without fping' },
  snmpd: { package: 'snmpd', serves: 'polling a real SNMP device' },
  influxd: { package: 'influxdb', serves: 'the InfluxDB store and the queries of the dashboards' },
  chromium: { package: 'chromium', serves: 'the board in a real browser' },
  snmptrap: { package: 'snmp', serves: 'traps by another program' },
  strace: { package: 'strace', serves: 'the order of writes, syncs and answers' },
  'prometheus-alertmanager': { package: 'prometheus-alertmanager', serves: 'alerts at a real Alertmanager' },
  openssl: { package: 'openssl', serves: 'certificates of TLS tests' },
} as const;
export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

/** Path of a part's program, or undefined when the system lacks it. /usr/sbin counts: not every PATH names it. */
export function find(part: Part): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, part);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

export const lacks = (part: Part): boolean => find(part) === undefined;
