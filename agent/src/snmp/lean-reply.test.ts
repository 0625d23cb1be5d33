import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchValues, matchVarbinds, requestIdOffset } from './lean-reply.ts';
import { type EncodedRequest, encodeHead, encodeRequest, type LeanPduKind } from './lean-request.ts';
import { connect } from './netsnmp.ts';
import { createReferenceDecoder } from './reference-decoder.ts';
import type { SnmpTarget, SnmpValue } from './transport.ts';

/**
 * Every reply goes through lean's comparison and through the reference's decoder: whatever lean reads, the reference
 * must read alike. What lean leaves to the reference is right by construction.
 */
const head = encodeHead('congkhai');
const target: SnmpTarget = {
  address: '127.0.0.1',
  credentials: { version: '2c', community: { reveal: () => 'congkhai' } },
};
const decode = createReferenceDecoder(connect);

const tlv = (tag: number, content: Buffer, lengthOctets = 0): Buffer => {
  const n = content.length;
  const short = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  const long = [
    0x80 | lengthOctets,
    ...Array.from({ length: lengthOctets }, (_, i) => (n >> (8 * (lengthOctets - 1 - i))) & 255),
  ];
  return Buffer.concat([Buffer.from([tag, ...(lengthOctets === 0 ? short : long)]), content]);
};
const int = (n: number) => tlv(2, Buffer.from([n]));
const id = 0x01020304;
const idTlv = Buffer.from([0x02, 0x04, 1, 2, 3, 4]);

/** A reply to the request with these values, whole and in the common form. */
const replyTo = (request: EncodedRequest, values: readonly Buffer[]): Buffer => {
  const varbinds = values.map((value, i) =>
    tlv(0x30, Buffer.concat([request.octets.subarray(request.oidAt[i], request.oidEnd[i]), value])),
  );
  return responseOf(varbinds);
};
const responseOf = (varbinds: readonly Buffer[]): Buffer =>
  tlv(
    0x30,
    Buffer.concat([head, tlv(0xa2, Buffer.concat([idTlv, int(0), int(0), tlv(0x30, Buffer.concat(varbinds))]))]),
  );

type Read = SnmpValue[] | { oid: string; value: SnmpValue }[] | string;
function byLean(reply: Buffer, kind: LeanPduKind, request: EncodedRequest, max: number): Read | undefined {
  const idAt = requestIdOffset(reply, head);
  if (idAt < 0 || reply.readInt32BE(idAt) !== id) return undefined;
  if (kind !== 'get') return matchVarbinds(reply, idAt, max);
  return matchValues(reply, idAt, request);
}
function byReference(reply: Buffer, kind: LeanPduKind, request: EncodedRequest, repetitions: number): Read {
  const decoded = decode(target, { kind, oids: request.oids, repetitions, id }, reply);
  if (decoded.kind !== 'varbinds') return decoded.kind === 'failed' ? decoded.error.code : decoded.kind;
  return kind === 'get' ? decoded.varbinds.map(({ value }) => value) : decoded.varbinds;
}

const content = fc.uint8Array({ maxLength: 12 }).map((octets) => Buffer.from(octets));
const value = fc.oneof(
  fc
    .tuple(fc.constantFrom(0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x80, 0x81, 0x82, 0x1e), content)
    .map(([tag, octets]) => tlv(tag, octets)),
  fc
    .tuple(fc.constantFrom(0x02, 0x41, 0x46, 0x04), content, fc.nat(4))
    .map(([tag, octets, long]) => tlv(tag, octets, long)),
  fc.bigInt(0n, 2n ** 64n - 1n).map((n) => tlv(0x46, Buffer.from(n.toString(16).padStart(16, '0'), 'hex'))),
  fc.constantFrom(0x80, 0x81, 0x82, 0x05).map((tag) => tlv(tag, Buffer.alloc(0))),
);
const oids = fc
  .array(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((tails) => tails.map((tail, i) => `1.3.6.1.${i}.${tail.join('.')}`));

describe('what lean reads', () => {
  it('of a GET, the reference reads alike', () => {
    let matched = 0;
    fc.assert(
      fc.property(oids, fc.array(value, { minLength: 8, maxLength: 8 }), (list, values) => {
        const request = encodeRequest(head, 'get', list);
        const reply = replyTo(request, values.slice(0, list.length));
        const lean = byLean(reply, 'get', request, 0);
        if (lean === undefined) return;
        matched++;
        expect(lean).toEqual(byReference(reply, 'get', request, 0));
      }),
      { numRuns: 1_000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  it('of one reply after another to the same request, the reference reads alike', () => {
    const list = ['1.3.6.1.2.1.1.3.0', '1.3.6.1.2.1.31.1.1.1.1.7', '1.3.6.1.2.1.2.2.1.8.7'];
    let again = 0;
    fc.assert(
      fc.property(value, fc.array(fc.tuple(fc.nat(2), value), { maxLength: 12 }), (first, changes) => {
        const request = encodeRequest(head, 'get', list);
        const standing = list.map(() => first);
        for (const [at, changed] of changes) {
          standing[at] = changed;
          const reply = replyTo(request, standing);
          if (request.last !== undefined) again++;
          const lean = byLean(reply, 'get', request, 0);
          if (lean !== undefined) expect(lean).toEqual(byReference(reply, 'get', request, 0));
        }
      }),
      { numRuns: 500 },
    );
    expect(again).toBeGreaterThan(100);
  });

  it('of an octet string that stands there again is the same object: nothing is copied twice', () => {
    const request = encodeRequest(head, 'get', ['1.3.6.1.2.1.1.3.0', '1.3.6.1.2.1.31.1.1.1.1.7']);
    const reply = (ticks: number) =>
      replyTo(request, [tlv(0x43, Buffer.from([ticks])), tlv(0x04, Buffer.from('ge-0/0/7'))]);
    const first = byLean(reply(1), 'get', request, 0);
    const second = byLean(reply(2), 'get', request, 0);
    expect(second?.[0]).toEqual({ type: 'timeTicks', value: 2 });
    expect(second?.[1]).toBe(first?.[1]);
  });

  it('of a GETBULK, the reference reads alike', () => {
    const request = encodeRequest(head, 'bulk', ['1.3.6.1.1'], 10);
    const names = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((octets) => tlv(6, Buffer.from(octets)));
    let matched = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(names, value), { maxLength: 12 }), (rows) => {
        const reply = responseOf(rows.map((row) => tlv(0x30, Buffer.concat(row))));
        const lean = byLean(reply, 'bulk', request, 10);
        if (lean === undefined) return;
        matched++;
        expect(lean).toEqual(byReference(reply, 'bulk', request, 10));
      }),
      { numRuns: 2_000 },
    );
    // Some 10 in 100: what is drawn is seldom canonical in every row.
    expect(matched).toBeGreaterThan(100);
  });

  it('of 10,000 replies bent at random is what the reference reads, and neither ever throws', () => {
    const request = encodeRequest(head, 'get', [
      '1.3.6.1.2.1.1.3.0',
      '1.3.6.1.2.1.31.1.1.1.6.1',
      '1.3.6.1.2.1.31.1.1.1.1.1',
    ]);
    const bulk = encodeRequest(head, 'bulk', ['1.3.6.1.2.1.1'], 10);
    const whole = replyTo(request, [
      tlv(0x43, Buffer.from([1, 2, 3])),
      tlv(0x46, Buffer.from([0, 0xff, 1, 2, 3, 4, 5, 6, 7])),
      tlv(0x04, Buffer.from('GigabitEthernet0/0/1')),
    ]);
    let state = 20_261_123; // xorshift, so that a failure can be repeated
    const random = (below: number) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % below;
    };
    let read = 0;
    for (let i = 0; i < 10_000; i++) {
      let bent: Buffer = Buffer.from(whole);
      for (let changes = random(4); changes > 0; changes--) bent[random(bent.length)] = random(256);
      if (random(8) === 0) bent = bent.subarray(0, random(bent.length + 1));
      if (random(16) === 0) bent = Buffer.concat([bent, bent.subarray(random(bent.length + 1))]);
      const [kind, asked] = random(2) === 0 ? (['get', request] as const) : (['bulk', bulk] as const);
      const lean = byLean(bent, kind, asked, 10);
      const reference = byReference(bent, kind, asked, 10);
      if (lean === undefined) continue;
      read++;
      expect([i, lean]).toEqual([i, reference]);
    }
    expect(read).toBeGreaterThan(1_000);
  });
});

describe('a reply that is left to the reference', () => {
  const request = encodeRequest(head, 'get', ['1.3.6.1.2.1.1.3.0']);
  const whole = replyTo(request, [tlv(0x43, Buffer.from([1]))]);
  it.each<[string, Buffer]>([
    [
      'has a length in another form',
      Buffer.concat([Buffer.from([0x30, 0x83, 0, 0, whole.length - 2]), whole.subarray(2)]),
    ],
    ['has something behind it', Buffer.concat([whole, Buffer.from([0])])],
    ['is a request', Buffer.from(whole.map((octet) => (octet === 0xa2 ? 0xa0 : octet)))],
    ['is empty', Buffer.alloc(0)],
  ])('%s', (_name, reply) => {
    expect(requestIdOffset(reply, head)).toBe(-1);
  });

  it.each<[string, Buffer]>([
    ['says tooBig', responseOf([])],
    ['has one varbind more', responseOf([whole.subarray(-14), whole.subarray(-14)])],
    ['has another OID', replyTo(encodeRequest(head, 'get', ['1.3.6.1.2.1.1.4.0']), [tlv(0x43, Buffer.from([1]))])],
  ])('%s', (_name, reply) => {
    expect(matchValues(reply, requestIdOffset(reply, head), request)).toBeUndefined();
  });
});
