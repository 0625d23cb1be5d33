/** The form of a profile: how one family of equipment states the facts of its kind. Data, not code. */
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';

/** An object of the device: one instance, or a column of which the rows become one value. */
interface Source {
  /** The instance (ending in `.0`), or the column when `rows` is set. */
  oid: string;
  /**
   * How the rows of a column become one value. `worst` takes the first word of `order` that any row has. Rows are
   * found by whatever index the device gives them: some omit the index column, some add a `.0`.
   */
  rows?: 'first' | 'min' | 'max' | 'sum' | 'worst';
  /** Rows that are read at most, for tables of a whole chassis. @default rowsPerColumnMax */
  rowsMax?: number;
  /** Instance that says how many lines there are: rows above it are phases that the equipment does not have. */
  lines?: string;
}

/** A figure: the raw value times the first scale that puts it into the band; outside at every scale it is implausible. */
export interface NumberReading extends Source {
  as: 'number';
  scales: readonly number[];
  /** In the fact's unit, both ends included. */
  band: readonly [number, number];
  /** 0 is a reading although it lies outside the band: a mains voltage of 0 is a mains failure. */
  orZero?: true;
  /** Raw values that are the device's own "unknown". */
  sentinels?: readonly number[];
}

/** A word for an enumerated value; null is the device's own "unknown". A number that is not listed is implausible. */
export interface StateReading extends Source {
  as: 'state';
  states: Readonly<Record<number, string | null>>;
  otherwise?: string;
  /** For `worst`: which word wins, the first one first. */
  order?: readonly string[];
  /** The word stands instead of `over` while that instance reads `equals`. */
  unless?: { oid: string; equals: number; over: string; word: string };
}

/** 1 or 0 from an enumerated value, or from a raw figure that reaches `atLeast`, or from a bit. */
export interface FlagReading extends Source {
  as: 'flag';
  one?: readonly number[];
  zero?: readonly number[];
  atLeast?: number;
  mask?: number;
}

/** The word of the first bit that is set; `otherwise` when none is. */
export interface BitsReading extends Source {
  as: 'bits';
  words: readonly (readonly [mask: number, word: string])[];
  otherwise?: string;
}

/** The names of everything present: of OIDs or enumerated values in a column, or of bits in one instance. */
export interface NamesReading extends Source {
  as: 'names';
  /** By OID or number; null is nothing to name. What is not listed is named by its value. */
  names: Readonly<Record<string, string | null>>;
  /** `names` are bit masks of one instance. */
  bits?: true;
  /** While this instance reads 0 there is nothing to name, whether or not the column exists. */
  noneIfZero?: string;
}

/** A day written as month/day/year, in the device's local time. */
export interface DateReading extends Source {
  as: 'date';
  /** Whether the day may lie ahead. */
  future?: true;
}

/** `some` where an address stands, `none` where it is 0.0.0.0; of several rows one without speaks for all. */
export interface AddressReading extends Source {
  as: 'address';
  some: string;
  none: string;
}

/** The time at which sysUpTime had this value; 0 is never (RFC 1628 upsTestStartTime). */
export interface UptimeReading extends Source {
  as: 'uptime';
}

/** A word by several instances: the first that reads `equals` decides. All must exist, or nothing is said. */
export interface DecideReading {
  as: 'decide';
  of: readonly { oid: string; equals: number; word: string }[];
  otherwise: string;
}

export type Reading =
  | NumberReading
  | StateReading
  | FlagReading
  | BitsReading
  | NamesReading
  | AddressReading
  | DateReading
  | UptimeReading
  | DecideReading;

/** How a device is recognised, strongest first. */
export interface Match {
  /** Prefixes of sysObjectID, whole arcs; the longest of all profiles wins. */
  sysObjectId?: readonly string[];
  sysDescr?: RegExp;
  /** An instance that the device has (with `text`: and that reads so), or a column with at least one row. */
  probe?: { oid: string; text?: RegExp } | { column: string };
  /** Serves where nothing else matched; one for each kind at most. */
  generic?: true;
}

export interface Profile {
  /** Stands in `agent.yaml`, in the inventory and on the board. */
  name: string;
  kind: UnitKind;
  match: Match;
  /** For each fact the readings to try, the best first: the first one with a value holds. */
  facts: Partial<Record<FactName, readonly Reading[]>>;
  /** The recordings of real devices that it was checked on; null while it follows documents only. */
  verified: string | null;
}
