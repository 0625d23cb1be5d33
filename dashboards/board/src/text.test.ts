import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainName, plainText, titleOf } from './text.ts';

describe('a name from elsewhere', () => {
  it.each([
    ['is itself', 'Bệnh viện Đa khoa tỉnh', 'Bệnh viện Đa khoa tỉnh'],
    ['is text where it looks like markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['shows that something turned the line around', 'a\u202Ecod.exe', 'a�cod.exe'],
    ['shows what would close an isolate', 'a\u2069b', 'a�b'],
    ['stands in one line', 'a\nb\tc', 'a b c'],
    ['shows control characters', 'a\u0007b\u0000', 'a�b�'],
    ['keeps characters outside the basic plane whole', '🏥'.repeat(3), '🏥🏥🏥'],
  ])('%s', (_, name, shown) => {
    expect(plainName(name)).toBe(shown);
    expect(titleOf(name)).toBeUndefined();
  });

  it('of ten kilobytes is cut, and says so; the tooltip has more of it', () => {
    const name = 'ộ'.repeat(10_000);
    expect([...plainName(name)]).toHaveLength(120);
    expect(plainName(name).endsWith('…')).toBe(true);
    expect([...(titleOf(name) ?? '')]).toHaveLength(1_000);
  });

  it('is never longer than asked, never broken, and has nothing that turns a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const shown = plainText(text, max);
        expect([...shown].length).toBeLessThanOrEqual(max);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
    // The tables of all characters are made first, which a busy machine takes seconds for.
  }, 30_000);
});
