import { describe, expect, it } from 'vitest';
import { parseAddress, parseList } from './addresses.ts';
import { credentialsFrom } from './credentials.ts';
import { slug, uniqueIn } from './id.ts';

describe('an address', () => {
  it.each([
    ['10.0.0.1', { address: '10.0.0.1', port: 161 }],
    ['10.0.0.1:1161', { address: '10.0.0.1', port: 1_161 }],
    ['pe1.example:162', { address: 'pe1.example', port: 162 }],
    ['2001:db8::1', { address: '2001:db8::1', port: 161 }],
    ['[2001:db8::1]:1161', { address: '2001:db8::1', port: 1_161 }],
    ['[nonsense]:1', undefined],
    ['10.0.0.1:0', undefined],
    ['10.0.0.1:99999', undefined],
    ['10.0.0.0/24', undefined],
    ['a b', undefined],
  ])('%s', (text, expected) => expect(parseAddress(text, 161)).toEqual(expected));

  it('comes one a line, without blank lines and comments', () => {
    expect(parseList('\uFEFF10.0.0.1 # PE1\r\n\r\n# spare\n10.0.0.2\n')).toEqual(['10.0.0.1', '10.0.0.2']);
  });
});

describe('credentials', () => {
  it('of version 2c are a reference to the community', () => {
    expect(credentialsFrom({ community: 'file:/run/c' })).toMatchObject({
      snmp: { version: '2c', community: { file: '/run/c' } },
    });
    expect(credentialsFrom({})).toMatchObject({
      snmp: { version: '2c', community: { env: 'THONGSUOT_SNMP_COMMUNITY' } },
      defaultCommunity: true,
    });
  });

  it('of version 3 take the highest level that their keys allow', () => {
    const outcome = credentialsFrom({ user: 'giamsat', auth: 'sha256:env:A', priv: 'aes:env:P' });
    expect(outcome).toMatchObject({
      snmp: {
        version: '3',
        user: 'giamsat',
        level: 'authPriv',
        auth: { protocol: 'sha256', key: { env: 'A' } },
        priv: { protocol: 'aes', key: { env: 'P' } },
      },
    });
    expect(credentialsFrom({ user: 'u', auth: 'sha:env:A' })).toMatchObject({ snmp: { level: 'authNoPriv' } });
    expect(credentialsFrom({ user: 'u' })).toMatchObject({ snmp: { level: 'noAuthNoPriv' } });
  });

  it.each([
    [{ community: 'hunter2' }, 'a reference'],
    [{ 'snmp-version': '3' }, 'needs --user'],
    [{ user: 'u', auth: 'sha256:hunter2' }, 'sha256:env:NAME'],
    [{ user: 'u', priv: 'aes' }, 'aes:env:NAME'],
  ])('%j is refused without repeating the secret', (flags, words) => {
    const outcome = credentialsFrom(flags);
    expect(outcome.kind === 'wrong' && outcome.message).toContain(words);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
});

describe('ids', () => {
  it('are of the letters that ids may have', () => {
    expect([slug('Bệnh viện Đa khoa/1'), slug('--'), slug('TenGigE0/0/0/1.100')]).toEqual([
      'benh-vien-da-khoa-1',
      '',
      'tengige0-0-0-1.100',
    ]);
  });

  it('are unique, within their length', () => {
    const ids = new Set<string>();
    expect([uniqueIn(ids, 'a'), uniqueIn(ids, 'a'), uniqueIn(ids, 'a')]).toEqual(['a', 'a-2', 'a-3']);
    uniqueIn(ids, 'x'.repeat(64));
    expect(uniqueIn(ids, 'x'.repeat(64))).toBe(`${'x'.repeat(62)}-2`);
  });
});
