import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from './ring.ts';

const read = (ring: Ring) =>
  Array.from({ length: ring.length }, (_, i) => [ring.at(i), ring.value(0, i), ring.value(1, i)]);

describe('a ring of readings', () => {
  it('holds the newest readings in order of time whatever order they come in, each once', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), arrivals, (capacity, times) => {
        const ring = new Ring(capacity, 2);
        let model: number[] = [];
        for (const at of times) {
          const taken = !model.includes(at) && (model.length < capacity || at > Math.min(...model));
          if (taken) model = [...model, at].sort((a, b) => a - b).slice(-capacity);
          expect(ring.insert(at, [at * 2, at * 3])).toBe(taken);
          expect(read(ring)).toEqual(model.map((t) => [t, t * 2, t * 3]));
        }
      }),
    );
  });

  it('has nothing outside its length', () => {
    const ring = new Ring(2, 1);
    ring.insert(5, [1]);
    expect(ring.at(1)).toBeNaN();
    expect(ring.value(0, -1)).toBeNaN();
  });
});
