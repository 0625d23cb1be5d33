import { describe, expect, it } from 'vitest';
import {
  after,
  type CollectorState,
  collectorFindings,
  conditionOf,
  firstState,
  type Outcome,
  waitMs,
} from './collector-state.ts';

const stored: Outcome = {
  kind: 'stored',
  answer: { epoch: '00000000000000ff', seq: 1, count: 1, stored: 1, rejected: [], now: 1_780_000_000_000 },
};
const retry = (
  because: 'network' | 'throttled' | 'status' = 'network',
  retryAfterMs: number | null = null,
): Outcome => ({
  kind: 'retry',
  because,
  retryAfterMs,
  detail: 'ECONNREFUSED',
});
const seen: Outcome = { kind: 'seen', retryAfterMs: 5_000, now: null, detail: 'it answered 503 storeUnavailable' };
const refused: Outcome = { kind: 'refused', detail: 'it answered 401' };

/** Plays outcomes at monotonic times with a random of 0.5. */
const play = (...steps: [atMs: number, lane: 'live' | 'backlog', outcome: Outcome][]): CollectorState =>
  steps.reduce((state, [atMs, lane, outcome]) => after(state, lane, outcome, atMs, 0.5), firstState);

describe('after', () => {
  it('lets a lane wait longer with each failure, and not at all after a success', () => {
    expect(waitMs(play([0, 'live', retry()]), 'live', 0, 0)).toBe(500);
    expect(waitMs(play([0, 'live', retry()], [500, 'live', retry()]), 'live', 500, 0)).toBe(1_000);
    expect(waitMs(play([0, 'live', retry()], [500, 'live', stored]), 'live', 500, 0)).toBe(0);
  });

  it('lets the live lane go on at once after a batch that was judged but not stored', () => {
    const state = play([0, 'live', seen]);
    expect(waitMs(state, 'live', 0, 0)).toBe(0);
    expect(conditionOf(state, 0).condition).toBe('answering');
  });

  it('lets the backlog obey Retry-After while the store is down, and says nothing of it: the collector does', () => {
    const state = play([0, 'live', seen], [10, 'backlog', seen]);
    expect(waitMs(state, 'backlog', 10, 0)).toBe(5_000);
    expect(conditionOf(state, 10).condition).toBe('answering');
    expect(collectorFindings('https://a', state, null, 10)).toEqual([]);
  });

  it('frees the backlog within 5 s once the live lane gets through', () => {
    const out = play(
      [0, 'backlog', retry()],
      [1_000, 'backlog', retry()],
      [3_000, 'backlog', retry()],
      [9_000, 'backlog', retry()],
      [17_000, 'backlog', retry()],
    );
    expect(waitMs(out, 'backlog', 17_000, 0)).toBe(16_000);
    expect(waitMs(after(out, 'live', stored, 17_000, 0.5), 'backlog', 17_000, 0)).toBe(2_500);
  });

  it('leaves the backlog its wait when it was told to slow down', () => {
    const out = play([0, 'backlog', retry('throttled', 100_000)], [10, 'live', stored]);
    expect(waitMs(out, 'backlog', 10, 0)).toBe(99_990);
  });

  it('holds both lanes when the credential is refused, and lets one request a minute ask', () => {
    const state = play([0, 'backlog', refused]);
    expect(waitMs(state, 'live', 0, 0)).toBe(67_500);
    expect(waitMs(state, 'backlog', 30_000, 0)).toBe(37_500);
    expect(waitMs(state, 'live', 67_500, 0)).toBe(0);
    expect(waitMs(state, 'backlog', 67_500, 1)).toBe(null);
    expect(waitMs(after(state, 'live', stored, 67_600, 0.5), 'backlog', 67_600, 0)).toBe(0);
  });
});

describe('conditionOf', () => {
  it.each<[string, CollectorState, number, string]>([
    ['nothing tried yet is no trouble', firstState, 0, 'answering'],
    ['a failure of the live lane is trouble', play([0, 'live', retry()]), 0, 'unreachable'],
    [
      'a failure of the backlog alone is none while the live lane gets through',
      play([0, 'live', stored], [10, 'backlog', retry()]),
      20,
      'answering',
    ],
    [
      'a failure of the backlog alone is trouble after a minute without success',
      play([0, 'live', stored], [60_010, 'backlog', retry()]),
      60_010,
      'unreachable',
    ],
    [
      'the backlog getting through does not end a fresh failure of the live lane',
      play([0, 'live', retry()], [100, 'backlog', stored]),
      100,
      'unreachable',
    ],
    ['but it ends an old one', play([0, 'live', retry()], [60_100, 'backlog', stored]), 60_100, 'answering'],
    ['a refusal outweighs all', play([0, 'live', retry()], [10, 'backlog', refused]), 10, 'refused'],
    [
      'a lost connection does not end a refusal',
      play([0, 'live', refused], [67_500, 'live', retry()]),
      67_500,
      'refused',
    ],
    [
      'a disk that cannot note an answer is not the collector’s fault',
      play([0, 'live', { kind: 'disk', detail: 'x' }]),
      0,
      'answering',
    ],
  ])('%s', (_name, state, atMs, condition) => {
    expect(conditionOf(state, atMs).condition).toBe(condition);
  });
});

describe('collectorFindings', () => {
  it('says what was found, what happens next and where', () => {
    expect(collectorFindings('https://a', play([0, 'live', retry()]), null, 0)).toEqual([
      {
        code: 'collectorUnreachable',
        subject: { collector: 'https://a' },
        detail: 'The collector does not take batches: ECONNREFUSED. They wait in the outbox and are tried again',
      },
    ]);
    expect(collectorFindings('https://a', play([0, 'live', refused]), null, 0)).toEqual([
      {
        code: 'collectorRefused',
        subject: { collector: 'https://a' },
        detail:
          'The collector takes nothing from this agent: it answered 401. Batches wait in the outbox; once a minute it is asked again, and at once when the credential changes',
      },
    ]);
  });

  it('an agent over its budget is told so: live batches that wait, or series refused in the last ten minutes', () => {
    const codes = (state: CollectorState, refusedMs: number | null, nowMs: number) =>
      collectorFindings('https://a', state, refusedMs, nowMs).map(({ code }) => code);
    expect(codes(play([0, 'live', retry('throttled')]), null, 0)).toEqual(['budgetExceeded']);
    // A backlog that has to wait drains more slowly, and nothing is wrong.
    expect(codes(play([0, 'backlog', retry('throttled')]), null, 0)).toEqual([]);
    expect(codes(play([0, 'live', stored]), 0, 600_000)).toEqual(['budgetExceeded']);
    expect(codes(play([0, 'live', stored]), 0, 600_001)).toEqual([]);
  });
});
