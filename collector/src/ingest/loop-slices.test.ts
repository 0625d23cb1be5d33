import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoopSlices } from './loop-slices.ts';

/** A loop that turns when told to, and a clock that only work moves. */
function stage(sliceMs: number) {
  let now = 0;
  let waiting: (() => void)[] = [];
  const done: string[] = [];
  const slices = createLoopSlices(
    () => now,
    sliceMs,
    (begin) => void waiting.push(begin),
  );
  return {
    done,
    work(name: string, ms: number) {
      return slices.run(() => {
        now += ms;
        done.push(name);
        return name;
      });
    },
    /** Returns what was done in that turn. */
    turn(): string[] {
      const before = done.length;
      const callbacks = waiting;
      waiting = [];
      for (const begin of callbacks) begin();
      return done.slice(before);
    },
    idle: () => waiting.length === 0,
  };
}

describe('the slices of work on batches', () => {
  it('do it at once while this turn of the loop has room, then in later turns, in order of arrival', () => {
    const { work, turn, done, idle } = stage(4);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void work(name, 3);
    // b began within the 4 ms.
    expect(done).toEqual(['a', 'b']);
    expect(turn()).toEqual(['c', 'd']);
    void work('g', 1);
    expect(turn()).toEqual(['e', 'f']);
    expect(turn()).toEqual(['g']);
    expect(turn()).toEqual([]);
    expect(idle()).toBe(true);
  });

  it('do one piece in a turn when each is longer than a slice', () => {
    const { work, turn, done } = stage(1);
    for (const name of ['a', 'b', 'c']) void work(name, 50);
    expect(done).toEqual(['a']);
    expect(turn()).toEqual(['b']);
    expect(turn()).toEqual(['c']);
  });

  it('have room again after a turn in which nothing came', () => {
    const { work, turn, done } = stage(1);
    void work('a', 5);
    turn();
    void work('b', 5);
    expect(done).toEqual(['a', 'b']);
  });

  it('pass on what the work returns, later too, and what it throws', async () => {
    const slices = createLoopSlices(() => performance.now(), 0);
    const answers = [1, 2, 3].map((n) => slices.run(() => n));
    const later = slices.run(async () => 'four');
    const thrown = slices.run(() => {
      throw new Error('five');
    });
    const rejected = slices.run(() => Promise.reject(new Error('six')));
    const refused = Promise.all([expect(thrown).rejects.toThrow('five'), expect(rejected).rejects.toThrow('six')]);
    expect(await Promise.all([...answers, later])).toEqual([1, 2, 3, 'four']);
    await refused;
  });

  it('lose nothing, keep the order and never begin past the slice (property)', () => {
    const events = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('turn' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 8 }), (script, sliceMs) => {
        const { work, turn, done } = stage(sliceMs);
        const costs = new Map<string, number>();
        const within = (names: readonly string[]) => {
          const before = names.slice(0, -1).reduce((sum, name) => sum + (costs.get(name) ?? 0), 0);
          expect(before).toBeLessThan(sliceMs);
        };
        for (const event of script) {
          if (event === 'turn') within(turn());
          else {
            const name = `${costs.size}`;
            costs.set(name, event);
            void work(name, event);
          }
        }
        for (let n = 0; n <= costs.size; n++) within(turn());
        expect(done).toEqual([...costs.keys()]);
      }),
    );
  });

  it('let many connections be accepted while work waits', async () => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => void accepted.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const slices = createLoopSlices(() => performance.now(), 1);
    const clients = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
    let acceptedAtEnd = 0;
    await Promise.all(
      Array.from({ length: 60 }, () =>
        slices.run(() => {
          const until = performance.now() + 2;
          while (performance.now() < until);
          acceptedAtEnd = accepted.length;
        }),
      ),
    );
    expect(acceptedAtEnd).toBe(20);
    for (const socket of [...clients, ...accepted]) socket.destroy();
    server.close();
    await once(server, 'close');
  });
});
