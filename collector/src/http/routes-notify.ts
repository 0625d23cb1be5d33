/** The API of notifications: how the receivers stand, and "send a test". */
import { id } from '@thongsuot/contract/id.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { viewerOf } from './access.ts';
import { bodyOf, smallBodyOctetsMax } from './body.ts';
import type { NotifyDesk } from './notify-desk.ts';
import { ProblemError } from './problem.ts';

const testBody = z.strictObject({ receiver: id.optional() });
/** Receivers' ids and answers are the installation's, not a tenant's. */
const roles = ['administrator'] as const;

export function installNotifyRoutes(app: FastifyInstance, desk: NotifyDesk): void {
  app.get(
    '/v1/notify/receivers',
    {
      config: { roles, operation: { id: 'receivers', summary: 'Receivers of notifications and what waits for them' } },
    },
    async (_request, reply) =>
      reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(desk.figures())),
  );
  const operation = { id: 'testNotification', summary: 'Sends a test to one receiver or all', body: testBody };
  app.post(
    '/v1/notify/test',
    { bodyLimit: smallBodyOctetsMax, config: { roles, operation } },
    async (request, reply) => {
      const { receiver } = bodyOf(testBody, request);
      const results = await desk.test(receiver, viewerOf(request).name);
      if (results === undefined) throw new ProblemError('notFound', `there is no receiver ${receiver ?? ''}`);
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify({ results }));
    },
  );
}
