/** Taking an alert on: with one's name and a note. The reading of alerts stands in `routes.ts`. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { viewerOf, viewerRoles } from './access.ts';
import { bodyOf, smallBodyOctetsMax } from './body.ts';
import { text } from './duty-bodies.ts';
import { param } from './routes.ts';
import type { Viewer } from './views.ts';

export interface AlertDesk {
  /**
   * Takes an open alert on in the viewer's name. Repeating it changes nothing.
   * @throws ProblemError `notFound` for one that he may not see, `forbidden` for one that is not his to take on,
   * `conflict` for one that has ended.
   */
  acknowledge(viewer: Viewer, id: string, note: string): AlertView;
}

/** Characters of a note: some sentences. */
const noteLengthMax = 1_000;
const acknowledgeBody = z.strictObject({ note: text.max(noteLengthMax).default('') });

/** Registers `POST /v1/alerts/{id}/acknowledge`. */
export function installAlertRoutes(app: FastifyInstance, desk: AlertDesk): void {
  const operation = {
    id: 'acknowledgeAlert',
    summary: 'Takes an alert on with a name and a note: no repeats and no escalation until it becomes worse',
    body: acknowledgeBody,
  };
  app.post(
    '/v1/alerts/:id/acknowledge',
    { bodyLimit: smallBodyOctetsMax, config: { roles: viewerRoles, operation } },
    async (request, reply) => {
      const { note } = bodyOf(acknowledgeBody, request);
      const view = desk.acknowledge(viewerOf(request), param(request, 'id'), note);
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(view));
    },
  );
}
