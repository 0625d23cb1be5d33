/** How often somebody may try to sign in: one bucket per name and address, one per address. Pure. */
import { isIPv6 } from 'node:net';
import {
  attemptEveryMs,
  attemptKeysMax,
  attemptPerRemoteEveryMs,
  attemptsPerNameMax,
  attemptsPerRemoteMax,
} from '../limits.ts';

export interface Throttle {
  /** Takes one attempt. Returns the milliseconds to wait when it is one too many, and then takes nothing; else 0. */
  attempt(name: string, remote: string): number;
  /** It was he: his mistakes in typing are forgotten. The address's attempts are not, for it may guess other names. */
  succeeded(name: string, remote: string): void;
}

interface Bucket {
  left: number;
  at: number;
}

/** Whoever has one IPv6 address has the 2^64 of its network (RFC 6177 §2). */
export function networkOf(remote: string): string {
  if (!isIPv6(remote)) return remote;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(remote)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = remote.split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** `keysMax` is for tests. */
export function createThrottle(monotonicMs: () => number, keysMax = attemptKeysMax): Throttle {
  // In the order of their last use: the first is the one that was quiet longest.
  const buckets = new Map<string, Bucket>();
  const peek = (key: string, size: number, everyMs: number): Bucket => {
    const now = monotonicMs();
    const { left, at } = buckets.get(key) ?? { left: size, at: now };
    return { left: Math.min(size, left + (now - at) / everyMs), at: now };
  };
  const keep = (key: string, bucket: Bucket) => {
    buckets.delete(key);
    buckets.set(key, bucket);
    for (const oldest of buckets.keys()) {
      if (buckets.size <= keysMax) break;
      buckets.delete(oldest);
    }
  };
  const keysOf = (name: string, remote: string) => {
    const network = networkOf(remote);
    return { ofName: `${network} ${name.normalize('NFC')}`, ofRemote: network };
  };
  return {
    attempt(name, remote) {
      const { ofName, ofRemote } = keysOf(name, remote);
      const own = peek(ofName, attemptsPerNameMax, attemptEveryMs);
      const all = peek(ofRemote, attemptsPerRemoteMax, attemptPerRemoteEveryMs);
      const wait = Math.max((1 - own.left) * attemptEveryMs, (1 - all.left) * attemptPerRemoteEveryMs);
      if (wait > 0) return Math.ceil(wait);
      keep(ofName, { ...own, left: own.left - 1 });
      keep(ofRemote, { ...all, left: all.left - 1 });
      return 0;
    },
    succeeded(name, remote) {
      buckets.delete(keysOf(name, remote).ofName);
    },
  };
}
