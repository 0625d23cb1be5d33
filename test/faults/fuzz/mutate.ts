/** A reply made wrong, in one of the ways that broken devices, broken networks and forgers have. Pure. */

/** Longest payload of UDP over IPv4 (RFC 768, RFC 791). */
const datagramOctetsMax = 65_507;

type Random = () => number;
/** `earlier` is a reply to another request of the same device. */
type Mutation = (reply: Buffer, random: Random, earlier: Buffer) => Buffer;

const below = (random: Random, n: number): number => Math.floor(random() * n);
const noise = (random: Random, octets: number): Buffer => {
  const made = Buffer.allocUnsafe(octets);
  for (let i = 0; i < octets; i++) made[i] = below(random, 256);
  return made;
};

/** Every way by its name. */
export const mutations: Readonly<Record<string, Mutation>> = {
  flippedBits(reply, random) {
    const made = Buffer.from(reply);
    for (let n = 1 + below(random, 4); n > 0; n--) {
      const at = below(random, made.length);
      made[at] = (made[at] ?? 0) ^ (1 << below(random, 8));
    }
    return made;
  },
  truncated: (reply, random) => reply.subarray(0, below(random, reply.length)),
  extended: (reply, random) => Buffer.concat([reply, noise(random, 1 + below(random, 64))]),
  /** An octet that is often a length becomes a long, indefinite or absurd one (X.690 §8.1.3). */
  wrongLength(reply, random) {
    const made = Buffer.from(reply);
    const lengths = [0x00, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff];
    made[below(random, 2) === 0 ? 1 : below(random, made.length)] = lengths[below(random, lengths.length)] ?? 0;
    return made;
  },
  spliced(reply, random) {
    const at = below(random, reply.length);
    return Buffer.concat([
      reply.subarray(0, at),
      noise(random, below(random, 16)),
      reply.subarray(at + below(random, 16)),
    ]);
  },
  repeatedPart(reply, random) {
    const from = below(random, reply.length);
    const part = reply.subarray(from, from + 1 + below(random, 64));
    return Buffer.concat([reply.subarray(0, from), ...Array.from({ length: 1 + below(random, 8) }, () => part)]);
  },
  /** A value's type is not what the object has, or is none at all. */
  otherTag(reply, random) {
    const made = Buffer.from(reply);
    const tags = [0x02, 0x04, 0x05, 0x06, 0x30, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x80, 0x81, 0x82, 0xa0, 0xa2, 0xa8];
    const known = [...made.keys()].filter((at) => tags.includes(made[at] ?? 0));
    made[known[below(random, known.length)] ?? 0] = tags[below(random, tags.length)] ?? 0;
    return made;
  },
  otherVersion(reply, random) {
    const made = Buffer.from(reply);
    const at = made.indexOf(Buffer.from([0x02, 0x01]));
    if (at >= 0) made[at + 2] = [0, 1, 2, 3, 255][below(random, 5)] ?? 0;
    return made;
  },
  /** Sequences in sequences, as deep as a datagram holds. */
  deep(_, random) {
    const levels = 100 + below(random, 3_000);
    const made = Buffer.alloc(levels * 4);
    for (let i = 0; i < levels; i++)
      made.set([0x30, 0x82, (made.length - i * 4 - 4) >> 8, (made.length - i * 4 - 4) & 255], i * 4);
    return made;
  },
  /** The right head, and an object identifier of thousands of arcs. */
  longObjectId(reply, random) {
    const at = reply.lastIndexOf(Buffer.from([0x06]));
    const arcs = noise(random, 200 + below(random, 8_000)).map((octet) => octet | 0x80);
    return Buffer.concat([
      reply.subarray(0, Math.max(2, at)),
      Buffer.from([0x06, 0x82, arcs.length >> 8, arcs.length & 255]),
      arcs,
    ]);
  },
  huge: (reply, random) =>
    Buffer.concat([reply, Buffer.alloc(datagramOctetsMax - reply.length - below(random, 1_000), 0x30)]),
  noise: (_, random) => noise(random, below(random, 1_500)),
  nothing: () => Buffer.alloc(0),
  earlier: (_, __, earlier) => earlier,
};

const names = Object.keys(mutations);

/** One mutant of a reply, and the way it was made. Of each big one there are few: a load is bounded in octets too. */
export function mutate(reply: Buffer, random: Random, earlier: Buffer): { way: string; datagram: Buffer } {
  let way = names[below(random, names.length)] ?? 'noise';
  if (['huge', 'deep', 'longObjectId'].includes(way) && below(random, 10) > 0) way = 'flippedBits';
  return { way, datagram: (mutations[way] ?? mutations['noise'] ?? (() => reply))(reply, random, earlier) };
}
