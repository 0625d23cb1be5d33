import type { EndpointView } from '@thongsuot/contract/api.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hullOf, layoutMap, type Point } from './layout.ts';

const endpoint = (id: string, latitude: number | null, longitude = 108, change: Partial<EndpointView> = {}) =>
  ({
    id,
    coordinates: latitude === null ? null : { latitude, longitude },
    area: null,
    leading: 'HOSPITAL',
    priority: 1,
    state: 'up',
    isolated: false,
    onBackup: false,
    alerts: 0,
    worstReserve: { reserveRatio: 0.9 },
    ...change,
  }) as EndpointView;

describe('a map', () => {
  it('is none without coordinates', () => {
    expect(layoutMap([endpoint('a', null)])).toBeNull();
  });

  it('has north above and east to the right, and counts what it cannot place', () => {
    const map = layoutMap([endpoint('n', 14.2), endpoint('s', 13.4, 108.6), endpoint('nowhere', null)]);
    const at = (id: string) => map?.marks.find(({ endpoints }) => endpoints[0]?.id === id) as Point;
    expect(at('n').y).toBeLessThan(at('s').y);
    expect(at('n').x).toBeLessThan(at('s').x);
    expect(map?.missing).toBe(1);
  });

  it('puts neighbours into one mark, with the worst of them first and its danger', () => {
    const map = layoutMap([
      endpoint('fine', 14),
      endpoint('cut', 14.0001, 108, { state: 'down' }),
      endpoint('far', 13, 109),
    ]);
    const together = map?.marks.find(({ endpoints }) => endpoints.length === 2);
    expect([together?.danger, together?.endpoints.map(({ id }) => id)]).toEqual(['critical', ['cut', 'fine']]);
    // The worst is drawn last, on top.
    expect(map?.marks.at(-1)).toBe(together);
  });

  it('of one place stands in the middle', () => {
    const map = layoutMap([endpoint('a', 14)]);
    expect([map?.marks[0]?.x, map?.marks[0]?.y]).toEqual([(map?.width ?? 0) / 2, (map?.height ?? 0) / 2]);
  });

  it('knows its areas, and which stands in a zone', () => {
    const zone = { id: 'z', order: '1580/UBND', to: 1, cadenceS: 30 };
    const map = layoutMap([
      endpoint('a', 14, 108, { area: 'pleiku', zone }),
      endpoint('b', 13, 109, { area: 'pleiku', zone: null }),
      endpoint('c', 13.5, 108, { area: 'an-khe' }),
    ]);
    expect(map?.areas.map(({ id, zone, hull }) => [id, zone, hull.length])).toEqual([
      ['an-khe', false, 1],
      ['pleiku', true, 2],
    ]);
  });

  it('draws every endpoint once, inside of itself, wherever on Earth it is', () => {
    const places = fc.array(
      fc.tuple(fc.double({ min: -89, max: 89, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(places, (list) => {
        const map = layoutMap(list.map(([latitude, longitude], i) => endpoint(String(i), latitude, longitude)));
        const drawn = map?.marks.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)) ?? [];
        expect(drawn.sort()).toEqual(list.map((_, i) => String(i)).sort());
        for (const { x, y } of map?.marks ?? []) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(map?.width ?? 0);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(map?.height ?? 0);
        }
      }),
    );
  });
});

it('a hull holds every point', () => {
  const point = fc.record({ x: fc.integer({ min: 0, max: 50 }), y: fc.integer({ min: 0, max: 50 }) });
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 30 }), (points) => {
      const hull = hullOf(points);
      for (const p of points) {
        for (const [i, a] of hull.entries()) {
          const b = hull[(i + 1) % hull.length] as Point;
          expect((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)).toBeGreaterThanOrEqual(0);
        }
      }
    }),
  );
});
