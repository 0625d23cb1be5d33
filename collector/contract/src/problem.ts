/** The closed list of problem codes (RFC 9457), each with its status and title. Plain constants. */

export const problems = {
  batchMalformed: { status: 400, title: 'The batch cannot be parsed' },
  requestInvalid: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'The credential is missing or not known' },
  forbidden: { status: 403, title: 'The credential does not permit this' },
  notFound: { status: 404, title: 'There is nothing here' },
  methodNotAllowed: { status: 405, title: 'This address does not take this method' },
  requestTimeout: { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The request contradicts the present state' },
  batchTooLarge: { status: 413, title: 'The batch is too large' },
  bodyTooLarge: { status: 413, title: 'The body is too large' },
  unsupportedMediaType: { status: 415, title: 'Only application/json is taken' },
  unsupportedEncoding: { status: 415, title: 'Only gzip and identity are taken' },
  hostRefused: { status: 421, title: 'This server does not answer for that host' },
  rateLimited: { status: 429, title: 'The agent sends more than its budget' },
  internal: { status: 500, title: 'The collector failed; this is a defect' },
  overloaded: { status: 503, title: 'The collector holds as many bodies as it may' },
  storeUnavailable: { status: 503, title: 'The store does not answer' },
  stopping: { status: 503, title: 'The collector is stopping' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** The `type` of a problem: a tag URI (RFC 4151), stable and not meant to be fetched. */
export const problemType = (code: ProblemCode): string => `tag:thongsuot,2026:problem/${code}`;
