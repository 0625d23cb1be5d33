import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { createReceivedBook } from './received.ts';

describe('what an agent has lost', () => {
  const gap = (at: number, count = 3) => ({
    kind: 'gap' as const,
    at,
    from: at - 90,
    to: at - 30,
    count,
    reason: 'outboxBytes' as const,
  });
  it('is kept over a restart, once however often it is told, apart from others', () => {
    const file = openOperationalFile(':memory:');
    const book = createReceivedBook(file);
    for (const one of [gap(100), gap(200, 7), gap(100)]) book.lost('vnpt', 'a1', one);
    book.lost('viettel', 'a1', gap(300));
    file.transaction(() => book.write())();
    book.lost('vnpt', 'a1', gap(200, 7));
    file.transaction(() => book.write())();
    expect(createReceivedBook(file).gaps('vnpt', 'a1')).toEqual([
      { from: 10, to: 70, count: 3, reason: 'outboxBytes' },
      { from: 110, to: 170, count: 7, reason: 'outboxBytes' },
    ]);
    expect(book.gaps('viettel', 'a1')).toHaveLength(1);
  });
  it('is written again when the disk refused it, and is bounded for each agent', () => {
    const file = openOperationalFile(':memory:');
    const book = createReceivedBook(file);
    book.lost('viettel', 'a1', gap(50));
    for (let i = 0; i < 1_500; i++) book.lost('vnpt', 'a1', gap(1_000 + i));
    const refused = () =>
      file.transaction(() => {
        book.write();
        throw new Error('disk full');
      });
    expect(refused).toThrow('disk full');
    file.transaction(() => book.write())();
    for (let i = 0; i < 10; i++) book.lost('vnpt', 'a1', gap(9_000 + i));
    file.transaction(() => book.write())();
    expect([book.gaps('viettel', 'a1').length, book.gaps('vnpt', 'a1').length]).toEqual([1, 1_000]);
    expect(book.gaps('vnpt', 'a1').at(-1)?.to).toBe(9_009 - 30);
  });
});

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
