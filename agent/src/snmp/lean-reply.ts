/**
 * Replies to the lean engine's requests, compared octet by octet with what was asked and read straight into values.
 * Whatever is not in the one form that nearly every device sends is not judged here but left to the reference. Pure.
 */
import type { EncodedRequest, LastReply } from './lean-request.ts';
import type { SnmpValue } from './transport.ts';
import type { Varbind } from './walk.ts';

const sequence = 0x30;
const responsePdu = 0xa2;

/**
 * Offset of the request id in a v2c reply with this head, or −1: of another version or community, no response, another
 * form, cut off, or with something behind it.
 */
export function requestIdOffset(data: Buffer, head: Buffer): number {
  if (data[0] !== sequence) return -1;
  const length = lengthAt(data, 1);
  let at = 1 + lengthOctets(data, 1);
  if (length < 0 || at + length !== data.length || length < head.length + 2) return -1;
  for (let i = 0; i < head.length; i++) if (data[at + i] !== head[i]) return -1;
  at += head.length;
  if (data[at] !== responsePdu) return -1;
  const pduLength = lengthAt(data, at + 1);
  at += 1 + lengthOctets(data, at + 1);
  if (pduLength < 0 || at + pduLength !== data.length) return -1;
  // 02 04 id(4) 02 01 status 02 01 index 30 len: 14 octets at least.
  return pduLength >= 14 && data[at] === 0x02 && data[at + 1] === 0x04 ? at + 2 : -1;
}

/**
 * The values of a reply to a GET in the order of its OIDs; undefined when it is not octet for octet a reply to that.
 *
 * A varbind that stands in the reply as it stood in the last one has the very value object that was read then: names,
 * states and most error counters are the same for months, and reading them anew was most of what a reply cost.
 */
export function matchValues(data: Buffer, idAt: number, request: EncodedRequest): SnmpValue[] | undefined {
  let at = varbindsAt(data, idAt);
  if (at < 0) return undefined;
  const { oids, octets, oidAt, oidEnd } = request;
  const count = oids.length;
  const last = request.last ?? { octets: emptyOctets, at: new Uint16Array(count + 1), values: [] };
  // A reply that does not match leaves nothing half remembered.
  request.last = undefined;
  const values: SnmpValue[] = [];
  let lastFrom = last.at[0] as number;
  for (let i = 0; i < count; i++) {
    const lastEnd = last.at[i + 1] as number;
    const known = last.values[i];
    last.at[i] = at;
    if (known !== undefined && isSame(data, at, last.octets, lastFrom, lastEnd)) {
      values.push(known);
      at += lastEnd - lastFrom;
      lastFrom = lastEnd;
      continue;
    }
    lastFrom = lastEnd;
    if (data[at] !== sequence) return undefined;
    const length = lengthAt(data, at + 1);
    at += 1 + lengthOctets(data, at + 1);
    const end = at + length;
    if (length < 0 || end > data.length) return undefined;
    const to = oidEnd[i] as number;
    for (let j = oidAt[i] as number; j < to; j++) if (data[at++] !== octets[j]) return undefined;
    const value = valueAt(data, at, end);
    if (value === undefined) return undefined;
    values.push(value);
    // The first is the device's clock, and octets are counted in 64 bits: they hardly ever stand there again.
    last.values[i] = i === 0 || value.type === 'counter64' ? undefined : value;
    at = end;
  }
  if (at !== data.length) return undefined;
  last.at[count] = at;
  remember(request, last, data);
  return values;
}

const emptyOctets = Buffer.alloc(0);

/** Copied into a buffer of our own: each reply kept as it came would be one more object for the collector of garbage. */
function remember(request: EncodedRequest, last: LastReply, data: Buffer): void {
  if (last.octets.length < data.length) last.octets = Buffer.allocUnsafeSlow(data.length + spareOctets);
  data.copy(last.octets);
  request.last = last;
}
/** Counters grow by an octet now and then. */
const spareOctets = 32;

/** Whether `data` has at `at` the octets of `other` from `from` to `end`. */
function isSame(data: Buffer, at: number, other: Buffer, from: number, end: number): boolean {
  if (at + end - from > data.length) return false;
  // From behind: what changes stands at the end, behind its OID.
  for (let i = end - 1, j = at + end - 1 - from; i >= from; i--, j--) if (data[j] !== other[i]) return false;
  return true;
}

/** The varbinds of a reply to a GETNEXT or GETBULK, at most `max`; undefined when it is of another form. */
export function matchVarbinds(data: Buffer, idAt: number, max: number): Varbind[] | undefined {
  let at = varbindsAt(data, idAt);
  if (at < 0) return undefined;
  const varbinds: Varbind[] = [];
  while (at < data.length) {
    if (data[at] !== sequence || varbinds.length >= max) return undefined;
    const length = lengthAt(data, at + 1);
    at += 1 + lengthOctets(data, at + 1);
    const end = at + length;
    if (length < 0 || end > data.length || data[at] !== 0x06) return undefined;
    const oidLength = lengthAt(data, at + 1);
    const from = at + 1 + lengthOctets(data, at + 1);
    if (oidLength < 0 || from + oidLength > end) return undefined;
    const oid = oidText(data, from, from + oidLength);
    const value = valueAt(data, from + oidLength, end);
    if (oid === undefined || value === undefined) return undefined;
    varbinds.push({ oid, value });
    at = end;
  }
  return varbinds;
}

/** Where the varbinds begin, or −1: with an error-status the reference says what it means. */
function varbindsAt(data: Buffer, idAt: number): number {
  const at = idAt + 4;
  if (data[at] !== 0x02 || data[at + 1] !== 0x01 || data[at + 2] !== 0) return -1;
  if (data[at + 3] !== 0x02 || data[at + 4] !== 0x01 || data[at + 6] !== sequence) return -1;
  const length = lengthAt(data, at + 7);
  const from = at + 7 + lengthOctets(data, at + 7);
  return length >= 0 && from + length === data.length ? from : -1;
}

/** The value that fills `at` to `end`, or undefined when it is not of a plain form (RFC 2578 §7.1, RFC 3416 §3). */
function valueAt(data: Buffer, at: number, end: number): SnmpValue | undefined {
  const length = lengthAt(data, at + 1);
  const from = at + 1 + lengthOctets(data, at + 1);
  if (length < 0 || from + length !== end) return undefined;
  switch (data[at]) {
    case 0x02:
      return length >= 1 && length <= 4 ? { type: 'integer', value: signedAt(data, from, end) } : undefined;
    case 0x41:
      return isUnsigned(data, from, length) ? { type: 'counter32', value: unsignedAt(data, from, end) } : undefined;
    case 0x42:
      return isUnsigned(data, from, length) ? { type: 'gauge32', value: unsignedAt(data, from, end) } : undefined;
    case 0x43:
      return isUnsigned(data, from, length) ? { type: 'timeTicks', value: unsignedAt(data, from, end) } : undefined;
    case 0x46:
      return length <= 8 || (length === 9 && data[from] === 0)
        ? { type: 'counter64', value: counter64At(data, from, end) }
        : undefined;
    case 0x04:
      return { type: 'octets', value: copyOf(data, from, end) };
    case 0x44:
      return { type: 'opaque', value: copyOf(data, from, end) };
    case 0x06: {
      const oid = oidText(data, from, end);
      return oid === undefined ? undefined : { type: 'oid', value: oid };
    }
    case 0x40:
      return length === 4
        ? { type: 'ipAddress', value: `${data[from]}.${data[from + 1]}.${data[from + 2]}.${data[from + 3]}` }
        : undefined;
    case 0x05:
      return length === 0 ? { type: 'null' } : undefined;
    case 0x80:
      return length === 0 ? { type: 'noSuchObject' } : undefined;
    case 0x81:
      return length === 0 ? { type: 'noSuchInstance' } : undefined;
    case 0x82:
      return length === 0 ? { type: 'endOfMibView' } : undefined;
    default:
      return undefined;
  }
}

/** 32 bits: up to four octets, or a leading zero and four. Some devices leave that zero out; unsigned it stays. */
const isUnsigned = (data: Buffer, from: number, length: number): boolean =>
  (length >= 1 && length <= 4) || (length === 5 && data[from] === 0);

function unsignedAt(data: Buffer, from: number, end: number): number {
  // Fewer than four octets with the sign bit set are a negative number that the type does not have: 32 bits of it, as
  // the reference reads it.
  if (end - from < 4) return signedAt(data, from, end) >>> 0;
  let value = 0;
  for (let at = from; at < end; at++) value = (value << 8) | (data[at] as number);
  return value >>> 0;
}

function signedAt(data: Buffer, from: number, end: number): number {
  let value = ((data[from] as number) << 24) >> 24;
  for (let at = from + 1; at < end; at++) value = (value << 8) | (data[at] as number);
  return value;
}

const scratch = new DataView(new ArrayBuffer(8));

function counter64At(data: Buffer, from: number, end: number): bigint {
  let high = 0;
  let low = 0;
  for (let at = from; at < end; at++) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | (data[at] as number);
  }
  // One BigInt made at once; shifts and sums of BigInts would make four.
  scratch.setInt32(0, high);
  scratch.setInt32(4, low);
  return scratch.getBigUint64(0);
}

/** A copy: a slice would hold the whole datagram in memory. */
function copyOf(data: Buffer, from: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - from);
  for (let at = from; at < end; at++) copy[at - from] = data[at] as number;
  return copy;
}

/** An OID in dots; undefined for one whose first arcs take two octets, or with an arc beyond 32 bits. */
function oidText(data: Buffer, from: number, end: number): string | undefined {
  const first = data[from] ?? 0xff;
  if (from >= end || first >= 120 || ((data[end - 1] as number) & 0x80) !== 0) return undefined;
  let text = `${Math.floor(first / 40)}.${first % 40}`;
  let arc = 0;
  for (let at = from + 1; at < end; at++) {
    const octet = data[at] as number;
    arc = arc * 128 + (octet & 0x7f);
    if (arc > 0xffffffff) return undefined;
    if (octet < 0x80) {
      text += `.${arc}`;
      arc = 0;
    }
  }
  return text;
}

/** The length that stands at `at`, or −1: cut off, indefinite, or of more than two octets. */
function lengthAt(data: Buffer, at: number): number {
  const first = data[at];
  if (first === undefined) return -1;
  if (first < 0x80) return first;
  if (first === 0x81) return data[at + 1] ?? -1;
  if (first === 0x82 && at + 2 < data.length) return ((data[at + 1] as number) << 8) | (data[at + 2] as number);
  return -1;
}

/** Octets that a length which `lengthAt` could read takes. */
function lengthOctets(data: Buffer, at: number): number {
  const first = data[at] as number;
  return first < 0x80 ? 1 : first - 0x7f;
}
