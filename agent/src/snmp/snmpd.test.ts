import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createDevicePoller } from './device.ts';
import { createNetSnmpTransport } from './netsnmp.ts';
import { ifHCInOctets, ifName, sysUpTime } from './oids.ts';
import type { SnmpTarget, SnmpTransport, UserCredentials } from './transport.ts';

/** The engine and the poller against net-snmp's own daemon, started here on a free port of 127.0.0.1. */
const path = '/usr/sbin/snmpd';
const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
const secret = (text: string) => ({ reveal: () => text });
const never = new AbortController().signal;

let port = 0;
let folder = '';
let daemon: ChildProcess | undefined;
let transport: SnmpTransport;
const target = (credentials: SnmpTarget['credentials']): SnmpTarget => ({
  address: '127.0.0.1',
  port,
  timeoutMs: 1_000,
  credentials,
});
const v2c = () => target({ version: '2c', community: secret('congkhai') });
const user = (more: Partial<UserCredentials> = {}) =>
  target({
    version: '3',
    user: 'giamsat',
    level: 'authPriv',
    auth: { protocol: 'sha256', key: secret('khoaxacthuc1') },
    priv: { protocol: 'aes', key: secret('khoabaomat12') },
    ...more,
  });

const isMissing = !existsSync(path) && process.env['CI'] !== 'true';

describe.skipIf(isMissing)(isMissing ? `snmpd (left out: ${path} is missing; apt-get install snmpd)` : 'snmpd', () => {
  beforeAll(async () => {
    const probe = createSocket('udp4');
    await new Promise<void>((resolve) => probe.bind(0, '127.0.0.1', resolve));
    port = probe.address().port;
    await new Promise<void>((resolve) => probe.close(resolve));
    folder = mkdtempSync(join(tmpdir(), 'thongsuot-snmpd-'));
    const config = join(folder, 'snmpd.conf');
    writeFileSync(
      config,
      [
        `agentAddress udp:127.0.0.1:${port}`,
        'rocommunity congkhai 127.0.0.1',
        'createUser giamsat SHA-256 khoaxacthuc1 AES khoabaomat12',
        'rouser giamsat priv',
      ].join('\n'),
    );
    daemon = spawn(path, ['-f', '-Lf', join(folder, 'log'), '-C', '-c', config], {
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
      stdio: 'ignore',
    });
    transport = createNetSnmpTransport({ clock, log: pino({ level: 'silent' }) });
    const ready = { ...v2c(), timeoutMs: 200, tries: 1 };
    for (let i = 0; i < 40; i++) {
      const up = await transport.get(ready, [sysUpTime], { deadlineMs: 300 }).then(
        () => true,
        () => false,
      );
      if (up) return;
    }
    throw new Error('snmpd did not answer within 8 s');
  }, 15_000);

  afterAll(async () => {
    transport.close();
    const gone = new Promise((resolve) => daemon?.once('exit', resolve));
    daemon?.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers v2c, v1 and v3 authPriv alike', async () => {
    for (const device of [v2c(), target({ version: '1', community: secret('congkhai') }), user()]) {
      const names = await transport.column(device, ifName, { deadlineMs: 3_000, rowsMax: 1_000 });
      expect(names.get('1')).toEqual({ type: 'octets', value: Uint8Array.from(Buffer.from('lo')) });
    }
  });

  it('says of v1 what is missing, object by object', async () => {
    const oids = [sysUpTime, `${ifHCInOctets}.1`, `${ifName}.9999`];
    const reply = await transport.get(target({ version: '1', community: secret('congkhai') }), oids, {
      deadlineMs: 3_000,
    });
    expect(oids.map((oid) => reply.values.get(oid)?.type)).toEqual(['timeTicks', 'noSuchObject', 'noSuchObject']);
  });

  it('is not asked again after it refused a user, whoever asks, until five minutes have passed', async () => {
    const target = user({ user: 'nguoila' });
    const asked = async (of: SnmpTarget) => {
      const meter = { pdus: 0, timeouts: 0 };
      const get = transport.get(of, ['1.3.6.1.2.1.1.3.0'], { deadlineMs: 3_000, meter });
      await expect(get).rejects.toMatchObject({ code: 'credentialsRefused' });
      return meter.pdus;
    };
    expect(await asked(target)).toBeGreaterThan(0);
    expect(await asked(target)).toBe(0);
    const column = transport.column(target, '1.3.6.1.2.1.2', { deadlineMs: 3_000, rowsMax: 1 });
    await expect(column).rejects.toMatchObject({ code: 'credentialsRefused' });
    // The refusal is of these credentials: the same device with others is asked.
    expect(await asked(user({ user: 'nguoikhac' }))).toBeGreaterThan(0);
  });

  it('ends a column at the bound', async () => {
    expect((await transport.column(v2c(), '1.3.6.1.2.1.2', { deadlineMs: 3_000, rowsMax: 7 })).size).toBe(7);
  });

  it.each<[string, () => SnmpTarget, string]>([
    [
      'a wrong authentication key',
      () => user({ auth: { protocol: 'sha256', key: secret('khoasaisaisai') } }),
      'credentialsRefused',
    ],
    ['an unknown user', () => user({ user: 'nguoila' }), 'credentialsRefused'],
    [
      'a wrong community',
      () => ({ ...target({ version: '2c', community: secret('sai') }), timeoutMs: 100, tries: 1 }),
      'timeout',
    ],
  ])('makes of %s the right failure, without the secret', async (_name, device, code) => {
    const failure = transport.get(device(), [sysUpTime], { deadlineMs: 3_000 });
    await expect(failure).rejects.toMatchObject({ code, message: expect.not.stringMatching(/khoa|sai/) });
  });

  it('is polled: one PDU once bound, samples as the contract has them, counters that survive a restart', async () => {
    const options = {
      device: { id: 'may-nay', target: v2c(), intervalMs: 1_000 },
      links: [
        { id: 'noi-bo', interface: { by: 'name' as const, value: 'lo' }, intervalS: 1 },
        { id: 'khong-co', interface: { by: 'name' as const, value: 'GigabitEthernet9/9' }, intervalS: 1 },
      ],
      transport,
      clock,
      log: pino({ level: 'silent' }),
    };
    const first = await createDevicePoller(options).poll(never, 250);
    expect(first.samples.map((s) => sampleSchema.safeParse(s).error)).toEqual([undefined, undefined, undefined]);
    expect(first.samples[0]).toMatchObject({ kind: 'link', link: 'noi-bo', oper: 'up', noRate: 'firstReading' });
    expect(first.samples[1]).toMatchObject({ kind: 'link', link: 'khong-co', unknown: 'interfaceMissing' });
    expect(first.samples[2]).toMatchObject({ kind: 'device', reachable: true });
    expect(first.findings).toMatchObject([{ code: 'interfaceMissing', subject: { link: 'khong-co' } }]);

    const poller = createDevicePoller(options);
    await poller.poll(never, 250);
    await clock.sleep(300);
    const second = await poller.poll(never, 250);
    expect(second.samples.find((s) => s.kind === 'device')).toMatchObject({ reachable: true, timeouts: 0 });
    expect(second.pdus).toBeLessThanOrEqual(4);
    await clock.sleep(300);
    const saved: unknown = JSON.parse(JSON.stringify(poller.save()));
    const restarted = await createDevicePoller({ ...options, saved }).poll(never, 250);
    expect(restarted.samples[0]).toMatchObject({ kind: 'link', oper: 'up', spanS: expect.any(Number) });
    expect(restarted.samples.map((s) => sampleSchema.safeParse(s).error)).toEqual([undefined, undefined, undefined]);
  });

  it('that refuses the user costs one sample for the device and one for each link, and a finding with the remedy', async () => {
    const poll = await createDevicePoller({
      device: { id: 'may-nay', target: user({ user: 'nguoila' }), intervalMs: 1_000 },
      links: [{ id: 'noi-bo', interface: { by: 'name', value: 'lo' }, intervalS: 1 }],
      transport,
      clock,
      log: pino({ level: 'silent' }),
    }).poll(never, 3_000);
    expect(poll.samples).toMatchObject([
      { kind: 'link', unknown: 'credentialsRefused' },
      { kind: 'device', reachable: false, failure: 'credentialsRefused' },
    ]);
    expect(poll.findings).toMatchObject([
      { code: 'credentialsRefused', detail: expect.stringContaining('check user, level') },
    ]);
    expect(poll.samples.map((s) => sampleSchema.safeParse(s).error)).toEqual([undefined, undefined]);
  });
});
