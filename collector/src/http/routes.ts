/** The API that people and the board read. Each route asks the views port; none decides who sees what. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageItemsMax, seriesPointsMax } from '../limits.ts';
import { viewerOf, viewerRoles } from './access.ts';
import type { Operation } from './openapi.ts';
import { paginate } from './page.ts';
import { ProblemError } from './problem.ts';
import type { Viewer, Views } from './views.ts';

/** A whole number in a query. */
export const whole = (text: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: text })
    .transform(Number);
export const pageQuery = z.strictObject({
  limit: whole('a whole number').pipe(z.int().min(1).max(pageItemsMax)).prefault('500'),
  cursor: z.string().optional(),
});
const alertsQuery = pageQuery.extend({ state: z.enum(['pending', 'firing', 'resolved']).optional() });
const seriesQuery = z.strictObject({
  from: whole('Unix epoch milliseconds').optional(),
  to: whole('Unix epoch milliseconds').optional(),
  points: whole('a whole number').pipe(z.int().min(2).max(seriesPointsMax)).prefault('500'),
});
const noQuery = z.strictObject({});
const seriesSpanMsMax = 3_653 * 86_400_000; // ten years: the longest tier
const daysMs = 86_400_000;

/** The query in its schema's terms. @throws ProblemError `requestInvalid` with every mistake. */
export function queryOf<Q>(schema: z.ZodType<Q>, request: FastifyRequest): Q {
  const parsed = schema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => {
    const at = issue.path.map(String).join('.');
    return at === '' ? issue.message : `${at}: ${issue.message}`;
  });
  throw new ProblemError('requestInvalid', mistakes.join('; '));
}

export interface RouteOptions {
  views: Views;
  demo: boolean;
  now(): number;
}

/** Registers the read side of the API. */
export function installRoutes(app: FastifyInstance, { views, demo, now }: RouteOptions): void {
  const read = <Q>(
    url: string,
    operation: Omit<Operation, 'query'>,
    query: z.ZodType<Q>,
    answer: (viewer: Viewer, request: FastifyRequest, query: Q) => unknown,
  ): void => {
    app.get(url, { config: { roles: viewerRoles, operation: { ...operation, query } } }, async (request, reply) => {
      const viewer = viewerOf(request);
      const found = await answer(viewer, request, queryOf(query, request));
      if (found === undefined) throw new ProblemError('notFound', 'there is nothing here that this credential may see');
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(found));
    });
  };
  const list = <T, Q extends z.output<typeof pageQuery>>(
    name: string,
    summary: string,
    query: z.ZodType<Q>,
    items: (viewer: Viewer, query: Q) => readonly T[],
    keyOf: (item: T) => string,
  ): void =>
    read(`/v1/${name}`, { id: name, summary, list: name }, query, (viewer, _request, given) => {
      const page = paginate(items(viewer, given), keyOf, given.limit, given.cursor);
      return { [name]: page.items, next: page.next };
    });

  read(
    '/v1/me',
    { id: 'me', summary: 'Who is looking, and the names that a page needs' },
    noQuery,
    (viewer, { session }) => ({
      ...views.me(viewer),
      demo,
      ...(session === null ? {} : { session: { name: session.name, endsAt: session.endsAt } }),
    }),
  );
  read('/v1/overview', { id: 'overview', summary: 'The province in counts, and the worst reserves' }, noQuery, (v) => ({
    ...views.overview(v),
    demo,
  }));
  list(
    'endpoints',
    'Endpoints with their present state',
    pageQuery,
    (v) => views.endpoints(v),
    (e) => e.id,
  );
  read(
    '/v1/endpoints/:id',
    { id: 'endpoint', summary: 'One endpoint with its links, units and checks' },
    noQuery,
    (viewer, request) => views.endpoint(viewer, param(request, 'id')),
  );
  list(
    'links',
    'Links with their present figures',
    pageQuery,
    (v) => views.links(v),
    (l) => `${l.operator}/${l.link}`,
  );
  read(
    '/v1/links/:operator/:link',
    { id: 'link', summary: 'One link with its present figures' },
    noQuery,
    (viewer, request) => views.link(viewer, param(request, 'operator'), param(request, 'link')),
  );
  read(
    '/v1/links/:operator/:link/series',
    { id: 'series', summary: 'A link’s history: rates, capacity, delay and loss over time' },
    seriesQuery,
    (viewer, request, { from, to, points }) => {
      const end = to ?? now();
      const start = from ?? end - daysMs;
      if (start >= end || end - start > seriesSpanMsMax)
        throw new ProblemError('requestInvalid', 'from: expected before to, and at most ten years before it');
      return views.series(viewer, param(request, 'operator'), param(request, 'link'), start, end, points);
    },
  );
  list(
    'units',
    'Backup equipment with its readiness',
    pageQuery,
    (v) => views.units(v),
    (u) => `${u.operator}/${u.unit}`,
  );
  list(
    'alerts',
    'Alerts, newest first',
    alertsQuery,
    (viewer, query) => views.alerts(viewer, query.state),
    newestFirst,
  );
  list(
    'findings',
    'What is wrong with the watching itself',
    pageQuery,
    (v) => views.findings(v),
    (f) => f.id,
  );
  list(
    'agents',
    'Agents: silence, backlog, versions',
    pageQuery,
    (v) => views.agents(v),
    (a) => `${a.operator}/${a.agent}`,
  );
}

/** Sorts by start, newest first, then by id. */
const newestFirst = (alert: AlertView): string =>
  `${String(9_999_999_999_999 - alert.startedAt).padStart(13, '0')}/${alert.id}`;

/** Ids have no characters that need escaping (contract/id.ts); whatever else comes is simply not found. */
export const param = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string | undefined>)[name] ?? '';
