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
import type { LinkReading } from './series.ts';
import { isMissing, numberOf, type SnmpValue } from './transport.ts';

/** The column that holds the name a link is bound by. */
export const bindingColumns: Record<BindingKind, string> = { name: ifName, alias: ifAlias, descr: ifDescr };

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

/**
 * The OIDs of one link, its name first, so that name and counters are of one moment. The same list each time until what
 * is asked changes.
 */
export function oidsOf(wanted: InterfaceBinding, objects: LinkObjects): readonly string[] {
  return askedOf(wanted, objects).oids;
}

/** What is asked of one link now, and where each object stands in the reply: −1 for one that is not asked. */
interface Asked {
  bits: 32 | 64;
  essentialOnly: boolean;
  absentCount: number;
  columns: readonly string[];
  oids: readonly string[];
  oper: number;
  admin: number;
  inOctets: number;
  outOctets: number;
  discontinuity: number;
  inErrors: number;
  outErrors: number;
  inDiscards: number;
  outDiscards: number;
  /** The name that was found to be the wanted one: the same object needs no second look. */
  matched: SnmpValue | undefined;
}

/**
 * Made once for each binding and kept with it: the same strings each time cost neither their making nor their hashing,
 * which was an eighth of what the agent spent on 50 links.
 */
function askedOf(wanted: InterfaceBinding, objects: LinkObjects): Asked {
  const { index, bits, absent, essentialOnly } = objects;
  const known = asked.get(objects);
  // A binding's index and kind of name never change, and columns are only ever added to `absent`.
  const same = known?.bits === bits && known.essentialOnly === essentialOnly && known.absentCount === absent.size;
  if (known !== undefined && same) return known;
  const [inColumn, outColumn] = octetColumns(bits);
  const all = [bindingColumns[wanted.by], ifOperStatus, inColumn, outColumn];
  if (!essentialOnly)
    all.push(ifAdminStatus, ifCounterDiscontinuityTime, ifInErrors, ifOutErrors, ifInDiscards, ifOutDiscards);
  const columns = all.filter((column) => !absent.has(column));
  const place = (column: string): number => columns.indexOf(column);
  const made: Asked = {
    bits,
    essentialOnly,
    absentCount: absent.size,
    columns,
    oids: columns.map((column) => `${column}.${index}`),
    oper: place(ifOperStatus),
    admin: place(ifAdminStatus),
    inOctets: place(inColumn),
    outOctets: place(outColumn),
    discontinuity: place(ifCounterDiscontinuityTime),
    inErrors: place(ifInErrors),
    outErrors: place(ifOutErrors),
    inDiscards: place(ifInDiscards),
    outDiscards: place(ifOutDiscards),
    matched: undefined,
  };
  asked.set(objects, made);
  return made;
}
const asked = new WeakMap<LinkObjects, Asked>();

const octetColumns = (bits: 32 | 64): [string, string] =>
  bits === 64 ? [ifHCInOctets, ifHCOutOctets] : [ifInOctets, ifOutOctets];

export type LinkRead =
  | {
      kind: 'read';
      oper: OperState;
      admin: AdminState | undefined;
      /** Absent when the device has no octet counters of these bits for the interface. */
      reading: LinkReading | undefined;
      absent: readonly string[];
    }
  /** The index is gone. */
  | { kind: 'vanished' }
  /** The index is another interface now. */
  | { kind: 'renamed'; found: string };

/**
 * What one reply says of a link whose objects stand in it from `from` on. Whoever does not bear the wanted name any more
 * has no counters of ours.
 */
export function readLink(
  wanted: InterfaceBinding,
  objects: LinkObjects,
  values: readonly (SnmpValue | undefined)[],
  from: number,
  moment: { upTicks: number; atMs: number },
): LinkRead {
  const places = askedOf(wanted, objects);
  const name = values[from];
  if (name?.type !== 'octets') return { kind: 'vanished' };
  if (places.matched !== name) {
    if (!matches(wanted, name.value)) return { kind: 'renamed', found: textOf(name.value) };
    places.matched = name;
  }
  const { columns } = places;
  let absent = none;
  for (let i = 0; i < columns.length; i++) {
    if (isMissing(values[from + i])) absent = [...absent, columns[i] ?? ''];
  }
  const number = (place: number): number | undefined => (place < 0 ? undefined : numberOf(values[from + place]));
  const counter = (place: number): bigint | undefined =>
    place < 0 ? undefined : counterOf(values[from + place], objects.bits);
  const inOctets = counter(places.inOctets);
  const outOctets = counter(places.outOctets);
  const reading: LinkReading | undefined =
    inOctets === undefined || outOctets === undefined
      ? undefined
      : {
          upTicks: moment.upTicks,
          atMs: moment.atMs,
          bits: objects.bits,
          inOctets,
          outOctets,
          discontinuityTicks: number(places.discontinuity),
          sides: {
            inErrors: number(places.inErrors),
            outErrors: number(places.outErrors),
            inDiscards: number(places.inDiscards),
            outDiscards: number(places.outDiscards),
          },
        };
  return {
    kind: 'read',
    // A state outside the MIB's list, or none, is the MIB's own "unknown".
    oper: operStates[(number(places.oper) ?? 4) - 1] ?? 'unknown',
    admin: adminStates[(number(places.admin) ?? 0) - 1],
    reading,
    absent,
  };
}

const none: readonly string[] = [];

/** A counter's value; some devices answer a Counter64 object as Counter32 or Gauge32 when it is small. */
function counterOf(value: SnmpValue | undefined, bits: 32 | 64): bigint | undefined {
  if (value?.type === 'counter64') return value.value;
  const number = numberOf(value);
  // A narrower type under a 64-bit object would wrap where nobody expects it: fall back to the 32-bit object.
  return bits === 64 || number === undefined || number < 0 ? undefined : BigInt(number);
}
