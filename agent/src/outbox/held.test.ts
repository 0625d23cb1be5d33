import { describe, expect, it } from 'vitest';
import { fateOf, type RejectedSample } from './held.ts';

const now = 1_780_000_000_000;
const hour = 3_600_000;
const rejected = (over: Partial<RejectedSample>): RejectedSample => ({
  code: 'inventoryMissing',
  at: now,
  tries: 0,
  heldForMs: 0,
  collectorNow: now,
  ...over,
});

describe('fateOf', () => {
  it.each([
    ['a sample from the future waits until its time may be taken', { code: 'future', at: now + 100_000 }, 42_000],
    ['one that may be taken by now goes soon', { code: 'future', at: now + 59_000 }, 2_000],
    ['its time is told by the collector’s clock', { code: 'future', at: now, collectorNow: now - hour }, hour - 58_000],
    ['one without inventory waits for the inventory', {}, 15_000],
    ['twice as long at the second try', { tries: 1 }, 30_000],
    ['at most ten minutes', { tries: 11 }, 600_000],
  ] as const)('%s', (_name, over, delayMs) => {
    expect(fateOf(rejected(over))).toEqual({ kind: 'hold', delayMs });
  });

  it.each([
    ['an invalid sample', { code: 'invalid' }],
    ['an expired one', { code: 'expired' }],
    ['one that another agent claims', { code: 'claimed' }],
    ['one that the inventory does not list', { code: 'notInInventory' }],
    ['one of another operator', { code: 'wrongOperator' }],
    ['one beyond the budget', { code: 'budget' }],
    ['one that was tried twelve times', { tries: 12 }],
    ['one that was held for a day', { heldForMs: 24 * hour }],
    ['one from more than a day ahead', { code: 'future', at: now + 25 * hour }],
  ] as const)('%s is a dead letter', (_name, over) => {
    expect(fateOf(rejected(over))).toEqual({ kind: 'deadLetter' });
  });
});
