import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hideReplies, readCuts, writeCuts } from './cuts.ts';

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-cuts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('hiding replies', () => {
  it('turns each figure of a cut address into a lost echo and touches nothing else', () => {
    const output = [
      '127.21.1.1  : 0.21 - 0.01',
      '127.21.1.10 : 0.18 0.00 1.2e-05',
      'ICMP Host Unreachable from 127.21.1.1 for ICMP Echo sent to 127.21.1.1',
      '',
    ].join('\n');
    expect(hideReplies(output, new Set(['127.21.1.10', '127.9.9.9']))).toEqual({
      output: output.replace('0.18 0.00 1.2e-05', '- - -'),
      hidden: 1,
    });
  });
});

describe('the file of cuts', () => {
  it('is read as it was written, and is empty while there is none', () => {
    const path = join(folder, 'cuts.json');
    expect([...readCuts(path)]).toEqual([]);
    writeCuts(path, ['127.21.1.1']);
    expect([...readCuts(path)]).toEqual(['127.21.1.1']);
    writeCuts(path, []);
    expect([...readCuts(path)]).toEqual([]);
  });

  it('is refused when it is something else', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{"other":1}');
    expect(() => readCuts(path)).toThrow('no list of cut addresses');
  });
});
