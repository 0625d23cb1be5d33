import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnectionGuard, type GuardedConnection } from './connections.ts';

class Fake extends EventEmitter {
  readonly remoteAddress: string;
  readonly remotePort: number;
  destroyed = false;
  constructor(remoteAddress: string, remotePort: number) {
    super();
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }
  destroy() {
    this.destroyed = true;
    this.emit('close');
    return this;
  }
}
const open = (guard: ReturnType<typeof createConnectionGuard>, address: string, port: number): Fake => {
  const fake = new Fake(address, port);
  guard.opened(fake as unknown as GuardedConnection);
  return fake;
};

describe('connections without a credential', () => {
  it('are bounded for each remote: the oldest goes, and one that showed a credential stays', () => {
    const guard = createConnectionGuard({ perRemote: 2, overall: 10 });
    const agent = open(guard, '10.0.0.1', 1);
    guard.proven(agent);
    const slow = [2, 3, 4, 5].map((port) => open(guard, '10.0.0.1', port));
    const other = open(guard, '10.0.0.2', 1);
    expect([agent, ...slow, other].map(({ destroyed }) => destroyed)).toEqual([false, true, true, false, false, false]);
    expect(guard.figures()).toEqual({ unproven: 3, closed: 2 });
  });
  it('are bounded over all remotes', () => {
    const guard = createConnectionGuard({ perRemote: 2, overall: 3 });
    const fakes = [1, 2, 3, 4].map((n) => open(guard, `10.0.0.${n}`, n));
    expect(fakes.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false]);
  });
  it('are forgotten when they end, and a port that is used again is a new connection', () => {
    const guard = createConnectionGuard({ perRemote: 2, overall: 3 });
    const first = open(guard, '10.0.0.1', 1);
    const again = open(guard, '10.0.0.1', 1);
    first.emit('close');
    expect(guard.figures().unproven).toBe(1);
    again.emit('close');
    expect(guard.figures()).toEqual({ unproven: 0, closed: 0 });
  });
  it('whatever comes and goes: never above the bounds, and no proven one is closed', () => {
    const step = fc.record({
      what: fc.constantFrom('open', 'prove', 'end'),
      remote: fc.integer({ min: 0, max: 2 }),
      which: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const guard = createConnectionGuard({ perRemote: 3, overall: 5 });
        const fakes: Fake[] = [];
        const proven = new Set<Fake>();
        for (const { what, remote, which } of steps) {
          const fake = fakes[which % Math.max(1, fakes.length)];
          if (what === 'open' || fake === undefined) fakes.push(open(guard, `r${remote}`, fakes.length));
          else if (fake.destroyed) continue;
          else if (what === 'prove') {
            guard.proven(fake);
            proven.add(fake);
          } else fake.destroy();
          const waiting = fakes.filter((one) => !one.destroyed && !proven.has(one));
          expect(guard.figures().unproven).toBe(waiting.length);
          expect(waiting.length).toBeLessThanOrEqual(5);
          for (const r of [0, 1, 2])
            expect(waiting.filter((one) => one.remoteAddress === `r${r}`).length).toBeLessThanOrEqual(3);
        }
        const ended = steps.filter(({ what }) => what === 'end').length;
        expect([...proven].filter(({ destroyed }) => destroyed).length).toBeLessThanOrEqual(ended);
      }),
    );
  });
});
