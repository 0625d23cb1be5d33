/** Asks one name server one question, and whether there is a way to it. The world's side of `judge.ts`. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import type { RecordType } from './judge.ts';
import { answersMax, triesPerCheck } from './limits.ts';

export interface Question {
  name: string;
  type: RecordType;
  /** IP address and port of the server: the answer of no other one counts. */
  server: { address: string; port: number };
}

/**
 * The values of the name's records, as text; an MX as its preference and name.
 * @throws Error with c-ares' code; ECANCELLED once the signal is aborted
 */
export async function ask({ name, type, server }: Question, timeoutMs: number, signal: AbortSignal): Promise<string[]> {
  // A resolver of its own for each question: none remembers an answer, a lost server or a search list.
  // The second try waits twice as long as the first.
  const resolver = new Resolver({ timeout: Math.max(1, Math.floor(timeoutMs / 3)), tries: triesPerCheck });
  const { address, port } = server;
  resolver.setServers([isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`]);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return (await resolveWith(resolver, name, type)).slice(0, answersMax);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function resolveWith(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return resolver.resolveCname(name);
    case 'NS':
      return resolver.resolveNs(name);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
  }
}

/** Whether this machine has a route to the address and a socket to spare; nothing is sent. */
export function hasWayTo({ address, port }: Question['server']): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const end = (way: boolean): void => {
      socket.close();
      resolve(way);
    };
    socket.once('error', () => end(false));
    try {
      socket.connect(port, address, () => end(true));
    } catch {
      end(false);
    }
  });
}
