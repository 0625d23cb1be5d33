import type { CheckSample, DeviceSample, LinkSample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { judgeClock, judgeCollector, offsetOf } from './collector.ts';
import { exitCodeOf, fail, formatLine, ok, summaryOf, warn } from './line.ts';
import { type DirectoryFacts, judgeDirectory, judgeHolding } from './state.ts';
import {
  lineOfCheck,
  lineOfDevice,
  lineOfFinding,
  lineOfPing,
  lineOfUnit,
  linesOfIdle,
  linesOfLink,
} from './watched.ts';

const at = 1_596_510_000_000;
const stateOf = (lines: readonly { state: string }[]) => lines.map(({ state }) => state);

describe('lines', () => {
  it('make the exit code: 0 all well, 1 something to look at, 2 something failed', () => {
    expect([exitCodeOf([ok('a', 'b')]), exitCodeOf([ok('a', 'b'), warn('a', 'b')])]).toEqual([0, 1]);
    expect(exitCodeOf([warn('a', 'b'), fail('a', 'b'), ok('a', 'b')])).toBe(2);
    expect(summaryOf([warn('a', 'b'), fail('a', 'b'), ok('a', 'b')])).toBe('3 checks: 1 ok, 1 to look at, 1 failed.');
  });
  it('are one line each, whatever a device wrote', () => {
    expect(formatLine(fail('device x', 'a\r\nok    device y: fine'))).toBe('FAIL  device x: a ok device y: fine');
  });
});

describe('a collector’s answer to an empty batch', () => {
  const answered = (status: number, code?: string, location?: string) => ({
    kind: 'answered' as const,
    status,
    body: code === undefined ? '<html>' : JSON.stringify({ code }),
    ...(location !== undefined && { location }),
  });
  it.each([
    ['400 batchMalformed: the credential was taken', answered(400, 'batchMalformed'), 'ok', 'credential is accepted'],
    ['400 of something else', answered(400), 'fail', 'something other than a collector'],
    ['401', answered(401, 'unauthorized'), 'fail', 'does not know the credential'],
    ['403', answered(403, 'forbidden'), 'fail', 'not of a person'],
    ['503', answered(503, 'overloaded'), 'warn', 'everything is kept meanwhile'],
    ['a portal’s redirect', answered(302, undefined, 'http://login.example'), 'fail', 'never followed'],
    ['a page of 200', answered(200), 'fail', 'something other than a collector'],
    ['nobody', { kind: 'failed' as const, because: 'ECONNREFUSED: connect' }, 'fail', 'nothing listens'],
    ['an unknown authority', { kind: 'failed' as const, because: 'SELF_SIGNED_CERT_IN_CHAIN: x' }, 'fail', 'tls.ca'],
    ['an old certificate', { kind: 'failed' as const, because: 'CERT_HAS_EXPIRED: x' }, 'fail', 'renew'],
    ['another name', { kind: 'failed' as const, because: 'ERR_TLS_CERT_ALTNAME_INVALID: x' }, 'fail', 'another name'],
    ['a proxy that asks', { kind: 'proxyRefused' as const, because: '407' }, 'fail', 'user and password'],
  ])('%s', (_name, answer, state, words) => {
    const line = judgeCollector('https://x', answer, 12);
    expect([line.state, line.detail]).toEqual([state, expect.stringContaining(words)]);
  });

  it('tells the difference of the clocks to half a second and half the way', () => {
    const offset = offsetOf('Tue, 04 Aug 2020 03:00:00 GMT', { sentAt: at + 60_400, answeredAt: at + 60_600 });
    expect(offset).toEqual({ offsetMs: 60_000, uncertaintyMs: 600 });
    expect(judgeClock(offset)).toMatchObject({ state: 'warn', detail: expect.stringContaining('60.0 s ahead') });
    expect(judgeClock({ offsetMs: -2_400, uncertaintyMs: 500 }).state).toBe('ok');
    expect(judgeClock({ offsetMs: -2_600, uncertaintyMs: 500 }).detail).toContain('behind');
    expect([judgeClock(undefined).state, offsetOf('soon', { sentAt: 0, answeredAt: 0 })]).toEqual(['warn', undefined]);
  });
});

describe('the state directory', () => {
  const gib = 1024 ** 3;
  const present = {
    kind: 'present' as const,
    mode: 0o40700,
    ownerUid: 7,
    uid: 7,
    writable: true,
    freeOctets: 10 * gib,
  };
  it.each<[string, DirectoryFacts, string[]]>([
    ['is the agent’s alone', present, ['ok', 'ok']],
    ['is open to others', { ...present, mode: 0o40755 }, ['warn', 'ok']],
    ['belongs to another account than doctor’s', { ...present, uid: 0 }, ['warn', 'ok']],
    ['cannot be written', { ...present, uid: 8, writable: false }, ['fail']],
    ['has too little space', { ...present, freeOctets: gib }, ['ok', 'warn']],
    ['is not there and can be made', { kind: 'absent', creatable: true, freeOctets: 10 * gib }, ['ok', 'ok']],
    ['is not there and cannot', { kind: 'absent', creatable: false, freeOctets: undefined }, ['fail', 'warn']],
    ['is a file', { kind: 'notADirectory' }, ['fail']],
    ['is hidden', { kind: 'unreadable', code: 'EACCES' }, ['fail']],
  ])('%s', (_name, facts, states) => {
    expect(stateOf(judgeDirectory('/s', facts, 2 * gib, 0))).toEqual(states);
  });
  it('counts what the outbox holds already as its own', () => {
    expect(stateOf(judgeDirectory('/s', { ...present, freeOctets: gib }, 2 * gib, 1.5 * gib))).toEqual(['ok', 'ok']);
  });
  it('warns when the outbox holds less than a week', () => {
    expect([judgeHolding(6.9, 100, 30).state, judgeHolding(7, 100, 30).state, judgeHolding(3, 1, 3).state]).toEqual([
      'warn',
      'ok',
      'ok',
    ]);
  });
});

describe('what is watched', () => {
  const device: DeviceSample = {
    kind: 'device',
    at,
    device: 'pe1',
    intervalS: 30,
    reachable: true,
    pollMs: 12,
    pdus: 2,
    timeouts: 0,
  };
  it('says the refresh step of a device with links, and lost tries', () => {
    expect(lineOfDevice({ ...device, refreshStepS: 3 }, true)).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('refreshed each 3 s'),
    });
    expect(lineOfDevice({ ...device, refreshStepS: 0 }, true).detail).toContain('live');
    expect(lineOfDevice(device, false).detail).not.toContain('counters');
    expect(lineOfDevice({ ...device, timeouts: 1 }, true).state).toBe('warn');
  });

  const capacity = { bitsPerSecond: 2e8, limitedBy: 'contract' as const };
  const link: LinkSample = {
    kind: 'link',
    at,
    link: 'l1',
    intervalS: 30,
    oper: 'up',
    admin: 'up',
    noRate: 'firstReading',
    capacityIn: capacity,
    capacityOut: capacity,
  };
  const wide = { bits: 64 as const, lineBitsPerSecond: 1e9 };
  it.each([
    ['a link that is well', link, wide, ['ok']],
    ['a link that is down', { ...link, oper: 'down' as const }, wide, ['warn']],
    ['32 bits that suffice at 100 Mbit/s', link, { bits: 32 as const, lineBitsPerSecond: 1e8 }, ['ok', 'ok']],
    [
      '32 bits that wrap within 34 s, just outside the interval',
      link,
      { bits: 32 as const, lineBitsPerSecond: 1e9 },
      ['ok', 'ok'],
    ],
    [
      '32 bits that wrap in the interval',
      { ...link, intervalS: 60 },
      { bits: 32 as const, lineBitsPerSecond: 1e9 },
      ['ok', 'warn'],
    ],
    ['32 bits on a line of unknown speed', link, { bits: 32 as const, lineBitsPerSecond: null }, ['ok', 'warn']],
  ])('%s', (_name, sample, counters, states) => {
    expect(stateOf(linesOfLink(sample, counters))).toEqual(states);
  });
  it('asks for a capacity where none is known', () => {
    const { capacityIn: _in, capacityOut: _out, ...bare } = link;
    expect(linesOfLink(bare, wide)).toMatchObject([{ state: 'warn', detail: expect.stringContaining('capacity') }]);
  });
  it('leaves links that are unknown to their finding', () => {
    expect(linesOfLink({ kind: 'link', at, link: 'l1', intervalS: 30, unknown: 'interfaceMissing' }, wide)).toEqual([]);
    expect(lineOfFinding({ code: 'interfaceMissing', subject: { link: 'l1' }, detail: 'x' })).toEqual(
      fail('link l1', 'x'),
    );
    expect(lineOfFinding({ code: 'profileUnverified', subject: { unit: 'u' }, detail: 'x' }).state).toBe('warn');
    expect(lineOfFinding({ code: 'icmpNotPermitted', subject: {}, detail: 'x' })).toEqual(fail('ICMP', 'x'));
  });

  it('says how many facts of a unit are known, and by which profile', () => {
    const facts = { runtimeS: { value: 1, unit: 's' as const }, alarms: { unknown: 'notSupported' as const } };
    const unit = { kind: 'unit' as const, at, unit: 'u1', intervalS: 60, facts };
    expect(lineOfUnit(unit, { profile: 'p', verified: false })?.detail).toBe(
      'profile p, UNVERIFIED; 1 of 2 facts known',
    );
    expect(lineOfUnit({ ...unit, facts: { alarms: facts.alarms } }, undefined)).toBe(undefined);
  });

  const ping = { kind: 'ping' as const, at, link: 'l1', intervalS: 10, sent: 5 };
  it('says what light a port receives', () => {
    expect(linesOfLink({ ...link, receivePowerDbm: -18.2 }, wide)[0]?.detail).toMatch(
      /^bound, up, receives -18\.2 dBm, no rate/,
    );
  });

  it('warns of a unit that protects no link', () => {
    expect(linesOfIdle([{ id: 'u1', protects: ['l1'] }]).length).toBe(0);
    expect(linesOfIdle([{ id: 'u2', protects: [] }])).toEqual([
      expect.objectContaining({ state: 'warn', subject: 'unit u2', detail: expect.stringContaining('as protects') }),
    ]);
  });

  it('counts echoes', () => {
    const all = [
      lineOfPing({ ...ping, received: 5, rttMsAvg: 1 }),
      lineOfPing({ ...ping, received: 4, rttMsAvg: 1 }),
      lineOfPing({ ...ping, received: 0 }),
    ];
    expect(all.map((line) => line?.state)).toEqual(['ok', 'warn', 'fail']);
    expect(lineOfPing({ ...ping, sent: 0, received: 0, unknown: 'ownPath' })).toBe(undefined);
  });

  const check: CheckSample = { kind: 'check', at, check: 'c', intervalS: 60, up: true, status: 200, durationMs: 5 };
  it('tells a portal that fails, and a certificate that ends', () => {
    expect(lineOfCheck(check).state).toBe('ok');
    expect(lineOfCheck({ ...check, tlsDaysLeft: 20 })).toMatchObject({
      state: 'warn',
      detail: expect.stringContaining('renew'),
    });
    expect(lineOfCheck({ ...check, up: false, failure: 'body' })).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('expect.body'),
    });
  });
});
