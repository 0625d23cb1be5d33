/**
 * Requests of the lean engine: encoded once for a list of OIDs, sent again and again with another request id. Pure.
 *
 *   30 len  02 01 01 (v2c)  04 len community  A0 len { 02 04 id  02 01 0  02 01 0  30 len { 30 len { 06 len OID  05 00 } … } }
 *           └────────── head ──────────────┘                RFC 1901 §3, RFC 3416 §3, BER of X.690
 */
import { SnmpError, type SnmpValue } from './transport.ts';

/** Request ids lie from here to 0x7fffffff, so that each takes four octets and can be patched in place. */
export const requestIdMin = 0x01000000;
export const requestIdMax = 0x7fffffff;

export type LeanPduKind = 'get' | 'next' | 'bulk';
const pduTags: Record<LeanPduKind, number> = { get: 0xa0, next: 0xa1, bulk: 0xa5 };

export interface EncodedRequest {
  /** As they were asked; whoever asks does not change the list afterwards. */
  readonly oids: readonly string[];
  /** The whole datagram; the id in it is that of the last sending. */
  readonly octets: Buffer;
  /** Offset of the four octets of the request id. */
  readonly idAt: number;
  /** For each OID the offset of its tag, and the offset after its last octet: what a reply repeats. */
  readonly oidAt: Uint16Array;
  readonly oidEnd: Uint16Array;
  /** Sendings that the kernel has not taken yet; until then nobody may patch `octets`. */
  sending: number;
  /** The last reply, so that what stands in it again need not be read again. */
  last: LastReply | undefined;
}

/** The last reply to a request, octet for octet, with the values that it was read as. */
export interface LastReply {
  /** The datagram, and after it what longer ones left. */
  octets: Buffer;
  /** Offset of each varbind, and the offset after the last one. */
  readonly at: Uint16Array;
  /** Undefined for a value that changes with each reply: it would only be kept alive in vain. */
  readonly values: (SnmpValue | undefined)[];
}

/** Version and community as they stand in every message of a session, the reply's too. */
export function encodeHead(community: string): Buffer {
  return alone(Buffer.concat([Buffer.from([0x02, 0x01, 0x01]), tlv(0x04, Buffer.from(community))]));
}

/**
 * A request for these OIDs. `repetitions` is the max-repetitions of a `bulk`, at most 127.
 * @throws SnmpError `error` when something is not an OID, or the request exceeds a datagram
 */
export function encodeRequest(
  head: Buffer,
  kind: LeanPduKind,
  oids: readonly string[],
  repetitions = 0,
): EncodedRequest {
  const names = oids.map(encodeOid);
  const varbinds = names.map((name) => tlv(0x30, Buffer.concat([name, Buffer.from([0x05, 0x00])])));
  const list = tlv(0x30, Buffer.concat(varbinds));
  // error-status and error-index; of a GETBULK non-repeaters and max-repetitions (RFC 3416 §3).
  const numbers = Buffer.from([0x02, 0x04, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x00, 0x02, 0x01, repetitions]);
  const pdu = tlv(pduTags[kind], Buffer.concat([numbers, list]));
  const octets = alone(tlv(0x30, Buffer.concat([head, pdu])));
  // UDP over IPv4 carries 65,507 octets.
  if (octets.length > 65_507) throw new SnmpError('tooBig', `a request of ${oids.length} OIDs exceeds a datagram`);
  const oidAt = new Uint16Array(oids.length);
  const oidEnd = new Uint16Array(oids.length);
  let end = octets.length;
  for (let i = oids.length - 1; i >= 0; i--) {
    oidEnd[i] = end - 2;
    oidAt[i] = end - 2 - (names[i]?.length ?? 0);
    end -= varbinds[i]?.length ?? 0;
  }
  const idAt = octets.length - list.length - numbers.length + 2;
  return { oids, octets, idAt, oidAt, oidEnd, sending: 0, last: undefined };
}

/** An OID with its tag: the first two arcs in one octet, then seven bits an octet (X.690 §8.19). */
function encodeOid(oid: string): Buffer {
  const arcs = oid.split('.').map((arc) => (/^\d{1,10}$/.test(arc) ? Number(arc) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN, ...rest] = arcs;
  const isOid = first <= 2 && second <= 39 && arcs.length <= 128 && rest.every((arc) => arc <= 0xffffffff);
  if (!isOid) throw new SnmpError('error', `${oid} is not an OID that can be asked for`);
  const octets = [first * 40 + second];
  for (const arc of rest) {
    for (let shift = 28; shift > 0; shift -= 7) if (arc >= 2 ** shift) octets.push(((arc >>> shift) & 0x7f) | 0x80);
    octets.push(arc & 0x7f);
  }
  return tlv(0x06, Buffer.from(octets));
}

function tlv(tag: number, content: Buffer): Buffer {
  const n = content.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : n < 0x10000 ? [0x82, n >> 8, n & 0xff] : undefined;
  if (length === undefined) throw new SnmpError('tooBig', `a value of ${n} octets exceeds a datagram`);
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** In memory of its own: what is kept for months would hold the 8 kB that Node made it from, with all the rest in them. */
function alone(octets: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(octets.length);
  octets.copy(copy);
  return copy;
}

/** Encoded requests of one device by their last OID, which tells the parts of a poll apart. */
export type DeviceRequests = Map<string, EncodedRequest>;

/** The encoded requests of all devices, `max` in all; whoever has gone unasked the longest makes room. */
export class RequestCache {
  readonly #max: number;
  /** In the order of their last use. */
  readonly #used = new Map<EncodedRequest, { requests: DeviceRequests; key: string }>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#used.size;
  }

  /** The encoded GET of these OIDs. @throws SnmpError as `encodeRequest` */
  get(requests: DeviceRequests, head: Buffer, oids: readonly string[]): EncodedRequest {
    const key = oids[oids.length - 1] ?? '';
    const known = requests.get(key);
    if (known !== undefined) {
      const place = this.#used.get(known);
      this.#used.delete(known);
      if (isSameList(known.oids, oids)) {
        this.#used.set(known, place ?? { requests, key });
        return known;
      }
    }
    const request = encodeRequest(head, 'get', oids);
    requests.set(key, request);
    this.#used.set(request, { requests, key });
    if (this.#used.size > this.#max) {
      const [oldest] = this.#used;
      if (oldest !== undefined) {
        this.#used.delete(oldest[0]);
        oldest[1].requests.delete(oldest[1].key);
      }
    }
    return request;
  }

  /** Forgets one device's requests. */
  drop(requests: DeviceRequests): void {
    for (const request of requests.values()) this.#used.delete(request);
    requests.clear();
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}
