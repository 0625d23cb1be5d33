/**
 * The part of BER that SNMP uses (X.690 with the limits of RFC 3417 §8): definite lengths, one-octet tags. Pure: octets
 * to values and back.
 */
import { oidArcsMax } from './limits.ts';

export const tags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** A datagram that is not what it should be; the caller drops it, as devices do. */
export class BerError extends Error {
  override name = 'BerError';
}

/** Reads values one after another; every read is checked against the end of its container. */
export class BerReader {
  readonly #octets: Buffer;
  #at: number;
  readonly #end: number;

  constructor(octets: Buffer, start = 0, end = octets.length) {
    this.#octets = octets;
    this.#at = start;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** Where the next value starts, counted from the start of the datagram. */
  get position(): number {
    return this.#at;
  }

  /** Tag of the next value, without reading it. @throws BerError at the end. */
  peek(): number {
    const tag = this.#octets[this.#at];
    if (tag === undefined || this.done) throw new BerError('the message ends where a value was expected');
    return tag;
  }

  /** The next value's tag and where its content lies. @throws BerError when it runs over its container. */
  next(): { tag: number; start: number; end: number } {
    const tag = this.peek();
    let at = this.#at + 1;
    const first = this.#octets[at++];
    if (first === undefined) throw new BerError('the message ends inside a length');
    let length = first;
    if (first & 0x80) {
      const count = first & 0x7f;
      // 0x80 is the indefinite form, which RFC 3417 §8 forbids; four octets count more than any datagram has.
      if (count === 0 || count > 4) throw new BerError(`a length of ${count} octets is not used in SNMP`);
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (this.#octets[at++] ?? 0);
    }
    const end = at + length;
    if (end > this.#end) throw new BerError('a value runs over the end of its container');
    this.#at = end;
    return { tag, start: at, end };
  }

  /** The content of the next value, whose tag must be the one given. */
  content(tag: number): Buffer {
    const value = this.next();
    if (value.tag !== tag) throw new BerError(`tag 0x${value.tag.toString(16)} found, 0x${tag.toString(16)} expected`);
    return this.#octets.subarray(value.start, value.end);
  }

  /** A reader of the next value's content, whose tag must be the one given. */
  open(tag: number): BerReader {
    const value = this.next();
    if (value.tag !== tag) throw new BerError(`tag 0x${value.tag.toString(16)} found, 0x${tag.toString(16)} expected`);
    return new BerReader(this.#octets, value.start, value.end);
  }

  /** An INTEGER of up to 32 bits. */
  integer(): number {
    return decodeInteger(this.content(tags.integer));
  }
}

/** A two's complement integer of one to five octets. @throws BerError for other lengths. */
export function decodeInteger(content: Buffer): number {
  if (content.length === 0 || content.length > 5) throw new BerError(`an integer of ${content.length} octets`);
  return content.readIntBE(0, content.length);
}

/** An unsigned integer of one to nine octets, a leading zero octet allowed. @throws BerError for other lengths. */
export function decodeUnsigned(content: Buffer): bigint {
  if (content.length === 0 || content.length > 9) throw new BerError(`an integer of ${content.length} octets`);
  return BigInt(`0x${content.toString('hex')}`);
}

/** The dotted form, without a leading dot. @throws BerError when an arc is cut off, over 32 bits or one too many. */
export function decodeOid(content: Buffer): string {
  if (content.length === 0) return '0.0';
  const arcs: number[] = [];
  let arc = 0;
  for (const [i, octet] of content.entries()) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > 0xffff_ffff) throw new BerError('an arc of an object identifier is larger than 32 bits');
    if (octet & 0x80) {
      if (i === content.length - 1) throw new BerError('an object identifier ends inside an arc');
      continue;
    }
    // The first two arcs share one number: 40 · first + second (X.690 §8.19.4).
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - 40 * first);
    } else arcs.push(arc);
    if (arcs.length > oidArcsMax) throw new BerError(`an object identifier has more than ${oidArcsMax} arcs`);
    arc = 0;
  }
  return arcs.join('.');
}

/** One value: tag, length in the shortest form, content. */
export function encodeTlv(tag: number, ...contents: Buffer[]): Buffer {
  let length = 0;
  for (const content of contents) length += content.length;
  const head =
    length < 0x80
      ? Buffer.from([tag, length])
      : length < 0x100
        ? Buffer.from([tag, 0x81, length])
        : Buffer.from([tag, 0x82, length >> 8, length & 0xff]);
  return Buffer.concat([head, ...contents]);
}

/** An integer in the fewest octets of two's complement. */
export function encodeInteger(value: number, tag: number = tags.integer): Buffer {
  const width = [1, 2, 3, 4, 5, 6].find((octets) => {
    const half = 2 ** (8 * octets - 1);
    return value >= -half && value < half;
  });
  if (width === undefined || !Number.isInteger(value)) throw new RangeError(`${value} is not an integer of SNMP`);
  const content = Buffer.allocUnsafe(width);
  content.writeIntBE(value, 0, width);
  return encodeTlv(tag, content);
}

/** An unsigned integer of up to 64 bits, with a leading zero octet where the top bit is set. */
export function encodeUnsigned(value: bigint, tag: number): Buffer {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError(`${value} is not an unsigned integer of SNMP`);
  const digits = value.toString(16);
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
  return encodeTlv(tag, Buffer.from(Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex, 'hex'));
}

export const encodeOctets = (value: Buffer): Buffer => encodeTlv(tags.octetString, value);
export const encodeSequence = (...contents: Buffer[]): Buffer => encodeTlv(tags.sequence, ...contents);

/** An object identifier from its dotted form. @throws RangeError when it is not one. */
export function encodeOid(oid: string): Buffer {
  const arcs = parseOid(oid);
  const octets: number[] = [];
  const push = (arc: number) => {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) + 128);
    octets.push(...groups);
  };
  push((arcs[0] ?? 0) * 40 + (arcs[1] ?? 0));
  for (const arc of arcs.slice(2)) push(arc);
  return encodeTlv(tags.oid, Buffer.from(octets));
}

/** The arcs of a dotted object identifier, a leading dot allowed. @throws RangeError when it is not one. */
export function parseOid(oid: string): number[] {
  const text = oid.startsWith('.') ? oid.slice(1) : oid;
  const arcs = text.split('.').map((arc) => (/^\d{1,10}$/.test(arc) ? Number(arc) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN] = arcs;
  const fits = first <= 2 && (first === 2 || second < 40) && arcs.every((arc) => arc <= 0xffff_ffff);
  if (!fits || arcs.length < 2 || arcs.length > oidArcsMax) throw new RangeError(`${oid} is not an object identifier`);
  return arcs;
}
