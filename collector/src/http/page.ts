/** Pages of a list: pure. A cursor is the key of the last item seen, so that a page is right whatever came or went. */
import { ProblemError } from './problem.ts';

export interface Page<T> {
  items: T[];
  /** Give it back to get the next page; null: this was the last. */
  next: string | null;
}

/**
 * The items behind `cursor` in the order of their keys, at most `limit`. Keys are unique; they are compared by code unit.
 * @throws ProblemError `requestInvalid` when the cursor is none of ours.
 */
export function paginate<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  cursor: string | undefined,
): Page<T> {
  const after = cursor === undefined ? undefined : decode(cursor);
  const keyed = items.map((item) => ({ key: keyOf(item), item }));
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => key > after);
  rest.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    next: rest.length > limit && last !== undefined ? Buffer.from(last.key, 'utf8').toString('base64url') : null,
  };
}

function decode(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url');
  if (cursor === '' || cursor.length > 1_000 || key.toString('base64url') !== cursor)
    throw new ProblemError('requestInvalid', 'cursor: give back what the page before answered as next, unchanged');
  return key.toString('utf8');
}
