import { describe, expect, it } from 'vitest';
import { outboxReplacedShownMs } from '../limits.ts';
import { openOperationalFile } from '../operational.ts';
import { createOutboxBook, missingOf } from './outboxes.ts';
import type { Range } from './ranges.ts';

describe('what had not come of an outbox', () => {
  it.each<[string, Range[], number, ReturnType<typeof missingOf>]>([
    [
      'everything behind the newest, which travels first',
      [[1_001, 1_001]],
      1_000,
      { batches: 1_000, from: 1, to: 1_000 },
    ],
    [
      'the middle of a drain',
      [
        [1, 400],
        [1_001, 1_003],
      ],
      600,
      { batches: 600, from: 401, to: 1_000 },
    ],
    [
      'not the holes of long ago, which a bound made',
      [
        [1, 10],
        [500, 600],
        [700, 700],
      ],
      99,
      { batches: 99, from: 601, to: 699 },
    ],
    [
      'several holes',
      [
        [1, 10],
        [13, 20],
        [23, 30],
      ],
      4,
      { batches: 4, from: 11, to: 22 },
    ],
    ['nothing when all numbers came, though three were on their way when the last was told', [[1, 50]], 2, undefined],
    [
      'nothing when so few are missing that they were on their way',
      [
        [1, 50],
        [53, 53],
      ],
      2,
      undefined,
    ],
    ['nothing of a file that was drained before we knew the agent', [[50_000, 50_001]], 0, undefined],
    ['nothing when nothing is known', [], 7, undefined],
  ])('%s', (_name, ranges, pending, missing) => {
    expect(missingOf(ranges, pending)).toEqual(missing);
  });
});

describe('an outbox that was replaced', () => {
  const [first, second] = ['a'.repeat(16), 'b'.repeat(16)];
  const head = (epoch: string, pending: number) => ({ epoch, oldestPending: 5_000, pending });
  const ranges = () => [[901, 901]] as const;

  it('is told with what had not come, over a restart, until its file comes back or a week is over', () => {
    const file = openOperationalFile(':memory:');
    const book = createOutboxBook(file);
    expect(book.heard('vnpt', 'a1', head(first, 901), 10_000, ranges)).toBe(false);
    expect(book.heard('viettel', 'a1', head(second, 1), 10_000, ranges)).toBe(false);
    file.transaction(() => book.write())();
    const later = createOutboxBook(file);
    expect(later.heard('vnpt', 'a1', head(second, 1), 20_000, ranges)).toBe(true);
    const told = {
      operator: 'vnpt',
      agent: 'a1',
      epoch: first,
      batches: 900,
      from: 1,
      to: 900,
      oldestAt: 5_000,
      at: 20_000,
    };
    expect(later.replaced(20_000)).toEqual([told]);
    expect(later.heard('vnpt', 'a1', head(second, 1), 30_000, ranges)).toBe(false);
    expect(later.replaced(20_000 + outboxReplacedShownMs)).toEqual([told]);
    expect(later.replaced(20_001 + outboxReplacedShownMs)).toEqual([]);
    file.transaction(() => later.write())();
    expect(createOutboxBook(file).replaced(20_000)).toEqual([told]);
    expect(later.heard('vnpt', 'a1', head(first, 900), 40_000, ranges)).toBe(true);
    expect(later.replaced(40_000)).toEqual([]);
  });
  it('that was empty is no loss, and the list of one agent is bounded', () => {
    const book = createOutboxBook(openOperationalFile(':memory:'));
    book.heard('vnpt', 'a1', head(first, 1), 1, ranges);
    expect(book.heard('vnpt', 'a1', head(second, 901), 2, ranges)).toBe(false);
    for (let n = 0; n < 100; n++) book.heard('vnpt', 'a1', head(n.toString(16).padStart(16, '0'), 901), 3 + n, ranges);
    expect(book.replaced(200).length).toBe(10);
  });
  it('is written again when the disk refused it', () => {
    const file = openOperationalFile(':memory:');
    const book = createOutboxBook(file);
    book.heard('vnpt', 'a1', head(first, 901), 1, ranges);
    expect(() =>
      file.transaction(() => {
        book.write();
        throw new Error('disk full');
      }),
    ).toThrow('disk full');
    file.transaction(() => book.write())();
    expect(createOutboxBook(file).heard('vnpt', 'a1', head(second, 1), 2, ranges)).toBe(true);
  });
});
