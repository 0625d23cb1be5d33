import { id } from '@thongsuot/contract/id.ts';
import { describe, expect, it } from 'vitest';
import { browserRandom, createIds, newId } from './client-id.ts';

describe('an id of what the page declares', () => {
  it('is one that the contract takes', () => {
    expect(newId('bd', () => new Uint8Array(10).fill(7))).toBe('bd-07070707070707070707');
    expect(id.safeParse(newId('bd', browserRandom)).success).toBe(true);
  });
  it('stays with its body, and is another one for another body', () => {
    let n = 0;
    const idOf = createIds('bd', (count) => new Uint8Array(count).fill(n++));
    const first = idOf({ note: 'a' });
    expect(idOf({ note: 'a' })).toBe(first);
    expect(idOf({ note: 'b' })).not.toBe(first);
  });
});
