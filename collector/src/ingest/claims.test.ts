import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { createClaimBook } from './claims.ts';

const minute = 60_000;
const at = 1_800_000_000_000;

describe('a link has one agent at a time', () => {
  it('the second agent is refused until the first has been silent for ten minutes', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    expect(book.claim('vnpt', 'l1', 'a', at, 0)).toBe(true);
    expect(book.claim('vnpt', 'l1', 'b', at, 9 * minute)).toBe(false);
    expect(book.takeConflicts()).toEqual([{ operator: 'vnpt', link: 'l1', holder: 'a', refused: 'b' }]);
    expect(book.takeConflicts()).toEqual([]);
    expect(book.claim('vnpt', 'l1', 'a', at, 9 * minute)).toBe(true);
    expect(book.claim('vnpt', 'l1', 'b', at, 18 * minute)).toBe(false);
    expect(book.claim('vnpt', 'l1', 'b', at, 19 * minute)).toBe(true);
    expect(book.claim('vnpt', 'l1', 'a', at, 19 * minute)).toBe(false);
  });
  it('the same id of another operator is another link', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    expect(book.claim('vnpt', 'l1', 'a', at, 0)).toBe(true);
    expect(book.claim('viettel', 'l1', 'b', at, 0)).toBe(true);
  });
  it('what an agent measured before another took over is still its own', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    book.claim('vnpt', 'l1', 'a', at, 0);
    book.claim('vnpt', 'l1', 'b', at + 15 * minute, 15 * minute);
    expect(book.claim('vnpt', 'l1', 'a', at + 14 * minute, 16 * minute)).toBe(true);
    expect(book.claim('vnpt', 'l1', 'a', at + 15 * minute, 16 * minute)).toBe(false);
    expect(book.claim('vnpt', 'l1', 'b', at + 16 * minute, 16 * minute)).toBe(true);
  });
  it('an administrator gives it free', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    book.claim('vnpt', 'l1', 'a', at, 0);
    book.release('vnpt', 'l1');
    expect(book.claim('vnpt', 'l1', 'b', at, 1)).toBe(true);
  });
  it('a restart remembers who has it, and counts the silence anew', () => {
    const file = openOperationalFile(':memory:');
    const first = createClaimBook(file, 0);
    first.claim('vnpt', 'l1', 'a', at, 0);
    file.transaction(() => first.write())();
    const second = createClaimBook(file, 50 * minute);
    expect(second.claim('vnpt', 'l1', 'b', at, 59 * minute)).toBe(false);
    expect(second.claim('vnpt', 'l1', 'b', at, 60 * minute)).toBe(true);
  });

  it('a link that its agent no longer lists is free at once, and the backlog of that agent is still its own', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    expect(book.claim('vnpt', 'l1', 'a1', 1_000, 0)).toBe(true);
    book.listed('vnpt', 'a2', new Set(['l1']));
    expect(book.claim('vnpt', 'l1', 'a2', 5_000, 1)).toBe(false);
    book.listed('vnpt', 'a1', new Set(['l2']));
    expect(book.claim('vnpt', 'l1', 'a1', 2_000, 2)).toBe(true);
    expect(book.claim('vnpt', 'l1', 'a2', 6_000, 3)).toBe(true);
    expect([3_000, 7_000].map((at) => book.claim('vnpt', 'l1', 'a1', at, 4))).toEqual([true, false]);
  });
  it('a link that is listed again is kept', () => {
    const book = createClaimBook(openOperationalFile(':memory:'), 0);
    book.claim('vnpt', 'l1', 'a1', 1_000, 0);
    book.listed('vnpt', 'a1', new Set());
    book.listed('vnpt', 'a1', new Set(['l1']));
    expect(book.claim('vnpt', 'l1', 'a2', 5_000, 1)).toBe(false);
  });
});
