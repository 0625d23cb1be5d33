/** `check-config --load`: what each device will see of the agent, from the plan alone. Nothing is sent. Pure. */
import { unitLoad } from './backup/load.ts';
import type { AgentConfig } from './config/schema.ts';
import { deviceLoad, loadOf, type PollLoad, sumOf } from './snmp/load.ts';
import { toBinding } from './watch.ts';

export interface DeviceLoad {
  device: string;
  address: string;
  links: number;
  units: number;
  /** Polls of the device and of its units. */
  requestsPerSecond: number;
  pdusPerSecond: number;
  objectsPerSecond: number;
  /** To the device, and from it, with their IP and UDP heads. */
  inOctetsPerSecond: number;
  outOctetsPerSecond: number;
  /** PDUs of the largest poll, which the device sees one after the other. */
  pdusPerPollMax: number;
}

/** What each device will see once its links are bound, in the order of the config. */
export function previewLoad({ devices, links, units, defaults }: AgentConfig): DeviceLoad[] {
  const linksOf = Map.groupBy(links, ({ device }) => device);
  const unitsOf = Map.groupBy(units, ({ device }) => device);
  return devices.map(({ id, address, snmp: { version }, interval }) => {
    const own = linksOf.get(id) ?? [];
    // A standby link has a device of its own only where a session is read from it.
    const served = unitsOf.get(id) ?? [];
    const polls: { intervalS: number; load: PollLoad }[] = [
      {
        intervalS: (interval ?? defaults.interval) / 1_000,
        load: deviceLoad(
          own.map((link) => ({ interface: toBinding(link), members: link.members })),
          version,
        ),
      },
      ...served.map(({ kind, profile, objects, interval: unitInterval }) => {
        const { instances, oidsPerGet, columns } = unitLoad(kind, profile, objects);
        const gets = loadOf(
          instances.map((oid) => [oid]),
          version,
          oidsPerGet,
        );
        const walks = columns.map((oid) => loadOf([[oid]], version, 1));
        return { intervalS: (unitInterval ?? defaults.unitInterval) / 1_000, load: sumOf(gets, ...walks) };
      }),
    ];
    const perSecond = (of: (load: PollLoad) => number): number =>
      polls.reduce((sum, { intervalS, load }) => sum + of(load) / intervalS, 0);
    return {
      device: id,
      address,
      links: own.length,
      units: served.length,
      requestsPerSecond: perSecond(() => 1),
      pdusPerSecond: perSecond(({ pdus }) => pdus),
      objectsPerSecond: perSecond(({ objects }) => objects),
      inOctetsPerSecond: perSecond(({ requestOctets }) => requestOctets),
      outOctetsPerSecond: perSecond(({ replyOctets }) => replyOctets),
      pdusPerPollMax: Math.max(...polls.map(({ load }) => load.pdus)),
    };
  });
}

/** A table for people, the busiest device first, with the sum of all. */
export function formatLoad(loads: readonly DeviceLoad[]): string {
  const head = [
    'device',
    'address',
    'links',
    'units',
    'requests/s',
    'PDUs/s',
    'objects/s',
    'octets/s to it',
    'from it',
    'PDUs a poll',
  ];
  const figures = (load: Omit<DeviceLoad, 'device' | 'address'>): string[] => [
    String(load.links),
    String(load.units),
    load.requestsPerSecond.toFixed(3),
    load.pdusPerSecond.toFixed(3),
    load.objectsPerSecond.toFixed(1),
    load.inOctetsPerSecond.toFixed(0),
    load.outOctetsPerSecond.toFixed(0),
    String(load.pdusPerPollMax),
  ];
  const sorted = [...loads].sort((a, b) => b.pdusPerSecond - a.pdusPerSecond || a.device.localeCompare(b.device));
  const sum = (of: (load: DeviceLoad) => number): number => loads.reduce((total, load) => total + of(load), 0);
  const all = figures({
    links: sum((load) => load.links),
    units: sum((load) => load.units),
    requestsPerSecond: sum((load) => load.requestsPerSecond),
    pdusPerSecond: sum((load) => load.pdusPerSecond),
    objectsPerSecond: sum((load) => load.objectsPerSecond),
    inOctetsPerSecond: sum((load) => load.inOctetsPerSecond),
    outOctetsPerSecond: sum((load) => load.outOctetsPerSecond),
    pdusPerPollMax: Math.max(0, ...loads.map((load) => load.pdusPerPollMax)),
  });
  const rows = [head, ...sorted.map((load) => [load.device, load.address, ...figures(load)]), ['all', '', ...all]];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}
Once the links are bound. At a start, each 15 minutes and when interfaces change, the names of all interfaces are read
besides: one PDU for 10 of them. The first polls also read one busy counter up to 10 times each, until its refresh step
is known. A unit is counted with the largest profile of its kind until its device is recognised.
`;
}
