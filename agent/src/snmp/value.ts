/** The library's values in our words. Its Counter64 is a Buffer of 0 to 9 octets, its exceptions are values of null. */
import { SnmpError, type SnmpValue } from './transport.ts';

const exceptions = { 5: 'null', 128: 'noSuchObject', 129: 'noSuchInstance', 130: 'endOfMibView' } as const;
const integers = { 2: 'integer', 65: 'counter32', 66: 'gauge32', 67: 'timeTicks' } as const;

/**
 * One value by its tag (RFC 2578 §7.1, RFC 3416 §3).
 * @throws SnmpError `malformed` when the value is not of its type: the library lets a cut datagram through as null
 */
export function toValue(tag: number, value: unknown): SnmpValue {
  const exception = exceptions[tag as keyof typeof exceptions];
  if (exception !== undefined) return { type: exception };
  const integer = integers[tag as keyof typeof integers];
  if (integer !== undefined && typeof value === 'number') return { type: integer, value };
  if (tag === 70 && Buffer.isBuffer(value)) return { type: 'counter64', value: counter64(value) };
  // Copied: a slice would hold the whole datagram in memory.
  if (tag === 4 && Buffer.isBuffer(value)) return { type: 'octets', value: Uint8Array.from(value) };
  if (tag === 68 && Buffer.isBuffer(value)) return { type: 'opaque', value: Uint8Array.from(value) };
  if (tag === 6 && typeof value === 'string') return { type: 'oid', value };
  if (tag === 64 && typeof value === 'string') return { type: 'ipAddress', value };
  throw new SnmpError('malformed', `a value of tag ${tag} is cut off or of a type that SNMP does not have`);
}

/** Unsigned, up to 8 octets and one leading zero; some devices send 2^63 and above without that zero, some send none. */
function counter64(octets: Buffer): bigint {
  const digits = octets.length === 9 && octets[0] === 0 ? octets.subarray(1) : octets;
  if (digits.length > 8) throw new SnmpError('malformed', `a Counter64 of ${octets.length} octets`);
  return digits.length === 0 ? 0n : BigInt(`0x${digits.toString('hex')}`);
}
