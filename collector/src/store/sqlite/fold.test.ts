import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordsPerFoldStepMax } from '../limits.ts';
import type { Point } from '../store.ts';
import { openForWriting } from './file.ts';
import { createWriting } from './write.ts';

describe('folding in steps, between which a write has its turn', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fold-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const pings = (from: number, count: number): Point[] =>
    Array.from({ length: count }, (_, n) => ({
      measurement: 'ping' as const,
      tags: { operator: 'vnpt', site: 'pku', endpoint: 'so-y-te', link: 'l1' },
      fields: { sent: 5 },
      at: from + n,
    }));

  it('looks at a bounded number of records in each, however few the slices that hold them', () => {
    const db = openForWriting(join(folder, 'samples.db'));
    const writing = createWriting(db);
    const half = recordsPerFoldStepMax / 2;
    for (let n = 0; n < 4; n++) writing.append(pings(n * half, half), 'raw');
    const steps = [...writing.fold(3_600_000)].length;
    const points = db.prepare('SELECT SUM(points) AS points FROM block').get()?.['points'];
    db.close();
    // Two of looking, one of the series' block, one of removing the slices.
    expect(steps).toBe(4);
    expect(points).toBe(4 * half);
  });
});
