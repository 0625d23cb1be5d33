/** One sender's notifications through net-snmp's receiver, which holds his secrets alone. The library never sees a socket. */
import snmp from 'net-snmp';
import type { TrapCredentials } from './credentials.ts';
import { type Notification, snmpTrapOid } from './notifications.ts';

export interface Sender {
  address: string;
  port: number;
}

export interface NotificationReceiver {
  /**
   * What the datagram notifies, once community, or user and digest, are proved; undefined when they are not, or when
   * there is nothing to notify. An inform is answered through `answer`, as is the question for our engine.
   */
  receive(datagram: Buffer, from: Sender, answer: (datagram: Buffer) => void): Notification | undefined;
}

interface LibraryPdu {
  type: number;
  varbinds?: { oid: string; value: unknown }[];
  enterprise?: string;
  generic?: number;
  specific?: number;
  community?: string;
  user?: string;
}

interface Shim {
  on(event: string, listener: (datagram: Buffer, from: Sender) => void): void;
  bind(): void;
  send(data: Buffer, offset: number, length: number, port: number, address: string, done: (error: null) => void): void;
  close(): void;
}

const library = snmp as unknown as {
  createReceiver(
    options: object,
    callback: (error: Error | null, data?: { pdu: LibraryPdu }) => void,
  ): { getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void } };
  SecurityLevel: Record<string, number>;
  AuthProtocols: Record<string, string>;
  PrivProtocols: Record<string, string>;
};

/** `engineId` is ours, the same for all senders: an inform is meant for one engine (RFC 3412 §4.2.2). */
export function createNotificationReceiver(credentials: TrapCredentials, engineId: Buffer): NotificationReceiver {
  let take: ((datagram: Buffer, from: Sender) => void) | undefined;
  let answerWith: ((datagram: Buffer) => void) | undefined;
  let heard: LibraryPdu | undefined;
  const shim: Shim = {
    on(event, listener) {
      if (event === 'message') take = listener;
    },
    bind() {},
    send(data, offset, length, _port, _address, done) {
      answerWith?.(data.subarray(offset, offset + length));
      done(null);
    },
    close() {},
  };
  const receiver = library.createReceiver(
    { dgramModule: { createSocket: () => shim }, engineID: engineId, includeAuthentication: true },
    (error, data) => {
      if (error === null && data !== undefined) heard = data.pdu;
    },
  );
  const authorizer = receiver.getAuthorizer();
  if (credentials.version === '3') {
    const { user, level, auth, priv } = credentials;
    authorizer.addUser({
      name: user,
      level: library.SecurityLevel[level],
      ...(auth && { authProtocol: library.AuthProtocols[auth.protocol], authKey: auth.key.reveal() }),
      ...(priv && { privProtocol: library.PrivProtocols[priv.protocol], privKey: priv.key.reveal() }),
    });
  } else authorizer.addCommunity(credentials.community.reveal());

  return {
    receive(datagram, from, answer) {
      heard = undefined;
      answerWith = answer;
      try {
        take?.(datagram, from);
      } catch {
        // An inform that the library decodes and cannot encode again: nobody is answered, and it is no hint.
        heard = undefined;
      } finally {
        answerWith = undefined;
      }
      const pdu = heard as LibraryPdu | undefined;
      if (pdu === undefined) return undefined;
      // The library also hands on what names no user at all and is signed by nobody.
      const proved =
        credentials.version === '3' ? pdu.user === credentials.user : pdu.community === credentials.community.reveal();
      return proved ? notificationOf(pdu) : undefined;
    },
  };
}

function notificationOf({ varbinds, enterprise, generic, specific }: LibraryPdu): Notification | undefined {
  if (enterprise !== undefined && generic !== undefined && specific !== undefined)
    return { enterprise, generic, specific };
  const oid = varbinds?.find((varbind) => varbind.oid === snmpTrapOid)?.value;
  return typeof oid === 'string' ? { oid } : undefined;
}
