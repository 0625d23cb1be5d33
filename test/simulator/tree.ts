/** What a device can be asked for: objects in the order of their identifiers, each a function of time. Pure. */
import { encodeOid, parseOid } from './ber.ts';
import type { Value } from './message.ts';

/**
 * The instant that a request is answered for, in the device's own ticks of 10 ms (TimeTicks, RFC 2578 §7.1.8). All
 * values of one reply are of one instant, and counters of the same ticks as sysUpTime: their quotient is exact.
 */
export interface Instant {
  /** Ticks since the simulation began. */
  tick: number;
  /** Ticks since the device started, not yet taken modulo 2^32. */
  uptimeTicks: number;
  /** The tick whose counters the device shows: behind `tick` while it caches them. */
  counterTick: number;
}

/** One object instance. `read` returns undefined while the instance does not exist. */
export interface MibObject {
  oid: string;
  read: (instant: Instant) => Value | undefined;
}

interface Node {
  oid: string;
  key: string;
  encodedOid: Buffer;
  read: MibObject['read'];
}

export interface Found {
  oid: string;
  encodedOid: Buffer;
  value: Value;
}

/**
 * A text that sorts as the identifier does (RFC 3416 §2): two UTF-16 units an arc, compared unit by unit.
 */
function sortKey(oid: string): string {
  return String.fromCharCode(...parseOid(oid).flatMap((arc) => [Math.floor(arc / 65_536), arc % 65_536]));
}

export class MibTree {
  readonly #nodes: Node[];
  readonly #byOid: Map<string, Node>;
  readonly #objects: Set<string>;

  /** @throws RangeError when an identifier is none, or stands twice. */
  constructor(objects: readonly MibObject[]) {
    this.#nodes = objects.map(({ oid, read }) => {
      const name = oid.startsWith('.') ? oid.slice(1) : oid;
      return { oid: name, key: sortKey(name), encodedOid: encodeOid(name), read };
    });
    this.#nodes.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    this.#byOid = new Map(this.#nodes.map((node) => [node.oid, node]));
    if (this.#byOid.size !== this.#nodes.length) {
      const twice = this.#nodes.find((node, i) => this.#nodes[i + 1]?.key === node.key);
      throw new RangeError(`object ${twice?.oid} is defined twice`);
    }
    this.#objects = new Set(this.#nodes.map((node) => parent(node.oid)));
  }

  get size(): number {
    return this.#nodes.length;
  }

  /** The value of exactly this instance, or the exception that RFC 3416 §4.2.1 asks for. */
  get(oid: string, instant: Instant): Found {
    const node = this.#byOid.get(oid);
    const value = node?.read(instant);
    if (node !== undefined && value !== undefined) return { oid, encodedOid: node.encodedOid, value };
    const known = node !== undefined || this.#objects.has(parent(oid));
    return { oid, encodedOid: encodeOid(oid), value: { type: known ? 'noSuchInstance' : 'noSuchObject' } };
  }

  /** The first instance after this identifier that exists, or endOfMibView under the identifier asked for. */
  next(oid: string, instant: Instant): Found {
    const key = sortKey(oid);
    let [low, high] = [0, this.#nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#nodes[middle] as Node).key > key) high = middle;
      else low = middle + 1;
    }
    for (let i = low; i < this.#nodes.length; i++) {
      const node = this.#nodes[i] as Node;
      const value = node.read(instant);
      if (value !== undefined) return { oid: node.oid, encodedOid: node.encodedOid, value };
    }
    return { oid, encodedOid: encodeOid(oid), value: { type: 'endOfMibView' } };
  }
}

const parent = (oid: string): string => oid.slice(0, oid.lastIndexOf('.'));

/** Objects with one fixed value. */
export const fixed = (oid: string, value: Value): MibObject => ({ oid, read: () => value });
export const integer = (value: number): Value => ({ type: 'integer', value });
export const text = (value: string): Value => ({ type: 'octets', value });
export const gauge = (value: number): Value => ({ type: 'gauge32', value });
export const ticks = (value: number): Value => ({ type: 'timeTicks', value });
