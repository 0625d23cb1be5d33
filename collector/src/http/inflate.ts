/**
 * Bodies: read, inflated and parsed under two bounds, one per body (counted while inflating) and one for all bodies that
 * are held at once. Nothing else of the collector reads a request's body.
 */
import { createGunzip, gunzipSync } from 'node:zlib';
import { batchContentType, batchOctetsMax, bodiesInFlightOctetsMax } from '@thongsuot/contract/limits.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inflatedAtOnceOctetsMax } from '../limits.ts';
import { ProblemError } from './problem.ts';

/** The budget of octets that all requests share. */
export interface BodyBudget {
  /** Octets held now. */
  held(): number;
  /** Takes that many more, or returns false and takes none. */
  take(octets: number): boolean;
  give(octets: number): void;
}

export function createBodyBudget(max: number = bodiesInFlightOctetsMax): BodyBudget {
  let held = 0;
  return {
    held: () => held,
    take(octets) {
      if (held + octets > max) return false;
      held += octets;
      return true;
    },
    give(octets) {
      held -= octets;
    },
  };
}

const tooLarge = (max: number) =>
  new ProblemError('batchTooLarge', `the body is more than ${max} octets; send the batch in two halves`);
const overloaded = () =>
  new ProblemError('overloaded', 'too many batches arrive at once; send this one again', { retryAfterS: 2 });

/** Takes exactly `application/json`, plain or gzip, for every route; all other types are refused. */
export function installBodies(app: FastifyInstance, budget: BodyBudget): void {
  const held = new WeakMap<object, () => void>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(batchContentType, async (request: FastifyRequest, payload: NodeJS.ReadableStream) => {
    // Nobody has to show a credential for an address that does not exist: its body is not read, let alone held.
    if (request.is404) return undefined;
    requireExactType(request);
    const account = openAccount(budget);
    // Held until the answer has left, or the client has gone: the parsed body lives that long.
    held.set(request.raw, account.close);
    try {
      const octets = await readBody(request, payload, account);
      return parseJson(octets);
    } catch (error) {
      account.close();
      throw inWordsOf(request, error);
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return;
    const release = () => held.get(request.raw)?.();
    reply.raw.once('close', release);
    reply.raw.once('finish', release);
  });
}

/** Octets of a body on this route: a batch has the most. */
const maxOf = (request: FastifyRequest): number => Math.min(batchOctetsMax, request.routeOptions.bodyLimit);

/** The refusal of a body that is no batch does not speak of one. */
function inWordsOf(request: FastifyRequest, error: unknown): unknown {
  if (!(error instanceof ProblemError) || request.routeOptions.config.operation?.batch === true) return error;
  if (error.code === 'batchMalformed') return new ProblemError('requestInvalid', error.message);
  if (error.code !== 'batchTooLarge') return error;
  return new ProblemError('bodyTooLarge', `the body is more than ${maxOf(request)} octets; send a shorter one`);
}

/** One body's share of the budget. Once closed it takes nothing more: nobody would give that back. */
interface Account {
  take(octets: number): boolean;
  give(octets: number): void;
  close(): void;
}

function openAccount(budget: BodyBudget): Account {
  let total = 0;
  let closed = false;
  return {
    take(octets) {
      // The client has gone while its last octets were still being inflated.
      if (closed || !budget.take(octets)) return false;
      total += octets;
      return true;
    },
    give(octets) {
      if (closed) return;
      total -= octets;
      budget.give(octets);
    },
    close() {
      closed = true;
      budget.give(total);
      total = 0;
    },
  };
}

/**
 * Variants of spelling (a tab, a parameter, a second header) have opened holes in other servers: one exact spelling.
 */
function requireExactType(request: FastifyRequest): void {
  const { rawHeaders } = request.raw;
  let found = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'content-type') found++;
  if (found > 1 || request.headers['content-type'] !== batchContentType)
    throw new ProblemError('unsupportedMediaType', `send Content-Type: ${batchContentType}, exactly so and once`);
}

function readBody(request: FastifyRequest, payload: NodeJS.ReadableStream, account: Account): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new ProblemError('unsupportedEncoding', 'send Content-Encoding: gzip, or none');
  const declared = Number(request.headers['content-length'] ?? 0);
  const max = maxOf(request);
  if (declared > max) throw tooLarge(max);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let held = 0;
    const fail = (error: ProblemError) => {
      payload.removeListener('data', onReceived);
      way.stop();
      chunks.length = 0;
      reject(error);
    };
    const sink: Sink = {
      max,
      keep(chunk) {
        held += chunk.length;
        if (held > max) return fail(tooLarge(max));
        if (!account.take(chunk.length)) return fail(overloaded());
        chunks.push(chunk);
      },
      done: () => resolve(Buffer.concat(chunks)),
      fail,
    };
    const way = wayOf(encoding, declared)(sink, account);
    const onReceived = (chunk: Buffer) => {
      received += chunk.length;
      if (received > max) return fail(tooLarge(max));
      way.write(chunk);
    };
    payload.on('data', onReceived);
    payload.on('end', () => way.end());
    payload.on('error', () => fail(notWhole('the body ended before it was whole')));
    payload.on('aborted', () => fail(notWhole('the client left before its body was whole')));
  });
}

/** Where the octets of a body go once they are plain. */
interface Sink {
  /** Octets that the body may have. */
  max: number;
  keep(chunk: Buffer): void;
  done(): void;
  fail(error: ProblemError): void;
}

/** From the octets as they come to plain ones. */
interface Way {
  write(chunk: Buffer): void;
  end(): void;
  stop(): void;
}

const wayOf = (encoding: 'gzip' | 'identity', declared: number) => {
  if (encoding === 'identity') return plain;
  return declared > 0 && declared <= inflatedAtOnceOctetsMax ? inflatedAtOnce : inflatedAsItComes;
};

const plain = ({ keep, done }: Sink): Way => ({ write: keep, end: done, stop: () => undefined });

// Concatenated members (RFC 1952 §2.2) are one body: the agent sends three. `rejectGarbageAfterEnd` stays unset, for it
// takes the second member for garbage; without it what follows and is no member is an error as well, both ways.

function inflatedAsItComes({ keep, done, fail }: Sink): Way {
  const gunzip = createGunzip();
  gunzip.on('data', keep);
  gunzip.on('end', done);
  gunzip.on('error', (error) => fail(notGzip(error)));
  return { write: (chunk) => gunzip.write(chunk), end: () => gunzip.end(), stop: () => gunzip.destroy() };
}

/**
 * For the batches of one second, 2 kB each: a stream of its own for every one of them was a tenth of the CPU of a sample
 * (`bench ingest`). What waits here compressed is held like everything else.
 */
function inflatedAtOnce({ keep, done, fail, max }: Sink, account: Account): Way {
  const compressed: Buffer[] = [];
  let waiting = 0;
  return {
    write(chunk) {
      if (!account.take(chunk.length)) return fail(overloaded());
      compressed.push(chunk);
      waiting += chunk.length;
    },
    end() {
      let octets: Buffer;
      try {
        octets = gunzipSync(Buffer.concat(compressed, waiting), { maxOutputLength: max });
      } catch (error) {
        const tooMany = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
        return fail(tooMany ? tooLarge(max) : notGzip(error as Error));
      }
      account.give(waiting);
      keep(octets);
      done();
    },
    stop() {
      compressed.length = 0;
    },
  };
}

const notGzip = (error: Error) => notWhole(`the body is not whole gzip members: ${error.message}`);
const notWhole = (detail: string) => new ProblemError('batchMalformed', detail);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(octets: Buffer): unknown {
  if (octets.length === 0) throw new ProblemError('batchMalformed', 'the body is empty');
  try {
    return JSON.parse(utf8.decode(octets));
  } catch (error) {
    throw new ProblemError(
      'batchMalformed',
      `the body is not JSON in UTF-8: ${(error as Error).message.slice(0, 120)}`,
    );
  }
}
