/**
 * The simulator against the reference: net-snmp's client asks over real sockets, in every version and security level,
 * and is told what is wrong with its credentials as real devices tell it.
 */
import {
  AuthProtocols,
  createSession,
  createV3Session,
  PrivProtocols,
  SecurityLevel,
  Version2c,
  Version3,
} from 'net-snmp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { router } from './profiles/router.ts';
import { ups } from './profiles/ups.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { Flow } from './traffic.ts';

interface Bind {
  oid: string;
  type: number;
  value: unknown;
}
interface AnySession {
  get(oids: string[], done: (error: Error | null, varbinds?: Bind[]) => void): void;
  getBulk(
    oids: string[],
    nonRepeaters: number,
    repetitions: number,
    done: (error: Error | null, varbinds?: (Bind | Bind[])[]) => void,
  ): void;
  close(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

const upTime = '1.3.6.1.2.1.1.3.0';
const inOctets = '1.3.6.1.2.1.31.1.1.1.6.1';
const system = { descr: 'test', objectId: '1.3.6.1.4.1.2011.2.62.2.9', name: 'r1' };
let simulator: Simulator;

beforeAll(async () => {
  const interfaces = Array.from({ length: 40 }, (_, i) => ({
    name: `GigabitEthernet0/0/${i + 1}`,
    alias: `Bệnh viện ${i + 1}`,
    megabits: 1_000,
    in: Flow.constant(80e6),
    out: Flow.constant(8e6),
  }));
  simulator = await startSimulator({
    devices: [
      {
        id: 'r1',
        address: '127.23.1.1',
        port: 0,
        community: 'public',
        users: [
          { name: 'none' },
          { name: 'auth', authentication: { protocol: 'sha', password: 'authentication' } },
          {
            name: 'priv',
            authentication: { protocol: 'sha256', password: 'authentication' },
            privacy: { password: 'privacyprivacy' },
          },
        ],
        profile: router({ system, interfaces }),
      },
      {
        id: 'ups1',
        address: '127.23.1.2',
        port: 0,
        community: 'public',
        profile: ups({
          system,
          manufacturer: 'Santak',
          model: '6KS',
          runtimeMinutes: 120,
          loadPercent: 40,
          outputVoltAmperes: 6_000,
        }),
      },
    ],
  });
});
afterAll(() => simulator.stop());

function community(word: string, id = 'r1', timeout = 1_000): AnySession {
  const { address } = simulator.device(id).options;
  return createSession(address, word, {
    version: Version2c,
    port: simulator.device(id).boundPort,
    timeout,
    retries: 0,
  }) as unknown as AnySession;
}

type Level = 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';
function user(
  name: string,
  level: Level,
  authKey = 'authentication',
  privKey = 'privacyprivacy',
  auth: 'sha' | 'sha256' = 'sha256',
) {
  const options = { version: Version3, port: simulator.device('r1').boundPort, timeout: 300, retries: 0, context: '' };
  const credentials = {
    name,
    level: SecurityLevel[level],
    authProtocol: AuthProtocols[auth],
    authKey,
    privProtocol: PrivProtocols.aes,
    privKey,
  };
  return createV3Session('127.23.1.1', credentials, options) as unknown as AnySession;
}

/** The values of a GET, or the error's message. */
function ask(session: AnySession, oids: string[]): Promise<Bind[] | string> {
  return new Promise((done) => {
    session.on('error', (error) => done(error.message));
    session.get(oids, (error, varbinds) => {
      session.close();
      done(error === null ? (varbinds ?? []) : error.message);
    });
  });
}
const typesOf = (answer: Bind[] | string) => (typeof answer === 'string' ? answer : answer.map(({ type }) => type));

describe('v2c', () => {
  it('answers a GET with values in their types', async () => {
    const answer = await ask(community('public'), [upTime, inOctets, '1.3.6.1.2.1.31.1.1.1.18.3']);
    expect(typesOf(answer)).toEqual([0x43, 0x46, 0x04]);
    expect(typeof answer === 'string' ? '' : String(answer[2]?.value)).toBe('Bệnh viện 3');
  });

  it('walks a column by GETBULK', async () => {
    const session = community('public');
    const names = await new Promise<string[]>((done, fail) => {
      session.getBulk(['1.3.6.1.2.1.31.1.1.1.1'], 0, 30, (error, varbinds) => {
        session.close();
        if (error !== null) return fail(error);
        done(((varbinds?.[0] ?? []) as Bind[]).map(({ value }) => String(value)));
      });
    });
    expect(names).toEqual(Array.from({ length: 30 }, (_, i) => `GigabitEthernet0/0/${i + 1}`));
  });

  it('gives no answer to a wrong community', async () => {
    expect(await ask(community('wrong', 'r1', 150), [upTime])).toBe('Request timed out');
  });

  it('counts octets that divide to the exact rate', async () => {
    const session = community('public');
    const read = () =>
      new Promise<{ ticks: number; octets: number }>((done, fail) => {
        session.get([upTime, inOctets], (error, varbinds) => {
          if (error !== null) return fail(error);
          done({
            ticks: Number(varbinds?.[0]?.value),
            octets: Number(`0x${((varbinds?.[1]?.value ?? Buffer.alloc(1)) as Buffer).toString('hex')}`),
          });
        });
      });
    const first = await read();
    await new Promise((done) => setTimeout(done, 60));
    const second = await read();
    session.close();
    const rate = ((second.octets - first.octets) * 8 * 100) / (second.ticks - first.ticks);
    expect(Math.abs(rate / 80e6 - 1)).toBeLessThan(0.001);
  });
});

describe('v3', () => {
  it('answers in every security level', async () => {
    expect(typesOf(await ask(user('none', 'noAuthNoPriv'), [upTime]))).toEqual([0x43]);
    expect(typesOf(await ask(user('auth', 'authNoPriv', 'authentication', '', 'sha'), [upTime]))).toEqual([0x43]);
    expect(typesOf(await ask(user('priv', 'authPriv'), [upTime, inOctets]))).toEqual([0x43, 0x46]);
  });

  it('tells a wrong key from a time-out: Wrong Digest', async () => {
    expect(await ask(user('priv', 'authPriv', 'wrong-authentication'), [upTime])).toMatch(/wrong digest/i);
  });

  it('tells an unknown user: Unknown User Name', async () => {
    expect(await ask(user('nobody', 'authPriv'), [upTime])).toMatch(/unknown user name/i);
  });

  it('tells a level that the user does not have: Unsupported Security Level', async () => {
    expect(await ask(user('none', 'authNoPriv'), [upTime])).toMatch(/unsupported security level/i);
  });

  it('stays silent on a wrong privacy key, as real devices do', async () => {
    expect(await ask(user('priv', 'authPriv', 'authentication', 'wrong-privacy'), [upTime])).toBe('Request timed out');
  });

  it('lets nothing be read below the user’s level', async () => {
    expect(await ask(user('priv', 'noAuthNoPriv'), [upTime])).toMatch(/AuthorizationError/i);
  });
});

describe('the devices', () => {
  it('of one process are apart: a UPS answers its own objects', async () => {
    const answer = await ask(community('public', 'ups1'), [
      '1.3.6.1.2.1.33.1.2.4.0',
      '1.3.6.1.2.1.33.1.4.1.0',
      inOctets,
    ]);
    expect(typeof answer === 'string' ? answer : answer.map(({ value }) => value)).toEqual([100, 3, null]);
  });

  it('drop what is no SNMP and go on', async () => {
    const device = simulator.device('ups1');
    const before = device.stats.dropped;
    for (const octets of ['', '30', 'ff00ff', '3003020101', '30820000'])
      expect(device.handle(Buffer.from(octets, 'hex'), 1)).toBeUndefined();
    expect(device.stats.dropped - before).toBe(5);
    expect(typesOf(await ask(community('public', 'ups1'), [upTime]))).toEqual([0x43]);
  });

  it('are refused off loopback, and on a taken port, with nothing left open', async () => {
    const profile = router({ system, interfaces: [] });
    await expect(startSimulator({ devices: [{ id: 'x', address: '0.0.0.0', port: 0, profile }] })).rejects.toThrow(
      'not a loopback address',
    );
    const port = simulator.device('r1').boundPort;
    await expect(startSimulator({ devices: [{ id: 'x', address: '127.23.1.1', port, profile }] })).rejects.toThrow(
      'EADDRINUSE',
    );
    expect(() => simulator.device('x')).toThrow('there is no simulated device x');
  });
});
