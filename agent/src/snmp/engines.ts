/** Both engines behind one port: lean for v2c, net-snmp for v1, v3 and every device that lean does not understand. */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { createLeanTransport } from './lean.ts';
import { connect, createNetSnmpTransport, resolveName } from './netsnmp.ts';
import { createReferenceDecoder } from './reference-decoder.ts';
import type { SnmpTarget, SnmpTransport } from './transport.ts';

export interface Engines extends SnmpTransport {
  /** Replies to lean requests that net-snmp had to decode, and v2c devices that net-snmp polls because of it. */
  stats(): { decodedByReference: number; moved: number };
}

/** The transport that the agent polls by. A target keeps its engine until it is moved or released. */
export function createSnmpTransport({ clock, log }: { clock: Clock; log: Logger }): Engines {
  const reference = createNetSnmpTransport({ clock, log });
  const moved = new Set<SnmpTarget>();
  const lean = createLeanTransport({
    clock,
    resolveName,
    decode: createReferenceDecoder(connect),
    moved: (target) => {
      moved.add(target);
      log.info({ address: target.address }, 'Device answers in a form of its own; net-snmp polls it from now on');
    },
  });
  const engineOf = (target: SnmpTarget): SnmpTransport =>
    target.credentials.version === '2c' && !moved.has(target) ? lean : reference;
  return {
    get: (target, oids, options) => engineOf(target).get(target, oids, options),
    column: (target, oid, options) => engineOf(target).column(target, oid, options),
    release(target) {
      moved.delete(target);
      lean.release(target);
      reference.release(target);
    },
    close() {
      lean.close();
      reference.close();
    },
    stats: () => ({ decodedByReference: lean.decodedByReference, moved: moved.size }),
  };
}
