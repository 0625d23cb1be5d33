/**
 * One request to the collector's API, with a bound on its wait. The address is relative: the board is at `/`, and only
 * its own origin is ever spoken to.
 */
import type { ProblemCode } from '@thongsuot/contract/problem.ts';
import { requestMsMax } from './limits.ts';

/** A refusal as RFC 9457 has it; a proxy's page or an older collector may give none of it. */
export interface Problem {
  /** One of the contract's, or one that is newer than this page. */
  code: ProblemCode | (string & {}) | null;
  /** The engineer's sentence, English. */
  detail: string | null;
}

/** The API did not give what was asked: `status` is HTTP's, or null when no answer came. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly status: number | null;
  readonly problem: Problem;
  constructor(method: string, path: string, status: number | null, problem: Problem = { code: null, detail: null }) {
    super(
      `${method} ${path}: ${status === null ? `no answer in ${requestMsMax} ms` : `status ${status}, expected 2xx`}`,
    );
    this.status = status;
    this.problem = problem;
  }
}

/** The members of a problem document that are what they should be. */
export function problemOf(body: unknown): Problem {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  if (typeof body !== 'object' || body === null) return { code: null, detail: null };
  const { code, detail } = body as Record<string, unknown>;
  return { code: text(code), detail: text(detail) };
}

async function request<T>(method: 'GET' | 'POST', path: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(requestMsMax);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      // Our cookie goes to our own origin only; a redirect would be somebody else's answer.
      credentials: 'same-origin',
      redirect: 'error',
      ...init,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new RequestFailed(method, path, null);
  }
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => null);
    throw new RequestFailed(method, path, response.status, problemOf(body));
  }
  return (await response.json()) as T;
}

/** @throws RequestFailed when the answer is not 200 or does not come. */
export function get<T>(path: string, signal: AbortSignal): Promise<T> {
  return request('GET', path, { headers: { accept: 'application/json' } }, signal);
}

/**
 * Sends `body` as JSON, which no form of another site can (its preflight fails), and gives what the collector answers.
 * @throws RequestFailed with the problem's code and detail.
 */
export function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return request('POST', path, { headers, mode: 'same-origin', body: JSON.stringify(body) });
}
