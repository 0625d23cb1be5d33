import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeviceRequests, encodeHead, encodeRequest, RequestCache } from './lean-request.ts';

const head = encodeHead('congkhai');
const sysUpTime = '1.3.6.1.2.1.1.3.0';

describe('a request', () => {
  it('is the datagram that RFC 3416 describes', () => {
    // 30 61  02 01 01  04 08 congkhai  A0 46  02 04 id  02 01 00  02 01 00  30 32  and two varbinds.
    expect(encodeRequest(head, 'get', [sysUpTime, '2.39.4294967295.128.127.16384']).octets.toString('hex')).toBe(
      [
        '303d020101',
        '0408636f6e676b686169',
        'a02e02047fffffff020100020100',
        '3020',
        '300c06082b060102010103000500',
        '3010060c778fffffff7f81007f8180000500',
      ].join(''),
    );
  });

  it('of GETBULK says how many repetitions, of GETNEXT none', () => {
    expect(encodeRequest(head, 'bulk', [sysUpTime], 10).octets.toString('hex')).toContain('02010002010a');
    expect(encodeRequest(head, 'next', [sysUpTime]).octets.toString('hex')).toContain('a11c02047fffffff020100020100');
  });

  it('knows where its id and its OIDs stand, whatever their number', () => {
    const oid = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(oid, { minLength: 1, maxLength: 60 }), (tails) => {
        const request = encodeRequest(
          head,
          'get',
          tails.map((tail) => `1.3.${tail.join('.')}`),
        );
        expect(request.octets.readUInt32BE(request.idAt)).toBe(0x7fffffff);
        expect(request.octets.readUInt16BE(request.idAt - 2)).toBe(0x0204);
        for (const [i, end] of request.oidEnd.entries()) {
          expect(request.octets[request.oidAt[i] ?? 0]).toBe(0x06);
          expect(request.octets.readUInt16BE(end)).toBe(0x0500);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(['', '1', 'ifName', '1.3.6.x', '1.3.4294967296', '3.1.1', '1.40.1', '.1.3', '1.3.'])(
    'of %j, which is no OID, is refused',
    (oid) => {
      expect(() => encodeRequest(head, 'get', [oid])).toThrow(/is not an OID/);
    },
  );
});

describe('the cache of requests', () => {
  it('gives the same request for the same list, and another for any other', () => {
    const cache = new RequestCache(10);
    const requests: DeviceRequests = new Map();
    const first = cache.get(requests, head, [sysUpTime, '1.3.6.1.9']);
    expect(cache.get(requests, head, [sysUpTime, ['1.3.6.1', '9'].join('.')])).toBe(first);
    expect(cache.get(requests, head, ['1.3.6.1.8', '1.3.6.1.9']).oids).toEqual(['1.3.6.1.8', '1.3.6.1.9']);
    expect(cache.get(requests, head, ['1.3.6.1.9']).oids).toEqual(['1.3.6.1.9']);
    expect(cache.size).toBe(1);
  });

  it('never holds more than its bound, and forgets what was asked the longest ago', () => {
    const max = 4;
    const step = fc.tuple(fc.nat(1), fc.nat(7));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = new RequestCache(max);
        const devices: DeviceRequests[] = [new Map(), new Map()];
        let model: string[] = [];
        for (const [d, i] of steps) {
          const oid = `1.3.6.1.${i}`;
          const requests = devices[d];
          if (requests === undefined) continue;
          cache.get(requests, head, [oid]);
          model = [...model.filter((name) => name !== `${d} ${oid}`), `${d} ${oid}`].slice(-max);
          const held = devices.flatMap((r, index) => [...r.keys()].map((key) => `${index} ${key}`));
          expect(held.toSorted()).toEqual(model.toSorted());
          expect(cache.size).toBe(model.length);
        }
        for (const requests of devices) cache.drop(requests);
        expect(cache.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
