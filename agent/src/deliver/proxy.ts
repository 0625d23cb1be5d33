/** The way through an HTTP proxy: a tunnel for TLS (RFC 9110 §9.3.6), the absolute form for plain HTTP (RFC 9112 §3.2.2). */
import type https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { nodeHttp, nodeHttps } from '../node-http.ts';
import { tunnelMsMax } from './limits.ts';

/** A failure of the proxy, or of the way to it: the collector has not been reached. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** What the proxy answered to CONNECT; null when it did not. */
  readonly status: number | null;
  constructor(proxy: string, what: string, status: number | null) {
    super(`the proxy ${proxy} ${what}`);
    this.status = status;
  }
}

/** The proxy's name in messages: no path, no credential. */
export const proxyName = (proxy: URL): string => proxy.origin;

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

/** Host and port of the collector as CONNECT names them; IPv6 keeps its brackets. */
const authorityOf = (target: URL): string => `${target.hostname}:${portOf(target)}`;

/**
 * Opens connections to `target` through the proxy: CONNECT, then TLS inside. The proxy sees the collector's name and
 * octets, never a token.
 */
export class TunnelAgent extends nodeHttps.Agent {
  readonly #proxy: URL;
  readonly #target: URL;
  readonly #authorization: string | undefined;

  constructor(options: https.AgentOptions, proxy: URL, target: URL, authorization: string | undefined) {
    super(options);
    this.#proxy = proxy;
    this.#target = target;
    this.#authorization = authorization;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const failed = callback as ((error: Error) => void) | undefined;
    const name = proxyName(this.#proxy);
    const authority = authorityOf(this.#target);
    const request = nodeHttp.request({
      host: this.#proxy.hostname.replace(/^\[|\]$/g, ''),
      port: portOf(this.#proxy),
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: {
        host: authority,
        ...(this.#authorization !== undefined && { 'proxy-authorization': this.#authorization }),
      },
    });
    const timer = setTimeout(
      () => request.destroy(new ProxyError(name, `did not open the way to ${authority} in ${tunnelMsMax} ms`, null)),
      tunnelMsMax,
    );
    timer.unref();
    request.once('connect', (response, socket, head) => {
      clearTimeout(timer);
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        socket.destroy();
        failed?.(new ProxyError(name, `answered ${status} when it was asked for the way to ${authority}`, status));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      callback?.(null, tls.connect({ ...(options as tls.ConnectionOptions), socket }));
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      failed?.(
        error instanceof ProxyError
          ? error
          : new ProxyError(name, `cannot be reached (${error.code ?? error.message})`, null),
      );
    });
    request.end();
    return undefined;
  }
}

/** Where a request goes besides its own URL. */
export interface Way {
  host?: string;
  port?: number;
  path?: string;
  headers: Record<string, string>;
}

/** What a plain HTTP request to `target` through the proxy says instead: where it connects, and the absolute form. */
export const absoluteForm = (proxy: URL, target: URL, authorization: string | undefined): Way => ({
  host: proxy.hostname.replace(/^\[|\]$/g, ''),
  port: portOf(proxy),
  path: target.href,
  headers: { host: target.host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
});
