import { describe, expect, it } from 'vitest';
import { fileAfterCut } from './power.ts';
import type { DiskCall } from './syscalls.ts';

const write = (begun: number, offset: number, text: string, path = '/w'): DiskCall => ({
  kind: 'write',
  path,
  offset,
  octets: Buffer.from(text),
  begun,
  ended: begun + 0.1,
});
const sync = (begun: number, path = '/w'): DiskCall => ({ kind: 'sync', path, begun, ended: begun + 0.5 });
const truncate = (begun: number, length: number): DiskCall => ({
  kind: 'truncate',
  path: '/w',
  length,
  begun,
  ended: begun + 0.1,
});
const after = (disk: DiskCall[], at: number, base = '......') =>
  fileAfterCut(Buffer.from(base), '/w', disk, at, 'nothing').toString();

describe('a file after a power cut', () => {
  it.each([
    ['holds what was written and synced', [write(1, 1, 'ab'), sync(2)], 3, '.ab...'],
    ['does not hold what was never synced', [write(1, 1, 'ab')], 3, '......'],
    ['does not hold what a sync had not yet returned for', [write(1, 1, 'ab'), sync(2)], 2.4, '......'],
    ['does not hold a write that came while the sync ran', [sync(1), write(1.2, 0, 'x')], 3, '......'],
    ['is not helped by the sync of another file', [write(1, 1, 'ab'), sync(2, '/other')], 3, '......'],
    ['has the later of two synced writes', [write(1, 0, 'ab'), write(1.5, 0, 'c'), sync(2)], 3, 'cb....'],
    [
      'keeps the earlier synced write when the later was not',
      [write(1, 0, 'ab'), sync(2), write(4, 0, 'cc')],
      5,
      'ab....',
    ],
    ['grows by a write behind its end', [write(1, 7, 'z'), sync(2)], 3, '......\0z'],
    ['is cut by a synced truncation', [truncate(1, 2), sync(2)], 3, '..'],
    ['ignores what came after the cut', [write(9, 0, 'x'), sync(9.5)], 3, '......'],
  ] as [string, DiskCall[], number, string][])('%s', (_, disk, at, expected) => {
    expect(after(disk, at)).toBe(expected);
  });

  it('may hold some of what was not synced, for a disk has a cache of its own', () => {
    const disk = [write(1, 0, 'a'), write(1.2, 1, 'b'), write(1.4, 2, 'c')];
    const odds = [0.9, 0.1, 0.9];
    const held = fileAfterCut(Buffer.from('......'), '/w', disk, 3, () => odds.shift() ?? 0);
    expect(held.toString()).toBe('a.c...');
  });
});
