import { z } from 'zod';
import { idLengthMax } from './limits.ts';

/**
 * An id of an operator, agent, site, device, link, unit, check or endpoint: letters, digits, dot, hyphen, underscore;
 * it starts with a letter or a digit. Ids become tags and parts of URLs, so nothing in them ever needs escaping.
 */
export const id = z
  .string()
  .max(idLengthMax)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'an id has letters, digits, dot, hyphen and underscore, and starts with a letter or a digit',
  });

/** Unix epoch in whole milliseconds. Range: 2000-01-01 to 2100-01-01, so that seconds or microseconds are caught. */
export const epochMs = z.int().min(946_684_800_000).max(4_102_444_800_000);
