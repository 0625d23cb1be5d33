import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, type RowBlock } from './blocks.ts';

const id = (row: string) => row;
const told = (blocks: readonly RowBlock<string>[]) => blocks.map(({ key, rows }) => `${key}: ${rows.join(' ')}`);
const from = (text: string, before: readonly RowBlock<string>[] = []) => blocksOf(before, text.split(' '), id, 3);

describe('the blocks of a long table', () => {
  it('hold so many rows each at first', () => {
    expect(told(from('a b c d e f g'))).toEqual(['0: a b c', '1: d e f', '2: g']);
  });
  it('are left alone behind a row that goes', () => {
    expect(told(from('a c d e f g', from('a b c d e f g')))).toEqual(['0: a c', '1: d e f', '2: g']);
  });
  it('are left alone behind a row that comes', () => {
    expect(told(from('a x b c d e f g', from('a b c d e f g')))).toEqual(['0: a x b c', '1: d e f', '2: g']);
  });
  it('are left alone when one of them has gone whole', () => {
    expect(told(from('a b c g h i', from('a b c d e f g h i')))).toEqual(['0: a b c', '2: g h i']);
  });
  it('go on with new ones when the list grows at its end', () => {
    expect(told(from('a b c d e f g h', from('a b c d')))).toEqual(['0: a b c', '1: d e f', '2: g h']);
  });
  it('after any changes hold every row once, in order, under keys of their own, and are neither too large nor too many', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 6 }), (lists) => {
        let blocks: RowBlock<number>[] = [];
        for (const rows of lists) {
          blocks = blocksOf(blocks, rows, String, 4);
          expect(blocks.flatMap((block) => block.rows)).toEqual(rows);
          expect(new Set(blocks.map(({ key }) => key)).size).toBe(blocks.length);
          for (const block of blocks) {
            expect(block.rows.length).toBeGreaterThan(0);
            expect(block.rows.length).toBeLessThanOrEqual(8);
          }
          expect(blocks.length).toBeLessThanOrEqual(2 * Math.ceil(rows.length / 4) + 1);
        }
      }),
    );
  });
});
