import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Point } from '../store.ts';
import { openForWriting } from './file.ts';
import { eachRecord } from './slice.ts';
import { createSliceIndex } from './slice-index.ts';
import { createWriting } from './write.ts';

const ping = (link: string, at: number): Point => ({
  measurement: 'ping',
  tags: { operator: 'vnpt', site: 'pku', endpoint: 'so-y-te', link },
  fields: { sent: 5 },
  at,
});

describe('what is remembered of waiting slices', () => {
  let folder: string;
  let db: ReturnType<typeof openForWriting>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slices-'));
    db = openForWriting(join(folder, 'samples.db'));
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  const idOf = (link: string) =>
    Number(db.prepare('SELECT id FROM series WHERE tags LIKE ?').get(`%"${link}"%`)?.['id']);
  const window = { tier: 'raw', measurement: 'ping', from: 0, to: 1e6 } as const;
  const timesOf = (index: ReturnType<typeof createSliceIndex>, link: string) => {
    const id = idOf(link);
    const times: number[] = [];
    index.each(window, new Set([id]), (slice) =>
      eachRecord(slice, (series, at) => {
        if (series === id) times.push(at);
      }),
    );
    return times;
  };

  it('opens each slice once to see what is in it, and from then on only those that have something of the series', () => {
    const writing = createWriting(db);
    for (let n = 0; n < 10; n++) writing.append([ping(n === 4 ? 'l1' : 'l2', n)], 'raw');
    const index = createSliceIndex(db);
    expect([timesOf(index, 'l1'), index.opened()]).toEqual([[4], 10]);
    expect([timesOf(index, 'l1'), index.opened()]).toEqual([[4], 11]);
    writing.append([ping('l1', 20)], 'raw');
    expect([timesOf(index, 'l1'), index.opened()]).toEqual([[4, 20], 13]);
  });

  it('is not misled by an id that begins anew after all slices were folded', () => {
    const writing = createWriting(db);
    writing.append([ping('l1', 1)], 'raw');
    writing.append([ping('l2', 2)], 'raw');
    const index = createSliceIndex(db);
    expect(timesOf(index, 'l2')).toEqual([2]);
    for (const _ of writing.fold(3_600_000));
    writing.append([ping('l2', 5)], 'raw');
    expect(
      db
        .prepare('SELECT id FROM slice')
        .all()
        .map(({ id }) => Number(id)),
    ).toEqual([1]);
    expect(timesOf(index, 'l2')).toEqual([5]);
  });

  it('gives all slices of the window where no series is named', () => {
    const writing = createWriting(db);
    for (let n = 0; n < 3; n++) writing.append([ping(`l${n}`, n)], 'raw');
    const index = createSliceIndex(db);
    let slices = 0;
    index.each(window, undefined, () => {
      slices += 1;
    });
    index.each({ ...window, from: 2 }, undefined, () => {
      slices += 1;
    });
    expect(slices).toBe(4);
  });
});
