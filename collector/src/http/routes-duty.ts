/** The API of what people declare: zones, maintenance, drills, notes, the audit trail, thresholds with their sources. */
import { noteKinds } from '@thongsuot/contract/api-duty.ts';
import { id } from '@thongsuot/contract/id.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type RouteRole, viewerOf, viewerRoles } from './access.ts';
import { bodyOf, smallBodyOctetsMax } from './body.ts';
import { drillBody, endBody, maintenanceBody, noteBody, zoneBody } from './duty-bodies.ts';
import type { Declared, DutyDesk } from './duty-desk.ts';
import type { Operation } from './openapi.ts';
import { paginate } from './page.ts';
import { ProblemError } from './problem.ts';
import { pageQuery, param, queryOf, whole } from './routes.ts';
import type { Viewer } from './views.ts';

/** Those who speak for the province. */
const provinceRoles = ['department', 'administrator'] as const;

const dayMs = 86_400_000;
const rangeQuery = pageQuery.extend({
  from: whole('Unix epoch milliseconds').optional(),
  to: whole('Unix epoch milliseconds').optional(),
});
const drillsQuery = rangeQuery.extend({ operator: id.optional(), unit: id.optional() });
const notesQuery = pageQuery.extend({ kind: z.enum(noteKinds), id, operator: id.optional() });
const thresholdsQuery = z.strictObject({ endpoint: id, operator: id.optional() });

export interface DutyRouteOptions {
  desk: DutyDesk;
  now(): number;
}

/** Registers the declarations and the lists of them. */
export function installDutyRoutes(app: FastifyInstance, { desk, now }: DutyRouteOptions): void {
  const answer = (reply: FastifyReply, status: number, body: unknown) =>
    reply.code(status).header('cache-control', 'no-store').type('application/json').send(JSON.stringify(body));
  const list = <T, Q extends z.output<typeof pageQuery>>(
    name: string,
    summary: string,
    query: z.ZodType<Q>,
    items: (viewer: Viewer, query: Q) => readonly T[] | undefined,
    keyOf: (item: T) => string,
  ): void => {
    const operation: Operation = { id: name, summary, list: name, query };
    app.get(`/v1/${name}`, { config: { roles: viewerRoles, operation } }, async (request, reply) => {
      const given = queryOf(query, request);
      const found = items(viewerOf(request), given);
      if (found === undefined) throw nothingThere();
      const page = paginate(found, keyOf, given.limit, given.cursor);
      return answer(reply, 200, { [name]: page.items, next: page.next });
    });
  };
  /** `declare` gives what was declared; 201 when it is new, 200 when it is a repetition or the end of something. */
  const post = <B>(
    url: string,
    operation: Omit<Operation, 'body'>,
    roles: readonly RouteRole[],
    body: z.ZodType<B>,
    declare: (viewer: Viewer, given: B, request: FastifyRequest) => Declared<unknown>,
  ): void => {
    const config = { roles, operation: { ...operation, body } };
    app.post(url, { bodyLimit: smallBodyOctetsMax, config }, async (request, reply) => {
      const { made, value } = declare(viewerOf(request), bodyOf(body, request), request);
      return answer(reply, made ? 201 : 200, value);
    });
  };
  const ended = (value: unknown): Declared<unknown> => ({ made: false, value });
  /** From a month ago to as far ahead as anything may be announced. */
  const rangeOf = ({ from, to }: z.output<typeof rangeQuery>, back: number, ahead: number): [number, number] => {
    const range: [number, number] = [from ?? now() - back, to ?? now() + ahead];
    if (range[0] >= range[1]) throw new ProblemError('requestInvalid', 'from: expected before to');
    return range;
  };

  list(
    'zones',
    'Zones: areas raised to priority 1 by an order, newest first',
    pageQuery,
    (viewer) => desk.zones(viewer),
    (zone) => newestFirst(zone.from, zone.id),
  );
  post('/v1/zones', { id: 'declareZone', summary: 'Declares a zone' }, provinceRoles, zoneBody, (viewer, request) =>
    desk.declareZone(viewer, request),
  );
  post(
    '/v1/zones/:id/end',
    { id: 'endZone', summary: 'Ends a zone before its date' },
    provinceRoles,
    endBody,
    (viewer, { note }, request) => ended(desk.endZone(viewer, param(request, 'id'), note)),
  );
  list(
    'maintenance',
    'Windows of maintenance of a range, by default from a month ago on, newest first',
    rangeQuery,
    (viewer, query) => desk.maintenance(viewer, ...rangeOf(query, 31 * dayMs, 400 * dayMs)),
    (window) => newestFirst(window.from, window.id),
  );
  post(
    '/v1/maintenance',
    { id: 'announceMaintenance', summary: 'Announces maintenance; excluded from availability if before its start' },
    viewerRoles,
    maintenanceBody,
    (viewer, request) => desk.announceMaintenance(viewer, request),
  );
  post(
    '/v1/maintenance/:id/cancel',
    { id: 'cancelMaintenance', summary: 'Cancels maintenance, or ends it now' },
    viewerRoles,
    endBody,
    (viewer, { note }, request) => ended(desk.cancelMaintenance(viewer, param(request, 'id'), note)),
  );
  list(
    'drills',
    'Drills and inspections of backup equipment of a range, by default of the last year, newest first',
    drillsQuery,
    (viewer, query) =>
      desk
        .drills(viewer, ...rangeOf(query, 366 * dayMs, dayMs))
        .filter(({ operator }) => query.operator === undefined || query.operator === operator)
        .filter(({ unit }) => query.unit === undefined || query.unit === unit),
    (drill) => newestFirst(drill.at, drill.id),
  );
  post(
    '/v1/drills',
    { id: 'recordDrill', summary: 'Records a drill or an inspection of a unit' },
    viewerRoles,
    drillBody,
    (viewer, request) => desk.recordDrill(viewer, request),
  );
  list(
    'notes',
    'Notes on a link, a unit, an endpoint or an alert, newest first',
    notesQuery,
    (viewer, { kind, id: of, operator }) => desk.notes(viewer, { kind, id: of, operator: operator ?? null }),
    (note) => newestFirst(note.at, note.id),
  );
  post('/v1/notes', { id: 'addNote', summary: 'Adds a note' }, viewerRoles, noteBody, (viewer, request) =>
    desk.addNote(viewer, request),
  );
  list(
    'audit',
    'The audit trail of a range, by default of the last month, newest first',
    rangeQuery,
    (viewer, query) => desk.audit(viewer, ...rangeOf(query, 31 * dayMs, dayMs)),
    (line) => newestFirst(line.seq, ''),
  );
  app.get(
    '/v1/thresholds',
    {
      config: {
        roles: viewerRoles,
        operation: {
          id: 'thresholds',
          summary: 'The thresholds of an operator’s links to an endpoint, each with its source',
          query: thresholdsQuery,
        },
      },
    },
    async (request, reply) => {
      const { endpoint, operator } = queryOf(thresholdsQuery, request);
      const found = desk.thresholds(viewerOf(request), endpoint, operator);
      if (found === undefined) throw nothingThere();
      return answer(reply, 200, found);
    },
  );
}

const nothingThere = () => new ProblemError('notFound', 'there is nothing here that this credential may see');

/** Sorts by a time or a number, largest first, then by id. */
const newestFirst = (at: number, of: string): string => `${String(9_999_999_999_999 - at).padStart(13, '0')}/${of}`;
