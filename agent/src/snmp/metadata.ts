/** What changes seldom: which interface each link is, its type and speed, the members of its group. */
import { type Attachment, mayBeGroup, readAttachments } from './aggregation.ts';
import { type Bound, bind, type InterfaceBinding } from './binding.ts';
import type { LagMember, SpeedObjects } from './capacity.ts';
import { bindingColumns } from './interfaces.ts';
import { rowsPerColumnMax } from './limits.ts';
import { ifDescr, ifHighSpeed, ifName, ifOperStatus, ifSpeed, ifType } from './oids.ts';
import type { ObjectReader } from './reader.ts';
import { numberOf, type SnmpValue } from './transport.ts';

export interface LinkMetadata {
  bound: Bound;
  speed: SpeedObjects;
  /** Ports of the group, when the interface is one and the device or the config says which they are. */
  members: { index: string; speed: SpeedObjects; shownBy?: Attachment['shownBy'] }[];
  /** Ports that the config names and the device has not, or has twice. */
  membersMissing: string[];
}

/** A link as metadata asks for it. */
export interface WantedLink {
  id: string;
  interface: InterfaceBinding;
  /** Ports of the group by ifName (by ifDescr where the device has no ifName), where no table of the device says them. */
  members?: readonly string[] | undefined;
}

type Names = ReadonlyMap<string, Uint8Array>;

/**
 * Binds each link anew. One column for each kind of name that is asked for, then type and speed of the bound
 * interfaces, then the members of those that may be groups.
 * @throws SnmpError when a column cannot be read; nothing is half bound
 */
export async function readMetadata(
  reader: ObjectReader,
  links: readonly WantedLink[],
  left: () => number,
): Promise<Map<string, LinkMetadata>> {
  const columns = new Map<string, Names>();
  const namesIn = async (column: string): Promise<Names> => {
    const known = columns.get(column);
    if (known !== undefined) return known;
    const rows = await reader.column(column, rowsPerColumnMax, left());
    const names = new Map([...rows].flatMap(([index, v]) => (v.type === 'octets' ? [[index, v.value] as const] : [])));
    columns.set(column, names);
    return names;
  };
  const metadata = new Map<string, LinkMetadata>();
  for (const { id, interface: wanted } of links) {
    const bound = bind(wanted, await namesIn(bindingColumns[wanted.by]));
    metadata.set(id, { bound, speed: {}, members: [], membersMissing: [] });
  }
  const indexes = new Set([...metadata.values()].flatMap(({ bound }) => (bound.kind === 'bound' ? [bound.index] : [])));
  const speeds = await readSpeeds(reader, indexes, left);

  const groups = new Set<string>();
  const ports = new Map<string, Attachment[]>();
  for (const { id, interface: wanted, members } of links) {
    const entry = metadata.get(id);
    if (entry?.bound.kind !== 'bound') continue;
    const { index } = entry.bound;
    entry.speed = speeds.get(index) ?? {};
    if (members !== undefined && members.length > 0) {
      const byName = await namesIn(ifName);
      const names = byName.size > 0 ? byName : await namesIn(ifDescr);
      const named = membersNamed(members, names);
      ports.set(index, named.ports);
      entry.membersMissing = named.missing;
    } else if (mayBeGroup(entry.speed.ifType, wanted.by === 'alias' ? '' : wanted.value)) groups.add(index);
  }
  for (const [group, attached] of await readAttachments(reader, groups, left)) ports.set(group, attached);
  if (ports.size === 0) return metadata;
  const portSpeeds = await readSpeeds(reader, new Set([...ports.values()].flat().map(({ port }) => port)), left);
  for (const entry of metadata.values()) {
    if (entry.bound.kind !== 'bound') continue;
    const attached = ports.get(entry.bound.index) ?? [];
    entry.members = attached.map(({ port, ...rest }) => ({ index: port, speed: portSpeeds.get(port) ?? {}, ...rest }));
  }
  return metadata;
}

/** What the config's names mean on this device. */
function membersNamed(members: readonly string[], names: Names): { ports: Attachment[]; missing: string[] } {
  const ports: Attachment[] = [];
  const missing: string[] = [];
  for (const value of members) {
    const bound = bind({ by: 'name', value }, names);
    if (bound.kind === 'bound') ports.push({ port: bound.index });
    else missing.push(value);
  }
  return { ports, missing };
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

/** The members as they stand now: attached to the group, and up. */
export async function readMemberStates(
  reader: ObjectReader,
  members: LinkMetadata['members'],
  leftMs: number,
): Promise<LagMember[]> {
  const oids = members.flatMap(({ index, shownBy }) => [
    `${ifOperStatus}.${index}`,
    ...(shownBy === undefined ? [] : [shownBy.oid]),
  ]);
  const values = await reader.get(oids, leftMs);
  return members.map(({ index, speed, shownBy }) => ({
    ...speed,
    up: numberOf(values.get(`${ifOperStatus}.${index}`)) === 1,
    // A port that only the config knows of is a member as long as it is up.
    attached: shownBy === undefined || numberOf(values.get(shownBy.oid)) === shownBy.equals,
  }));
}
