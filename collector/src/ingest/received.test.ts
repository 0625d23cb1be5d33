import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { createReceivedBook } from './received.ts';

describe('what has come of an agent', () => {
  it('completeTo follows oldestPending, never back and never ahead of the receipt', () => {
    const book = createReceivedBook(openOperationalFile(':memory:'));
    expect(book.note('vnpt', 'a1', 1_000, 5_000)).toBe(1_000);
    expect(book.note('vnpt', 'a1', 500, 5_000)).toBe(1_000);
    expect(book.note('vnpt', 'a1', 9_000, 5_000)).toBe(5_000);
    expect(book.note('vnpt', 'a2', 10, 5_000)).toBe(10);
  });
  it('remembers ranges per epoch over a restart, and forgets the oldest epochs', () => {
    const file = openOperationalFile(':memory:');
    const book = createReceivedBook(file);
    for (const seq of [1, 2, 5]) book.stored('vnpt', 'a1', 'e0', seq);
    book.note('vnpt', 'a1', 77, 100);
    file.transaction(() => book.write())();
    const again = createReceivedBook(file);
    expect(again.ranges('vnpt', 'a1')).toEqual([
      {
        epoch: 'e0',
        ranges: [
          [1, 2],
          [5, 5],
        ],
      },
    ]);
    expect(again.note('vnpt', 'a1', 1, 100)).toBe(77);
    for (let i = 1; i <= 8; i++) again.stored('vnpt', 'a1', `e${i}`, 1);
    expect(again.ranges('vnpt', 'a1').map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: 8 }, (_, i) => `e${i + 1}`),
    );
  });
});
