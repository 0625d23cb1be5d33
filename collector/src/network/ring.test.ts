import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring, Rings } from './ring.ts';

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

describe('rings side by side in slabs', () => {
  const start = Date.UTC(2026, 10, 24);

  it('keep their readings apart', () => {
    const rings = new Rings(3, 2);
    const many = Array.from({ length: 130 }, () => rings.take());
    for (let n = 0; n < 4; n++) for (const [i, ring] of many.entries()) ring.insert(start + n * 1_000, [i, n]);
    for (const [i, ring] of many.entries()) expect(read(ring)).toEqual([1, 2, 3].map((n) => [start + n * 1_000, i, n]));
  });

  it('tell the time to the millisecond for 49 days, and hold nothing that is further back than that', () => {
    const ring = new Ring(4, 2);
    const day = 86_400_000;
    for (const at of [start, start + 1, start + 49 * day]) ring.insert(at, [1, 2]);
    expect(read(ring).map(([at]) => at)).toEqual([start, start + 1, start + 49 * day]);
    expect(ring.insert(start + 50 * day, [3, 4])).toBe(true);
    expect(read(ring).map(([at]) => at)).toEqual([start + 49 * day, start + 50 * day]);
    expect(ring.insert(start, [1, 2])).toBe(false);
  });

  it('are exact for counts of echoes and true to three digits for their times', () => {
    const ring = new Ring(1, 2);
    ring.insert(start, [1_000, 123.456]);
    expect(ring.value(0, 0)).toBe(1_000);
    expect(Math.abs(ring.value(1, 0) / 123.456 - 1)).toBeLessThan(0.0005);
  });
});
