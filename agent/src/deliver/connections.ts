import type http from 'node:http';
import type https from 'node:https';
import tls from 'node:tls';
import { nodeHttp, nodeHttps } from '../node-http.ts';
import { type Credential, fingerprintOf } from './credential.ts';
import { absoluteForm, TunnelAgent, type Way } from './proxy.ts';

export interface ConnectionsOptions {
  target: URL;
  proxy: URL | undefined;
  /** Connections kept open and used at once. */
  connections: number;
  /** Called when new certificates cannot be used, so that the old ones stay; and with undefined when new ones can. */
  onUnusable(detail: string | undefined): void;
}

/** A place for one request. */
export interface Lease {
  /** Begins a request on one of the connections. */
  request(headers: http.OutgoingHttpHeaders, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest;
  /** The request has ended. */
  release(): void;
}

/** Connections to one collector that are made anew when what they were made with has changed. */
export interface Connections {
  /** @throws Error when the first certificates of all cannot be used */
  lease(credential: Credential): Lease;
  close(): void;
}

interface Generation {
  fingerprint: string;
  agent: http.Agent | https.Agent;
  way: Way;
  leases: number;
}

/**
 * Keeps the connections. A change of certificates or of the proxy's credential begins a new generation; what is on its
 * way ends on the old one, so that a rotation costs no request.
 */
export const createConnections = ({ target, proxy, connections, onUnusable }: ConnectionsOptions): Connections => {
  const secure = target.protocol === 'https:';
  const common = { keepAlive: true, maxSockets: connections };
  let current: Generation | null = null;
  /** Of a change that cannot be used: it is not tried again until it changes. */
  let unusable = '';

  const make = (credential: Credential, fingerprint: string): Generation => {
    const { proxyAuthorization } = credential;
    if (!secure) {
      const way = proxy === undefined ? { headers: {} } : absoluteForm(proxy, target, proxyAuthorization);
      return { fingerprint, agent: new nodeHttp.Agent(common), way, leases: 0 };
    }
    const { ca, certificate, key } = credential.tls;
    const secureContext = tls.createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== undefined && { ca }),
      ...(certificate !== undefined && { cert: certificate }),
      ...(key !== undefined && { key }),
    });
    const options = { ...common, secureContext };
    const agent =
      proxy === undefined ? new nodeHttps.Agent(options) : new TunnelAgent(options, proxy, target, proxyAuthorization);
    return { fingerprint, agent, way: { headers: {} }, leases: 0 };
  };

  const retire = (old: Generation) => {
    if (old !== current && old.leases === 0) old.agent.destroy();
  };

  const generationOf = (credential: Credential): Generation => {
    // The token travels in each request: it needs no new connection.
    const { token: _token, ...rest } = credential;
    const fingerprint = fingerprintOf(rest);
    if (current !== null && (current.fingerprint === fingerprint || unusable === fingerprint)) return current;
    try {
      const next = make(credential, fingerprint);
      const old = current;
      current = next;
      if (old !== null) retire(old);
      if (unusable !== '') onUnusable(undefined);
      unusable = '';
      return next;
    } catch (error) {
      // A certificate and its key are replaced one after the other: until they fit, the old pair serves.
      if (current === null) throw error;
      unusable = fingerprint;
      onUnusable(error instanceof Error ? error.message : String(error));
      return current;
    }
  };

  return {
    lease: (credential) => {
      const generation = generationOf(credential);
      generation.leases++;
      return {
        request: (headers, onResponse) => {
          const { agent, way } = generation;
          const all = { method: 'POST', ...way, agent, headers: { ...way.headers, ...headers } };
          return secure ? nodeHttps.request(target, all, onResponse) : nodeHttp.request(target, all, onResponse);
        },
        release: () => {
          generation.leases--;
          retire(generation);
        },
      };
    },
    close: () => current?.agent.destroy(),
  };
};
