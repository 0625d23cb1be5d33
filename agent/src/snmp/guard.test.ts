import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect } from './guard.ts';

const tlv = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((p) => Buffer.from(p)));
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const int = (n: number) => tlv(2, Buffer.from([n]));
const pdu = (tag: number) => tlv(tag, int(1), int(0), int(0), tlv(0x30));
const community = (version: number, name: string, tag = 0xa2) => tlv(0x30, int(version), tlv(4, name), pdu(tag));
const user = (flags: number, tag = 0xa2) =>
  tlv(
    0x30,
    int(3),
    tlv(0x30, int(7), int(100), tlv(4, Buffer.from([flags])), int(3)),
    tlv(4, tlv(0x30, tlv(4, 'engine'), int(1), int(2), tlv(4, 'giamsat'), tlv(4, 'digest'), tlv(4, ''))),
    (flags & 2) !== 0 ? tlv(4, 'secret') : tlv(0x30, tlv(4, 'engine'), tlv(4, ''), pdu(tag)),
  );
const v2c = { version: 1, community: Buffer.from('congkhai') } as const;
const level = (flags: 0 | 1 | 3) => ({ version: 3, flags }) as const;

describe('a datagram', () => {
  it.each<[string, Buffer, Parameters<typeof inspect>[1], string]>([
    ['v2c response with the community passes', community(1, 'congkhai'), v2c, 'pass'],
    ['with another community is foreign', community(1, 'private'), v2c, 'foreign'],
    ['of another version is foreign', community(0, 'congkhai'), v2c, 'foreign'],
    ['that is a request, not a response, is foreign', community(1, 'congkhai', 0xa0), v2c, 'foreign'],
    ['v2c on a v3 session is foreign', community(1, 'congkhai'), level(3), 'foreign'],
    ['plaintext on an authPriv session is a downgrade', user(0), level(3), 'downgraded'],
    ['signed but not encrypted on an authPriv session is a downgrade', user(1), level(3), 'downgraded'],
    ['plaintext on an authNoPriv session is a downgrade', user(0), level(1), 'downgraded'],
    ['encrypted without a signature is a downgrade on every session', user(2), level(0), 'downgraded'],
    ['report in plaintext passes: discovery needs it', user(0, 0xa8), level(3), 'pass'],
    ['signed and encrypted passes an authPriv session', user(3), level(3), 'pass'],
    ['plaintext passes a noAuthNoPriv session', user(0), level(0), 'pass'],
    ['that is empty is malformed', Buffer.alloc(0), v2c, 'malformed'],
    ['that is cut off is malformed', community(1, 'congkhai').subarray(0, 12), v2c, 'malformed'],
    ['with an indefinite length is malformed', Buffer.from([0x30, 0x80, 2, 1, 1, 0, 0]), v2c, 'malformed'],
  ])('%s', (_name, datagram, expected, kind) => {
    expect(inspect(datagram, expected).kind).toBe(kind);
  });

  it('that is signed names the parts of its signature', () => {
    const verdict = inspect(user(3), level(3));
    expect(verdict).toEqual({
      kind: 'pass',
      signed: { engineId: Buffer.from('engine'), digest: Buffer.from('digest') },
    });
  });

  it('of any octets whatever gets a verdict', () => {
    const kinds = new Set(['pass', 'downgraded', 'foreign', 'malformed']);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(200), fc.nat(255), (noise, at, octet) => {
        expect(kinds).toContain(inspect(Buffer.from(noise), level(3)).kind);
        const bent = user(0);
        bent[at % bent.length] = octet;
        expect(kinds).toContain(inspect(bent, level(1)).kind);
      }),
      { numRuns: 300 },
    );
  });
});
