import type http from 'node:http';
import { answerOctetsMax, batchContentType } from '@thongsuot/contract/limits.ts';
import type { Clock } from '../clock.ts';
import { createConnections, type Lease } from './connections.ts';
import type { Credential } from './credential.ts';
import { ProxyError } from './proxy.ts';
import type { Reply } from './verdict.ts';

export interface PushTarget {
  /** The collector's base URL; `/v1/batches` is appended to its path. */
  url: string;
  /** The HTTP proxy on the way, `http://host:port`; never taken from the environment. */
  proxy?: string;
  /** Connections kept open and used at once. */
  connections: number;
  /** New certificates cannot be used, and the old ones stay; undefined: new ones can. */
  onUnusable(detail: string | undefined): void;
}

export interface PushRequest {
  credential: Credential;
  body: readonly Uint8Array[];
  /** From connect to the last octet of the answer. */
  deadlineMs: number;
  signal: AbortSignal;
}

export interface PushResult {
  reply: Reply;
  /** Monotonic times when the request had left and when the answer's head came; null where it never got so far. */
  sentMs: number | null;
  answeredMs: number | null;
}

export interface Push {
  /** Sends one batch. Never rejects: what fails is a reply of kind `failed`. */
  send(request: PushRequest): Promise<PushResult>;
  /** Closes the connections. */
  close(): void;
}

// Errors of TLS and of sockets name themselves by code; the sentence behind it may hold addresses, never a token.
const reasonOf = (error: Error): string =>
  'code' in error ? `${String(error.code)}: ${error.message}` : error.message;

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Speaks to one collector over HTTP with connections kept alive. With connections.ts and proxy.ts the only files of
 * delivery that touch the network. */
export const createPush = ({ url, proxy, connections, onUnusable }: PushTarget, clock: Clock): Push => {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/+$/, '')}/v1/batches`;
  const pool = createConnections({
    target,
    proxy: proxy === undefined ? undefined : new URL(proxy),
    connections,
    onUnusable,
  });

  const once = (
    lease: Lease,
    { credential: { token }, body, deadlineMs, signal }: PushRequest,
  ): Promise<PushResult & { stale: boolean }> =>
    new Promise((resolve) => {
      let sentMs: number | null = null;
      let answeredMs: number | null = null;
      let done = false;
      const ended = new AbortController();
      let octets = 0;
      const length = body.reduce((sum, part) => sum + part.length, 0);
      const headers = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        'content-type': batchContentType,
        'content-encoding': 'gzip',
        'content-length': length,
      };
      const finish = (reply: Reply, stale = false) => {
        if (done) return;
        done = true;
        ended.abort();
        signal.removeEventListener('abort', onAbort);
        resolve({ reply, sentMs, answeredMs, stale });
      };
      const fail = (because: string, stale = false) => {
        if (done) return;
        finish({ kind: 'failed', because }, stale);
        request.destroy();
      };
      const onResponse = (response: http.IncomingMessage) => {
        answeredMs = clock.monotonicMs();
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets > answerOctetsMax) fail(`its answer is longer than ${answerOctetsMax} octets`);
          else chunks.push(chunk);
        });
        response.on('error', (error) => fail(reasonOf(error)));
        response.on('close', () => fail('it closed the connection in the middle of its answer'));
        response.on('end', () => {
          const { 'retry-after': retryAfter, location, date } = response.headers;
          finish({
            kind: 'answered',
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            ...(retryAfter !== undefined && { retryAfter }),
            ...(location !== undefined && { location }),
            ...(headerOf(date) !== undefined && { date: headerOf(date) as string }),
          });
        });
      };
      const request = lease.request(headers, onResponse);
      const onAbort = () => fail('the agent stops');
      // A deadline of our own: a socket's time-out begins anew with each octet.
      clock.sleep(deadlineMs, ended.signal).then(() => fail(`no answer within ${deadlineMs} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      request.on('finish', () => {
        sentMs = clock.monotonicMs();
      });
      request.on('error', (error) => {
        if (error instanceof ProxyError && error.status === 407) {
          finish({ kind: 'proxyRefused', because: error.message });
        } else fail(reasonOf(error), request.reusedSocket && answeredMs === null);
      });
      // A batch may be taken before it was sent whole; then the answer counts, and the rest of the body does not matter.
      for (const part of body) request.write(part);
      request.end();
      if (signal.aborted) onAbort();
    });

  return {
    send: async (request) => {
      let lease: Lease | null = null;
      try {
        lease = pool.lease(request.credential);
        const first = await once(lease, request);
        // The other side may close an idle connection just as we use it (http.ClientRequest, reusedSocket).
        return first.stale && !request.signal.aborted ? await once(lease, request) : first;
      } catch (error) {
        // A token with a character that no header may carry, certificates that are none.
        const because = error instanceof Error ? reasonOf(error) : String(error);
        return { reply: { kind: 'failed', because }, sentMs: null, answeredMs: null };
      } finally {
        lease?.release();
      }
    },
    close: () => pool.close(),
  };
};
