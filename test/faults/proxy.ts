/**
 * A proxy between agents and collector that does to requests what networks and middle boxes do, and keeps a book of what
 * it saw: which batches came again, and which the collector had stored before.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { freePort } from '../harness/ports.ts';

/** What is done to one request. */
export type Impairment =
  | { kind: 'reset'; when: 'afterBody' | 'afterAnswer' }
  /** The collector gets the request again and again, as from a recording; the agent sees the last answer. */
  | { kind: 'replay'; times: number }
  /** Half-open: taken, never answered; with `forward` the collector has it. */
  | { kind: 'hang'; forward: boolean }
  /** The collector's answer waits for the promise. */
  | { kind: 'hold'; until: () => Promise<void> }
  | { kind: 'truncate' | 'garble' | 'otherEcho' | 'html' }
  /** One octet of the answer each `everyMs`. */
  | { kind: 'drip'; everyMs: number }
  /** An answer of its own; the collector sees nothing. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string };

export interface Exchange {
  epoch: string;
  seq: number;
  lane: string;
  samples: number;
}

export interface ProxyBook {
  requests: number;
  /** Requests with a batch that had come before. */
  resent: number;
  /** Batches given to the collector again after it had answered that it has them. */
  duplicatesSeen: number;
  /** Answers of the collector: stored, judged only, others. */
  stored: number;
  seen: number;
  refused: number;
  /** Requests that the collector did not answer. */
  failed: number;
  impaired: number;
}

export interface ImpairmentProxy {
  url: string;
  book: ProxyBook;
  /** Asked for each request; undefined lets it through. */
  impair: (exchange: Exchange) => Impairment | undefined;
  /** So many of the next requests are reset before their body is read. */
  resetHeads: number;
  /** Called when a request has been given to the collector whole. */
  onForwarded: () => void;
  /** Called with each answer of the collector; `ms`: from the whole request to the whole answer. */
  onAnswered: (exchange: Exchange, answer: { status: number; ms: number }) => void;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const bodyOctetsMax = 4_194_304;

export async function startProxy(target: string): Promise<ImpairmentProxy> {
  const port = await freePort();
  const book: ProxyBook = {
    requests: 0,
    resent: 0,
    duplicatesSeen: 0,
    stored: 0,
    seen: 0,
    refused: 0,
    failed: 0,
    impaired: 0,
  };
  const came = new Set<string>();
  const storedBatches = new Set<string>();
  const sockets = new Set<Socket>();
  const agent = new http.Agent({ keepAlive: true });

  const forward = (request: IncomingMessage, body: Buffer, key: string) =>
    new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer } | undefined>((resolve) => {
      if (storedBatches.has(key)) book.duplicatesSeen += 1;
      const onward = http.request(new URL(request.url ?? '/', target), {
        method: request.method ?? 'POST',
        agent,
        headers: { ...request.headers, host: new URL(target).host },
        timeout: 60_000,
      });
      const fail = () => {
        book.failed += 1;
        resolve(undefined);
      };
      onward.on('error', fail);
      onward.on('timeout', () => onward.destroy(new Error('the collector does not answer')));
      onward.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const answer = Buffer.concat(chunks);
          const status = response.statusCode ?? 0;
          if (status === 200) {
            book.stored += 1;
            storedBatches.add(key);
          } else if (answer.includes('"seen":true')) book.seen += 1;
          else book.refused += 1;
          resolve({ status, headers: response.headers, body: answer });
        });
      });
      onward.end(body, () => proxy.onForwarded());
    });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (proxy.resetHeads > 0) {
      proxy.resetHeads -= 1;
      book.impaired += 1;
      return void request.socket.resetAndDestroy();
    }
    const chunks: Buffer[] = [];
    let octets = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      octets += chunk.length;
      if (octets > bodyOctetsMax) return void request.socket.destroy();
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    const exchange = exchangeOf(body);
    const key = `${exchange.epoch}:${exchange.seq}`;
    book.requests += 1;
    if (came.has(key)) book.resent += 1;
    came.add(key);
    const impairment = proxy.impair(exchange);
    if (impairment !== undefined) book.impaired += 1;
    const socket = request.socket;

    if (impairment?.kind === 'reset' && impairment.when !== 'afterAnswer') return void socket.resetAndDestroy();
    if (impairment?.kind === 'answer') {
      const { status, headers = {}, body: text = '' } = impairment;
      return void response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers }).end(text);
    }
    if (impairment?.kind === 'html')
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><body>Đăng nhập Wi-Fi</body></html>');
    if (impairment?.kind === 'hang' && !impairment.forward) return;
    if (impairment?.kind === 'replay') for (let n = 1; n < impairment.times; n++) await forward(request, body, key);
    const given = performance.now();
    const answer = await forward(request, body, key);
    if (answer !== undefined) proxy.onAnswered(exchange, { status: answer.status, ms: performance.now() - given });
    if (impairment?.kind === 'hang') return;
    if (impairment?.kind === 'reset') return void socket.resetAndDestroy();
    if (answer === undefined) return void socket.resetAndDestroy();
    if (impairment?.kind === 'hold') await impairment.until();
    const relayed = impairment?.kind === 'otherEcho' ? otherEcho(answer.body) : answer.body;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(relayed.length) });
    switch (impairment?.kind) {
      case 'truncate':
        response.write(relayed.subarray(0, relayed.length / 2));
        await sleep(20);
        return void socket.destroy();
      case 'garble':
        return void response.end(Buffer.from(relayed.map((octet, n) => (n % 7 === 3 ? octet ^ 0x55 : octet))));
      case 'drip':
        for (const octet of relayed) {
          if (socket.destroyed) return;
          response.write(Buffer.of(octet));
          await sleep(impairment.everyMs);
        }
        return void response.end();
      default:
        return void response.end(relayed);
    }
  };

  const server = http.createServer((request, response) => {
    // A client that goes away in the middle is what this proxy is for.
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const up = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await up();
  const proxy: ImpairmentProxy = {
    url: `http://127.0.0.1:${port}`,
    book,
    impair: () => undefined,
    resetHeads: 0,
    onForwarded: () => undefined,
    onAnswered: () => undefined,
    down,
    up,
    async close() {
      if (server.listening) await down();
      agent.destroy();
    },
  };
  return proxy;
}

/** The head of a batch; zeros for a body that is none. */
function exchangeOf(body: Buffer): Exchange {
  let text = '';
  try {
    text = gunzipSync(body).toString();
  } catch {
    // Cut short: it has no name.
  }
  const found = /"lane":"(\w+)","epoch":"([0-9a-f]{16})","seq":(\d+)/.exec(text.slice(0, 400));
  return {
    lane: found?.[1] ?? '',
    epoch: found?.[2] ?? '',
    seq: Number(found?.[3] ?? 0),
    samples: text.split('{"kind":').length - 1,
  };
}

/** The collector's answer, but to another batch. */
function otherEcho(answer: Buffer): Buffer {
  return Buffer.from(answer.toString().replace(/"seq":(\d+)/, (_, seq: string) => `"seq":${Number(seq) + 1}`));
}
