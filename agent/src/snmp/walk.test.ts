import { describe, expect, it } from 'vitest';
import { PduSize, pack } from './pdu.ts';
import { toValue } from './value.ts';
import { compareOids, Pace, Walk } from './walk.ts';

const row = (oid: string) => ({ oid, value: { type: 'integer' as const, value: 1 } });

describe('a walk', () => {
  it('takes the rows of its column and ends at the next one', () => {
    const walk = new Walk('1.3.2', 100);
    walk.take([row('1.3.2.1'), row('1.3.2.10'), row('1.3.3.1')]);
    expect([...walk.rows.keys()]).toEqual(['1', '10']);
    expect(walk.done).toBe(true);
  });

  it.each([
    ['repeats an OID', ['1.3.2.1', '1.3.2.1']],
    ['goes backwards', ['1.3.2.10', '1.3.2.9']],
  ])('ends with malformed when the device %s', (_name, oids) => {
    const walk = new Walk('1.3.2', 100);
    expect(() => walk.take(oids.map(row))).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('ends at its bound, at the end of the view and at an empty reply', () => {
    const bounded = new Walk('1', 2);
    bounded.take([row('1.1'), row('1.2'), row('1.3')]);
    expect([bounded.rows.size, bounded.done]).toEqual([2, true]);
    const ended = new Walk('1', 9);
    ended.take([row('1.1'), { oid: '1.1', value: { type: 'endOfMibView' } }]);
    expect([ended.rows.size, ended.done]).toEqual([1, true]);
    const empty = new Walk('1', 9);
    empty.take([]);
    expect(empty.done).toBe(true);
  });

  it('orders OIDs by number, not by letter', () => {
    expect(compareOids('1.3.9', '1.3.10')).toBeLessThan(0);
    expect(compareOids('1.3', '1.3.0')).toBeLessThan(0);
    expect(compareOids('1.3.4294967295', '1.3.4294967294')).toBeGreaterThan(0);
  });

  it('halves its repetitions down to one, then goes by GETNEXT for a day', () => {
    const pace = new Pace();
    const seen: (number | 'next')[] = [pace.now(0)];
    while (pace.slower(0, 1_000)) seen.push(pace.now(0));
    expect(seen).toEqual([10, 5, 2, 1, 'next']);
    expect(pace.now(1_000)).toBe(10);
  });
});

describe('packing', () => {
  it('never splits a group, and fills each PDU', () => {
    expect(pack([10, 10, 10, 10, 10], (n) => n, 2, 48)).toEqual([[10, 10, 10, 10], [10]]);
    expect(pack([60], (n) => n, 2, 48)).toEqual([[60]]);
  });

  it('halves after tooBig; after silence only where smaller ones are answered', () => {
    const size = new PduSize();
    expect(size.refused(40, 'timeout')).toBe(false);
    size.answered(10);
    expect(size.refused(40, 'timeout')).toBe(true);
    expect(size.limit).toBe(20);
    size.answered(20);
    expect(size.refused(20, 'timeout')).toBe(false);
    expect(size.refused(20, 'tooBig')).toBe(true);
    expect(size.refused(2, 'tooBig')).toBe(false);
  });
});

describe('a value', () => {
  it.each([
    ['Counter64 of 9 octets', Buffer.from('00ffffffffffffffff', 'hex'), 2n ** 64n - 1n],
    ['Counter64 of 8 octets without the leading zero', Buffer.from('8000000000000000', 'hex'), 2n ** 63n],
    ['Counter64 of one octet', Buffer.from([5]), 5n],
    ['Counter64 of none', Buffer.alloc(0), 0n],
  ])('%s', (_name, octets, value) => {
    expect(toValue(70, octets)).toEqual({ type: 'counter64', value });
  });

  it.each([
    ['a Counter64 that is too long', 70, Buffer.alloc(10, 1)],
    ['a Counter64 that is cut off', 70, null],
    ['a tag that SNMP does not have', 99, 1],
  ])('%s is malformed', (_name, tag, value) => {
    expect(() => toValue(tag, value)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});
