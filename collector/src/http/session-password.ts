/**
 * Passwords as `collector.yaml` keeps them: scrypt (RFC 7914) in PHC's notation, `$scrypt$ln=15,r=8,p=3$salt$hash` with
 * base64 without padding. ln is the logarithm of N: 15 takes 32 MiB and a quarter of a second.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const cost = { ln: 15, r: 8, p: 3 };
const hashOctets = 32;
const pattern = /^\$scrypt\$ln=(\d{2}),r=8,p=(\d)\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** What stands for a name that nobody has: the check takes as long, and never succeeds. */
export const nobodysPassword = `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Keyboards make `ế` of one character or of three: both are the same password (RFC 8265 §4.2.2). */
const octetsOf = (password: string): Buffer => Buffer.from(password.normalize('NFC'), 'utf8');

function derive(password: string, salt: Buffer, { ln, r, p }: typeof cost): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // Node's own bound of 32 MiB is just short of what N = 2^15 takes.
    scrypt(octetsOf(password), salt, hashOctets, { N, r, p, maxmem: 256 * N * r }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}

const unpadded = (octets: Buffer): string => octets.toString('base64').replace(/=+$/, '');

/** The text that stands for `password` in the config, with a salt of 128 bits of its own. Tests take a lesser cost. */
export async function makePasswordScrypt(password: string, { ln, r, p } = cost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { ln, r, p });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether the password is the one that `kept` stands for; false also for a text that is none of ours. */
export async function passwordMatches(password: string, kept: string): Promise<boolean> {
  const [, ln, p, salt, hash] = pattern.exec(kept) ?? [];
  if (ln === undefined || p === undefined || salt === undefined || hash === undefined) return false;
  const found = await derive(password, Buffer.from(salt, 'base64'), { ln: Number(ln), r: cost.r, p: Number(p) });
  // Nobody's hash is all zeros, which no password has; it counts as none all the same.
  return timingSafeEqual(found, Buffer.from(hash, 'base64')) && kept !== nobodysPassword;
}
