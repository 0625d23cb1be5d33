import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BerError } from './ber.ts';
import { decodeMessage, encodeCommunityMessage, type PduType, type Value, type Varbind } from './message.ts';

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ type: fc.constant('integer' as const), value: fc.integer() }),
  fc.record({
    type: fc.constant('octets' as const),
    value: fc.uint8Array({ maxLength: 200 }).map((a) => Buffer.from(a)),
  }),
  fc.record({
    type: fc.constantFrom('counter32' as const, 'gauge32' as const, 'timeTicks' as const),
    value: fc.integer({ min: 0, max: 0xffff_ffff }),
  }),
  fc.record({ type: fc.constant('counter64' as const), value: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) }),
  fc.record({ type: fc.constant('ipAddress' as const), value: fc.ipV4() }),
  fc.record({
    type: fc.constantFrom('null' as const, 'noSuchObject' as const, 'noSuchInstance' as const, 'endOfMibView' as const),
  }),
);
const varbinds: fc.Arbitrary<Varbind[]> = fc.array(
  fc.record({ oid: fc.constantFrom('1.3.6.1.2.1.1.3.0', '1.3.6.1.2.1.31.1.1.1.6.70000', '2.100.3'), value }),
  { maxLength: 12 },
);

describe('messages of SNMP v1 and v2c', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('v1' as const, 'v2c' as const),
        fc.constantFrom<PduType>('get', 'getNext', 'response', 'getBulk'),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        varbinds,
        (version, type, requestId, list) => {
          const message = {
            version,
            community: 'cộng đồng'.normalize('NFD').replace(/[^a-z ]/g, ''),
            pdu: { type, requestId, errorStatus: 0, errorIndex: 3, varbinds: list },
          };
          expect(decodeMessage(encodeCommunityMessage(message))).toEqual(message);
        },
      ),
    );
  });

  it('are never taken for something else when octets are damaged: they are read or refused', () => {
    const good = encodeCommunityMessage({
      version: 'v2c',
      community: 'public',
      pdu: {
        type: 'get',
        requestId: 7,
        errorStatus: 0,
        errorIndex: 0,
        varbinds: [{ oid: '1.3.6.1', value: { type: 'null' } }],
      },
    });
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(good.length),
        (at, octet, length) => {
          const bad = Buffer.from(good.subarray(0, length));
          if (at < bad.length) bad[at] = octet;
          try {
            expect(['v1', 'v2c', 'v3']).toContain(decodeMessage(bad).version);
          } catch (error) {
            expect(error).toBeInstanceOf(BerError);
          }
        },
      ),
    );
  });

  it('wrap 32-bit counters at 2^32', () => {
    const datagram = encodeCommunityMessage({
      version: 'v2c',
      community: 'c',
      pdu: {
        type: 'response',
        requestId: 1,
        errorStatus: 0,
        errorIndex: 0,
        varbinds: [{ oid: '1.3', value: { type: 'timeTicks', value: 4_294_967_296 + 5 } }],
      },
    });
    const message = decodeMessage(datagram);
    expect(message.version === 'v2c' ? message.pdu.varbinds[0]?.value : undefined).toEqual({
      type: 'timeTicks',
      value: 5,
    });
  });
});
