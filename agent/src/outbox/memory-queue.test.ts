import type { PingSample } from '@thongsuot/contract/sample.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue, type Loss } from './memory-queue.ts';

const ping = (at: number): PingSample => ({ kind: 'ping', at, link: 'l1', intervalS: 10, sent: 5, received: 0 });
const octetsOfOne = JSON.stringify(ping(1_780_000_000_000)).length;
const start = 1_780_000_000_000;

describe('createMemoryQueue', () => {
  it('does as a plain array does that drops its oldest, and tells exactly what it dropped', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 8 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 15 }), (steps, samplesMax) => {
        const queue = createMemoryQueue(samplesMax, octetsOfOne * 10);
        let model: number[] = [];
        let next = start;
        for (const step of steps) {
          if ('push' in step) {
            const times = Array.from({ length: step.push }, () => next++);
            const lost = queue.push(times.map(ping));
            model.push(...times);
            const gone = model.splice(0, Math.max(0, model.length - Math.min(samplesMax, 10)));
            const expected: Loss | null =
              gone.length === 0 ? null : { from: gone[0] as number, to: gone.at(-1) as number, count: gone.length };
            expect(lost).toEqual(expected);
          } else {
            queue.take(step.take);
            model = model.slice(step.take);
          }
          expect(queue.peek(100).map(({ at }) => at)).toEqual(model);
          expect([queue.samples(), queue.octets()]).toEqual([model.length, model.length * octetsOfOne]);
        }
      }),
    );
  });
});
