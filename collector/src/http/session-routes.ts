/**
 * `POST` and `DELETE /v1/session`: the door of the board. Programs send a token with each request and have no use for
 * it, so that it is no part of `/openapi.json`.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { passwordLengthMax } from '../limits.ts';
import { isEncrypted, isLoopback, originOf } from './access.ts';
import { bodyOf, smallBodyOctetsMax } from './body.ts';
import { ProblemError } from './problem.ts';
import type { Refusals } from './refusals.ts';
import type { Sessions } from './session.ts';
import { sessionCookies, sessionIdOf } from './session-cookie.ts';

const signInBody = z.strictObject({
  name: z.string().min(1).max(200),
  // NFC may halve it: twice the bound is looked at, and what is too long is simply no password.
  password: z
    .string()
    .min(1)
    .max(passwordLengthMax * 2),
});

/** @throws ProblemError `forbidden` when the request is not our own page's */
function requireOwnPage(request: FastifyRequest): 'http' | 'https' {
  const scheme = originOf(request);
  if (scheme === undefined)
    throw new ProblemError('forbidden', 'sessions are opened and ended by this collector’s own page only (Origin)');
  return scheme;
}

export function installSessionRoutes(app: FastifyInstance, options: { sessions: Sessions; refusals: Refusals }): void {
  const { sessions, refusals } = options;
  const config = { roles: ['anyone'] } as const;
  app.post('/v1/session', { bodyLimit: smallBodyOctetsMax, config }, async (request, reply) => {
    const scheme = requireOwnPage(request);
    const remote = request.socket.remoteAddress ?? '';
    if (!isEncrypted(request) && !isLoopback(remote))
      throw new ProblemError(
        'forbidden',
        'a password does not cross a network in the clear; set listen.tls in collector.yaml, and open the board by https',
      );
    const { name, password } = bodyOf(signInBody, request);
    const found = await sessions.signIn(name, password, remote);
    if (found === undefined) {
      const detail = 'name and password are not those of a user';
      refusals.refused('password', { remote, detail });
      throw new ProblemError('unauthorized', detail);
    }
    // A session that was open in this browser is not left behind.
    const before = sessionIdOf(request.headers.cookie, isEncrypted(request));
    if (before !== undefined) sessions.end(before);
    // A proxy on this machine may end TLS: then the page says so, and the cookie is kept to TLS as well.
    return reply
      .header('set-cookie', sessionCookies(found.id, scheme === 'https' || isEncrypted(request)))
      .header('cache-control', 'no-store')
      .send({ name: found.viewer.name, role: found.viewer.role, endsAt: found.endsAt });
  });
  app.delete('/v1/session', { config }, async (request, reply) => {
    requireOwnPage(request);
    const id = sessionIdOf(request.headers.cookie, isEncrypted(request));
    if (id !== undefined) sessions.end(id);
    return reply
      .header('set-cookie', sessionCookies(undefined, true))
      .header('cache-control', 'no-store')
      .code(204)
      .send();
  });
}
