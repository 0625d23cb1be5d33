/**
 * The lean engine: v2c only, for the one poll that is repeated for ever. Requests are encoded once, replies compared
 * octet by octet, and one sweep keeps the time of all. What it cannot match the reference decodes.
 */
import { isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import { readColumn } from './column.ts';
import type { Flight } from './lean-flight.ts';
import { RequestCache } from './lean-request.ts';
import { LeanSession, type LeanWorld } from './lean-session.ts';
import { encodedRequestsMax, sweepMs } from './limits.ts';
import type { ReferenceDecoder } from './reference-decoder.ts';
import { createSockets } from './sockets.ts';
import { SnmpError, type SnmpTarget, type SnmpTransport } from './transport.ts';

export interface LeanOptions {
  clock: Clock;
  decode: ReferenceDecoder;
  resolveName: (name: string) => Promise<string>;
  /** Called once when a device has answered three times in a row what only the reference could read. */
  moved: (target: SnmpTarget) => void;
}

export interface LeanTransport extends SnmpTransport {
  /** Replies that the reference had to decode since the start. */
  readonly decodedByReference: number;
}

/** The engine for v2c targets. @throws SnmpError `error` for a target of another version */
export function createLeanTransport({ clock, decode, resolveName, moved }: LeanOptions): LeanTransport {
  const sockets = createSockets();
  const sessions = new Map<SnmpTarget, LeanSession>();
  const opening = new Map<SnmpTarget, Promise<LeanSession>>();
  const flights = new Set<Flight>();
  let sweeping: NodeJS.Timeout | undefined;
  let decodedByReference = 0;
  let closed = false;

  const sweep = () => {
    sweeping = undefined;
    const nowMs = clock.monotonicMs();
    for (const flight of flights) flight.session.check(flight, nowMs);
    if (flights.size > 0) world.wake();
  };
  const world: LeanWorld = {
    clock,
    sockets,
    cache: new RequestCache(encodedRequestsMax),
    decode,
    flights,
    // Not unref'd: whoever waits for a reply keeps the process alive.
    wake: () => {
      sweeping ??= setTimeout(sweep, sweepMs);
    },
    decoded: () => {
      decodedByReference++;
    },
    moved,
  };

  const open = (target: SnmpTarget, address: string): LeanSession => {
    const { credentials } = target;
    if (closed) throw new SnmpError('error', 'the SNMP engine is closed');
    if (credentials.version !== '2c') throw new SnmpError('error', 'the lean engine speaks v2c only');
    const session = new LeanSession(target, address, credentials.community.reveal(), world);
    sessions.set(target, session);
    return session;
  };
  const openByName = (target: SnmpTarget): Promise<LeanSession> => {
    let session = opening.get(target);
    if (session === undefined) {
      session = resolveName(target.address).then((address) => {
        // It was released while its name was looked up.
        if (opening.get(target) !== session) throw new SnmpError('error', `${target.address} is no longer polled`);
        return open(target, address);
      });
      opening.set(target, session);
      // A name that did not resolve is tried again with the next request.
      session.then(
        () => opening.delete(target),
        () => opening.delete(target),
      );
    }
    return session;
  };
  /** At once where the target is an address, so that a request costs no turn of the event loop. */
  const withSession = <T>(target: SnmpTarget, use: (session: LeanSession) => Promise<T>): Promise<T> => {
    const session = sessions.get(target);
    if (session !== undefined) return use(session);
    if (isIP(target.address) === 0 && !closed) return openByName(target).then(use);
    try {
      return use(open(target, target.address));
    } catch (error) {
      return Promise.reject(error);
    }
  };

  const transport: LeanTransport = {
    get: (target, oids, options) =>
      oids.length === 0
        ? Promise.resolve({ at: clock.now(), values: new Map() })
        : withSession(target, (session) => session.get(oids, options)),
    column: (target, oid, options) =>
      withSession(target, (session) => readColumn(session, `${target.address}:${target.port ?? 161}`, oid, options)),
    release(target) {
      opening.delete(target);
      sessions.get(target)?.close();
      sessions.delete(target);
    },
    close() {
      closed = true;
      for (const target of [...sessions.keys(), ...opening.keys()]) transport.release(target);
      clearTimeout(sweeping);
      sweeping = undefined;
      sockets.close();
    },
    get decodedByReference() {
      return decodedByReference;
    },
  };
  return transport;
}
