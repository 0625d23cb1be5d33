/** `GET /v1/stream`: server-sent events, per viewer, with a bounded buffer each (WHATWG HTML §9.2). */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import { streamBufferOctetsMax, streamStallMsMax, streamsMax, streamTickMs } from '../limits.ts';
import { viewerOf, viewerRoles } from './access.ts';
import { ProblemError } from './problem.ts';
import type { ChangeFeed, StreamEvent } from './views.ts';

export interface Streams {
  /** Streams open now. */
  open(): number;
  /** Ends all of them; the pages come back by themselves, with the credentials that are valid then. */
  endAll(): void;
}

export interface StreamOptions {
  feed: ChangeFeed;
  clock: Clock;
  /** The demo’s word goes into every overview. */
  demo: boolean;
  tickMs?: number;
  bufferOctetsMax?: number;
  stallMsMax?: number;
  streamsMax?: number;
}

/** Registers the stream. The streams end in `preClose`: an open one would hold up `app.close()` for ever. */
export function installStream(app: FastifyInstance, options: StreamOptions): Streams {
  const { feed, clock, demo } = options;
  const max = options.streamsMax ?? streamsMax;
  const open = new Set<() => void>();
  let stopping = false;
  const endAll = () => {
    for (const end of [...open]) end();
  };
  app.addHook('preClose', async () => {
    stopping = true;
    endAll();
  });
  const operation = { id: 'stream', summary: 'Changes as they happen', contentType: 'text/event-stream' };
  app.get('/v1/stream', { config: { roles: viewerRoles, operation } }, async (request, reply) => {
    const viewer = viewerOf(request);
    if (stopping) throw new ProblemError('stopping', 'the collector is stopping; connect again', { retryAfterS: 5 });
    if (open.size >= max) {
      throw new ProblemError('overloaded', `${max} streams are open, which is the most; close one`, {
        retryAfterS: 15,
      });
    }
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const writer = createStreamWriter(response, clock, options);
    const unsubscribe = feed.subscribe(viewer, (event) =>
      writer.send(event.event === 'overview' ? { event: 'overview', data: { ...event.data, demo } } : event),
    );
    const tick = () => {
      // A session ends while its streams run; the page then asks again, and is told to sign in.
      if (request.session?.isOpen() === false) end();
      else writer.send({ event: 'tick', data: { at: clock.now() } });
    };
    const timer = setInterval(tick, options.tickMs ?? streamTickMs);
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      unsubscribe();
      open.delete(end);
      if (writer.stalled()) response.destroy();
      else response.end();
    };
    open.add(end);
    response.on('close', end);
    response.on('error', end);
    writer.onStall(end);
    tick();
  });
  return { open: () => open.size, endAll };
}

interface StreamWriter {
  send(event: StreamEvent): void;
  /** True while the reader takes nothing: its buffer is above the bound. */
  stalled(): boolean;
  onStall(end: () => void): void;
}

/**
 * Writes events until the reader’s buffer is full; then drops all until it has drained, and says `resync`. A reader
 * that takes nothing for the bound of time is given up.
 */
function createStreamWriter(response: ServerResponse, clock: Clock, options: StreamOptions): StreamWriter {
  const bufferMax = options.bufferOctetsMax ?? streamBufferOctetsMax;
  const stallMax = options.stallMsMax ?? streamStallMsMax;
  let overflowedAt: number | undefined;
  let giveUp: (() => void) | undefined;
  const write = ({ event, data }: StreamEvent) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.on('drain', () => {
    if (overflowedAt === undefined) return;
    overflowedAt = undefined;
    write({ event: 'resync', data: { at: clock.now() } });
  });
  return {
    send(event) {
      if (response.writableEnded || response.destroyed) return;
      if (overflowedAt !== undefined) {
        if (clock.monotonicMs() - overflowedAt > stallMax) giveUp?.();
        return;
      }
      write(event);
      if (response.writableLength > bufferMax) overflowedAt = clock.monotonicMs();
    },
    stalled: () => overflowedAt !== undefined,
    onStall(end) {
      giveUp = end;
    },
  };
}
