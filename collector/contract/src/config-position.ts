/**
 * Where a path of a config stands in its text. Works on the node tree of the `yaml` library by shape alone (`items`,
 * `key`, `value`, `range`), so that the contract needs no YAML parser of its own.
 */
import type { Position } from './config.ts';

interface Ranged {
  range?: readonly [number, number, number] | null | undefined;
}
interface Pair {
  key: unknown;
  value: unknown;
}

/** Position of a path: of its key when `key` is set, else of its value; of the nearest parent when it has no node. */
export type Locate = (path: readonly PropertyKey[], key: boolean) => Position | undefined;

/**
 * Positions in a parsed document. A path that goes through an alias stands where its anchor was written, since that is
 * the text to mend; the alias itself stands where it is. An empty document has no positions.
 *
 * @param document what the library's `parseDocument` returned
 * @param positionAt line and column (both from 1) of an offset, as the library's LineCounter gives them
 */
export function createLocate(
  document: { contents: unknown },
  positionAt: (offset: number) => { line: number; col: number },
): Locate {
  const positionOf = (node: unknown): Position | undefined => {
    const offset = (node as Ranged | null | undefined)?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = positionAt(offset);
    return { line, column: col };
  };
  return (path, key) => {
    let node: unknown = document.contents;
    let best = positionOf(node);
    for (const [depth, part] of path.entries()) {
      node = resolveAlias(node, document);
      const items = (node as { items?: unknown[] } | null | undefined)?.items;
      if (items === undefined) return best;
      if (typeof part === 'number') node = items[part];
      else {
        const pair = (items as Pair[]).find((item) => keyOf(item.key) === String(part));
        if (pair === undefined) return best;
        if (key && depth === path.length - 1) return positionOf(pair.key) ?? best;
        // The key stands for a value that is empty, and for a group whose first line is the key's.
        best = positionOf(pair.key) ?? best;
        node = pair.value;
      }
      best = positionOf(node) ?? best;
    }
    return best;
  };
}

/** What an alias stands for; any other node is itself. An anchor that is not there resolves to nothing. */
function resolveAlias(node: unknown, document: { contents: unknown }): unknown {
  if (node === null || typeof node !== 'object' || !('source' in node) || !('resolve' in node)) return node;
  const { resolve } = node;
  return typeof resolve === 'function' ? resolve.call(node, document) : node;
}

const keyOf = (key: unknown): string =>
  key !== null && typeof key === 'object' && 'value' in key ? String((key as { value: unknown }).value) : String(key);

/** The value at a path of a plain value; undefined where there is none. */
export const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    raw,
  );
