// The receiver against Debian's snmptrap and snmpinform on loopback, and against datagrams that nobody should send.
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../clock.fake.ts';
import type { TrapCredentials } from './credentials.ts';
import { decodesAtOnceMax, notificationOctetsMax } from './limits.ts';
import { createTraps, type Traps } from './traps.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });
const secret = (text: string) => ({ reveal: () => text });
const v2c: TrapCredentials = { version: '2c', community: secret('giamsat') };
const v3: TrapCredentials = {
  version: '3',
  user: 'giamsat',
  level: 'authPriv',
  auth: { protocol: 'sha256', key: secret('khoa-xac-thuc') },
  priv: { protocol: 'aes', key: secret('khoa-bao-mat') },
};
const v3Flags = ['-u', 'giamsat', '-a', 'SHA-256', '-A', 'khoa-xac-thuc', '-x', 'AES', '-X', 'khoa-bao-mat'];

let traps: Traps | undefined;
let clock: ManualClock;
let polled: string[] = [];
afterEach(async () => {
  await traps?.stop();
  traps = undefined;
});

async function listen(devices: { id: string; address: string; credentials: TrapCredentials }[]): Promise<number> {
  clock = createManualClock(0);
  polled = [];
  traps = createTraps({
    listen: { host: '127.0.0.1', port: 0 },
    devices,
    poll: (device) => void polled.push(device),
    clock,
    log,
  });
  return traps.start();
}

/** net-snmp's own sender; traps are not answered, so what they did is waited for by the counts. */
async function send(command: 'snmptrap' | 'snmpinform', args: string[], port: number, what: string[]): Promise<void> {
  await run(command, [...args, '-r', '0', '-t', '5', `127.0.0.1:${port}`, ...what], {
    env: { ...process.env, MIBS: '', SNMPCONFPATH: '/nonexistent', SNMP_PERSISTENT_DIR: '/nonexistent' },
  });
}
const linkDown = ['', '.1.3.6.1.6.3.1.1.5.3', '.1.3.6.1.2.1.2.2.1.1.7', 'i', '7'];
const heard = (total: number) =>
  expect
    .poll(() => {
      const { polls: _, ...outcomes } = traps?.counts() ?? { polls: 0 };
      return Object.values(outcomes).reduce((sum, n) => sum + n, 0);
    })
    .toBe(total);

const pe1 = { id: 'pe1', address: '127.0.0.1' };

describe('notifications of net-snmp’s own senders', () => {
  const cases: { name: string; credentials: TrapCredentials; command: 'snmptrap' | 'snmpinform'; args: string[] }[] = [
    { name: 'a v2c trap', credentials: v2c, command: 'snmptrap', args: ['-v2c', '-c', 'giamsat'] },
    {
      name: 'a v2c inform, which is answered',
      credentials: v2c,
      command: 'snmpinform',
      args: ['-v2c', '-c', 'giamsat'],
    },
    {
      name: 'a v3 trap, signed and encrypted',
      credentials: v3,
      command: 'snmptrap',
      args: ['-v3', '-l', 'authPriv', ...v3Flags],
    },
    {
      name: 'a v3 inform, which asks for our engine first',
      credentials: v3,
      command: 'snmpinform',
      args: ['-v3', '-l', 'authPriv', ...v3Flags],
    },
  ];
  for (const { name, credentials, command, args } of cases) {
    it(`${name} polls its device at once`, async () => {
      const port = await listen([
        { ...pe1, credentials },
        { id: 'pe2', address: '127.0.0.2', credentials },
      ]);
      await send(command, args, port, linkDown);
      await expect.poll(() => traps?.counts().hint).toBe(1);
      expect(polled).toEqual(['pe1']);
    });
  }

  it.each([
    ['linkUp', '.1.3.6.1.6.3.1.1.5.4'],
    ['upsTrapOnBattery', '.1.3.6.1.2.1.33.2.1'],
    ['vrrpTrapNewMaster', '.1.3.6.1.2.1.68.0.1'],
    ['vrrpv3NewMaster', '.1.3.6.1.2.1.207.0.1'],
    ['bgpEstablishedNotification', '.1.3.6.1.2.1.15.0.1'],
    ['bgpBackwardTransNotification', '.1.3.6.1.2.1.15.0.2'],
  ])('%s polls its device at once, as a v2c trap and as a v3 inform', async (_name, oid) => {
    const port = await listen([
      { ...pe1, credentials: v2c },
      { id: 'pe2', address: '127.0.0.1', credentials: v3 },
    ]);
    await send('snmptrap', ['-v2c', '-c', 'giamsat'], port, ['', oid]);
    await send('snmpinform', ['-v3', '-l', 'authPriv', ...v3Flags], port, ['', oid]);
    await expect.poll(() => traps?.counts().hint).toBe(2);
    expect(polled).toEqual(['pe1', 'pe2']);
  });

  it('a v1 trap of a device that is polled with a community is understood by its numbers', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    await send('snmptrap', ['-v1', '-c', 'giamsat'], port, ['.1.3.6.1.2.1.15.7', '127.0.0.1', '6', '2', '5']);
    await expect.poll(() => traps?.counts().hint).toBe(1);
    expect(polled).toEqual(['pe1']);
  });

  it('another community, another user, a lower level and a wrong key poll nobody', async () => {
    const port = await listen([
      { ...pe1, credentials: v2c },
      { id: 'pe2', address: '127.0.0.1', credentials: v3 },
    ]);
    await send('snmptrap', ['-v2c', '-c', 'public'], port, linkDown);
    await send('snmptrap', ['-v3', '-l', 'noAuthNoPriv', '-u', 'giamsat'], port, linkDown);
    await send(
      'snmptrap',
      ['-v3', '-l', 'authNoPriv', '-u', 'giamsat', '-a', 'SHA-256', '-A', 'khoa-xac-thuc'],
      port,
      linkDown,
    );
    await send('snmptrap', ['-v3', '-l', 'authPriv', ...v3Flags.with(1, 'someone')], port, linkDown);
    await send('snmptrap', ['-v3', '-l', 'authPriv', ...v3Flags.with(5, 'khoa-khac-hoan-toan')], port, linkDown);
    await heard(5);
    expect([traps?.counts().refused, polled]).toEqual([5, []]);
  });

  it('behind one address each device is known by its own credentials, and those with the same are polled together', async () => {
    const port = await listen([
      { ...pe1, credentials: v2c },
      { id: 'pe2', address: '127.0.0.1', credentials: v3 },
      { id: 'pe3', address: '127.0.0.1', credentials: { version: '2c', community: secret('giamsat') } },
    ]);
    await send('snmptrap', ['-v3', '-l', 'authPriv', ...v3Flags], port, linkDown);
    await heard(1);
    expect(polled).toEqual(['pe2']);
    await send('snmptrap', ['-v2c', '-c', 'giamsat'], port, linkDown);
    await heard(2);
    expect(polled).toEqual(['pe2', 'pe1', 'pe3']);
  });

  it('what says nothing of links, power or routes is counted and polls nobody', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    await send('snmptrap', ['-v2c', '-c', 'giamsat'], port, ['', '.1.3.6.1.6.3.1.1.5.5']);
    await heard(1);
    expect([traps?.counts().other, polled]).toEqual([1, []]);
  });
});

/** One value in BER, of up to 65,535 octets. */
const ber = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = content.length < 128 ? [tag, content.length] : [tag, 0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from(head), content]);
};
const int = (value: number) => ber(0x02, Buffer.from([value]));
/** A v2c linkDown: sysUpTime.0 and snmpTrapOID.0, as RFC 3416 §4.2.6 has them. */
const linkDownTrap = (padding = '') =>
  ber(
    0x30,
    int(1),
    ber(0x04, 'giamsat'),
    ber(
      0xa7,
      int(1),
      int(0),
      int(0),
      ber(
        0x30,
        ber(0x30, ber(0x06, Buffer.from('2b06010201010300', 'hex')), ber(0x43, Buffer.from([1]))),
        ber(
          0x30,
          ber(0x06, Buffer.from('2b060106030101040100', 'hex')),
          ber(0x06, Buffer.from('2b0601060301010503', 'hex')),
        ),
        ber(0x30, ber(0x06, Buffer.from('2b06010201010500', 'hex')), ber(0x04, padding)),
      ),
    ),
  );

/** An anonymous v3 trap: no user, no digest, and a PDU in plain text, which the library by itself takes. */
const anonymousTrap = () =>
  ber(
    0x30,
    int(3),
    ber(0x30, int(1), ber(0x02, Buffer.from('05c0', 'hex')), ber(0x04, Buffer.from([0])), int(3)),
    ber(
      0x04,
      ber(0x30, ber(0x04, Buffer.from('80001f8880aabbcc', 'hex')), int(0), int(0), ber(0x04), ber(0x04), ber(0x04)),
    ),
    ber(
      0x30,
      ber(0x04, Buffer.from('80001f8880aabbcc', 'hex')),
      ber(0x04),
      ber(
        0xa7,
        int(1),
        int(0),
        int(0),
        ber(
          0x30,
          ber(0x30, ber(0x06, Buffer.from('2b06010201010300', 'hex')), ber(0x43, Buffer.from([1]))),
          ber(
            0x30,
            ber(0x06, Buffer.from('2b060106030101040100', 'hex')),
            ber(0x06, Buffer.from('2b0601060301010503', 'hex')),
          ),
        ),
      ),
    ),
  );

describe('datagrams that nobody should send', () => {
  const shoot = async (port: number, datagrams: readonly Buffer[], from = '127.0.0.1'): Promise<void> => {
    const socket = createSocket('udp4');
    await new Promise<void>((bound) => socket.bind(0, from, bound));
    for (const datagram of datagrams) {
      await new Promise<void>((sent) => socket.send(datagram, port, '127.0.0.1', () => sent()));
    }
    await new Promise<void>((closed) => socket.close(() => closed()));
  };

  it('an address that is no device’s polls nobody, whatever it knows', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    await shoot(port, [linkDownTrap()], '127.0.0.9');
    await heard(1);
    expect([traps?.counts().stranger, polled]).toEqual([1, []]);
  });

  it('a notification that is too long, cut anywhere or no BER at all is malformed or refused, and never a hint', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    const whole = linkDownTrap();
    const cuts = Array.from({ length: 12 }, (_, i) => whole.subarray(0, i * 5));
    await shoot(port, [linkDownTrap('x'.repeat(notificationOctetsMax)), Buffer.from('GET / HTTP/1.1'), ...cuts]);
    await heard(14);
    expect([traps?.counts().hint, polled]).toEqual([0, []]);
  });

  it('an anonymous v3 trap polls neither a device with a user nor one with a community', async () => {
    const anyUser: TrapCredentials = { version: '3', user: 'giamsat', level: 'noAuthNoPriv' };
    const port = await listen([
      { ...pe1, credentials: v2c },
      { id: 'pe2', address: '127.0.0.1', credentials: anyUser },
    ]);
    await shoot(port, [anonymousTrap()]);
    await heard(1);
    expect([traps?.counts().refused, polled]).toEqual([1, []]);
  });

  it('a storm of 10,000 costs as many decodings as a device may cost, one poll at once and one at its end', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    const socket = createSocket('udp4');
    const trap = linkDownTrap();
    const counted = () => (traps?.counts().hint ?? 0) + (traps?.counts().limited ?? 0);
    for (let sent = 0; sent < 10_000; sent += 100) {
      await Promise.all(
        Array.from(
          { length: 100 },
          () => new Promise<void>((done) => socket.send(trap, port, '127.0.0.1', () => done())),
        ),
      );
      // As fast as they are taken in, so that none is lost in the socket's buffer.
      for (let turn = 0; turn < 100_000 && counted() < sent + 100; turn++) await setImmediate();
    }
    socket.close();
    expect([traps?.counts().hint, traps?.counts().limited]).toEqual([decodesAtOnceMax, 10_000 - decodesAtOnceMax]);
    expect(polled).toEqual(['pe1']);
    await clock.advance(60_000);
    expect(polled).toEqual(['pe1', 'pe1']);
  });

  it('a port that another process has is said with its remedy', async () => {
    const port = await listen([{ ...pe1, credentials: v2c }]);
    const second = createTraps({ listen: { host: '127.0.0.1', port }, devices: [], poll: () => {}, clock, log });
    await expect(second.start()).rejects.toThrow(`traps.listen 127.0.0.1:${port} cannot be listened on (EADDRINUSE)`);
  });
});
