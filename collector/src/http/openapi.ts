/** `/openapi.json`, generated from the declarations that the routes carry in their config: it cannot say otherwise. */
import { answer, problem } from '@thongsuot/contract/answer.ts';
import { batch } from '@thongsuot/contract/batch.ts';
import { type ProblemCode, problems } from '@thongsuot/contract/problem.ts';
import { z } from 'zod';

/** What a route says of itself. */
export interface Operation {
  id: string;
  summary: string;
  query?: z.ZodType;
  /** The list's name, when the answer is a page `{ <list>: [...], next }`. */
  list?: string;
  /** The schema of a JSON body. */
  body?: z.ZodType;
  /** Set for a batch: its body and its answer are the contract's. */
  batch?: boolean;
  contentType?: string;
}

export interface DeclaredRoute {
  method: string;
  url: string;
  roles: readonly string[];
  operation: Operation;
}

/** The description of the API in OpenAPI 3.1. Shapes of answers are those of `contract/src/api.ts`. */
export function describeApi(routes: readonly DeclaredRoute[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...routes].sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0))) {
    const url = route.url.replace(/:([A-Za-z]+)/g, '{$1}');
    const path = paths[url] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[url] = path;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Thông Suốt', version: '1', description: 'The collector’s API. Times are Unix epoch milliseconds.' },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { problem: schemaOf(problem) },
    },
    paths,
  };
}

function operationOf({ url, roles, operation }: DeclaredRoute): Record<string, unknown> {
  const ofPath = [...url.matchAll(/:([A-Za-z]+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: operation.id,
    summary: operation.summary,
    'x-roles': roles,
    security: roles.includes('anyone') ? [] : [{ bearer: [] }],
    parameters: [...ofPath, ...ofQuery(operation.query)],
    ...(operation.batch === true
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(batch) } } } }
      : operation.body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(operation.body) } } } }),
    responses: {
      200: {
        description: 'OK',
        content: { [operation.contentType ?? 'application/json']: { schema: answerOf(operation) } },
      },
      ...problemResponses(roles.includes('anyone') ? [] : ['unauthorized', 'forbidden']),
    },
  };
}

function answerOf(operation: Operation): unknown {
  if (operation.batch === true) return schemaOf(answer);
  if (operation.list === undefined) return { type: operation.contentType === undefined ? 'object' : 'string' };
  return {
    type: 'object',
    required: [operation.list, 'next'],
    properties: { [operation.list]: { type: 'array', items: { type: 'object' } }, next: { type: ['string', 'null'] } },
  };
}

function ofQuery(query: z.ZodType | undefined): unknown[] {
  if (query === undefined) return [];
  const schema = schemaOf(query) as { properties?: Record<string, unknown>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, value]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: value,
  }));
}

const problemResponses = (codes: readonly ProblemCode[]): Record<number, unknown> =>
  Object.fromEntries(
    codes.map((code) => [
      problems[code].status,
      {
        description: problems[code].title,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } },
      },
    ]),
  );

const schemaOf = (type: z.ZodType): unknown => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
