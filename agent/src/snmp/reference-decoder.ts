/**
 * The reference engine as a decoder: one datagram that the lean engine could not match goes through a session of the
 * library that asked the same, so that both engines mean the same by it to the letter.
 */
import { errorOf } from './failure.ts';
import type { LeanPduKind } from './lean-request.ts';
import type { Connect } from './session.ts';
import type { DatagramShim } from './sockets.ts';
import { SnmpError, type SnmpTarget } from './transport.ts';
import { toValue } from './value.ts';
import type { Varbind } from './walk.ts';

/** What was asked, as it went out. */
export interface Question {
  kind: LeanPduKind;
  oids: readonly string[];
  repetitions: number;
  id: number;
}

export type Decoded =
  | { kind: 'varbinds'; varbinds: Varbind[] }
  /** The device's own refusal, or an answer to something else. */
  | { kind: 'failed'; error: SnmpError }
  /** Nothing that answers this question. */
  | { kind: 'foreign' }
  /** Not SNMP; the true reply may still come. */
  | { kind: 'undecodable' };

export type ReferenceDecoder = (target: SnmpTarget, question: Question, datagram: Buffer) => Decoded;

/** Never throws. Each call makes a session and throws it away: it is for the few replies that are of another form. */
export function createReferenceDecoder(connect: Connect): ReferenceDecoder {
  return (target, { kind, oids, repetitions, id }, datagram) => {
    const name = `${target.address}:${target.port ?? 161}`;
    let decoded: Decoded = { kind: 'foreign' };
    let take: ((datagram: Buffer) => void) | undefined;
    const shim: DatagramShim = {
      on: (event, listener) => {
        if (event === 'message') take = listener;
      },
      // The library registers a request once it is sent.
      send: (_data, _offset, _length, _port, _address, callback) => callback(null),
      bind: () => {},
      ref: () => {},
      unref: () => {},
      close: () => {},
    };
    const { raw } = connect(target, '127.0.0.1', { createSocket: () => shim });
    raw.retries = 0;
    raw.reportOidMismatchErrors = kind === 'get';
    raw.on('error', () => {
      decoded = { kind: 'undecodable' };
    });
    const send = raw.send.bind(raw);
    raw.send = (request, noWait) => {
      request.message.pdu.id = id;
      send(request, noWait);
    };
    const callback: Parameters<typeof raw.get>[1] = (error, list) => {
      if (error) {
        decoded = { kind: 'failed', error: errorOf(error, name) };
        return;
      }
      const varbinds = (list ?? []).flat();
      decoded = { kind: 'varbinds', varbinds: varbinds.map((v) => ({ oid: v.oid, value: toValue(v.type, v.value) })) };
    };
    try {
      if (kind === 'get') raw.get(oids, callback);
      else if (kind === 'next') raw.getNext(oids, callback);
      else raw.getBulk(oids, 0, repetitions, callback);
      take?.(datagram);
    } catch (error) {
      // net-snmp throws TypeErrors on replies with more varbinds than it asked for.
      const own = error instanceof SnmpError ? error : undefined;
      decoded = {
        kind: 'failed',
        error: own ?? new SnmpError('malformed', `${name} answered with varbinds that were not asked for`),
      };
    } finally {
      for (const left of Object.keys(raw.reqs)) raw.unregisterRequest(left);
    }
    return decoded;
  };
}
