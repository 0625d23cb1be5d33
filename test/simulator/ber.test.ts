import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BerError,
  BerReader,
  decodeInteger,
  decodeOid,
  decodeUnsigned,
  encodeInteger,
  encodeOctets,
  encodeOid,
  encodeUnsigned,
  parseOid,
  tags,
} from './ber.ts';

const arc = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const oid = fc
  .tuple(fc.constantFrom('0', '1', '2'), fc.integer({ min: 0, max: 39 }), fc.array(arc, { maxLength: 30 }))
  .map(([first, second, rest]) => [first, second, ...rest].join('.'));

describe('BER as SNMP uses it', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [-128, '020180'],
    [-129, '0202ff7f'],
    [4_294_967_295, '020500ffffffff'],
  ])('writes the integer %i in the fewest octets', (value, hex) => {
    expect(encodeInteger(value).toString('hex')).toBe(hex);
  });

  it.each([
    ['1.3.6.1.2.1.1.3.0', '06082b06010201010300'],
    ['1.3.6.1.4.1.2011', '06072b060104018f5b'],
    ['2.999', '06028837'],
    ['1.3.4294967295', '06062b8fffffff7f'],
  ])('writes the object identifier %s as X.690 says', (name, hex) => {
    expect(encodeOid(name).toString('hex')).toBe(hex);
  });

  it('reads back every integer and every unsigned 64-bit number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        (n, big) => {
          expect(decodeInteger(new BerReader(encodeInteger(n)).content(tags.integer))).toBe(n);
          const content = new BerReader(encodeUnsigned(big, tags.counter64)).content(tags.counter64);
          expect(decodeUnsigned(content)).toBe(big);
          expect((content[0] ?? 0xff) < 0x80).toBe(true);
        },
      ),
    );
  });

  it('reads back every object identifier', () => {
    fc.assert(
      fc.property(oid, (name) => {
        expect(decodeOid(new BerReader(encodeOid(name)).content(tags.oid))).toBe(name);
      }),
    );
  });

  it('reads back texts of any length up to a datagram', () => {
    for (const length of [0, 127, 128, 255, 256, 1_400]) {
      const text = Buffer.alloc(length, 7);
      expect(new BerReader(encodeOctets(text)).content(tags.octetString).equals(text)).toBe(true);
    }
  });

  it.each([
    ['a length that runs over the datagram', '0410aa'],
    ['the indefinite form', '0480aa0000'],
    ['a length of five octets', '048500000000010a'],
    ['nothing at all', ''],
    ['an integer without content', '0200'],
  ])('refuses %s', (_name, hex) => {
    const read = () => {
      const reader = new BerReader(Buffer.from(hex, 'hex'));
      return hex.startsWith('02') ? reader.integer() : reader.content(tags.octetString);
    };
    expect(read).toThrow(BerError);
  });

  it.each(['', '1', '1.40.1', '3.1', '1.3.4294967296', '1.3.x', '1.3.', '1.3.-1'])(
    'does not take %j for an object identifier',
    (name) => {
      expect(() => parseOid(name)).toThrow(RangeError);
    },
  );
});
