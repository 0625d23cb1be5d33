/**
 * Connections that have not shown a credential yet are few, for each remote and over all: a flood of slow clients closes
 * its own oldest ones, and whoever has shown a credential on his is never closed for it.
 */
import type { Socket } from 'node:net';
import { unprovenMax, unprovenPerRemoteMax } from '../limits.ts';

/** What the guard sees of a connection. */
export type GuardedConnection = Pick<Socket, 'remoteAddress' | 'remotePort' | 'destroy' | 'once'>;

export interface ConnectionGuard {
  /** A connection was opened. */
  opened(connection: GuardedConnection): void;
  /** A request on it showed a credential that counts; the TLS socket and the one below it are the same connection. */
  proven(connection: Pick<Socket, 'remoteAddress' | 'remotePort'>): void;
  /** Connections without a credential, open now; and those closed for others of their kind. */
  figures(): { unproven: number; closed: number };
}

export function createConnectionGuard({
  perRemote = unprovenPerRemoteMax,
  overall = unprovenMax,
}: {
  perRemote?: number;
  overall?: number;
} = {}): ConnectionGuard {
  /** Oldest first, both over all and within each remote. */
  const all = new Map<string, { remote: string; connection: GuardedConnection }>();
  const byRemote = new Map<string, Set<string>>();
  let closed = 0;
  const keyOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>) =>
    `${remoteAddress} ${remotePort}`;
  const forget = (key: string) => {
    const known = all.get(key);
    if (known === undefined) return undefined;
    all.delete(key);
    const keys = byRemote.get(known.remote);
    keys?.delete(key);
    if (keys?.size === 0) byRemote.delete(known.remote);
    return known.connection;
  };
  const closeOldest = (keys: Iterable<string>) => {
    for (const key of keys) {
      closed++;
      forget(key)?.destroy();
      return;
    }
  };
  return {
    opened(connection) {
      const remote = connection.remoteAddress;
      // It was closed before it was looked at.
      if (remote === undefined) return;
      const key = keyOf(connection);
      const keys = byRemote.get(remote) ?? new Set<string>();
      if (keys.size >= perRemote) closeOldest(keys);
      if (all.size >= overall) closeOldest(all.keys());
      all.set(key, { remote, connection });
      byRemote.set(remote, (byRemote.get(remote) ?? keys).add(key));
      connection.once('close', () => {
        if (all.get(key)?.connection === connection) forget(key);
      });
    },
    proven: (connection) => void forget(keyOf(connection)),
    figures: () => ({ unproven: all.size, closed }),
  };
}
