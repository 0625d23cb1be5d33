import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from './labels.ts';

const size = { width: 800, height: 500 };
const at = (id: string, x: number, y: number, text = 'Thành phố Pleiku') => ({ id, text, centre: { x, y } });
const apart = (a: { x: number; y: number; text: string }, b: { x: number; y: number; text: string }) =>
  Math.abs(a.y - b.y) >= 18 || Math.abs(a.x - b.x) >= ((a.text.length + b.text.length) * 7.6) / 2;

describe('names on the map', () => {
  it('one alone stands below its centre', () => {
    expect(placeLabels([at('pleiku', 400, 200)], [], size)).toEqual([
      { id: 'pleiku', text: 'Thành phố Pleiku', x: 400, y: 230 },
    ]);
  });

  it('one whose place is taken stands above its centre', () => {
    const [first, second] = placeLabels([at('a', 400, 200), at('b', 440, 205)], [], size);
    expect([first?.y, second?.y]).toEqual([230, 181]);
  });

  it('a mark is not covered where there is another place', () => {
    expect(placeLabels([at('a', 400, 200)], [{ x: 390, y: 228 }], size)[0]?.y).toBe(176);
  });

  it('a name at the edge stays inside the drawing', () => {
    const [label] = placeLabels([at('a', 5, 495)], [], size);
    expect(label?.x).toBeCloseTo(('Thành phố Pleiku'.length * 7.6) / 2);
    expect(label?.y).toBeLessThanOrEqual(491);
  });

  it('three areas in one place do not write over each other, whatever their order', () => {
    const areas = [at('a', 400, 200), at('b', 410, 204), at('c', 395, 198)];
    fc.assert(
      fc.property(fc.shuffledSubarray(areas, { minLength: 3 }), (order) => {
        const labels = placeLabels(order, [], size);
        expect(labels).toEqual(placeLabels(areas, [], size));
        for (const one of labels)
          for (const other of labels) if (one !== other) expect([one, other, apart(one, other)]).toContain(true);
      }),
    );
  });
});
