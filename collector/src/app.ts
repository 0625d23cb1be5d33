/** Builds the Fastify app from its parts, without listening: tests inject into it. It reads as the map of the collector. */
import type { Socket } from 'node:net';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { installAccess } from './http/access.ts';
import type { Credentials } from './http/authenticate.ts';
import { installBoard } from './http/board.ts';
import { createCertificateReader } from './http/certificate.ts';
import { createConnectionGuard } from './http/connections.ts';
import type { DutyDesk } from './http/duty-desk.ts';
import type { FigureDesk } from './http/figure-desk.ts';
import { installHealth } from './http/health.ts';
import { createBodyBudget, installBodies } from './http/inflate.ts';
import type { NotifyDesk } from './http/notify-desk.ts';
import type { DeclaredRoute } from './http/openapi.ts';
import { ProblemError, rawProblem, sendProblem, toProblem } from './http/problem.ts';
import { createRefusals } from './http/refusals.ts';
import { installRoutes } from './http/routes.ts';
import { type AlertDesk, installAlertRoutes } from './http/routes-alerts.ts';
import { installDutyRoutes } from './http/routes-duty.ts';
import { installFigureRoutes } from './http/routes-figures.ts';
import { installNotifyRoutes } from './http/routes-notify.ts';
import type { Sessions } from './http/session.ts';
import { installSessionRoutes } from './http/session-routes.ts';
import { installStream, type StreamOptions, type Streams } from './http/stream.ts';
import type { ChangeFeed, Views } from './http/views.ts';
import { type IngestOptions, installIngest } from './ingest/route.ts';
import {
  connectionsMax,
  handshakeMsMax,
  keepAliveMs,
  requestCheckMs,
  requestHeadMsMax,
  requestMsMax,
  socketIdleMsMax,
} from './limits.ts';
import { createMetrics } from './metrics.ts';
import type { RecorderFigures } from './recorder/recorder.ts';
import type { RollupFigures } from './rollup/worker.ts';

export interface AppOptions {
  views: Views;
  feed: ChangeFeed;
  /** What people declare. */
  desk: DutyDesk;
  /** Capacity, availability, reports. */
  figures: FigureDesk;
  /** Where alerts are taken on. */
  alertDesk: AlertDesk;
  /** Receivers of messages. */
  notify: NotifyDesk;
  /** How the writing of verdicts goes, for `/metrics`. */
  recorded(): RecorderFigures;
  /** How the rollups go, for `/metrics`; left out where none are made. */
  rolledUp?(): RollupFigures;
  credentials: Credentials;
  /** Those who signed in by password. */
  sessions: Sessions;
  ingest: Omit<IngestOptions, 'metrics' | 'log' | 'clock'>;
  clock: Clock;
  log: Logger;
  /** Opens board and API without sign-in, to this machine only. A flag of the demo, never a setting. */
  demo: boolean;
  /** Where the board was built; it need not be there. */
  boardDist: string;
  /** With `ca`, clients are asked for a certificate of that authority. */
  tls?: { cert: Buffer; key: Buffer; ca?: Buffer };
  /** When the collector's own certificate ends, Unix epoch ms; absent without TLS. */
  tlsEndsAt?: () => number;
  /** Bounds of the stream and of bodies, for tests. */
  stream?: Pick<StreamOptions, 'tickMs' | 'bufferOctetsMax' | 'stallMsMax' | 'streamsMax'>;
  bodyOctetsMax?: number;
}

export interface App {
  fastify: FastifyInstance;
  streams: Streams;
  /** From now on new requests are answered 503 `stopping`; those in flight finish. */
  beginStop(): void;
}

/** The whole HTTP side. Call `fastify.ready()` before the first injection. */
export async function createApp(options: AppOptions): Promise<App> {
  const { clock, credentials, demo, ingest } = options;
  // Fastify's own news (that it listens, and on what) stands in server.ts in our words.
  const level = options.log.isLevelEnabled('warn') ? 'warn' : options.log.level;
  const logger: FastifyBaseLogger = options.log.child({}, { level });
  const timeouts = { headersTimeout: requestHeadMsMax, connectionsCheckingInterval: requestCheckMs };
  const common = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    requestTimeout: requestMsMax,
    connectionTimeout: socketIdleMsMax,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, toProblem(error)),
  } satisfies FastifyServerOptions;
  const { tls } = options;
  // Over TLS the instance differs in the type of its server only, which nothing here looks at.
  const fastify: FastifyInstance =
    tls === undefined
      ? Fastify({ ...common, http: timeouts })
      : (Fastify({
          ...common,
          https: {
            ...timeouts,
            ...tls,
            handshakeTimeout: handshakeMsMax,
            // A certificate that does not count is answered 401 with the reason: a broken handshake would not say why.
            requestCert: tls.ca !== undefined,
            rejectUnauthorized: false,
          },
        }) as unknown as FastifyInstance);
  fastify.server.maxConnections = connectionsMax;
  const guard = createConnectionGuard();
  fastify.server.on('connection', guard.opened);

  let stopping = false;
  fastify.addHook('onRequest', async () => {
    if (stopping) throw new ProblemError('stopping', 'the collector is stopping; send it again', { retryAfterS: 5 });
  });
  const declared: DeclaredRoute[] = [];
  const addresses: { method: string; pattern: RegExp }[] = [];
  fastify.addHook('onRoute', ({ method, url, config }) => {
    const pattern = new RegExp(`^${url.replace(/[.*]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) {
      addresses.push({ method: one, pattern });
      if (config?.operation !== undefined)
        declared.push({ method: one, url, roles: config.roles ?? [], operation: config.operation });
    }
  });
  fastify.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === 'internal') request.log.error({ err: error }, 'Request failed, which is a defect');
    return sendProblem(request, reply, problem);
  });
  fastify.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0)
      return sendProblem(request, reply, new ProblemError('notFound', 'there is no such address'));
    reply.header('allow', methods.join(', '));
    return sendProblem(
      request,
      reply,
      new ProblemError('methodNotAllowed', `found ${request.method}, expected ${methods.join(' or ')}`),
    );
  });

  const refusals = createRefusals(options.log, clock.monotonicMs);
  const certificateOf = createCertificateReader(clock.now);
  installAccess(fastify, { credentials, certificateOf, refusals, sessions: options.sessions, demo });
  fastify.addHook('onRequest', async ({ identity, socket }) => {
    if (identity !== null) guard.proven(socket);
  });
  const bodies = createBodyBudget(options.bodyOctetsMax);
  installBodies(fastify, bodies);
  const streams = installStream(fastify, { feed: options.feed, clock, demo, ...options.stream });
  const metrics = createMetrics({
    bodyOctets: bodies.held,
    streams: streams.open,
    storeUnavailable: () => ingest.committer.unavailable() !== undefined,
    recorded: options.recorded,
    notified: options.notify.figures,
    rolledUp: () => options.rolledUp?.(),
    seriesHeld: ingest.budgets.held,
    refused: refusals.counts,
    connections: guard.figures,
    tlsEndsAt: options.tlsEndsAt ?? (() => Number.NaN),
  });
  installIngest(fastify, { ...ingest, clock, log: options.log, metrics });
  installRoutes(fastify, { views: options.views, demo, now: clock.now });
  installAlertRoutes(fastify, options.alertDesk);
  installDutyRoutes(fastify, { desk: options.desk, now: clock.now });
  installFigureRoutes(fastify, { desk: options.figures, now: clock.now });
  installNotifyRoutes(fastify, options.notify);
  installSessionRoutes(fastify, { sessions: options.sessions, refusals });
  installHealth(fastify, {
    notReady: () => ingest.committer.unavailable(),
    registry: metrics.registry,
    declared: () => declared,
  });
  await installBoard(fastify, options.boardDist);
  return {
    fastify,
    streams,
    beginStop() {
      stopping = true;
    },
  };
}

/** Bytes that are no HTTP request, or that came too slowly: there is no request to answer, so the socket is. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const text =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? rawProblem('requestTimeout', `the request did not arrive within ${requestMsMax / 1_000} s; send it again`)
      : rawProblem('requestInvalid', 'this is not an HTTP request that can be read');
  socket.end(text, () => socket.destroy());
}
