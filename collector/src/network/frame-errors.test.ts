import type { LinkSample } from '@thongsuot/contract/sample.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastErrorRatio } from './frame-errors.ts';

const reading = (over: Partial<LinkSample>): LinkSample => ({
  kind: 'link',
  at: Date.UTC(2026, 10, 24),
  link: 'l1',
  intervalS: 60,
  oper: 'up',
  admin: 'up',
  spanS: 60,
  ...over,
});

describe('the least share of frames with errors', () => {
  it.each<[string, Partial<LinkSample>, number | null]>([
    ['is not known without errors', { inBitsPerSecond: 512e6 }, null],
    ['is not known without a rate', { inErrorsPerSecond: 1 }, null],
    [
      'is not known without the time that both are of',
      { inBitsPerSecond: 512e6, inErrorsPerSecond: 1, spanS: undefined },
      null,
    ],
    ['takes each 512 bits for a frame', { inBitsPerSecond: 512e6, inErrorsPerSecond: 1 }, 1 / (1e6 + 1)],
    ['is none with fewer than three errors in the reading', { inBitsPerSecond: 512, inErrorsPerSecond: 2.9 / 60 }, 0],
    ['is all where nothing but errors came', { inBitsPerSecond: 0, inErrorsPerSecond: 1 }, 1],
    [
      'is that of the worse direction',
      { inBitsPerSecond: 512e6, inErrorsPerSecond: 0, outBitsPerSecond: 512e3, outErrorsPerSecond: 1 },
      1 / 1001,
    ],
  ])('%s', (_name, over, expected) => {
    expect(leastErrorRatio(reading(over))).toBe(expected);
  });

  it('never says more than there were, whatever the size of the frames (property)', () => {
    const frames = fc.record({
      good: fc.integer({ min: 0, max: 1_000_000 }),
      bad: fc.integer({ min: 0, max: 10_000 }),
      octets: fc.integer({ min: 64, max: 9_216 }),
    });
    fc.assert(
      fc.property(frames, ({ good, bad, octets }) => {
        const least = leastErrorRatio(
          reading({ inBitsPerSecond: (good * octets * 8) / 60, inErrorsPerSecond: bad / 60 }),
        );
        const truth = bad === 0 ? 0 : bad / (good + bad);
        expect(least).toBeLessThanOrEqual(truth + 1e-12);
      }),
    );
  });
});
