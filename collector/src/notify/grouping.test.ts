import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, gather, type Waiting } from './grouping.ts';

const now = 1_000_000;
const waiting = (id: number, over: Partial<Waiting> = {}): Waiting => ({
  id,
  alert: `a${id}`,
  route: 'default',
  group: `endpoint/e${id}`,
  site: `site/vnpt/s${id % 40}`,
  area: `area/x${id % 8}`,
  operator: `operator/o${id % 3}`,
  severity: 'warning',
  priority: 3,
  urgent: false,
  at: now,
  ...over,
});
const at = (over: Partial<Circumstances> = {}): Circumstances => ({
  now,
  gathering: () => ({ groupWaitMs: 1_000, groupWaitMsMax: 30_000, groupIntervalMs: 15_000 }),
  lastAt: () => undefined,
  room: 20,
  roomAt: now + 60_000,
  ...over,
});

describe('a group', () => {
  it.each<[string, Partial<Waiting>, Partial<Circumstances>, number | 'now']>([
    ['waits for a second of quiet', {}, {}, now + 1_000],
    ['leaves when it has been quiet', { at: now - 1_000 }, {}, 'now'],
    ['waits for its interval', { at: now - 1_000 }, { lastAt: () => now - 5_000 }, now + 10_000],
    [
      'with something urgent does not wait for its interval',
      { at: now - 1_000, urgent: true },
      { lastAt: () => now },
      'now',
    ],
    ['waits when there is no room', { at: now - 1_000 }, { room: 0 }, now + 60_000],
    ['from the future of a clock set back leaves', { at: now + 9_999_999 }, {}, 'now'],
  ])('%s', (_name, item, over, expected) => {
    const made = gather([waiting(1, item)], at(over));
    if (expected === 'now') expect(made).toMatchObject({ kind: 'message', members: [1] });
    else expect(made).toEqual({ kind: 'wait', until: expected });
  });

  it('that never is quiet leaves after the longest wait', () => {
    const list = Array.from({ length: 61 }, (_, i) =>
      waiting(i, { group: 'site/vnpt/pleiku', at: now - 30_000 + i * 500 }),
    );
    expect(gather(list, at())).toMatchObject({ kind: 'message', members: list.map(({ id }) => id), level: 'group' });
  });
});

describe('many at once', () => {
  /** All messages that leave within one minute of room. */
  function drain(list: readonly Waiting[], room = 20) {
    const messages: { members: readonly number[]; level: string; key: string }[] = [];
    let rest = [...list];
    for (;;) {
      const made = gather(rest, at({ room: room - messages.length }));
      if (made.kind === 'wait') return { messages, rest };
      messages.push(made);
      rest = rest.filter(({ id }) => !made.members.includes(id));
    }
  }

  it('300 devices of one site are one message', () => {
    const { messages } = drain(
      Array.from({ length: 300 }, (_, i) => waiting(i, { group: 'site/vnpt/pleiku', at: now - 1_000 })),
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ level: 'group', key: 'site/vnpt/pleiku' });
  });

  it('5,000 alerts of 5,000 endpoints are at most 20 messages, and none is left', () => {
    const { messages, rest } = drain(Array.from({ length: 5_000 }, (_, i) => waiting(i, { at: now - 1_000 })));
    expect(messages.length).toBeLessThanOrEqual(20);
    expect(rest).toEqual([]);
    expect(new Set(messages.flatMap((m) => m.members)).size).toBe(5_000);
  });

  it('what is critical leaves first', () => {
    const list = [
      waiting(1, { at: now - 9_000 }),
      waiting(2, { at: now - 1_000, severity: 'critical', urgent: true, priority: 1 }),
    ];
    expect(gather(list, at())).toMatchObject({ members: [2] });
  });

  it('against a plain count: whatever waits leaves in exactly one message, in the order of each alert', () => {
    const item = fc.record({
      alert: fc.integer({ min: 0, max: 12 }),
      group: fc.integer({ min: 0, max: 30 }),
      urgent: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 80 }), fc.integer({ min: 1, max: 25 }), (items, room) => {
        const groupOf = new Map<number, number>();
        const list = items.map(({ alert, group, urgent }, id) => {
          // An alert stays in its group, as the planner sees to.
          const kept = groupOf.get(alert) ?? group;
          groupOf.set(alert, kept);
          return waiting(id, { alert: `a${alert}`, group: `endpoint/g${kept}`, urgent, at: now - 40_000 });
        });
        const { messages, rest } = drain(list, room);
        const sent = messages.flatMap((m) => m.members);
        expect(rest).toEqual([]);
        expect(messages.length).toBeLessThanOrEqual(room);
        expect([...sent].sort((a, b) => a - b)).toEqual(list.map(({ id }) => id));
        for (const alert of groupOf.keys()) {
          const own = sent.filter((id) => items[id]?.alert === alert);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
      }),
    );
  });
});
