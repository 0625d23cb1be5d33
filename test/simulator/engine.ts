/**
 * The v3 side of a device: what it answers to a user's message, and the reports by which a manager finds the engine and
 * learns what is wrong with its credentials (RFC 3414 §3.2). Pure but for the salt's counter.
 */
import { createHash } from 'node:crypto';
import { replyOctetsMax, timeWindowS } from './limits.ts';
import {
  decodeScopedPdu,
  encodeScopedPdu,
  encodeUserMessage,
  errorStatus,
  type Pdu,
  type ScopedPdu,
  type UserMessage,
} from './message.ts';
import { type AuthenticationProtocol, authenticationProtocols, decrypt, digest, encrypt, localizedKey } from './usm.ts';

/** A user of the device, at the level that he must use. */
export interface User {
  name: string;
  authentication?: { protocol: AuthenticationProtocol; password: string };
  /** AES-128 (RFC 3826). */
  privacy?: { password: string };
}

/** Counters of RFC 3414 §5 (usmStats), as reports name them. */
const stats = {
  unsupportedSecurityLevels: '1.3.6.1.6.3.15.1.1.1.0',
  notInTimeWindows: '1.3.6.1.6.3.15.1.1.2.0',
  unknownUserNames: '1.3.6.1.6.3.15.1.1.3.0',
  unknownEngineIds: '1.3.6.1.6.3.15.1.1.4.0',
  wrongDigests: '1.3.6.1.6.3.15.1.1.5.0',
} as const;
type Stat = keyof typeof stats;

/** Engine id of a device: an enterprise's number, format 5 (octets), eight octets of a digest (RFC 3411 §5). */
export function engineIdOf(device: string): Buffer {
  return Buffer.concat([
    Buffer.from([0x80, 0x00, 0x1f, 0x88, 0x05]),
    createHash('sha256').update(device).digest().subarray(0, 8),
  ]);
}

export interface EngineTime {
  boots: number;
  /** Seconds since the last boot. */
  timeS: number;
}

interface Keys {
  user: User;
  authentication: { protocol: AuthenticationProtocol; key: Buffer } | undefined;
  privacy: Buffer | undefined;
}

export class Engine {
  readonly engineId: Buffer;
  readonly #users: Map<string, Keys>;
  readonly #counters = new Map<Stat, number>();
  #salt = 0n;

  constructor(device: string, users: readonly User[]) {
    this.engineId = engineIdOf(device);
    this.#users = new Map(
      users.map((user) => {
        const auth = user.authentication;
        const key = (password: string) =>
          auth === undefined ? undefined : localizedKey(auth.protocol, password, this.engineId);
        const authKey = auth === undefined ? undefined : key(auth.password);
        return [
          user.name,
          {
            user,
            authentication: auth && authKey ? { protocol: auth.protocol, key: authKey } : undefined,
            // The privacy key is made with the authentication protocol's hash (RFC 3826 §1.2).
            privacy: user.privacy === undefined ? undefined : key(user.privacy.password),
          },
        ];
      }),
    );
  }

  /**
   * The datagram that answers, or undefined where a device stays silent: a message whose cipher text makes no sense
   * (a wrong privacy key), or one that asks nothing.
   * @throws BerError for a message that cannot be parsed.
   */
  answer(
    datagram: Buffer,
    message: UserMessage,
    time: EngineTime,
    respond: (pdu: Pdu) => Pdu | undefined,
  ): Buffer | undefined {
    const { security, flags } = message;
    const [wantsAuthentication, wantsPrivacy] = [(flags & 1) !== 0, (flags & 2) !== 0];
    if (wantsPrivacy && !wantsAuthentication) return undefined; // RFC 3412 §7.2 step 5 d: an invalid message
    if (!security.engineId.equals(this.engineId)) return this.#report('unknownEngineIds', message, time);
    const keys = this.#users.get(security.user);
    if (keys === undefined) return this.#report('unknownUserNames', message, time);
    if ((wantsAuthentication && !keys.authentication) || (wantsPrivacy && !keys.privacy)) {
      return this.#report('unsupportedSecurityLevels', message, time);
    }
    if (wantsAuthentication && keys.authentication !== undefined) {
      const { protocol, key } = keys.authentication;
      const right =
        security.authentication.length === authenticationProtocols[protocol].octets &&
        digest(protocol, key, datagram, message.authenticationAt).equals(security.authentication);
      if (!right) return this.#report('wrongDigests', message, time);
      if (security.engineBoots !== time.boots || Math.abs(security.engineTime - time.timeS) > timeWindowS) {
        return this.#report('notInTimeWindows', message, time, keys);
      }
    }
    let scopedOctets = message.scoped;
    if (wantsPrivacy && keys.privacy !== undefined) {
      if (security.privacy.length !== 8) return undefined;
      scopedOctets = decrypt(keys.privacy, security.engineBoots, security.engineTime, security.privacy, message.scoped);
    }
    const scoped = decodeScopedPdu(scopedOctets);
    // A level below the user's own may not read anything (RFC 3415 §3.2, noAccessEntry).
    const enough = (wantsAuthentication || !keys.authentication) && (wantsPrivacy || !keys.privacy);
    const pdu = enough
      ? respond(scoped.pdu)
      : { ...scoped.pdu, type: 'response' as const, errorStatus: errorStatus.authorizationError, errorIndex: 1 };
    if (pdu === undefined) return undefined;
    return this.#encode(message, time, keys, flags & 3, { ...scoped, pdu });
  }

  /** A report of one counter; authenticated when `keys` is given, which only notInTimeWindows is (RFC 3414 §3.2). */
  #report(stat: Stat, message: UserMessage, time: EngineTime, keys?: Keys): Buffer | undefined {
    const count = (this.#counters.get(stat) ?? 0) + 1;
    this.#counters.set(stat, count);
    if ((message.flags & 4) === 0) return undefined;
    let requestId = 0; // Of a PDU that cannot be read: RFC 3412 §7.1 step 3.
    if ((message.flags & 2) === 0) {
      try {
        requestId = decodeScopedPdu(message.scoped).pdu.requestId;
      } catch {
        // The report goes out all the same: the manager matches it by the message id.
      }
    }
    return this.#encode(message, time, keys, keys === undefined ? 0 : 1, {
      contextEngineId: this.engineId,
      contextName: '',
      pdu: {
        type: 'report',
        requestId,
        errorStatus: 0,
        errorIndex: 0,
        varbinds: [{ oid: stats[stat], value: { type: 'counter32', value: count } }],
      },
    });
  }

  #encode(message: UserMessage, time: EngineTime, keys: Keys | undefined, flags: number, scoped: ScopedPdu): Buffer {
    const authentication = (flags & 1) !== 0 ? keys?.authentication : undefined;
    const privacyKey = (flags & 2) !== 0 ? keys?.privacy : undefined;
    const plain = encodeScopedPdu(scoped);
    const salt = Buffer.alloc(privacyKey === undefined ? 0 : 8);
    if (privacyKey !== undefined) salt.writeBigUInt64BE(this.#salt++);
    const { datagram, authenticationAt } = encodeUserMessage({
      messageId: message.messageId,
      maxSize: replyOctetsMax,
      flags,
      security: {
        engineId: this.engineId,
        engineBoots: time.boots,
        engineTime: time.timeS,
        user: message.security.user,
        authentication: Buffer.alloc(
          authentication === undefined ? 0 : authenticationProtocols[authentication.protocol].octets,
        ),
        privacy: salt,
      },
      scoped: privacyKey === undefined ? plain : encrypt(privacyKey, time.boots, time.timeS, salt, plain),
    });
    if (authentication !== undefined) {
      digest(authentication.protocol, authentication.key, datagram, authenticationAt).copy(datagram, authenticationAt);
    }
    return datagram;
  }
}
