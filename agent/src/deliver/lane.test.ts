import { describe, expect, it } from 'vitest';
import { keyOf, nextBacklog, nextLive } from './lane.ts';

const now = 1_780_000_000_000;
const batch = (seq: number, ageMs: number) => ({
  epoch: 'e',
  seq,
  count: 1,
  fromAt: now - ageMs - 500,
  toAt: now - ageMs,
});
const state = (marks: { inFlight?: number[]; seen?: number[] } = {}) => ({
  nowMs: now,
  inFlight: new Set((marks.inFlight ?? []).map((seq) => keyOf({ epoch: 'e', seq }))),
  seen: new Set((marks.seen ?? []).map((seq) => keyOf({ epoch: 'e', seq }))),
});
const oldestFirst = [batch(1, 90_000), batch(2, 60_001), batch(3, 60_000), batch(4, 2_000), batch(5, 1_000)];
const newestFirst = oldestFirst.toReversed();

describe('nextLive', () => {
  it.each([
    ['takes the oldest that is at most 60 s old', newestFirst, state(), 3],
    ['goes on in order of the numbers', newestFirst, state({ inFlight: [3] }), 4],
    ['is done with what was judged but not stored', newestFirst, state({ seen: [3, 4] }), 5],
    ['has nothing when all is old', newestFirst.slice(3), state(), undefined],
    ['has nothing when nothing waits', [], state(), undefined],
    ['takes what was held for a moment', [{ ...batch(9, 0), heldSince: now - 15_000 }], state(), 9],
    ['leaves what was held for long', [{ ...batch(9, 0), heldSince: now - 60_001 }], state(), undefined],
    ['takes a batch from the future, since the collector says what is future', [batch(9, -90_000)], state(), 9],
  ])('%s', (_name, newest, marks, seq) => {
    expect(nextLive(newest, marks)?.seq).toBe(seq);
  });
});

describe('nextBacklog', () => {
  it.each([
    ['takes the oldest', oldestFirst, state(), 1],
    ['takes the next while that is on its way', oldestFirst, state({ inFlight: [1] }), 2],
    ['leaves to the live lane what is fresh', oldestFirst, state({ inFlight: [1, 2] }), undefined],
    ['takes what was held for long, whatever its time', [{ ...batch(9, 0), heldSince: now - 60_001 }], state(), 9],
    ['takes a fresh batch once it was judged but not stored', oldestFirst, state({ inFlight: [1, 2], seen: [4] }), 4],
    [
      'never takes what is on its way in the live lane',
      oldestFirst.slice(3),
      state({ inFlight: [4], seen: [4] }),
      undefined,
    ],
  ])('%s', (_name, oldest, marks, seq) => {
    expect(nextBacklog(oldest, marks)?.seq).toBe(seq);
  });
});
