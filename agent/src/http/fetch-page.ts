/** Fetches one page over node:http or node:https, step by step, so that a failure knows where it happened. */
import { lookup as systemLookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import type { Readable } from 'node:stream';
import { type DetailedPeerCertificate, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { nodeHttp } from '../node-http.ts';
import type { Answer, Stage } from './judge.ts';
import { bodyOctetsMax, chainMax, headerOctetsMax, searchStepOctets } from './limits.ts';

export interface FetchOptions {
  /** Ends the request at any stage; its reason is thrown. */
  signal: AbortSignal;
  /** Reading stops as soon as this is satisfied. */
  enough: (body: string) => boolean;
  /** Further certificate authority, PEM, for portals that are not publicly signed. */
  ca?: string | undefined;
  /** Addresses of a host name. @default the system's resolver */
  lookup?: ((host: string) => Promise<{ address: string; family: number }[]>) | undefined;
  /** Called once the peer has shown its certificate, also when it is refused. */
  onCertificate: (validTo: string) => void;
}

/** A request that failed; `code` is the system's or OpenSSL's. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly stage: Stage;
  readonly code: string | undefined;
  constructor(stage: Stage, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.stage = stage;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    this.code = typeof code === 'string' ? code : undefined;
  }
}

export interface Page extends Answer {
  location: string | undefined;
}

/**
 * One GET, without following redirects, with at most `bodyOctetsMax` octets of its body.
 * @throws PageError; the signal's reason when it is aborted
 */
export async function fetchPage(url: URL, options: FetchOptions): Promise<Page> {
  let socket: Socket | undefined;
  try {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = await resolve(host, options);
    socket = await connectAny(addresses, Number(url.port || (url.protocol === 'https:' ? 443 : 80)), options.signal);
    if (url.protocol === 'https:') socket = await secure(socket, host, options);
    return await ask(url, socket, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    socket?.destroy();
  }
}

/** Waits for a promise that cannot be cancelled, no longer than the signal. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((done, fail) => {
    const abort = (): void => fail(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(done, fail).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function resolve(host: string, { lookup, signal }: FetchOptions): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const find = lookup ?? ((name: string) => systemLookup(name, { all: true }));
  try {
    const found = await within(find(host), signal);
    if (found.length === 0) throw new Error(`${host} has no address`);
    return found.map(({ address }) => address);
  } catch (error) {
    throw new PageError('dns', error);
  }
}

/** The first address that takes the connection, in the resolver's order. */
async function connectAny(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  let last: unknown;
  for (const host of addresses) {
    const socket = tcpConnect({ host, port });
    try {
      await within(established(socket, 'connect'), signal);
      return socket;
    } catch (error) {
      socket.destroy();
      signal.throwIfAborted();
      last = error;
    }
  }
  throw new PageError('connect', last);
}

function established(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  // An error after the one that is waited for has nobody else to hear it, and would end the process.
  socket.on('error', () => {});
  return new Promise((done, fail) => {
    socket.once(event, done);
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
  });
}

/** The certificate is looked at before it is judged, since its last day matters most when it has passed. */
async function secure(raw: Socket, host: string, { signal, ca, onCertificate }: FetchOptions): Promise<TLSSocket> {
  const socket = tlsConnect({
    socket: raw,
    host,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
  try {
    await within(established(socket, 'secureConnect'), signal);
    const validTo = firstEnd(socket.getPeerCertificate(true));
    if (validTo !== undefined) onCertificate(validTo);
    if (!socket.authorized) throw refusal(socket.authorizationError);
    return socket;
  } catch (error) {
    socket.destroy();
    throw new PageError('tls', error);
  }
}

/** When the first certificate of the chain ends, in OpenSSL's words: an intermediate that ends takes the portal with it. */
function firstEnd(leaf: DetailedPeerCertificate | undefined): string | undefined {
  let first: string | undefined;
  let one = leaf;
  for (let depth = 0; one?.valid_to !== undefined && depth < chainMax; depth++) {
    if (first === undefined || Date.parse(one.valid_to) < Date.parse(first)) first = one.valid_to;
    const issuer: DetailedPeerCertificate | undefined = one.issuerCertificate;
    // A root is its own issuer, and is taken from this machine's list, whatever the server sends.
    if (issuer === undefined || issuer.fingerprint256 === issuer.issuerCertificate?.fingerprint256) break;
    one = issuer;
  }
  return first;
}

/** Node gives the verdict on a chain as its code, and the verdict on a name as an error. */
function refusal(verdict: unknown): Error {
  if (verdict instanceof Error) return verdict;
  return Object.assign(new Error(`the certificate is refused: ${String(verdict)}`), { code: String(verdict) });
}

function ask(url: URL, socket: Socket, { signal, enough }: FetchOptions): Promise<Page> {
  return new Promise((done, fail) => {
    const request = nodeHttp.request(url.protocol === 'https:' ? url.href.replace(/^https/, 'http') : url, {
      // Without `agent`: with one, even `agent: false`, node opens a connection of its own and this one is not used.
      createConnection: () => socket,
      headers: {
        // The port of the URL itself, which the request would otherwise lose with its scheme.
        host: url.host,
        accept: 'text/html,*/*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': 'thongsuot-agent',
        connection: 'close',
      },
      maxHeaderSize: headerOctetsMax,
      signal,
    });
    request.once('error', (error) => fail(new PageError('answer', error)));
    request.once('response', (response) => {
      readBody(response, enough).then(
        ({ body, whole }) => {
          done({ status: response.statusCode ?? 0, location: response.headers.location, body, whole });
          request.destroy();
        },
        (error: unknown) => fail(new PageError('answer', error)),
      );
    });
    request.end();
  });
}

/** Some servers compress whether or not they are asked to. */
function decoded(response: IncomingMessage): Readable {
  switch (response.headers['content-encoding']) {
    case 'gzip':
    case 'x-gzip':
      return response.pipe(createGunzip());
    case 'deflate':
      return response.pipe(createInflate());
    case 'br':
      return response.pipe(createBrotliDecompress());
    default:
      return response;
  }
}

async function readBody(
  response: IncomingMessage,
  enough: (body: string) => boolean,
): Promise<{ body: string; whole: boolean }> {
  const chunks: Buffer[] = [];
  let octets = 0;
  let searched = 0;
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  const stream = decoded(response);
  response.once('error', (error) => stream.destroy(error));
  // A connection cut in mid-body ends the response, but not a decompressor that it is piped into.
  response.once('aborted', () => stream.destroy(new Error('the answer was cut off')));
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const room = bodyOctetsMax - octets;
    chunks.push(chunk.subarray(0, room));
    octets += chunk.length;
    if (octets > bodyOctetsMax) return { body: text(), whole: false };
    if (octets - searched < searchStepOctets) continue;
    searched = octets;
    if (enough(text())) return { body: text(), whole: false };
  }
  return { body: text(), whole: true };
}
