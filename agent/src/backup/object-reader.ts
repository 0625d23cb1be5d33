/** The port through which the backup part reads a device. The agent's SNMP transport fits it; `main` wires them. */

/** A value as it stood on the wire (RFC 2578 §7.1), or the exception that stood in its place (RFC 3416 §4.2.1). */
export type SnmpValue =
  | { type: 'integer' | 'counter32' | 'gauge32' | 'timeTicks'; value: number }
  | { type: 'counter64'; value: bigint }
  | { type: 'octets' | 'opaque'; value: Uint8Array }
  | { type: 'oid' | 'ipAddress'; value: string }
  | { type: 'null' | 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' };

/** Reads of one device. Both reject when the device does not answer within `deadlineMs`, counted from the call. */
export interface ObjectReader {
  /** The values under the OIDs as they were asked; an OID that is absent counts as noSuchInstance. */
  get(oids: readonly string[], deadlineMs: number): Promise<ReadonlyMap<string, SnmpValue>>;
  /** One column by index suffix (what follows `oid` and a dot), at most `rowsMax` rows, in the device's order. */
  column(oid: string, rowsMax: number, deadlineMs: number): Promise<ReadonlyMap<string, SnmpValue>>;
}

/** True when there is nothing to read: the device lacks the object, or answers NULL for it. */
export function isMissing(value: SnmpValue | undefined): boolean {
  return (
    value === undefined ||
    value.type === 'null' ||
    value.type === 'noSuchObject' ||
    value.type === 'noSuchInstance' ||
    value.type === 'endOfMibView'
  );
}

const utf8 = new TextDecoder();

/** The text of octets, without the NULs and blanks that cards pad it with; an OID or address as it is. */
export function textOf(value: SnmpValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.type === 'octets') return utf8.decode(value.value).replaceAll('\0', '').trim();
  return value.type === 'oid' || value.type === 'ipAddress' ? value.value : undefined;
}

/**
 * The number in a value of any numeric type: cards answer TimeTicks and Gauge32 where the MIB says INTEGER, and some
 * write figures as text. Undefined for everything else.
 */
export function numberOf(value: SnmpValue | undefined): number | undefined {
  switch (value?.type) {
    case 'integer':
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      return value.value;
    case 'counter64':
      return Number(value.value);
    case 'octets': {
      const text = textOf(value) ?? '';
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
    }
    default:
      return undefined;
  }
}
