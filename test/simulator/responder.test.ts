import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOid } from './ber.ts';
import { encodeCommunityMessage, errorStatus, type Pdu, type PduType } from './message.ts';
import { respond } from './responder.ts';
import { fixed, type Instant, integer, MibTree, text } from './tree.ts';

const now: Instant = { tick: 0, uptimeTicks: 0, counterTick: 0 };
const limits = { octetsMax: 1_472, varbindsMax: Number.POSITIVE_INFINITY };
const ask = (type: PduType, oids: string[], errorStatusField = 0, errorIndex = 0): Pdu => ({
  type,
  requestId: 42,
  errorStatus: errorStatusField,
  errorIndex,
  varbinds: oids.map((oid) => ({ oid, value: { type: 'null' } })),
});
const tree = new MibTree([
  fixed('1.3.1.1.1', integer(11)),
  fixed('1.3.1.1.2', integer(12)),
  fixed('1.3.1.1.10', integer(13)),
  { oid: '1.3.1.1.11', read: () => undefined },
  fixed('1.3.1.2.1', text('x'.repeat(900))),
  fixed('1.3.1.2.2', text('y'.repeat(900))),
  fixed('1.3.4.0', { type: 'counter64', value: 5n }),
]);
const oidsOf = (pdu: Pdu | undefined) => pdu?.varbinds.map(({ oid, value }) => [oid, value.type]);

describe('GET', () => {
  it('tells a missing instance from a missing object', () => {
    expect(
      oidsOf(respond(ask('get', ['1.3.1.1.1', '1.3.1.1.3', '1.3.1.1.11', '1.3.9.0']), 'v2c', tree, now, limits)),
    ).toEqual([
      ['1.3.1.1.1', 'integer'],
      ['1.3.1.1.3', 'noSuchInstance'],
      ['1.3.1.1.11', 'noSuchInstance'],
      ['1.3.9.0', 'noSuchObject'],
    ]);
  });

  it('answers tooBig without varbinds when the reply would not fit, and when the device takes fewer', () => {
    const big = respond(ask('get', ['1.3.1.2.1', '1.3.1.2.2']), 'v2c', tree, now, limits);
    expect([big?.errorStatus, big?.varbinds]).toEqual([errorStatus.tooBig, []]);
    const few = respond(ask('get', ['1.3.1.1.1', '1.3.1.1.2']), 'v2c', tree, now, { ...limits, varbindsMax: 1 });
    expect(few?.errorStatus).toBe(errorStatus.tooBig);
  });

  it('in v1 answers noSuchName at the first missing name, and for a Counter64', () => {
    const missing = respond(ask('get', ['1.3.1.1.1', '1.3.1.1.3']), 'v1', tree, now, limits);
    expect([missing?.errorStatus, missing?.errorIndex]).toEqual([errorStatus.noSuchName, 2]);
    expect(respond(ask('get', ['1.3.4.0']), 'v1', tree, now, limits)?.errorStatus).toBe(errorStatus.noSuchName);
  });
});

describe('GETNEXT', () => {
  it('goes on in the order of numbers, not of digits, and skips what does not exist', () => {
    const walked: string[] = [];
    let oid = '1.3';
    for (let i = 0; i < 10; i++) {
      const next = respond(ask('getNext', [oid]), 'v2c', tree, now, limits)?.varbinds[0];
      if (next === undefined || next.value.type === 'endOfMibView') break;
      walked.push(next.oid);
      oid = next.oid;
    }
    expect(walked).toEqual(['1.3.1.1.1', '1.3.1.1.2', '1.3.1.1.10', '1.3.1.2.1', '1.3.1.2.2', '1.3.4.0']);
  });

  it('agrees with a sorted list for any set of names', () => {
    const name = fc.array(fc.oneof(fc.nat(3), fc.constantFrom(127, 128, 65_535, 65_536, 4_294_967_295)), {
      minLength: 1,
      maxLength: 4,
    });
    const compare = (a: number[], b: number[]) => {
      for (let i = 0; i < Math.max(a.length, b.length); i++) {
        const d = (a[i] ?? -1) - (b[i] ?? -1);
        if (d !== 0) return d;
      }
      return 0;
    };
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 20, selector: (a) => a.join('.') }), name, (names, asked) => {
        const some = new MibTree(names.map((arcs) => fixed(`1.3.${arcs.join('.')}`, integer(1))));
        const expected = [...names].sort(compare).find((arcs) => compare(arcs, asked) > 0);
        const found = some.next(`1.3.${asked.join('.')}`, now);
        expect(found.value.type === 'endOfMibView' ? undefined : parseOid(found.oid).slice(2)).toEqual(expected);
      }),
    );
  });
});

describe('GETBULK', () => {
  it('reads non-repeaters once and the others row by row', () => {
    const pdu = respond(ask('getBulk', ['1.3.4', '1.3.1.1'], 1, 2), 'v2c', tree, now, limits);
    expect(pdu?.varbinds.map(({ oid }) => oid)).toEqual(['1.3.4.0', '1.3.1.1.1', '1.3.1.1.2']);
  });

  it('ends with endOfMibView once every column has ended', () => {
    const pdu = respond(ask('getBulk', ['1.3.1.2.2'], 0, 50), 'v2c', tree, now, limits);
    expect(oidsOf(pdu)).toEqual([
      ['1.3.4.0', 'counter64'],
      ['1.3.4.0', 'endOfMibView'],
    ]);
  });

  it('returns what fits into one datagram, and no error', () => {
    const pdu = respond(ask('getBulk', ['1.3.1.1.10'], 0, 50), 'v2c', tree, now, limits);
    expect(pdu?.errorStatus).toBe(0);
    expect(pdu?.varbinds.map(({ oid }) => oid)).toEqual(['1.3.1.2.1']);
    expect(encodeCommunityMessage({ version: 'v2c', community: 'public', pdu: pdu as Pdu }).length).toBeLessThan(1_472);
  });
});

it('SET is refused by every version', () => {
  expect(respond(ask('set', ['1.3.1.1.1']), 'v2c', tree, now, limits)?.errorStatus).toBe(errorStatus.notWritable);
  expect(respond(ask('set', ['1.3.1.1.1']), 'v1', tree, now, limits)?.errorStatus).toBe(errorStatus.readOnly);
});

it('a tree with one name twice is refused', () => {
  expect(() => new MibTree([fixed('1.3.1', integer(1)), fixed('.1.3.1', integer(2))])).toThrow(
    '1.3.1 is defined twice',
  );
});
