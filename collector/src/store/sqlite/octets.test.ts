import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockPoint, decodeBlock, encodeBlock, pointsOf } from './block.ts';
import { eachField, eachRecord, encodeSlice, openSlice, type SlicePoint } from './slice.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
const text = fc.constantFrom('up', 'down', 'không rõ', '');
// A field is a number or text for ever (schema.ts).
const fields = fc
  .record({ in_bps: number, out_bps: number, oper: text, role: text }, { requiredKeys: [] })
  .filter((record) => Object.keys(record).length > 0);
const at = fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 });
const plain = (record: object) => ({ ...record });

describe('a slice', () => {
  it('gives back every point in the order written, also a repeated one', () => {
    const point = fc.record({ series: fc.integer({ min: 1, max: 4_294_967_295 }), at, fields });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 50 }), (points) => {
        const slice = openSlice(encodeSlice(points));
        const found: SlicePoint[] = [];
        eachRecord(slice, (series, time, offset) => {
          const seen: Record<string, number | string> = {};
          eachField(slice, offset, (name, v) => {
            seen[name] = v;
          });
          found.push({ series, at: time, fields: seen });
        });
        expect(found).toStrictEqual(points.map((p) => ({ ...p, fields: plain(p.fields) })));
      }),
    );
  });

  it('drops the sign of zero, as InfluxDB does', () => {
    const slice = openSlice(encodeSlice([{ series: 1, at: 0, fields: { in_bps: -0 } }]));
    const found: unknown[] = [];
    eachField(slice, slice.records, (_, v) => found.push(v));
    expect(found).toStrictEqual([0]);
  });

  it('is read as version 1 of the file kept it, before slices were compressed', () => {
    const kept = zstdDecompressSync(encodeSlice([{ series: 7, at: 5, fields: { in_bps: 1.5, oper: 'up' } }]));
    const slice = openSlice(kept);
    const found: unknown[] = [];
    eachRecord(slice, (series, time, offset) =>
      eachField(slice, offset, (name, v) => found.push([series, time, name, v])),
    );
    expect(found).toEqual([
      [7, 5, 'in_bps', 1.5],
      [7, 5, 'oper', 'up'],
    ]);
  });
});

describe('a block', () => {
  const point = fc.record({ at, fields });
  const points = fc
    .uniqueArray(point, { minLength: 1, maxLength: 50, selector: (p) => p.at })
    .map((some): BlockPoint[] => some.sort((a, b) => a.at - b.at));

  it('gives back every point bit for bit', () => {
    fc.assert(
      fc.property(points, (some) => {
        expect(pointsOf(decodeBlock(encodeBlock(some)))).toStrictEqual(
          some.map((p) => ({ at: p.at, fields: plain(p.fields) })),
        );
      }),
    );
  });

  it('decodes only the fields asked for', () => {
    const body = encodeBlock([
      { at: 5, fields: { in_bps: 1, oper: 'up' } },
      { at: 9, fields: { out_bps: 2, oper: 'down' } },
    ]);
    const { at: times, columns } = decodeBlock(body, new Set(['out_bps', 'util_in']));
    expect(times).toStrictEqual([5, 9]);
    expect([...columns]).toStrictEqual([['out_bps', [null, 2]]]);
  });

  it('holds an hour of a steady link in less than a tenth of its doubles', () => {
    const hour = Array.from({ length: 120 }, (_, i) => ({
      at: 1_600_000_000_000 + i * 30_000,
      fields: { in_bps: 1e6, out_bps: 2e6, capacity_in_bps: 2e8, capacity_out_bps: 2e8, oper: 'up', interval_s: 30 },
    }));
    expect(encodeBlock(hour).length).toBeLessThan((120 * 7 * 8) / 10);
  });
});
