/**
 * The reference engine: SNMP v1, v2c and v3 by net-snmp, the only file that imports it. Around the library stand a
 * guard for what it believes too easily, a deadline for the calls it forgets, and a walk that ends.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import snmp from 'net-snmp';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { readColumn, until } from './column.ts';
import { scrubbed } from './failure.ts';
import { DeviceSession, type RawSession } from './session.ts';
import { createSockets } from './sockets.ts';
import { SnmpError, type SnmpTarget, type SnmpTransport, type SnmpValue, type UserCredentials } from './transport.ts';
import { type LibraryAuthentication, quicken } from './usm-keys.ts';

const library = snmp as unknown as {
  createSession(address: string, community: string, options: object): RawSession;
  createV3Session(address: string, user: object, options: object): RawSession;
  Version1: number;
  Version2c: number;
  SecurityLevel: Record<UserCredentials['level'], number>;
  AuthProtocols: Record<string, string>;
  PrivProtocols: Record<string, string>;
  Authentication: LibraryAuthentication;
};
quicken(library.Authentication);

export interface NetSnmpOptions {
  clock: Clock;
  log: Logger;
}

/** The engine over net-snmp. Sessions live as long as their target object is used, or until `release`. */
export function createNetSnmpTransport({ clock, log }: NetSnmpOptions): SnmpTransport {
  const sockets = createSockets();
  const sessions = new Map<SnmpTarget, Promise<DeviceSession>>();
  let closed = false;

  const open = async (target: SnmpTarget): Promise<DeviceSession> => {
    const address = isIP(target.address) > 0 ? target.address : await resolveName(target.address);
    const session = new DeviceSession(target, address, sockets, connect, (fields, sentence) =>
      log.warn({ ...fields, address: target.address }, sentence),
    );
    return session;
  };
  const sessionOf = (target: SnmpTarget): Promise<DeviceSession> => {
    if (closed) return Promise.reject(new SnmpError('error', 'the SNMP engine is closed'));
    let session = sessions.get(target);
    if (session === undefined) {
      session = open(target);
      sessions.set(target, session);
      // A name that did not resolve is tried again with the next request.
      session.catch(() => sessions.delete(target));
    }
    return session;
  };

  const transport: SnmpTransport = {
    async get(target, oids, options) {
      const session = await sessionOf(target);
      const { endsAt, rest } = until(options);
      const values = new Map<string, SnmpValue>();
      let wanted = oids;
      // On v1 one missing object fails the whole PDU with noSuchName (RFC 1157 §4.1.2): ask again without it.
      for (let round = 0; round <= oids.length && wanted.length > 0; round++) {
        const outcome = await session.request('get', wanted, 0, rest());
        if (outcome.kind === 'noSuchName') {
          const missing = wanted[outcome.index];
          if (missing === undefined) break;
          values.set(missing, { type: 'noSuchObject' });
          wanted = wanted.filter((oid) => oid !== missing);
          if (performance.now() > endsAt) throw new SnmpError('timeout', `${describe(target)} took too long`);
          continue;
        }
        wanted.forEach((oid, i) => {
          const varbind = outcome.varbinds[i];
          if (varbind !== undefined) values.set(oid, varbind.value);
        });
        return { at: clock.now(), values };
      }
      return { at: clock.now(), values };
    },
    async column(target, oid, options) {
      const session = await sessionOf(target);
      return readColumn(
        {
          pace: session.version === 0 ? undefined : session.pace,
          get hasAnswered() {
            return session.hasAnswered;
          },
          async step(from, pace, stepOptions) {
            const outcome = await session.request(pace === 'next' ? 'next' : 'bulk', [from], pace, stepOptions);
            return outcome.kind === 'noSuchName' ? 'end' : outcome.varbinds;
          },
        },
        describe(target),
        oid,
        options,
      );
    },
    release(target) {
      const session = sessions.get(target);
      sessions.delete(target);
      session?.then((s) => s.close()).catch(() => {});
    },
    close() {
      closed = true;
      for (const target of [...sessions.keys()]) transport.release(target);
      sockets.close();
    },
  };
  return transport;
}

/** The address of a device that is given by name. @throws SnmpError `network` */
export async function resolveName(name: string): Promise<string> {
  try {
    const { address } = await lookup(name);
    return address;
  } catch (error) {
    throw new SnmpError(
      'network',
      `the name ${name} does not resolve (${scrubbed(error)}); write the device's IP address`,
    );
  }
}

const describe = (target: SnmpTarget): string => `${target.address}:${target.port ?? 161}`;

/** A library session over a shared socket, and the check of a v3 digest that the guard lacks the keys for. */
export function connect(
  target: SnmpTarget,
  address: string,
  dgramModule: object,
): { raw: RawSession; isAuthentic: (datagram: Buffer, engineId: Buffer, digest: Buffer) => boolean } {
  const { credentials } = target;
  const options = {
    port: target.port ?? 161,
    transport: isIP(address) === 6 ? 'udp6' : 'udp4',
    dgramModule,
    // Its random ids are replaced (session.ts); a wrong OID in a reply is an error, not data.
    reportOidMismatchErrors: true,
  };
  if (credentials.version !== '3') {
    const version = credentials.version === '1' ? library.Version1 : library.Version2c;
    return {
      raw: library.createSession(address, credentials.community.reveal(), { ...options, version }),
      isAuthentic: () => true,
    };
  }
  const { auth, priv } = credentials;
  const user = {
    name: credentials.user,
    level: library.SecurityLevel[credentials.level],
    ...(auth && { authProtocol: library.AuthProtocols[auth.protocol], authKey: auth.key.reveal() }),
    ...(priv && { privProtocol: library.PrivProtocols[priv.protocol], privKey: priv.key.reveal() }),
  };
  return {
    raw: library.createV3Session(address, user, { ...options, context: credentials.context ?? '' }),
    isAuthentic: (datagram, engineId, digest) => {
      const protocol = auth && library.AuthProtocols[auth.protocol];
      // The library takes a forged reply for the answer and drops the request; here it is dropped before.
      return protocol === undefined
        ? false
        : library.Authentication.isAuthentic(datagram, protocol, auth?.key.reveal() ?? '', engineId, digest);
    },
  };
}
