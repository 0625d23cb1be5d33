/** What machines ask: alive, ready, figures, and the API's description. */
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { machineRoles } from './access.ts';
import { type DeclaredRoute, describeApi } from './openapi.ts';
import { ProblemError } from './problem.ts';

export interface HealthOptions {
  /** Undefined when batches are judged and stored; else why not. */
  notReady(): string | undefined;
  registry: Registry;
  /** All routes of the app, once it is ready. */
  declared(): readonly DeclaredRoute[];
}

export function installHealth(app: FastifyInstance, { notReady, registry, declared }: HealthOptions): void {
  app.get('/healthz', { config: { roles: ['anyone'] } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config: { roles: ['anyone'] } }, async () => {
    const why = notReady();
    if (why !== undefined) throw new ProblemError('storeUnavailable', why, { retryAfterS: 2 });
    return { status: 'ready' };
  });
  app.get('/metrics', { config: { roles: machineRoles } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  app.get('/openapi.json', { config: { roles: machineRoles } }, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(describeApi(declared()))),
  );
}
