import { describe, expect, it } from 'vitest';
import { touches } from './board.ts';
import { applyChanges, pictureOf } from './picture.ts';
import type { BoardState } from './store.ts';

const me = { demo: false, role: 'department', operator: null, province: { vi: 'Gia Lai', en: 'Gia Lai' } };
const read = { me, overview: { at: 1 }, endpoints: [], units: [], alerts: [], findings: [], agents: [] };
const picture = pictureOf(read as unknown as Parameters<typeof pictureOf>[0]);
const drawn: BoardState = { picture, generation: 1, failedStatus: undefined, stream: 'live' };
const changed = applyChanges(picture, [{ event: 'findings', data: { at: 2, findings: [] } }]);

describe('a part of the page', () => {
  it.each([
    ['is drawn again when what it shows has changed', { picture: changed }, ['findings'], true],
    ['is left alone when something else has changed', { picture: changed }, ['alerts', 'endpoints'], false],
    ['is drawn again when the lists were read anew, since names may be others', { generation: 2 }, ['alerts'], true],
    ['is left alone when only the stream’s state has changed', { stream: 'stale' }, ['alerts'], false],
    ['that names no part is drawn again with every change', { stream: 'stale' }, [], true],
  ] as const)('%s', (_, change, parts, again) => {
    expect(touches(drawn, { ...drawn, ...change }, parts)).toBe(again);
  });
  it('that names no part is left alone when nothing has changed', () => {
    expect(touches(drawn, drawn, [])).toBe(false);
  });
});
