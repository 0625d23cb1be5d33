import fc from 'fast-check';
import snmp from 'net-snmp';
import { describe, expect, it } from 'vitest';
import { type LibraryAuthentication, quicken } from './usm-keys.ts';

const library = (snmp as unknown as { Authentication: LibraryAuthentication }).Authentication;
const protocols = Object.keys(library.algorithms);
/** The library's own functions beside ours, in an object of their own: nothing else of this process is changed. */
const theirs: LibraryAuthentication = { ...library };
const ours: LibraryAuthentication = { ...library };
quicken(ours);

const password = 'mật khẩu của Gia Lai';
const engineId = Buffer.from('80001f8880e9630000d61ff449', 'hex');

describe('keys of SNMPv3', () => {
  it('are those of RFC 3414 A.3', () => {
    const engine = Buffer.from('000000000000000000000002', 'hex');
    const key = (hash: string) => {
      const protocol = protocols.find((p) => ours.algorithms[p]?.CRYPTO_ALGORITHM === hash) ?? '';
      return ours.passwordToKey(protocol, 'maplesyrup', engine).toString('hex');
    };
    expect(key('md5')).toBe('526f5eed9fcce26f8964c2930787d82b');
    expect(key('sha1')).toBe('6695febc9288e36282235fc7151f128497b38f3f');
  });

  it.each(protocols)('of protocol %s are the library’s own', (protocol) => {
    expect(ours.passwordToKey(protocol, password, engineId)).toEqual(
      theirs.passwordToKey(protocol, password, engineId),
    );
  });
});

describe('digests of SNMPv3', () => {
  it.each(protocols)('of protocol %s are the library’s own, and are known again', (protocol) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 80, maxLength: 200 }), fc.nat(30), (noise, at) => {
        const message = Buffer.from(noise);
        const length = ours.algorithms[protocol]?.AUTHENTICATION_CODE_LENGTH ?? 0;
        const field = message.subarray(at, at + length);
        field.fill(0);
        const digest = ours.calculateDigest(message, protocol, password, engineId);
        expect(digest).toEqual(theirs.calculateDigest(message, protocol, password, engineId));
        digest.copy(field);
        // Asked twice, as the guard and the library do, and a third time.
        for (let i = 0; i < 3; i++) expect(ours.isAuthentic(message, protocol, password, engineId, field)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('with one bit of the message or of the digest bent are refused, each time', () => {
    const [protocol = ''] = protocols;
    const length = ours.algorithms[protocol]?.AUTHENTICATION_CODE_LENGTH ?? 0;
    fc.assert(
      fc.property(fc.nat(99), fc.nat(7), (octet, bit) => {
        const message = Buffer.alloc(100, 7);
        const field = message.subarray(20, 20 + length).fill(0);
        ours.calculateDigest(message, protocol, password, engineId).copy(field);
        message[octet] = (message[octet] ?? 0) ^ (1 << bit);
        for (let i = 0; i < 3; i++) expect(ours.isAuthentic(message, protocol, password, engineId, field)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('of another length are refused', () => {
    const message = Buffer.alloc(40);
    expect(ours.isAuthentic(message, protocols[0] ?? '', password, engineId, message.subarray(0, 5))).toBe(false);
  });
});
