import { describe, expect, it } from 'vitest';
import { capacityOf, physicalBitsPerSecond } from './capacity.ts';

const M = 1_000_000;
const both = (m: number) => ({ inBitsPerSecond: m * M, outBitsPerSecond: m * M });

describe('the capacity of a direction', () => {
  it('is the least of contract, shaper and physical, each direction by itself', () => {
    expect(
      capacityOf({
        contract: { inBitsPerSecond: 200 * M, outBitsPerSecond: 50 * M },
        shaper: both(100),
        physicalBitsPerSecond: 1_000 * M,
      }),
    ).toEqual({
      in: { bitsPerSecond: 100 * M, limitedBy: 'shaper', physicalBitsPerSecond: 1_000 * M },
      out: { bitsPerSecond: 50 * M, limitedBy: 'contract', physicalBitsPerSecond: 1_000 * M },
    });
  });

  it('is the port when a port of 100 Mbit/s carries a contract of 200', () => {
    expect(capacityOf({ contract: both(200), physicalBitsPerSecond: 100 * M }).in).toMatchObject({
      bitsPerSecond: 100 * M,
      limitedBy: 'physical',
    });
  });

  it('is unknown when no term is known', () => {
    expect(capacityOf({})).toEqual({});
  });
});

describe('the physical term', () => {
  const member = (ifHighSpeed: number, up = true, attached = true) => ({ ifHighSpeed, up, attached });
  it.each([
    ['is ifHighSpeed of an Ethernet port', { ifType: 6, ifHighSpeed: 1_000 }, [], 1_000 * M],
    ['is ifSpeed where ifHighSpeed is missing', { ifType: 6, ifSpeed: 100 * M }, [], 100 * M],
    [
      'is the exact ifSpeed where ifHighSpeed is its rounding',
      { ifType: 6, ifHighSpeed: 2, ifSpeed: 1_544_000 },
      [],
      1_544_000,
    ],
    [
      'is ifHighSpeed where ifSpeed is another figure',
      { ifType: 6, ifHighSpeed: 1_000, ifSpeed: 100 * M },
      [],
      1_000 * M,
    ],
    ['is none for a speed of 0', { ifType: 6, ifHighSpeed: 0, ifSpeed: 0 }, [], undefined],
    ['is none for the ifSpeed that says "more"', { ifType: 6, ifSpeed: 4_294_967_295 }, [], undefined],
    ['is none for the fiction of a virtual interface', { ifType: 53, ifHighSpeed: 1_000 }, [], undefined],
    [
      'is what is attached and up of a group',
      { ifType: 161 },
      [member(1_000), member(1_000, false), member(1_000, true, false)],
      1_000 * M,
    ],
    [
      'is the members’ even where the group calls itself Ethernet',
      { ifType: 6, ifHighSpeed: 40_000 },
      [member(10_000), member(10_000)],
      20_000 * M,
    ],
  ])('%s', (_name, own, members, expected) => {
    expect(physicalBitsPerSecond(own, members)).toBe(expected);
  });
});
