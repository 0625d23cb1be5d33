import { expect, it } from 'vitest';
import { parseIds } from './ids.ts';

it.each([
  ['', []],
  ['a-1', ['a-1']],
  [' a, b;c\nd  a ', ['a', 'b', 'c', 'd']],
])('%o names %o', (text, ids) => {
  expect(parseIds(text)).toEqual(ids);
});
