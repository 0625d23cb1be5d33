/** Bearer token or certificate → who it is. Tokens are kept as SHA-256 and compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { tokenLengthMax } from '../limits.ts';
import type { AgentName } from './certificate.ts';
import type { Viewer } from './views.ts';

/** What a credential stands for. An agent posts batches and nothing else; a viewer reads. */
export type Identity = { kind: 'agent'; operator: string; agent: string } | { kind: 'viewer'; viewer: Viewer };

export interface Credential {
  /** SHA-256 of the token, 64 hexadecimal digits. */
  sha256: string;
  identity: Identity;
}

export interface Credentials {
  /** Whose token it is, or undefined. Takes as long for a wrong one as for a right one. */
  find(token: string): Identity | undefined;
  /** The agent of a valid certificate, or undefined when the config does not list it: that is how one is revoked. */
  agent(name: AgentName): Identity | undefined;
  /** From now on these and no others: a token or an agent that is missing is refused with the next request. */
  replace(list: readonly Credential[], agents?: readonly AgentName[]): void;
}

export const tokenSha256 = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** `agents` are those whom a certificate may name; with none of them only tokens count. */
export function createCredentials(list: readonly Credential[], agents: readonly AgentName[] = []): Credentials {
  let known: { hash: Buffer; identity: Identity }[] = [];
  let named = new Map<string, Identity>();
  const credentials: Credentials = {
    find(token) {
      const hash = tokenSha256(token);
      let found: Identity | undefined;
      // Every entry is compared, also behind a hit: the time says nothing about which one it was.
      for (const entry of known) if (timingSafeEqual(entry.hash, hash)) found = entry.identity;
      return found;
    },
    agent: ({ operator, agent }) => named.get(`${operator}/${agent}`),
    replace(next, nextAgents = []) {
      known = next.map(({ sha256, identity }) => ({ hash: Buffer.from(sha256, 'hex'), identity }));
      named = new Map(
        nextAgents.map(({ operator, agent }) => [`${operator}/${agent}`, { kind: 'agent', operator, agent }]),
      );
    },
  };
  credentials.replace(list, agents);
  return credentials;
}

/** The token of `Authorization: Bearer <token>` (RFC 6750 §2.1), or undefined when the header is anything else. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length > tokenLengthMax + 7) return undefined;
  return /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header)?.[1];
}
