/** Listens, and stops with grace: requests in flight finish, later ones are answered 503, and the end comes in time. */
import type { AddressInfo } from 'node:net';
import { type SecureContextOptions, Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import type { App } from './app.ts';
import { idleCloseEveryMs, stopMsMax } from './limits.ts';

/** A mistake of the installation, not of the program: printed as one sentence, exit code 2. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

export interface Server {
  host: string;
  port: number;
  /**
   * New connections take these from now on; open ones go on. Does nothing without TLS.
   * @throws Error when they cannot be used, and then the old ones stay
   */
  renewTls(material: SecureContextOptions): void;
  /** Resolves when the last connection is closed, at most `stopMsMax` later. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * Listens on the address; port 0 takes a free one.
 * @throws SetupError when the address cannot be had.
 */
export async function startServer(app: App, host: string, port: number, log: Logger): Promise<Server> {
  try {
    await app.fastify.listen({ host, port });
  } catch (cause) {
    throw new SetupError(listenSentence(cause as NodeJS.ErrnoException, host, port), { cause });
  }
  const bound = app.fastify.server.address() as AddressInfo;
  log.info({ host: bound.address, port: bound.port }, 'Collector listens');
  let stopped: Promise<void> | undefined;
  return {
    host: bound.address,
    port: bound.port,
    renewTls(material) {
      const { server } = app.fastify;
      if (server instanceof TlsServer) server.setSecureContext(material);
    },
    stop() {
      stopped ??= stopGracefully(app, log);
      return stopped;
    },
  };
}

async function stopGracefully(app: App, log: Logger): Promise<void> {
  app.beginStop();
  const late = setTimeout(() => {
    log.warn({ afterMs: stopMsMax }, 'Requests did not finish in time; their connections are closed');
    app.fastify.server.closeAllConnections();
  }, stopMsMax);
  // A connection whose last request ends after the close began stays open as idle, and would be waited for.
  const idle = setInterval(() => app.fastify.server.closeIdleConnections(), idleCloseEveryMs);
  try {
    await app.fastify.close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}

function listenSentence(cause: NodeJS.ErrnoException, host: string, port: number): string {
  const at = `${host}:${port}`;
  if (cause.code === 'EADDRINUSE')
    return `another program listens on ${at}; stop it, or set listen.port in collector.yaml to a free port`;
  if (cause.code === 'EACCES')
    return `this user may not listen on ${at}; take a port above 1023, or give the process CAP_NET_BIND_SERVICE`;
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return `this machine has no address ${host}; set listen.host in collector.yaml to one that it has`;
  return `the collector cannot listen on ${at}: ${cause.message}`;
}
