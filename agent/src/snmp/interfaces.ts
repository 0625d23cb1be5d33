/** One link's objects in a GET, and what the reply says of it. Pure. */
import { type AdminState, adminStates, type OperState, operStates } from '@thongsuot/contract/reasons.ts';
import { type BindingKind, type InterfaceBinding, matches, textOf } from './binding.ts';
import {
  ifAdminStatus,
  ifAlias,
  ifCounterDiscontinuityTime,
  ifDescr,
  ifHCInOctets,
  ifHCOutOctets,
  ifInDiscards,
  ifInErrors,
  ifInOctets,
  ifName,
  ifOperStatus,
  ifOutDiscards,
  ifOutErrors,
  ifOutOctets,
} from './oids.ts';
import type { LinkReading, SideCounter } from './series.ts';
import { isMissing, numberOf, type SnmpValue } from './transport.ts';

/** The column that holds the name a link is bound by. */
export const bindingColumns: Record<BindingKind, string> = { name: ifName, alias: ifAlias, descr: ifDescr };

const sideColumns: Record<SideCounter, string> = {
  inErrors: ifInErrors,
  outErrors: ifOutErrors,
  inDiscards: ifInDiscards,
  outDiscards: ifOutDiscards,
};
const sides = Object.entries(sideColumns) as [SideCounter, string][];

/** How one bound link is read. */
export interface LinkObjects {
  index: string;
  /** 64 for ifHC…Octets, 32 where the device has none of them. */
  bits: 32 | 64;
  /** Columns that this interface lacks; they are not asked again until the next metadata reading. */
  absent: Set<string>;
  /** The device refuses even one whole link in a GET: octets and state only. */
  essentialOnly: boolean;
}

/** The OIDs of one link, its name first, so that name and counters are of one moment. */
export function oidsOf(wanted: InterfaceBinding, objects: LinkObjects): readonly string[] {
  return [...askedOf(wanted, objects).values()];
}

/**
 * OIDs by their column, as they are asked now. Made once for each binding and kept with it: the same strings each time
 * cost neither their making nor their hashing, which was an eighth of what the agent spent on 50 links.
 */
function askedOf(wanted: InterfaceBinding, objects: LinkObjects): ReadonlyMap<string, string> {
  const { index, bits, absent, essentialOnly } = objects;
  const known = asked.get(objects);
  // A binding's index and kind of name never change, and columns are only ever added to `absent`.
  const same = known?.bits === bits && known.essentialOnly === essentialOnly && known.absentCount === absent.size;
  if (known !== undefined && same) return known.oids;
  const columns = [bindingColumns[wanted.by], ifOperStatus, ...octetColumns(bits)];
  if (!essentialOnly) columns.push(ifAdminStatus, ifCounterDiscontinuityTime, ...Object.values(sideColumns));
  const wantedColumns = columns.filter((column) => !absent.has(column));
  const oids = new Map(wantedColumns.map((column) => [column, `${column}.${index}`]));
  asked.set(objects, { bits, essentialOnly, absentCount: absent.size, oids });
  return oids;
}
const asked = new WeakMap<
  LinkObjects,
  { bits: 32 | 64; essentialOnly: boolean; absentCount: number; oids: ReadonlyMap<string, string> }
>();

const octetColumns = (bits: 32 | 64): [string, string] =>
  bits === 64 ? [ifHCInOctets, ifHCOutOctets] : [ifInOctets, ifOutOctets];

export type LinkRead =
  | {
      kind: 'read';
      oper: OperState;
      admin: AdminState | undefined;
      /** Absent when the device has no octet counters of these bits for the interface. */
      reading: LinkReading | undefined;
      absent: string[];
    }
  /** The index is gone. */
  | { kind: 'vanished' }
  /** The index is another interface now. */
  | { kind: 'renamed'; found: string };

/** What one reply says of a link. Whoever does not bear the wanted name any more has no counters of ours. */
export function readLink(
  wanted: InterfaceBinding,
  objects: LinkObjects,
  values: ReadonlyMap<string, SnmpValue>,
  moment: { upTicks: number; atMs: number },
): LinkRead {
  const oids = askedOf(wanted, objects);
  const at = (column: string): SnmpValue | undefined => {
    const oid = oids.get(column);
    return oid === undefined ? undefined : values.get(oid);
  };
  const name = at(bindingColumns[wanted.by]);
  if (name?.type !== 'octets') return { kind: 'vanished' };
  if (!matches(wanted, name.value)) return { kind: 'renamed', found: textOf(name.value) };

  const absent: string[] = [];
  for (const [column, oid] of oids) if (isMissing(values.get(oid))) absent.push(column);
  const [inColumn, outColumn] = octetColumns(objects.bits);
  const inOctets = counterOf(at(inColumn), objects.bits);
  const outOctets = counterOf(at(outColumn), objects.bits);
  const reading: LinkReading | undefined =
    inOctets === undefined || outOctets === undefined
      ? undefined
      : {
          ...moment,
          bits: objects.bits,
          inOctets,
          outOctets,
          discontinuityTicks: numberOf(at(ifCounterDiscontinuityTime)),
          sides: Object.fromEntries(
            sides.flatMap(([side, column]) => {
              const value = numberOf(at(column));
              return value === undefined ? [] : [[side, value]];
            }),
          ),
        };
  return {
    kind: 'read',
    // A state outside the MIB's list, or none, is the MIB's own "unknown".
    oper: operStates[(numberOf(at(ifOperStatus)) ?? 4) - 1] ?? 'unknown',
    admin: adminStates[(numberOf(at(ifAdminStatus)) ?? 0) - 1],
    reading,
    absent,
  };
}

/** A counter's value; some devices answer a Counter64 object as Counter32 or Gauge32 when it is small. */
function counterOf(value: SnmpValue | undefined, bits: 32 | 64): bigint | undefined {
  if (value?.type === 'counter64') return value.value;
  const number = numberOf(value);
  // A narrower type under a 64-bit object would wrap where nobody expects it: fall back to the 32-bit object.
  return bits === 64 || number === undefined || number < 0 ? undefined : BigInt(number);
}
