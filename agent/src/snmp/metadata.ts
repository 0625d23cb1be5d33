/** What changes seldom: which interface each link is, its type and speed, the members of its group. */
import { type Bound, bind, type InterfaceBinding } from './binding.ts';
import type { LagMember, SpeedObjects } from './capacity.ts';
import { bindingColumns } from './interfaces.ts';
import { lagMembersMax, rowsPerColumnMax } from './limits.ts';
import {
  dot3adAggPortAttachedAggID,
  ieee8023adLag,
  ifHighSpeed,
  ifOperStatus,
  ifSpeed,
  ifType,
  propVirtual,
} from './oids.ts';
import type { ObjectReader } from './reader.ts';
import { numberOf, SnmpError, type SnmpValue } from './transport.ts';

export interface LinkMetadata {
  bound: Bound;
  speed: SpeedObjects;
  /** Ports of the group, when the interface is one and the device says which they are. */
  members: { index: string; speed: SpeedObjects }[];
}

/**
 * Binds each link anew. One column for each kind of name that is asked for, then type and speed of the bound
 * interfaces, then the members of those that may be groups.
 * @throws SnmpError when a column cannot be read; nothing is half bound
 */
export async function readMetadata(
  reader: ObjectReader,
  links: readonly { id: string; interface: InterfaceBinding }[],
  left: () => number,
): Promise<Map<string, LinkMetadata>> {
  const columns = new Map<string, Map<string, Uint8Array>>();
  for (const kind of new Set(links.map((link) => link.interface.by))) {
    const rows = await reader.column(bindingColumns[kind], rowsPerColumnMax, left());
    columns.set(kind, new Map([...rows].flatMap(([index, v]) => (v.type === 'octets' ? [[index, v.value]] : []))));
  }
  const metadata = new Map<string, LinkMetadata>();
  for (const link of links) {
    const names = columns.get(link.interface.by) ?? new Map<string, Uint8Array>();
    metadata.set(link.id, { bound: bind(link.interface, names), speed: {}, members: [] });
  }
  const indexes = new Set([...metadata.values()].flatMap(({ bound }) => (bound.kind === 'bound' ? [bound.index] : [])));
  const speeds = await readSpeeds(reader, indexes, left);
  const groups = [...speeds].filter(([, { ifType: t }]) => t === ieee8023adLag || t === propVirtual);
  const members = groups.length === 0 ? undefined : await readMembers(reader, new Set(groups.map(([i]) => i)), left);
  for (const entry of metadata.values()) {
    if (entry.bound.kind !== 'bound') continue;
    entry.speed = speeds.get(entry.bound.index) ?? {};
    entry.members = members?.get(entry.bound.index) ?? [];
  }
  return metadata;
}

async function readSpeeds(
  reader: ObjectReader,
  indexes: ReadonlySet<string>,
  left: () => number,
): Promise<Map<string, SpeedObjects>> {
  const oids = [...indexes].flatMap((index) => [ifType, ifHighSpeed, ifSpeed].map((column) => `${column}.${index}`));
  const values = oids.length === 0 ? new Map<string, SnmpValue>() : await reader.get(oids, left());
  return new Map(
    [...indexes].map((index) => [
      index,
      {
        ifType: numberOf(values.get(`${ifType}.${index}`)),
        ifHighSpeed: numberOf(values.get(`${ifHighSpeed}.${index}`)),
        ifSpeed: numberOf(values.get(`${ifSpeed}.${index}`)),
      },
    ]),
  );
}

/** Ports by the group they are attached to. A device without IEEE8023-LAG-MIB has none, which limits nothing. */
async function readMembers(
  reader: ObjectReader,
  groups: ReadonlySet<string>,
  left: () => number,
): Promise<Map<string, LinkMetadata['members']>> {
  let attached: Map<string, SnmpValue>;
  try {
    attached = await reader.column(dot3adAggPortAttachedAggID, rowsPerColumnMax, left());
  } catch (error) {
    if (error instanceof SnmpError && error.code === 'error') return new Map();
    throw error;
  }
  const ports = new Map<string, string[]>();
  for (const [port, value] of attached) {
    const group = String(numberOf(value) ?? 0);
    if (!groups.has(group)) continue;
    const list = ports.get(group) ?? [];
    if (list.length < lagMembersMax) ports.set(group, [...list, port]);
  }
  const speeds = await readSpeeds(reader, new Set([...ports.values()].flat()), left);
  return new Map(
    [...ports].map(([group, list]) => [group, list.map((index) => ({ index, speed: speeds.get(index) ?? {} }))]),
  );
}

/** The members as they stand now: attached to the group, and up. */
export async function readMemberStates(
  reader: ObjectReader,
  group: string,
  members: LinkMetadata['members'],
  leftMs: number,
): Promise<LagMember[]> {
  const oids = members.flatMap(({ index }) => [`${ifOperStatus}.${index}`, `${dot3adAggPortAttachedAggID}.${index}`]);
  const values = await reader.get(oids, leftMs);
  return members.map(({ index, speed }) => ({
    ...speed,
    up: numberOf(values.get(`${ifOperStatus}.${index}`)) === 1,
    attached: String(numberOf(values.get(`${dot3adAggPortAttachedAggID}.${index}`)) ?? 0) === group,
  }));
}
