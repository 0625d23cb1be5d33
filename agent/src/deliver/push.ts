import http from 'node:http';
import https from 'node:https';
import { answerOctetsMax, batchContentType } from '@thongsuot/contract/limits.ts';
import type { Clock } from '../clock.ts';
import type { Reply } from './verdict.ts';

export interface PushTarget {
  /** The collector's base URL; `/v1/batches` is appended to its path. */
  url: string;
  /** Certificates (PEM) to trust instead of the system's, for a collector with a certificate of its own. */
  ca?: string;
  /** Connections kept open and used at once. */
  connections: number;
}

export interface PushRequest {
  token: string;
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

/** Speaks to one collector over HTTP with connections kept alive. The only file of delivery that touches the network. */
export const createPush = ({ url, ca, connections }: PushTarget, clock: Clock): Push => {
  const target = new URL(url);
  target.pathname = `${target.pathname.replace(/\/+$/, '')}/v1/batches`;
  const secure = target.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets: connections };
  const agent = secure ? new https.Agent({ ...agentOptions, minVersion: 'TLSv1.2' }) : new http.Agent(agentOptions);

  const once = ({ token, body, deadlineMs, signal }: PushRequest): Promise<PushResult & { stale: boolean }> =>
    new Promise((resolve) => {
      let sentMs: number | null = null;
      let answeredMs: number | null = null;
      let done = false;
      const ended = new AbortController();
      let octets = 0;
      const length = body.reduce((sum, part) => sum + part.length, 0);
      const options = {
        method: 'POST',
        agent,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': batchContentType,
          'content-encoding': 'gzip',
          'content-length': length,
        },
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
      const request = secure
        ? https.request(target, { ...options, ...(ca !== undefined && { ca }) }, onResponse)
        : http.request(target, options, onResponse);
      const onAbort = () => fail('the agent stops');
      // A deadline of our own: a socket's time-out begins anew with each octet.
      clock.sleep(deadlineMs, ended.signal).then(() => fail(`no answer within ${deadlineMs} ms`));
      signal.addEventListener('abort', onAbort, { once: true });
      request.on('finish', () => {
        sentMs = clock.monotonicMs();
      });
      request.on('error', (error) => fail(reasonOf(error), request.reusedSocket && answeredMs === null));
      // A batch may be taken before it was sent whole; then the answer counts, and the rest of the body does not matter.
      for (const part of body) request.write(part);
      request.end();
      if (signal.aborted) onAbort();
    });

  return {
    send: async (request) => {
      try {
        const first = await once(request);
        // The other side may close an idle connection just as we use it (http.ClientRequest, reusedSocket).
        return first.stale && !request.signal.aborted ? await once(request) : first;
      } catch (error) {
        // A token with a character that no header may carry, certificates that are none.
        const because = error instanceof Error ? reasonOf(error) : String(error);
        return { reply: { kind: 'failed', because }, sentMs: null, answeredMs: null };
      }
    },
    close: () => agent.destroy(),
  };
};
