/**
 * The arithmetic of the user-based security model: keys (RFC 3414 §2.6, A.2), digests (RFC 3414 §6, RFC 7860 §4) and
 * AES-128 in CFB mode (RFC 3826 §3). Pure.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/** Digest name of node:crypto, and the octets of it that a message carries. */
export const authenticationProtocols = {
  md5: { hash: 'md5', octets: 12 },
  sha: { hash: 'sha1', octets: 12 },
  sha224: { hash: 'sha224', octets: 16 },
  sha256: { hash: 'sha256', octets: 24 },
  sha384: { hash: 'sha384', octets: 32 },
  sha512: { hash: 'sha512', octets: 48 },
} as const;
export type AuthenticationProtocol = keyof typeof authenticationProtocols;

const keysKept = new Map<string, Buffer>();
/** Hashing a mebibyte takes milliseconds and hundreds of devices share a password: this many results are kept. */
const keysKeptMax = 256;

/** The key of a password: the digest of its first 1,048,576 octets when repeated (RFC 3414 A.2). */
export function passwordToKey(protocol: AuthenticationProtocol, password: string): Buffer {
  const name = `${protocol}:${password}`;
  const kept = keysKept.get(name);
  if (kept !== undefined) return kept;
  if (password.length < 8) throw new RangeError('a password of SNMPv3 has at least 8 characters (RFC 3414 §11.2)');
  const octets = Buffer.alloc(1_048_576, password, 'utf8');
  const key = createHash(authenticationProtocols[protocol].hash).update(octets).digest();
  if (keysKept.size >= keysKeptMax) keysKept.clear();
  keysKept.set(name, key);
  return key;
}

/** The key of a password on one engine: digest of key, engine id, key (RFC 3414 §2.6). */
export function localizedKey(protocol: AuthenticationProtocol, password: string, engineId: Buffer): Buffer {
  const key = passwordToKey(protocol, password);
  return createHash(authenticationProtocols[protocol].hash).update(key).update(engineId).update(key).digest();
}

/** The digest of a datagram whose authentication parameters at `at` count as zeros, shortened as its protocol says. */
export function digest(protocol: AuthenticationProtocol, key: Buffer, datagram: Buffer, at: number): Buffer {
  const { hash, octets } = authenticationProtocols[protocol];
  const copy = Buffer.from(datagram);
  copy.fill(0, at, at + octets);
  return createHmac(hash, key).update(copy).digest().subarray(0, octets);
}

/** Initialisation vector: boots, time, salt (RFC 3826 §3.1.2.1). */
function vector(engineBoots: number, engineTime: number, salt: Buffer): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(engineBoots, 0);
  iv.writeUInt32BE(engineTime, 4);
  salt.copy(iv, 8, 0, 8);
  return iv;
}

/** The first 16 octets of the localized key serve AES-128. */
export function encrypt(key: Buffer, boots: number, time: number, salt: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-cfb', key.subarray(0, 16), vector(boots, time, salt));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

export function decrypt(key: Buffer, boots: number, time: number, salt: Buffer, text: Buffer): Buffer {
  const decipher = createDecipheriv('aes-128-cfb', key.subarray(0, 16), vector(boots, time, salt));
  return Buffer.concat([decipher.update(text), decipher.final()]);
}
