import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { agentNameOf } from './certificate.ts';
import { createRefusals } from './refusals.ts';

describe('the names of a certificate', () => {
  it.each([
    ['URI:thongsuot:vnpt/a1', { operator: 'vnpt', agent: 'a1' }],
    ['DNS:edge-7, URI:thongsuot:vnpt/vnpt-pleiku-1, IP Address:10.0.0.1', { operator: 'vnpt', agent: 'vnpt-pleiku-1' }],
    [undefined, undefined],
    ['', undefined],
    ['DNS:thongsuot:vnpt/a1', undefined],
    ['URI:thongsuot:vnpt', undefined],
    ['URI:thongsuot:vnpt/a1/b', undefined],
    ['URI:https://thongsuot:vnpt/a1', undefined],
    ['URI:thongsuot:vnpt/a1, URI:thongsuot:vnpt/a2', undefined],
    // A name with a comma is quoted by Node: what stands in the quotes is no name of its own.
    ['DNS:"a, URI:thongsuot:vnpt/a1, b"', undefined],
    ['URI:"thongsuot:vnpt/a1\\u0000"', undefined],
    ['DNS:"x\\", URI:thongsuot:vnpt/a1", URI:thongsuot:viettel/a1', { operator: 'viettel', agent: 'a1' }],
  ])('%j are of %j', (names, agent) => {
    expect(agentNameOf(names)).toEqual(agent);
  });
});

describe('refused credentials', () => {
  it('are counted by why, and logged once a minute however many there are', () => {
    const lines: Record<string, unknown>[] = [];
    let now = 0;
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const refusals = createRefusals(log, () => now);
    for (let n = 0; n < 1_000; n++) refusals.refused('token', { remote: '192.0.2.1', detail: 'd' });
    for (let n = 0; n < 10; n++) refusals.refused('missing', { remote: '192.0.2.1', detail: 'd' });
    now = 60_000;
    refusals.refused('certificate', { remote: '192.0.2.1', detail: 'd', sha256: 'f00' });
    expect(lines.map(({ because, refusedSinceLastLine, sha256 }) => [because, refusedSinceLastLine, sha256])).toEqual([
      ['token', 1, undefined],
      ['certificate', 1_010, 'f00'],
    ]);
    expect(Object.fromEntries(refusals.counts())).toEqual({
      missing: 10,
      token: 1_000,
      certificate: 1,
      unlisted: 0,
      mismatch: 0,
      session: 0,
      password: 0,
    });
  });
});
