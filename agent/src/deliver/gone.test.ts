import { describe, expect, it } from 'vitest';
import { goneFindings, type Waiting } from './gone.ts';

const hour = 3_600_000;
const now = 1_800_000_000_000;
const waiting = (over: Partial<Waiting>): Waiting => ({
  collector: 'https://a',
  condition: 'unreachable',
  pending: 7,
  oldestAt: now - 25 * hour,
  now,
  octets: 25,
  octetsMax: 100,
  ageMsMax: 30 * 24 * hour,
  ...over,
});

describe('a collector is gone', () => {
  it.each<[string, Partial<Waiting>, boolean]>([
    ['after a day without an answer', {}, true],
    ['after a day of refusals', { condition: 'refused' }, true],
    ['not while it answers, however old the backlog that it drains', { condition: 'answering' }, false],
    ['not while it only limits us', { condition: 'throttled' }, false],
    ['not when nothing waits', { oldestAt: null }, false],
    ['not after 23 h with room', { oldestAt: now - 23 * hour }, false],
    ['after an hour with the outbox half full', { oldestAt: now - hour, octets: 50 }, true],
    ['not within the hour: a full outbox has another cause then', { oldestAt: now - hour + 1, octets: 99 }, false],
    ['when half the age is over', { oldestAt: now - 6 * hour, ageMsMax: 12 * hour }, true],
  ])('%s', (_name, over, gone) => {
    expect(goneFindings(waiting(over)).length).toBe(gone ? 1 : 0);
  });

  it('says how much waits, when it begins to be lost, and what to do', () => {
    expect(goneFindings(waiting({}))).toEqual([
      {
        code: 'collectorGone',
        subject: { collector: 'https://a' },
        detail:
          'The collector has taken nothing for 25 h: 7 batches wait for it, the outbox is 25 % full, and in about 3 days the oldest are dropped. Bring it back, or take it out of collectors in agent.yaml; other collectors are not held up',
      },
    ]);
    expect(goneFindings(waiting({ octets: 100 }))[0]?.detail).toContain('the oldest are being dropped now');
  });
});
