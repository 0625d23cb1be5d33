/** Small bodies that people send: their bound, and their reading by a strict schema. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ProblemError } from './problem.ts';

/** Octets of one declaration: 200 subjects of maintenance and a note. */
export const smallBodyOctetsMax = 16_384;

/** The body in its schema's terms. @throws ProblemError `requestInvalid` with every mistake. */
export function bodyOf<B>(schema: z.ZodType<B>, request: FastifyRequest): B {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  throw new ProblemError('requestInvalid', mistakesOf(parsed.error));
}

/** Every mistake with its place, in one line. */
export const mistakesOf = (error: z.ZodError): string =>
  error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`))
    .join('; ');
