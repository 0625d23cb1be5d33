import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authenticationProtocols, decrypt, digest, encrypt, localizedKey, passwordToKey } from './usm.ts';

const engineId = Buffer.from('000000000000000000000002', 'hex');

describe('keys of the user-based security model', () => {
  it('are those of RFC 3414 A.3.1 for MD5', () => {
    expect(passwordToKey('md5', 'maplesyrup').toString('hex')).toBe('9faf3283884e92834ebc9847d8edd963');
    expect(localizedKey('md5', 'maplesyrup', engineId).toString('hex')).toBe('526f5eed9fcce26f8964c2930787d82b');
  });

  it('are those of RFC 3414 A.3.2 for SHA', () => {
    expect(passwordToKey('sha', 'maplesyrup').toString('hex')).toBe('9fb5cc0381497b3793528939ff788d5d79145211');
    expect(localizedKey('sha', 'maplesyrup', engineId).toString('hex')).toBe(
      '6695febc9288e36282235fc7151f128497b38f3f',
    );
  });

  it('need a password of eight characters', () => {
    expect(() => passwordToKey('sha', 'seven77')).toThrow(/at least 8/);
  });
});

describe('a digest', () => {
  it.each(Object.entries(authenticationProtocols))('of %s has the octets that its RFC says', (protocol, { octets }) => {
    const key = localizedKey(protocol as 'sha', 'maplesyrup', engineId);
    expect(digest(protocol as 'sha', key, Buffer.alloc(100), 10)).toHaveLength(octets);
  });

  it('takes its own place for zeros and depends on every other octet', () => {
    const key = localizedKey('sha256', 'maplesyrup', engineId);
    const datagram = Buffer.alloc(80, 1);
    const before = digest('sha256', key, datagram, 20);
    datagram.fill(9, 20, 44);
    expect(digest('sha256', key, datagram, 20)).toEqual(before);
    datagram[44] = 2;
    expect(digest('sha256', key, datagram, 20)).not.toEqual(before);
  });
});

describe('privacy', () => {
  it('returns the plain text to the right key and something else to a wrong one', () => {
    const [right, wrong] = [localizedKey('sha', 'maplesyrup', engineId), localizedKey('sha', 'syrupmaple', engineId)];
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 300 }),
        fc.nat(1_000),
        fc.nat(1_000_000),
        (plain, boots, time) => {
          const salt = Buffer.from('0102030405060708', 'hex');
          const text = encrypt(right, boots, time, salt, Buffer.from(plain));
          expect(decrypt(right, boots, time, salt, text).equals(Buffer.from(plain))).toBe(true);
          expect(decrypt(wrong, boots, time, salt, text).equals(Buffer.from(plain))).toBe(false);
        },
      ),
      { numRuns: 30 },
    );
  });
});
