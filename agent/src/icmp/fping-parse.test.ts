import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFping } from './fping-parse.ts';
import { remarksMax } from './limits.ts';
import { parsePing, pingHasSent, pingWasRefused } from './ping-parse.ts';

describe('parseFping', () => {
  const cases: {
    name: string;
    text: string;
    count: number;
    echoes: [string, (number | null)[]][];
    remarks: string[];
  }[] = [
    {
      name: 'reads one figure per echo and a dash for a lost one',
      text: '127.0.0.1    : 0.025 0.053 0.047\n10.0.0.9     : - - -\n10.0.0.10    : 1.02 - 12.3\n',
      count: 3,
      echoes: [
        ['127.0.0.1', [0.025, 0.053, 0.047]],
        ['10.0.0.9', [null, null, null]],
        ['10.0.0.10', [1.02, null, 12.3]],
      ],
      remarks: [],
    },
    {
      name: 'tells the colons of an IPv6 address from the separator',
      text: '::1       : 0.103 0.023\n2001:db8::7 : 3.1 -\n',
      count: 2,
      echoes: [
        ['::1', [0.103, 0.023]],
        ['2001:db8::7', [3.1, null]],
      ],
      remarks: [],
    },
    {
      name: 'counts an ICMP error and a duplicate as remarks, never as echoes',
      text:
        'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.0.0.2\n' +
        '10.0.0.3 : duplicate for [0], 84 bytes, 0.12 ms\n' +
        '10.0.0.2 : - -\n10.0.0.3 : 0.11 0.12\n',
      count: 2,
      echoes: [
        ['10.0.0.2', [null, null]],
        ['10.0.0.3', [0.11, 0.12]],
      ],
      remarks: [
        'ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.0.0.2',
        '10.0.0.3 : duplicate for [0], 84 bytes, 0.12 ms',
      ],
    },
    {
      name: 'leaves out a name that does not resolve: it was not asked',
      text: 'nosuchhost.invalid: Name or service not known\n10.0.0.3 : 5\n',
      count: 1,
      echoes: [['10.0.0.3', [5]]],
      remarks: ['nosuchhost.invalid: Name or service not known'],
    },
    {
      name: 'takes a line that is cut off for a remark, not for a shorter burst',
      text: '10.0.0.3 : 5 6\n10.0.0.4 : 5 6 7',
      count: 3,
      echoes: [['10.0.0.4', [5, 6, 7]]],
      remarks: ['10.0.0.3 : 5 6'],
    },
    {
      name: 'keeps the first of two lines for one host',
      text: '10.0.0.3 : 5\n10.0.0.3 : -\n',
      count: 1,
      echoes: [['10.0.0.3', [5]]],
      remarks: [],
    },
    {
      name: 'reads exponents, and takes a reply stamped before its request for one that came at once',
      text: 'a : 1.2e+06 -0.5\n',
      count: 2,
      echoes: [['a', [1_200_000, 0]]],
      remarks: [],
    },
    { name: 'finds nothing in nothing', text: '', count: 5, echoes: [], remarks: [] },
  ];
  for (const { name, text, count, echoes, remarks } of cases) {
    it(name, () => {
      const parsed = parseFping(text, count);
      expect([...parsed.echoes]).toEqual(echoes);
      expect(parsed.remarks).toEqual(remarks);
    });
  }

  it('reads back whatever fping may write', () => {
    const host = fc.stringMatching(/^[a-z0-9][a-z0-9.:-]{0,20}$/);
    const rtt = fc.option(fc.integer({ min: 0, max: 9_999_999 }).map((us) => us / 1_000));
    fc.assert(
      fc.property(fc.dictionary(host, fc.array(rtt, { minLength: 4, maxLength: 4 })), (bursts) => {
        const text = Object.entries(bursts)
          .map(([name, echoes]) => `${name.padEnd(15)} : ${echoes.map((e) => e ?? '-').join(' ')}`)
          .join('\n');
        expect(Object.fromEntries(parseFping(text, 4).echoes)).toEqual({ ...bursts });
      }),
    );
  });

  it('invents no target and keeps few remarks, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
        const parsed = parseFping(text, 3);
        for (const [name, echoes] of parsed.echoes) {
          expect(text).toContain(name);
          expect(echoes).toHaveLength(3);
        }
        expect(parsed.remarks.length).toBeLessThanOrEqual(remarksMax);
      }),
    );
  });
});

describe('parsePing', () => {
  it('puts each reply at its sequence number, and ignores a duplicate', () => {
    const output = [
      'PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.',
      '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.5 ms',
      '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.9 ms (DUP!)',
      'From 10.0.0.254 icmp_seq=2 Destination Host Unreachable',
      '64 bytes from 10.0.0.1: icmp_seq=3 ttl=64 time=12 ms',
      '--- 10.0.0.1 ping statistics ---',
      '4 packets transmitted, 2 received, +1 errors, 50% packet loss, time 600ms',
    ].join('\n');
    expect(parsePing(output, 4)).toEqual([0.5, null, 12, null]);
    expect(pingHasSent(output)).toBe(true);
  });
  it('counts from 0 where the system does', () => {
    expect(parsePing('64 bytes from x: seq=0 ttl=64 time=1.0 ms\n64 bytes from x: seq=1 ttl=64 time=2 ms', 2)).toEqual([
      1, 2,
    ]);
  });
  it('knows a refusal from a name that does not resolve', () => {
    expect(pingWasRefused('ping: socktype: SOCK_RAW\nping: socket: Operation not permitted')).toBe(true);
    expect(pingWasRefused('ping: nosuch.invalid: Name or service not known')).toBe(false);
    expect(pingHasSent('ping: nosuch.invalid: Name or service not known')).toBe(false);
  });
});
