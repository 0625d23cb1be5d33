/**
 * Which ports carry a link aggregation group. Three tables say it, and no device fills all of them: IEEE8023-LAG-MIB
 * (Cisco NX-OS, H3C), PAgP's (Cisco IOS) and ifStackTable (Huawei); Juniper and ZTE fill none, and the config names the
 * ports (`members`). A source is asked only for the groups that the one before it left open.
 */
import { attachmentRowsMax, lagMembersMax } from './limits.ts';
import {
  dot3adAggPortAttachedAggID,
  dot3adAggPortSelectedAggID,
  ieee8023adLag,
  ifStackStatus,
  pagpGroupIfIndex,
  propVirtual,
} from './oids.ts';
import type { ObjectReader } from './reader.ts';
import { numberOf, SnmpError, type SnmpValue } from './transport.ts';

/** A port of a group. */
export interface Attachment {
  /** ifIndex of the port. */
  port: string;
  /** The object that shows at each poll that the port is attached, and its value then; absent where the config says so. */
  shownBy?: { oid: string; equals: number };
}

/** Names under which vendors list a group as plain Ethernet (Huawei's AR: ifType 6 for Eth-Trunk1). */
const groupNames =
  /^(eth-?trunk|port-?channel|po\d|bundle-ether|be\d|ae\d+$|lag[-\d]|smart-?group|(bridge|route)-aggregation|bond|trk\d)/i;

/** Whether an interface may be a group, by its ifType or, where that says Ethernet, by its name. A sub-interface is none. */
export function mayBeGroup(ifType: number | undefined, name = ''): boolean {
  if (/[.:]\d+$/.test(name)) return false;
  return ifType === ieee8023adLag || ifType === propVirtual || groupNames.test(name);
}

type Source = (rows: ReadonlyMap<string, SnmpValue>) => { group: string; attachment: Attachment }[];

/**
 * A column by port whose value is the ifIndex of the port's group; 0 or the port itself is none. `shownIn` is the column
 * that tells at each poll whether the port is attached.
 */
const byPort =
  (shownIn: string): Source =>
  (rows) =>
    [...rows].flatMap(([port, value]) => {
      const group = numberOf(value) ?? 0;
      return group === 0 || String(group) === port
        ? []
        : [{ group: String(group), attachment: { port, shownBy: { oid: `${shownIn}.${port}`, equals: group } } }];
    });

/** ifStackTable, indexed higher.lower: the group is the higher one. Rows with 0 are the two ends of a stack. */
const stack: Source = (rows) =>
  [...rows].flatMap(([index, value]) => {
    const [group = '0', port = '0', ...rest] = index.split('.');
    if (rest.length > 0 || group === '0' || port === '0' || numberOf(value) !== 1) return [];
    return [{ group, attachment: { port, shownBy: { oid: `${ifStackStatus}.${index}`, equals: 1 } } }];
  });

/** Each with the columns that are read together: a port that is selected and not attached today is still a member. */
const sources: readonly (readonly [columns: readonly string[], read: Source])[] = [
  [[dot3adAggPortAttachedAggID, dot3adAggPortSelectedAggID], byPort(dot3adAggPortAttachedAggID)],
  [[pagpGroupIfIndex], byPort(pagpGroupIfIndex)],
  [[ifStackStatus], stack],
];

/**
 * Ports by the ifIndex of their group, at most `lagMembersMax` of each. A group of which no table knows a port is absent.
 * @throws SnmpError when the device stops answering; a table that it refuses is one that it lacks
 */
export async function readAttachments(
  reader: ObjectReader,
  groups: ReadonlySet<string>,
  left: () => number,
): Promise<Map<string, Attachment[]>> {
  const found = new Map<string, Attachment[]>();
  const open = new Set(groups);
  for (const [columns, read] of sources) {
    if (open.size === 0) break;
    for (const column of columns) {
      for (const { group, attachment } of read(await rowsOf(reader, column, left()))) {
        if (!open.has(group)) continue;
        const list = found.get(group) ?? [];
        const known = list.some(({ port }) => port === attachment.port);
        if (!known && list.length < lagMembersMax) list.push(attachment);
        found.set(group, list);
      }
    }
    for (const group of found.keys()) open.delete(group);
  }
  return found;
}

async function rowsOf(reader: ObjectReader, column: string, leftMs: number): Promise<ReadonlyMap<string, SnmpValue>> {
  try {
    return await reader.column(column, attachmentRowsMax, leftMs);
  } catch (error) {
    if (error instanceof SnmpError && (error.code === 'error' || error.code === 'malformed')) return new Map();
    throw error;
  }
}
