/** RFC 9457 problem details: the one shape of every refusal. The codes and their sentences stand in the contract. */
import { type ProblemCode, problems, problemType } from '@thongsuot/contract/problem.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

export const problemContentType = 'application/problem+json';

export interface ProblemDetails {
  /** Whole seconds of a `Retry-After` header. */
  retryAfterS?: number;
  /** 503 to a batch: it has been judged and must come again by the backlog lane. */
  seen?: boolean;
  /** The collector's clock. */
  now?: number;
}

/** A refusal on its way to the client. `detail` is one English sentence: found against expected, and what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly more: ProblemDetails;
  constructor(code: ProblemCode, detail: string, more: ProblemDetails = {}) {
    super(detail);
    this.code = code;
    this.more = more;
  }
  /** Fastify logs and hooks read it. */
  get statusCode(): number {
    return problems[this.code].status;
  }
}

/** The body of a problem as it is sent. */
export function problemBody(code: ProblemCode, detail: string, more: ProblemDetails = {}): Record<string, unknown> {
  const { status, title } = problems[code];
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail,
    ...(more.seen === undefined ? {} : { seen: more.seen }),
    ...(more.now === undefined ? {} : { now: more.now }),
  };
}

/** Sends the problem. A connection with an unread body too large to skip is closed behind it. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: ProblemError): FastifyReply {
  if (error.more.retryAfterS !== undefined) reply.header('retry-after', String(error.more.retryAfterS));
  if (error.code === 'unauthorized') reply.header('www-authenticate', 'Bearer realm="thongsuot"');
  const tooLarge = error.code === 'batchTooLarge' || error.code === 'bodyTooLarge';
  if (tooLarge && !request.raw.complete) reply.header('connection', 'close');
  return (
    reply
      .code(error.statusCode)
      .header('cache-control', 'no-store')
      .type(problemContentType)
      // Octets, since Fastify appends a charset to text, and this type has no such parameter (RFC 8259 §11).
      .send(Buffer.from(JSON.stringify(problemBody(error.code, error.message, error.more))))
  );
}

/** Fastify's own errors in our words; everything unknown is a defect, whose text stays in the log. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ProblemError('unsupportedMediaType', 'send Content-Type: application/json, exactly so');
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ProblemError('batchTooLarge', 'the body is too large');
  if (statusCode === 414 || statusCode === 431 || statusCode === 400)
    return new ProblemError('requestInvalid', 'the request line, a header or a parameter cannot be read');
  return new ProblemError('internal', 'an unexpected error; the collector’s log has it under this request’s reqId');
}

/** Answers to bytes that are no HTTP request, or came too slowly: written to the bare socket. */
export function rawProblem(code: ProblemCode, detail: string): string {
  const body = JSON.stringify(problemBody(code, detail));
  const { status } = problems[code];
  const phrase = status === 408 ? 'Request Timeout' : 'Bad Request';
  return `HTTP/1.1 ${status} ${phrase}\r\nConnection: close\r\nContent-Type: ${problemContentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
