/** The files of `listen.tls`: read at the start, and again when they change or SIGHUP comes, without closing anything. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import { tlsFilesEveryMs } from './limits.ts';
import { SetupError } from './server.ts';

export interface TlsPaths {
  certificate: string;
  key: string;
  /** Authority of the agents' certificates, PEM; absent: none are asked for. */
  clientCa?: string | undefined;
}

export interface TlsMaterial {
  cert: Buffer;
  key: Buffer;
  ca?: Buffer;
}

/** @throws SetupError when a file cannot be read, or certificate and key do not belong together. */
export function readTlsFiles({ certificate, key, clientCa }: TlsPaths): TlsMaterial {
  const read = (path: string, what: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new SetupError(
        `the ${what} of listen.tls in ${path} cannot be read (${code}); check the path and its owner`,
      );
    }
  };
  const material = {
    cert: read(certificate, 'certificate'),
    key: read(key, 'key'),
    ...(clientCa === undefined ? {} : { ca: read(clientCa, 'authority of the agents’ certificates') }),
  };
  try {
    createSecureContext(material);
    if (material.ca !== undefined) new X509Certificate(material.ca);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(
      `certificate ${certificate} and key ${key} of listen.tls cannot be used (${detail}); both are PEM, and belong together`,
      { cause },
    );
  }
  return material;
}

/** When the certificate ends, Unix epoch ms. */
export const endsAtOf = ({ cert }: TlsMaterial): number => Date.parse(new X509Certificate(cert).validTo);

export interface TlsKeeper {
  /** Looks now, whether anything has changed or not. */
  renew(): void;
  endsAt(): number;
  stop(): void;
}

/**
 * Looks at the files every few seconds and hands on what has changed and can be used. What cannot be used is said once,
 * and the old one stays in force until the files change again.
 */
export function keepTls(
  paths: TlsPaths,
  first: TlsMaterial,
  use: (material: TlsMaterial) => void,
  log: Logger,
  everyMs = tlsFilesEveryMs,
): TlsKeeper {
  let endsAt = endsAtOf(first);
  const signature = (): string =>
    [paths.certificate, paths.key, paths.clientCa]
      .map((path) => {
        if (path === undefined) return '';
        const { ino, size, mtimeMs, ctimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
        return [ino, size, mtimeMs, ctimeMs].join(' ');
      })
      .join(', ');
  let seen = signature();
  const renew = () => {
    seen = signature();
    try {
      const material = readTlsFiles(paths);
      use(material);
      endsAt = endsAtOf(material);
      log.info({ endsAt: new Date(endsAt).toISOString() }, 'TLS files were read anew; open connections go on');
    } catch (error) {
      log.error(
        { detail: error instanceof Error ? error.message : String(error) },
        'TLS files have changed and cannot be used; the old ones stay in force until they change again',
      );
    }
  };
  const timer = setInterval(() => {
    if (signature() !== seen) renew();
  }, everyMs);
  timer.unref();
  return { renew, endsAt: () => endsAt, stop: () => clearInterval(timer) };
}
