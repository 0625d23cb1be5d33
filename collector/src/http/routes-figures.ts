/** The API of figures: capacity, failover reserve, availability, and the report of a period. */
import { availabilityScopes } from '@thongsuot/contract/api-availability.ts';
import { id } from '@thongsuot/contract/id.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { viewerOf, viewerRoles } from './access.ts';
import type { FigureDesk } from './figure-desk.ts';
import { paginate } from './page.ts';
import { ProblemError } from './problem.ts';
import { pageQuery, queryOf, whole } from './routes.ts';
import type { Viewer } from './views.ts';

const dayMs = 86_400_000;
/** A year and its margins: what is kept of days. */
const spanMsMax = 400 * dayMs;

const range = {
  from: whole('Unix epoch milliseconds').optional(),
  to: whole('Unix epoch milliseconds').optional(),
};
const availabilityQuery = pageQuery.extend({
  ...range,
  scope: z.enum(availabilityScopes).default('province'),
  operator: id.optional(),
  name: z.string().min(1).max(64).optional(),
});
const reportQuery = z.strictObject({
  ...range,
  format: z.enum(['html', 'csv', 'json']).default('html'),
  lang: z.enum(['vi', 'en']).default('vi'),
});

export interface FigureRouteOptions {
  desk: FigureDesk;
  now(): number;
}

/** Registers the lists of figures and the report. */
export function installFigureRoutes(app: FastifyInstance, { desk, now }: FigureRouteOptions): void {
  const periodOf = (given: { from?: number | undefined; to?: number | undefined }) => {
    const to = given.to ?? now();
    const from = given.from ?? to - 30 * dayMs;
    if (from >= to || to - from > spanMsMax)
      throw new ProblemError('requestInvalid', 'from: expected before to, and at most 400 days before it');
    return { from, to };
  };
  const list = <T>(
    url: string,
    name: string,
    operationId: string,
    summary: string,
    items: (viewer: Viewer) => readonly T[],
  ): void => {
    const operation = { id: operationId, summary, list: name, query: pageQuery };
    app.get(url, { config: { roles: viewerRoles, operation } }, async (request, reply) => {
      const given = queryOf(pageQuery, request);
      // Their order is a rank: the key of an item is its place, so that pages follow it.
      const ranked = items(viewerOf(request)).map((item, i) => ({ item, key: String(i).padStart(9, '0') }));
      const page = paginate(ranked, ({ key }) => key, given.limit, given.cursor);
      const body = { [name]: page.items.map(({ item }) => item), next: page.next };
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(body));
    });
  };
  list('/v1/capacity', 'capacity', 'capacity', 'Links by what is left of them, the least reserve first', (viewer) =>
    desk.capacity(viewer),
  );
  list(
    '/v1/capacity/failover',
    'failover',
    'failover',
    'Whether the backups carry what the primaries carry, by protection group, worst first',
    (viewer) => desk.failover(viewer),
  );
  const availability = { id: 'availability', summary: 'Availability by day, incidents, restoration' };
  app.get(
    '/v1/availability',
    { config: { roles: viewerRoles, operation: { ...availability, query: availabilityQuery } } },
    async (request, reply) => {
      const { scope, operator, name, limit, cursor, ...given } = queryOf(availabilityQuery, request);
      const answer = desk.availability(viewerOf(request), {
        ...periodOf(given),
        scope,
        ...(operator === undefined ? {} : { operator }),
        ...(name === undefined ? {} : { name }),
      });
      const page = paginate(answer.availability, (one) => `${one.name}/${one.operator}`, limit, cursor);
      return reply
        .header('cache-control', 'no-store')
        .type('application/json')
        .send(JSON.stringify({ ...answer, availability: page.items, next: page.next }));
    },
  );
  const report = { id: 'report', summary: 'The report of a period, to print or as a table', contentType: 'text/html' };
  app.get(
    '/v1/report',
    { config: { roles: viewerRoles, operation: { ...report, query: reportQuery } } },
    async (request, reply) => {
      const { format, lang, ...given } = queryOf(reportQuery, request);
      const made = desk.report(viewerOf(request), { ...periodOf(given), format, lang });
      if (made === undefined)
        throw new ProblemError('notFound', 'no day of this period that is over has figures for this credential');
      return (
        reply
          .header('cache-control', 'no-store')
          .header('x-content-type-options', 'nosniff')
          // It prints and styles itself; it fetches nothing and runs nothing.
          .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
          .header('content-disposition', `${format === 'html' ? 'inline' : 'attachment'}; filename="${made.fileName}"`)
          .header('etag', `"${made.sha256}-${lang}"`)
          .type(made.contentType)
          .send(Buffer.from(made.body, 'utf8'))
      );
    },
  );
}
