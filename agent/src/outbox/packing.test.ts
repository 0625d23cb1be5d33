import { crc32, gunzipSync } from 'node:zlib';
import { batchOctetsMax, samplesPerBatchMax } from '@thongsuot/contract/limits.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headOctetsMax } from './limits.ts';
import { fittingCount, pack, unpack } from './packing.ts';

const sized = (octets: number) => ({ at: 1, json: '', octets });

describe('fittingCount', () => {
  it.each([
    ['2,000 small samples fit', 2_000, 50, 2_000],
    ['the 2,001st does not', 2_001, 50, 2_000],
    ['what would pass 1 MiB with the head does not', 3, 400_000, 2],
    ['a sample too large for any batch does not', 1, batchOctetsMax, 0],
    ['nothing is nothing', 0, 0, 0],
  ])('%s', (_name, count, octets, expected) => {
    expect(fittingCount(Array.from({ length: count }, () => sized(octets)))).toBe(expected);
  });

  it('never lets a batch pass its bounds, and never leaves out what would fit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2, max: 300_000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const count = fittingCount(sizes.map(sized));
        const total = (n: number) => sizes.slice(0, n).reduce((sum, octets) => sum + octets + 1, headOctetsMax);
        expect(total(count)).toBeLessThanOrEqual(batchOctetsMax);
        expect(count).toBeLessThanOrEqual(samplesPerBatchMax);
        if (count < sizes.length) expect(total(count + 1)).toBeGreaterThan(batchOctetsMax);
      }),
    );
  });
});

describe('pack', () => {
  it('gives back what it was given, with the times of the oldest and the newest', () => {
    const input = fc.array(fc.record({ at: fc.integer({ min: 0 }), text: fc.string({ unit: 'binary' }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(input, (samples) => {
        const texts = samples.map((sample) => ({ at: sample.at, json: JSON.stringify(sample) }));
        const packed = pack(texts);
        expect(unpack(packed.body)).toEqual(texts);
        expect(JSON.parse(gunzipSync(packed.body).toString())).toEqual(samples);
        const times = samples.map(({ at }) => at);
        expect([packed.count, packed.fromAt, packed.toAt]).toEqual([
          samples.length,
          Math.min(...times),
          Math.max(...times),
        ]);
        expect(packed.crc).toBe(crc32(packed.body));
      }),
    );
  });
});
