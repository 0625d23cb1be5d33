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
 * @param contents the root node of a parsed document
 * @param positionAt line and column (both from 1) of an offset, as the library's LineCounter gives them
 */
export function createLocate(contents: unknown, positionAt: (offset: number) => { line: number; col: number }): Locate {
  const positionOf = (node: unknown): Position | undefined => {
    const offset = (node as Ranged | null | undefined)?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = positionAt(offset);
    return { line, column: col };
  };
  return (path, key) => {
    let node: unknown = contents;
    let best = positionOf(node) ?? { line: 1, column: 1 };
    for (const [depth, part] of path.entries()) {
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

const keyOf = (key: unknown): string =>
  key !== null && typeof key === 'object' && 'value' in key ? String((key as { value: unknown }).value) : String(key);
