/** Every interface of a device, for whoever has to choose one: `discover`. A poll never reads this much. */
import { type AdminState, adminStates, type OperState, operStates } from '@thongsuot/contract/reasons.ts';
import { mayBeGroup, readAttachments } from './aggregation.ts';
import { textOf } from './binding.ts';
import { speedOf } from './capacity.ts';
import { rowsPerColumnMax } from './limits.ts';
import {
  ifAdminStatus,
  ifAlias,
  ifDescr,
  ifHCInOctets,
  ifHCOutOctets,
  ifHighSpeed,
  ifInOctets,
  ifName,
  ifOperStatus,
  ifOutOctets,
  ifSpeed,
  ifType,
} from './oids.ts';
import type { ObjectReader } from './reader.ts';
import { numberOf, type SnmpValue } from './transport.ts';

/** One row of ifTable and ifXTable. Null is what the device does not say. */
export interface InterfaceRow {
  index: string;
  name: string | null;
  alias: string | null;
  descr: string | null;
  ifType: number | null;
  /** 0 where the device says 0; null for ifSpeed's "more than 4,294,967,295". */
  speedBitsPerSecond: number | null;
  oper: OperState | null;
  admin: AdminState | null;
  inOctets: bigint | null;
  outOctets: bigint | null;
  /** Width of the counters; null where there are none. */
  bits: 32 | 64 | null;
  /** ifIndex of the group that this port belongs to. */
  group: string | null;
}

const columns = {
  name: ifName,
  descr: ifDescr,
  type: ifType,
  alias: ifAlias,
  speed: ifSpeed,
  highSpeed: ifHighSpeed,
  admin: ifAdminStatus,
  oper: ifOperStatus,
  inHigh: ifHCInOctets,
  outHigh: ifHCOutOctets,
  inLow: ifInOctets,
  outLow: ifOutOctets,
} as const;
type Column = keyof typeof columns;

/**
 * All interfaces in the order of their ifIndex; none where the device has no IF-MIB.
 * @throws SnmpError when a column cannot be read
 */
export async function readInterfaceTable(reader: ObjectReader, left: () => number): Promise<InterfaceRow[]> {
  const table = new Map<Column, ReadonlyMap<string, SnmpValue>>();
  for (const [column, oid] of Object.entries(columns) as [Column, string][])
    table.set(column, await reader.column(oid, rowsPerColumnMax, left()));
  const indexes = new Set<string>();
  for (const column of ['descr', 'name', 'type', 'oper'] as const)
    for (const index of table.get(column)?.keys() ?? []) indexes.add(index);
  const rows = [...indexes]
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => toRow(index, (column) => table.get(column)?.get(index)));
  const groups = rows.filter((row) => mayBeGroup(row.ifType ?? undefined, row.name ?? row.descr ?? ''));
  for (const [group, ports] of await readAttachments(reader, new Set(groups.map(({ index }) => index)), left)) {
    const members = new Set(ports.map(({ port }) => port));
    for (const row of rows) if (members.has(row.index)) row.group = group;
  }
  return rows;
}

function toRow(index: string, at: (column: Column) => SnmpValue | undefined): InterfaceRow {
  const text = (column: Column): string | null => {
    const value = at(column);
    return value?.type === 'octets' ? textOf(value.value) : null;
  };
  const high = [counterOf(at('inHigh')), counterOf(at('outHigh'))] as const;
  const bits = high[0] !== null || high[1] !== null ? 64 : at('inLow') || at('outLow') ? 32 : null;
  const [inOctets, outOctets] = bits === 32 ? [counterOf(at('inLow')), counterOf(at('outLow'))] : high;
  return {
    index,
    name: text('name'),
    alias: text('alias'),
    descr: text('descr'),
    ifType: numberOf(at('type')) ?? null,
    speedBitsPerSecond: speedSaid(numberOf(at('speed')), numberOf(at('highSpeed'))),
    oper: operStates[(numberOf(at('oper')) ?? 0) - 1] ?? null,
    admin: adminStates[(numberOf(at('admin')) ?? 0) - 1] ?? null,
    inOctets,
    outOctets,
    bits,
    group: null,
  };
}

function speedSaid(low: number | undefined, high: number | undefined): number | null {
  const speed = speedOf({ ifSpeed: low, ifHighSpeed: high });
  if (speed !== undefined) return speed;
  // ifHighSpeed alone saying 0 is "below half a Mbit/s", or not known: no figure.
  return low === 0 ? 0 : null;
}

/** Null also for 2^64−1, which devices answer for ever that do not count (MA5683T). */
function counterOf(value: SnmpValue | undefined): bigint | null {
  if (value?.type === 'counter64') return value.value === 2n ** 64n - 1n ? null : value.value;
  const number = numberOf(value);
  return number === undefined || number < 0 ? null : BigInt(number);
}
