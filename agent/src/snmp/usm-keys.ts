/**
 * Keys and digests of SNMPv3's user-based security (RFC 3414), put in the place of net-snmp's own, which make a
 * mebibyte's hash anew for each engine (1.6 ms; 16 s of processor for 5,000 devices), keep every key for ever, and
 * check each reply's digest a second time after the guard has.
 */
import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { localizedKeysMax, passwordDigestsMax } from './limits.ts';

/** What is used, and replaced, of net-snmp's `Authentication`. */
export interface LibraryAuthentication {
  algorithms: Record<string, { CRYPTO_ALGORITHM: string; AUTHENTICATION_CODE_LENGTH: number }>;
  passwordToKey(protocol: string, password: string, engineId: Buffer): Buffer;
  calculateDigest(message: Buffer, protocol: string, password: string, engineId: Buffer): Buffer;
  isAuthentic(message: Buffer, protocol: string, password: string, engineId: Buffer, digest: Buffer): boolean;
}

interface Localized {
  octets: Buffer;
  /** The same as node:crypto takes it without making an object of it for each digest. */
  key: KeyObject;
}

/** Replaces the three functions; the library calls them by their place in this object. Once for a process. */
export function quicken(authentication: LibraryAuthentication): void {
  const digests = new Map<string, Buffer>();
  const localized = new Map<string, Localized>();
  /** The message whose digest was found right last: the guard asks, then the library asks of the same again. */
  let authentic: Buffer | undefined;

  const algorithmOf = (protocol: string) => {
    const algorithm = authentication.algorithms[protocol];
    if (algorithm === undefined) throw new RangeError(`net-snmp has no authentication protocol ${protocol}`);
    return algorithm;
  };
  /** Ku: the digest of the password repeated to 1,048,576 octets (RFC 3414 A.2). */
  const digestOf = (hash: string, password: string): Buffer =>
    kept(digests, `${hash} ${password}`, passwordDigestsMax, () =>
      createHash(hash).update(Buffer.alloc(1_048_576, password)).digest(),
    );
  /** Kul: the digest of Ku, engine id, Ku (RFC 3414 §2.6). */
  const localizedOf = (protocol: string, password: string, engineId: Buffer): Localized => {
    const hash = algorithmOf(protocol).CRYPTO_ALGORITHM;
    return kept(localized, `${hash} ${engineId.toString('latin1')} ${password}`, localizedKeysMax, () => {
      const ku = digestOf(hash, password);
      const octets = createHash(hash).update(ku).update(engineId).update(ku).digest();
      return { octets, key: createSecretKey(octets) };
    });
  };

  authentication.passwordToKey = (protocol, password, engineId) => localizedOf(protocol, password, engineId).octets;
  authentication.calculateDigest = (message, protocol, password, engineId) => {
    const { CRYPTO_ALGORITHM: hash, AUTHENTICATION_CODE_LENGTH: octets } = algorithmOf(protocol);
    const { key } = localizedOf(protocol, password, engineId);
    return createHmac(hash, key).update(message).digest().subarray(0, octets);
  };
  authentication.isAuthentic = (message, protocol, password, engineId, digest) => {
    if (digest.length !== algorithmOf(protocol).AUTHENTICATION_CODE_LENGTH) return false;
    if (authentic === message) {
      authentic = undefined;
      return true;
    }
    const sent = Buffer.from(digest);
    // The digest is made over the message with zeros in its place (RFC 3414 §6.3.2).
    digest.fill(0);
    const right = timingSafeEqual(authentication.calculateDigest(message, protocol, password, engineId), sent);
    sent.copy(digest);
    authentic = right ? message : undefined;
    return right;
  };
}

/** What is kept under the name, made when it is not there; beyond `max` the one kept first goes. */
function kept<T>(map: Map<string, T>, name: string, max: number, make: () => T): T {
  const known = map.get(name);
  if (known !== undefined) return known;
  const made = make();
  map.set(name, made);
  if (map.size > max) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  return made;
}
