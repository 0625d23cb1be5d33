/**
 * Somebody who speaks the wire: batches as the contract has them, encoded as an agent encodes them, without its outbox
 * and its patience. For load, and for what no honest agent sends.
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { frame } from '@thongsuot/agent/deliver/body.ts';
import { batchContentType } from '@thongsuot/contract/limits.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

/** A batch that was numbered and encoded; it may be sent again as it is. */
export interface Packed {
  seq: number;
  samples: readonly Sample[];
  /** Time of its oldest sample. */
  from: number;
  octets: Uint8Array;
}

export interface Reply {
  /** 0: the connection failed, or nothing came in time. */
  status: number;
  body: string;
  /** From the first octet of the request to the last of the answer. */
  ms: number;
  retryAfterS: number | null;
}

export interface Speaker {
  epoch: string;
  pack(samples: readonly Sample[]): Packed;
  /** `waiting`: of all that is not delivered, batches and the oldest sample's time; the batch's own unless said. */
  send(batch: Packed, lane: Lane, waiting?: { pending: number; oldest: number }): Promise<Reply>;
  close(): void;
}

const answerMsMax = 15_000;

export function createSpeaker({ url, token, sockets = 3 }: { url: string; token: string; sockets?: number }): Speaker {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const epoch = randomBytes(8).toString('hex');
  let seq = 0;
  return {
    epoch,
    pack(samples) {
      seq += 1;
      const octets = gzipSync(JSON.stringify(samples), { level: 1 });
      return { seq, samples, from: samples.reduce((least, { at }) => Math.min(least, at), Infinity), octets };
    },
    send({ seq: number, from, octets }, lane, { pending, oldest } = { pending: 1, oldest: from }) {
      const head = { lane, epoch, seq: number, oldestPending: oldest, pending, dropped: 0 };
      const headers = {
        'content-type': batchContentType,
        'content-encoding': 'gzip',
        authorization: `Bearer ${token}`,
      };
      return post(new URL('/v1/batches', url), { agent, headers, body: Buffer.concat(frame(head, octets)) });
    },
    close: () => agent.destroy(),
  };
}

/** One POST with exactly these headers and octets. Never rejects. */
export function post(
  address: URL,
  { agent, headers, body }: { agent?: http.Agent; headers: http.OutgoingHttpHeaders; body: Uint8Array },
): Promise<Reply> {
  const started = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string, retryAfterS: number | null = null) =>
      resolve({ status, body: text, ms: performance.now() - started, retryAfterS });
    const request = http.request(address, {
      method: 'POST',
      ...(agent !== undefined && { agent }),
      headers: { ...headers, 'content-length': body.length },
      timeout: answerMsMax,
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${answerMsMax} ms`)));
    request.on('error', (error) => end(0, error.message));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => end(0, error.message));
      response.on('end', () => {
        const wait = response.headers['retry-after'];
        end(response.statusCode ?? 0, Buffer.concat(chunks).toString(), wait === undefined ? null : Number(wait));
      });
    });
    request.end(body);
  });
}
