import { z } from 'zod';
import { epoch, seq } from './batch.ts';
import { epochMs } from './id.ts';
import { rejectionsPerAnswerMax, textLengthMax } from './limits.ts';
import { problemCodes } from './problem.ts';
import { rejectionCodes } from './reasons.ts';

/** The verdict on one sample that was not stored; `index` counts from 0 in the batch. */
export const rejection = z.looseObject({
  index: z.int().min(0),
  /** One of `rejectionCodes`; a newer collector may know others, which the agent treats as final. */
  code: z.union([z.enum(rejectionCodes), z.string().max(64)]),
  detail: z.string().max(textLengthMax),
});

/**
 * The answer 200 to a batch: `stored` samples are on the collector's disk (fsync), `rejected` ones never will be as
 * they are, and the two add up to `count`. An agent believes it only if it echoes epoch, seq and count: a captive
 * portal answers 200 as well. Keys that a newer collector adds are passed over: they must not stop an older agent.
 */
export const answer = z
  .looseObject({
    epoch,
    seq,
    count: z.int().min(1),
    stored: z.int().min(0),
    rejected: z.array(rejection).max(rejectionsPerAnswerMax),
    /** The collector's clock when it answered. The agent corrects its own clock by it before stamping new samples. */
    now: epochMs,
    /** What the collector asks the agent to send next. */
    wants: z
      .array(z.enum(['inventory']))
      .max(1)
      .optional(),
  })
  .refine((a) => a.stored + a.rejected.length === a.count, { error: 'stored and rejected add up to count' });

/** RFC 9457 problem details, served as `application/problem+json`. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.string(),
  /** 503 only: the batch has been judged but not stored; it must come again, by the backlog lane. */
  seen: z.boolean().optional(),
  now: epochMs.optional(),
});

export type Rejection = z.infer<typeof rejection>;
export type Answer = z.infer<typeof answer>;
export type Problem = z.infer<typeof problem>;
