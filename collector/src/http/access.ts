/** Who may call a route. Every route declares it in its config; a route that does not is refused at start. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerToken, type Credentials, type Identity } from './authenticate.ts';
import type { ShownCertificate } from './certificate.ts';
import type { Operation } from './openapi.ts';
import { ProblemError } from './problem.ts';
import type { RefusalReason, Refusals } from './refusals.ts';
import type { Sessions } from './session.ts';
import { ownOrigin, sessionIdOf } from './session-cookie.ts';
import type { Viewer } from './views.ts';

/** `anyone` needs no credential; `loopback` is a caller on this machine, with no proxy between. */
export type RouteRole = 'anyone' | 'loopback' | 'agent' | Viewer['role'];

/** Those who look at the picture. */
export const viewerRoles = ['operator', 'department', 'administrator'] as const;
/** Those who look at the machine: its metrics and its description. */
export const machineRoles = ['loopback', 'department', 'administrator'] as const;

declare module 'fastify' {
  interface FastifyContextConfig {
    roles?: readonly RouteRole[];
    /** How `/openapi.json` describes the route; absent: it is not part of the API. */
    operation?: Operation;
  }
  interface FastifyRequest {
    identity: Identity | null;
    /** Set when a session is the credential; a stream asks again while it runs. */
    session: OpenSession | null;
  }
}

/** The session of a request. */
export interface OpenSession {
  name: string;
  /** Unix epoch ms. */
  endsAt: number;
  /** False once it has ended: by time, by sign-out, by the config. */
  isOpen(): boolean;
}

/** Any of these says that a proxy stands between: its client is not who the socket says. */
const forwardingHeaders = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-server',
] as const;

export const isForwarded = (request: FastifyRequest): boolean =>
  forwardingHeaders.some((name) => request.headers[name] !== undefined) ||
  Object.keys(request.headers).some((name) => name.startsWith('x-forwarded-'));

export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1');

/** Whether the request came over our own TLS. */
export const isEncrypted = (request: FastifyRequest): boolean => request.socket instanceof TLSSocket;

/** The scheme of our own page, when the request comes from it. */
export const originOf = ({ headers }: FastifyRequest): 'http' | 'https' | undefined =>
  ownOrigin({
    origin: headers.origin,
    host: headers.host,
    fetchSite: headers['sec-fetch-site'] as string | undefined,
  });

/** Methods that change nothing (RFC 9110 §9.2.1). */
const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

const demoHosts = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i;
const demoViewer: Viewer = { role: 'department', operator: null, name: 'demo' };

export interface AccessOptions {
  credentials: Credentials;
  /** What a connection showed of a client certificate. */
  certificateOf(socket: Socket): ShownCertificate;
  refusals: Refusals;
  sessions: Sessions;
  demo: boolean;
}

/** Puts the doors in front of every route that is registered after it. */
export function installAccess(app: FastifyInstance, options: AccessOptions): void {
  const { demo, refusals } = options;
  app.decorateRequest('identity', null);
  app.decorateRequest('session', null);
  app.addHook('onRoute', (route) => {
    if (route.config?.roles === undefined || route.config.roles.length === 0)
      throw new Error(`the route ${String(route.method)} ${route.url} declares no role; add config.roles`);
  });
  if (demo) {
    app.addHook('onRequest', async (request) => {
      if (!demoHosts.test(request.headers.host ?? ''))
        throw new ProblemError(
          'hostRefused',
          'the demo answers on 127.0.0.1 and localhost only, for it has no sign-in',
        );
      if (isForwarded(request))
        throw new ProblemError(
          'hostRefused',
          'the demo answers no proxy, for it has no sign-in; open it on this machine',
        );
    });
  }
  app.addHook('onRequest', async (request) => {
    const roles = request.routeOptions.config.roles;
    if (roles === undefined) return; // no such route: answered 404 without looking at the credential
    const found = identify(request, options);
    request.identity = found.identity;
    request.session = found.identity === null ? null : (found.session ?? null);
    if (request.session !== null && !safeMethods.includes(request.method) && originOf(request) === undefined)
      throw new ProblemError(
        'forbidden',
        'in a session, changes are taken from this collector’s own page only (Origin)',
      );
    if (permits(roles, request)) return;
    if (found.identity !== null)
      throw new ProblemError('forbidden', `this credential is not one of: ${roles.join(', ')}`);
    const { because, detail, sha256 } = found.refusal;
    refusals.refused(because, {
      remote: request.socket.remoteAddress,
      detail,
      ...(sha256 !== undefined && { sha256 }),
    });
    throw new ProblemError('unauthorized', detail);
  });
}

type Identified =
  | { identity: Identity; session?: OpenSession }
  | { identity: null; refusal: { because: RefusalReason; detail: string; sha256?: string } };

/** Who asks. A credential that is shown and does not count is not passed over for another one. */
function identify(request: FastifyRequest, { credentials, certificateOf, sessions, demo }: AccessOptions): Identified {
  const shown = certificateOf(request.socket);
  const refuse = (because: RefusalReason, detail: string): Identified => ({
    identity: null,
    refusal: { because, detail, ...(shown.kind !== 'none' && { sha256: shown.sha256 }) },
  });
  if (shown.kind === 'refused') return refuse('certificate', `the client certificate does not count: ${shown.because}`);
  const header = request.headers.authorization;
  if (header === undefined) {
    if (shown.kind === 'none') {
      if (demo) return { identity: { kind: 'viewer', viewer: demoViewer } };
      const id = sessionIdOf(request.headers.cookie, isEncrypted(request));
      if (id !== undefined) {
        const found = sessions.find(id);
        if (found === undefined) return refuse('session', 'the session has ended; sign in again');
        const { viewer, endsAt } = found;
        const isOpen = () => sessions.find(id) !== undefined;
        return { identity: { kind: 'viewer', viewer }, session: { name: viewer.name, endsAt, isOpen } };
      }
      return refuse('missing', 'send Authorization: Bearer and a token that is valid now');
    }
    const identity = credentials.agent(shown);
    if (identity !== undefined) return { identity };
    const whose = `${shown.operator}/${shown.agent}`;
    return refuse('unlisted', `the client certificate is of agent ${whose}, which collector.yaml does not list`);
  }
  const token = bearerToken(header);
  const identity = token === undefined ? undefined : credentials.find(token);
  if (identity === undefined) return refuse('token', 'send Authorization: Bearer and a token that is valid now');
  if (identity.kind === 'agent' && shown.kind === 'valid') {
    if (identity.operator !== shown.operator || identity.agent !== shown.agent)
      return refuse('mismatch', 'the client certificate and the token are of two agents; send those of one');
  }
  return { identity };
}

function permits(roles: readonly RouteRole[], request: FastifyRequest): boolean {
  const { identity } = request;
  if (roles.includes('anyone')) return true;
  if (roles.includes('loopback') && isLoopback(request.socket.remoteAddress) && !isForwarded(request)) return true;
  if (identity === null) return false;
  return roles.includes(identity.kind === 'agent' ? 'agent' : identity.viewer.role);
}

/** The viewer of a request that passed the door of a viewer's route. */
export function viewerOf(request: FastifyRequest): Viewer {
  if (request.identity?.kind !== 'viewer')
    throw new Error('a route for viewers was reached without one: its roles are wrong');
  return request.identity.viewer;
}
